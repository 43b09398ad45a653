from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.demo import Demo, build_demo, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests share one built site and one browser, so they run in one process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Demo]]:
    """The demonstration archive in a theme, built once for all tests."""
    with ExitStack() as servers:

        @cache
        def of(theme: str) -> Demo:
            folder = tmp_path_factory.mktemp(theme) / "site"
            build_demo(folder, theme)
            return servers.enter_context(serving(folder))

        yield of


@pytest.fixture(scope="session")
def demo(request: pytest.FixtureRequest, demos: Callable[[str], Demo]) -> Demo:
    """In the theme `classic`, or in the test's parameter."""
    return demos(getattr(request, "param", "classic"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one
