"""The command says its version, and on which systems it runs."""

from __future__ import annotations

import subprocess
import sys

from builder import __version__
from tests.archive_factory import ROOT

WINDOWS = """
import os, runpy, sys
sys.platform = "win32"
sys.modules["fcntl"] = None
del os.O_NOFOLLOW
sys.argv = ["builder", "build"]
runpy.run_module("builder", run_name="__main__")
"""


def test_on_windows_one_sentence_says_what_to_do() -> None:
    done = subprocess.run([sys.executable, "-c", WINDOWS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "This program runs on Linux and macOS. On Windows, install and run it in WSL.\n"


def test_the_version_is_that_of_the_package() -> None:
    command = [sys.executable, "-m", "builder", "--version"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"annotated-archive {__version__}\n"
