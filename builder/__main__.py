"""`python -m builder`, and the command `annotated-archive`."""

import os
import sys


def run() -> None:
    """Run the command; the process ends with its exit code."""
    if sys.platform == "win32":
        sys.exit("This program runs on Linux and macOS. On Windows, install and run it in WSL.")
    from builder.cli import main  # noqa: PLC0415 - it imports what Windows does not have

    try:
        main()
    except SystemExit as end:
        # A command that was stopped may have processes to end.
        if end.code:
            raise
        # Everything is written and closed. Freeing the archive, which `end` refers to, object by object would take a
        # tenth of the time of a build after a small change.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


# Spawned worker processes import this file too, and must not run the command again.
if __name__ == "__main__":
    run()
