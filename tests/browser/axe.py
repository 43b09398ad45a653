"""axe-core: the script with the accessibility rules, in the locked version."""

from __future__ import annotations

import re
from importlib.resources import files

from tests.browser.demo import ROOT

LOCKED = ROOT / ".cache" / "checkers" / "node_modules" / "axe-core" / "axe.min.js"
PACKAGED = files("axe_playwright_python").joinpath("axe.min.js")
"""The version in the Python package, which is older: for machines without npm; the test report says so."""


def axe() -> str:
    """The script."""
    return (LOCKED if LOCKED.is_file() else PACKAGED).read_text("utf-8")


def axe_version() -> str:
    """The version, and why it is not the locked one if it is not."""
    found = re.search(r"axe v([0-9.]+)", axe())
    version = f"axe-core {found[1] if found else 'of an unknown version'}"
    return version if LOCKED.is_file() else f"{version}, for want of npm; `make checkers` brings the one of the lock"
