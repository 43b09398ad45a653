from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import axe
from tests.browser.demo import BASE, Demo, in_every_theme

AXE = axe()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
MEASURE = """async (tags) => {
  const rules = {"target-size": {enabled: true}};
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, rules, resultTypes: ["violations"]});
  return found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`)
  );
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

Scheme = Literal["light", "dark"]
KINDS = {
    "front page",
    "article",
    "year",
    "month",
    "topics/",
    "topic",
    "entities/",
    "entity",
    "annotations/",
    "404.html",
}


@contextmanager
def visit(
    browser: Browser, *, scheme: Scheme = "light", width: int = 1280, scripts: bool = True
) -> Iterator[tuple[Page, list[str]]]:
    """A page in a window of its own, and everything about it that should not have happened."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    wrong: list[str] = []
    page = context.new_page()
    page.on(
        "console", lambda said: wrong.append(f"console: {said.text}") if said.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("response", lambda answer: wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    page.on("request", lambda request: wrong.append(f"elsewhere: {request.url}") if not _is_ours(request.url) else None)
    try:
        yield page, wrong
    finally:
        context.close()


def _is_ours(url: str) -> bool:
    return url.startswith("data:") or re.match(rf"http://127\.0\.0\.1:\d+{BASE}", url) is not None


@in_every_theme
def test_the_demo_has_every_kind_of_page(demo: Demo):
    assert demo.one_of_each_kind().keys() >= KINDS


@in_every_theme
def test_no_page_complains_or_asks_another_host(demo: Demo, browser: Browser):
    complaints = {}
    with visit(browser) as (page, wrong):
        for path in demo.pages():
            if 'http-equiv="refresh"' in demo.file(path).read_text("utf-8"):
                continue
            page.goto(demo.address + path, wait_until="load")
            if wrong:
                complaints[path] = list(wrong)
                wrong.clear()
    assert not complaints


@in_every_theme
@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows_on_any_kind_of_page(
    demo: Demo, browser: Browser, scheme: Scheme, width: int
):
    found = {}
    with visit(browser, scheme=scheme, width=width) as (page, _):
        for kind, path in demo.one_of_each_kind().items():
            page.goto(demo.address + path, wait_until="load")
            if page.url != demo.address + path:
                continue
            page.evaluate(AXE)
            violations = page.evaluate(MEASURE, RULES)
            if page.evaluate(OVERFLOW) > 0:
                violations.append("wider than the window")
            if violations:
                found[f"{kind} {path}"] = violations
    assert not found


@in_every_theme
def test_dark_and_light_are_not_the_same(demo: Demo, browser: Browser):
    colours = []
    for scheme in ("light", "dark"):
        with visit(browser, scheme=scheme) as (page, _):
            page.goto(demo.address)
            colours.append(page.evaluate("() => getComputedStyle(document.body).color"))
    assert colours[0] != colours[1]


@in_every_theme
@pytest.mark.parametrize("width", [375, 1280])
def test_an_article_reads_with_scripts_disabled(demo: Demo, browser: Browser, width: int):
    path = demo.one_of_each_kind()["article"]
    texts = []
    for scripts in (True, False):
        with visit(browser, scripts=scripts, width=width) as (page, wrong):
            page.goto(demo.address + path, wait_until="load")
            # The choice of what to show is for those who have scripts.
            page.evaluate("() => document.querySelector('.note-filter')?.remove()")
            texts.append(page.locator("main").inner_text())
            assert not wrong
            if not scripts:
                assert page.locator("mark").count() > 0
    assert texts[0] == texts[1]
    assert len(texts[1].split()) > 100


@in_every_theme
def test_a_note_is_reached_from_its_passage_and_the_way_back_from_the_note(demo: Demo, browser: Browser):
    path = demo.one_of_each_kind()["article"]
    with visit(browser, scripts=False) as (page, _):
        page.goto(demo.address + path)
        inner = page.locator("main a[href^='#']")
        targets = inner.evaluate_all("(links) => links.map((link) => link.getAttribute('href').slice(1))")
        missing = [target for target in targets if page.locator(f"[id='{target}']").count() != 1]
        assert targets
        assert not missing


@in_every_theme
def test_the_keyboard_reaches_the_text_first(demo: Demo, browser: Browser):
    with visit(browser) as (page, _):
        page.goto(demo.address + demo.one_of_each_kind()["article"])
        page.keyboard.press("Tab")
        target = page.evaluate("() => document.activeElement.hash")
        assert target
        assert page.locator(target).count() == 1


@in_every_theme
def test_an_address_that_is_not_there_shows_a_page_of_the_site(demo: Demo, browser: Browser):
    with visit(browser) as (page, _):
        answer = page.goto(f"{demo.address}no/such/page/")
        assert answer is not None
        assert answer.status == 404
        hrefs = page.locator("link[rel=stylesheet]").evaluate_all("(links) => links.map((link) => link.href)")
        assert hrefs
        assert all(page.request.get(href).ok for href in hrefs)


def test_an_article_prints_without_menus(demo: Demo, browser: Browser):
    with visit(browser) as (page, _):
        page.goto(demo.address + demo.one_of_each_kind()["article"])
        page.emulate_media(media="print")
        assert page.locator("article").first.is_visible()
        assert not page.locator("body > header nav").first.is_visible()
