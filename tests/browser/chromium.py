"""Finds the browser for the tests; as a command, fails if there is none."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    # In a container the browser runs as root and has a small /dev/shm. The pages are trusted.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    # Load nothing but the pages under test.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser: the system's, or the one installed by Playwright."""
    system = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system, args=[*FLAGS])
        try:
            yield browser
        finally:
            browser.close()


def _is_there() -> bool:
    if any(map(shutil.which, NAMES)):
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    sys.exit(not _is_there())
