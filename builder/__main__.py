"""`python -m builder`."""

from builder.cli import main

# Processes that are started anew import this file too, and must not run the command again.
if __name__ == "__main__":
    main()
