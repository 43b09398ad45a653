from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

from tests.browser.axe import axe_version
from tests.examples import FIXED

# A shell starts background jobs with SIGINT ignored, and so would be the builds that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Examples that are the same in every run, and many random ones for `make test-deep`, which names the other profile.
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=FIXED)
settings.register_profile("deep", deadline=None, derandomize=False, max_examples=20 * FIXED, print_blob=True)
settings.load_profile("ci")


def pytest_report_header() -> str:
    """What checks pages in the browser."""
    return axe_version()


@pytest.fixture(autouse=True, scope="session")
def _a_plain_environment() -> None:
    """The tests see the same environment everywhere: no colour, no settings of one developer, one day."""
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS"):
        os.environ.pop(name, None)
    # 1 December 2026, on which nothing in the archives of the tests is later than today.
    os.environ["SOURCE_DATE_EPOCH"] = "1796083200"
