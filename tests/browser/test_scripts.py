"""What scripts add for those who have them, by pointer and by keyboard; nothing of it is needed to read."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.demo import ROOT, Demo
from tests.browser.test_pages import AXE, MEASURE, RULES

ARTICLE = "2015/11/03/moscow-offers-to-host-talks/"
SCRIPTS = ROOT / "themes" / "classic" / "assets" / "js"
NAME = ".text a.entity"
CHOOSE = """(number) => {
  const block = document.querySelectorAll(".text .passage")[number].querySelector(":scope > p");
  const node = document.createTreeWalker(block, NodeFilter.SHOW_TEXT).nextNode();
  getSelection().setBaseAndExtent(node, 1, node, 12);
}"""
ACTIVE = re.compile(r"\bactive\b")


@contextmanager
def visit(browser: Browser, address: str, **settings: object) -> Iterator[Page]:
    """A page in a window of its own, in which no script fails."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})  # type: ignore[arg-type]
    page, failed = opened(context, address)
    yield page
    context.close()
    assert not failed


def opened(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    page = context.new_page()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda said: failed.append(said.text) if "Security Policy" in said.text else None)
    page.goto(address, wait_until="load")
    return page, failed


def test_a_card_opens_by_pointer_stays_under_it_and_closes_with_escape(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE) as page:
        name = page.locator(NAME).filter(has_text="Russia").first
        card = page.get_by_role("tooltip")
        name.hover()
        expect(card).to_contain_text("Russia")
        expect(card).to_contain_text("Mentioned in")
        expect(name).to_have_attribute("aria-describedby", "card")
        box = card.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + 20, steps=4)
        page.wait_for_timeout(600)
        expect(card).to_be_visible()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        name.hover()
        expect(card).to_be_visible()
        page.mouse.move(5, 700)
        expect(card).to_be_hidden()


def test_a_card_opens_by_keyboard_and_the_name_is_still_a_link(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE) as page:
        name = page.locator(NAME).first
        name.focus()
        card = page.get_by_role("tooltip")
        expect(card).to_be_visible()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(name).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(card).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url("**/entities/**")


def test_a_card_stays_within_a_narrow_window(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE, viewport={"width": 320, "height": 600}) as page:
        for number in range(4):
            page.locator(NAME).nth(number).hover()
            expect(page.get_by_role("tooltip")).to_be_visible()
            assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_scripts_add(demo: Demo, browser: Browser, scheme: str):
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page, _ = opened(context, demo.address + ARTICLE)
    page.locator(NAME).first.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.evaluate(CHOOSE, 1)
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(MEASURE, RULES) == []
    context.close()


def test_types_of_note_are_hidden_announced_and_remembered(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE) as page:
        notes = page.locator("aside.note.is-context")
        expect(notes.first).to_be_visible()
        box = page.get_by_role("checkbox", name="Context")
        box.focus()
        page.keyboard.press("Space")
        expect(notes.first).to_be_hidden()
        expect(page.locator(".note-filter [role=status]")).to_have_text("Context: hidden")
        expect(page.locator("aside.note.is-update").first).to_be_visible()
        address = notes.first.locator(".note-body").get_attribute("id") or ""
        number = page.locator(f"#{address.replace('note-', 'ref-', 1)}")
        expect(number).to_be_hidden()
        page.reload()
        expect(box).not_to_be_checked()
        expect(notes.first).to_be_hidden()
        # Whoever is led to a hidden note sees it.
        page.evaluate("(id) => { location.hash = id }", address)
        expect(notes.first).to_be_visible()


def test_passage_and_note_point_at_each_other(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE) as page:
        words = page.locator(".note-highlight.n1").first
        note = page.locator("aside.note", has=page.locator(".number", has_text="1")).first
        words.hover(position={"x": 60, "y": 10})  # its middle may be what is only said
        expect(note).to_have_class(ACTIVE)
        page.mouse.move(5, 5)
        expect(note).not_to_have_class(ACTIVE)
        note.locator("a").first.focus()
        expect(words).to_have_class(ACTIVE)


def test_the_choice_of_colours_is_remembered_before_the_page_is_shown(demo: Demo, browser: Browser):
    with visit(browser, demo.address, color_scheme="light") as page:
        paper = "() => getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(paper)
        page.get_by_label("Theme").select_option("dark")
        dark = page.evaluate(paper)
        assert light != dark
        page.goto(demo.address + ARTICLE)
        assert page.evaluate(paper) == dark
        assert page.get_by_label("Theme").input_value() == "dark"
        page.emulate_media(color_scheme="dark")
        page.get_by_label("Theme").select_option("light")
        assert page.evaluate(paper) == light
        page.get_by_label("Theme").select_option("")
        assert page.evaluate(paper) == dark


def copied(page: Page) -> str:
    expect(page.locator(".copy-status")).to_have_text("Link copied")
    return str(page.evaluate("() => navigator.clipboard.readText()"))


def test_the_link_of_a_passage_is_copied_by_pointer_and_by_keyboard(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE, permissions=["clipboard-read", "clipboard-write"]) as page:
        passage = page.locator(".passage").nth(2)
        passage.hover()
        link = passage.locator(".permalink")
        link.focus()
        page.keyboard.press("Enter")
        address = copied(page)
        identifier = passage.get_attribute("id")
        assert address.startswith(f"{demo.address}{ARTICLE}#{identifier}:~:text=")
        told = unquote(address.partition(":~:text=")[2])
        first, last = told.split(",")
        text = " ".join(passage.inner_text().split())
        assert first in text
        assert last in text
        assert "\n" not in told


def test_the_link_of_chosen_words_finds_them_again(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.evaluate(CHOOSE, 1)
        button = page.get_by_role("button", name="Copy link to selection")
        button.click()
        # Whole words, though the choice began and ended inside one.
        assert unquote(copied(page).partition(":~:text=")[2]) == "The foreign minister,"
        expect(button).to_be_hidden()
        page.evaluate(CHOOSE, page.locator(".text .passage").count() - 1)
        button.click()
        page.wait_for_function("() => navigator.clipboard.readText().then((text) => !text.includes('foreign'))")
        address = copied(page)
    with visit(browser, f"{demo.address}{ARTICLE}#:~:text={address.partition(':~:text=')[2]}") as page:
        page.wait_for_function("() => scrollY > 500")


def test_a_wrong_address_is_answered_with_the_nearest_right_ones(demo: Demo, browser: Browser):
    with visit(browser, f"{demo.address}2015/moscow-ofers-to-host-talk/") as page:
        link = page.locator("[data-script=nearest] a").first
        expect(link).to_have_text(ARTICLE)
        link.click()
        expect(page.locator("h1")).to_have_text("Moscow offers to host talks")


@pytest.mark.parametrize(("day", "said"), [("2031-11-03", "On this day"), ("2031-11-05", "Around this date")])
def test_the_front_page_has_a_story_of_this_day_of_another_year(demo: Demo, browser: Browser, day: str, said: str):
    context = browser.new_context()
    page = context.new_page()
    page.clock.set_fixed_time(f"{day}T12:00:00")
    page.goto(demo.address)
    section = page.locator("[data-script=today]")
    expect(section.locator("h2")).to_contain_text(said)
    link = section.locator("li a").first
    expect(link).to_have_text("Moscow offers to host talks")
    link.click()
    expect(page.locator("h1")).to_have_text("Moscow offers to host talks")
    context.close()


def test_without_scripts_nothing_is_offered_that_would_not_work(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE, java_script_enabled=False) as page:
        expect(page.locator(".colours")).to_be_hidden()
        expect(page.locator(".note-filter")).to_be_hidden()
        passage = page.locator(".passage").first
        assert passage.locator(".permalink").get_attribute("href") == f"#{passage.get_attribute('id')}"
    with visit(browser, demo.address, java_script_enabled=False) as page:
        page.get_by_role("link", name="Browse by day of the year").click()
        expect(page.locator("h1")).to_have_text("On this day")


def test_an_article_costs_twenty_kilobytes_and_four_requests(demo: Demo, browser: Browser):
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(demo.address + ARTICLE, wait_until="networkidle")
    files = [demo.folder / url.removeprefix(demo.address) for url in asked]
    files = [path / "index.html" if path.is_dir() else path for path in files]
    # A browser with a window asks for the icon too.
    files.append(demo.folder / "theme" / "icon.svg")
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    assert len(weights) <= 4, weights
    assert sum(weights.values()) <= 20_000, weights
    context.close()


def test_all_scripts_together_are_small():
    scripts = {path.name: path.read_bytes() for path in sorted(SCRIPTS.glob("*.js"))}
    assert len(gzip.compress(b"".join(scripts.values()), 9)) <= 12_000
    # Those of the search page are only fetched there.
    sizes = {name: len(gzip.compress(text, 9)) for name, text in scripts.items()}
    assert sum(size for name, size in sizes.items() if name.startswith("search")) <= 7_500, sizes
    assert sum(size for name, size in sizes.items() if not name.startswith("search")) <= 8_000, sizes


@pytest.mark.parametrize("zoomed", [320, 640])
def test_no_page_is_wider_than_a_small_window(demo: Demo, browser: Browser, zoomed: int):
    wide = []
    context = browser.new_context(viewport={"width": zoomed, "height": 600})
    page = context.new_page()
    for path in demo.one_of_each_kind().values():
        page.goto(demo.address + path, wait_until="load")
        if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    context.close()
    assert not wide


def test_in_print_the_notes_follow_the_text(demo: Demo, browser: Browser):
    with visit(browser, demo.address + ARTICLE) as page:
        page.emulate_media(media="print")
        tops = page.evaluate(
            """() => {
              const top = (one) => one.getBoundingClientRect().top;
              const words = [...document.querySelectorAll(".text .passage > :is(p, blockquote)")].map(top);
              return [Math.max(...words), Math.min(...[...document.querySelectorAll(".text .notes")].map(top))];
            }"""
        )
        assert tops[0] < tops[1]
        for unneeded in (".permalink", ".colours", ".note-filter"):
            expect(page.locator(unneeded).first).to_be_hidden()
        page.evaluate("() => { document.documentElement.dataset.colours = 'dark' }")
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_timeline_shows_one_topic_and_keeps_it_in_the_address(demo: Demo, browser: Browser):
    with visit(browser, f"{demo.address}timeline/") as page:
        entries = page.locator(".timeline > li:visible")
        every = entries.count()
        page.get_by_label("Filter by topic").select_option("ceasefire")
        few = entries.count()
        assert 0 < few < every
        expect(page.locator(".filter [role=status]")).to_have_text(f"Showing {few} of {every}")
        assert page.locator(".group:visible").count() < page.locator(".group").count()
        page.reload()
        expect(page.get_by_label("Filter by topic")).to_have_value("ceasefire")
        assert entries.count() == few
        page.goto(f"{demo.address}topics/ceasefire/timeline/")
        assert entries.count() == few
