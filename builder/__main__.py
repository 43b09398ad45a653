"""`python -m builder`."""

import os
import sys

from builder.cli import main

# Processes that are started anew import this file too, and must not run the command again.
if __name__ == "__main__":
    try:
        main()
    except SystemExit as end:
        # One that was stopped may have processes to end.
        if end.code:
            raise
        # All is written and closed. What the command knew of the archive, which hangs on `end`, would be taken to
        # pieces one by one now: a tenth of the time of a build after a small change.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
