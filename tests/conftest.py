from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

from tests.browser.axe import axe_version

# What is begun in the background of a shell is deaf to SIGINT, and so would be the builds that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


def pytest_report_header() -> str:
    """What pages are held against in the browser."""
    return axe_version()


@pytest.fixture(autouse=True, scope="session")
def _a_plain_environment() -> None:
    """The tests see the same environment everywhere: no colour, no settings of one developer."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "SOURCE_DATE_EPOCH"):
        os.environ.pop(name, None)
