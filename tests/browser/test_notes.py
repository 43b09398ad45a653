"""Annotations on article pages: in the margin of a wide page, folded under their paragraph on a narrow one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.demo import Demo
from tests.browser.test_pages import AXE, MEASURE, OVERFLOW, RULES, Scheme, visit

NARROW, WIDE = 375, 1280
PICTURE = "2016/03/15/timeline-2012-2016/"
OVERLAPPING = "2015/12/18/resolution-2254-adopted/"
BOXES = """() => [...document.querySelectorAll(".text .note-body")].map((note) => {
  const box = note.getBoundingClientRect();
  return [box.left, box.top, box.bottom, box.width];
})"""
FOCUS = """() => {
  const at = document.activeElement;
  return at.closest(".notes") ? "note" : at.id.startsWith("ref-") ? "number" : at.closest(".text") ? "text" : "";
}"""


def shown(page: Page, selector: str) -> list[bool]:
    """Whether each of these is visible; folded content is not."""
    script = "(all) => all.map((one) => one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))"
    seen: list[bool] = page.locator(selector).evaluate_all(script)
    return seen


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_wide_page_every_note_is_open_in_the_margin_and_none_covers_another(
    demo: Demo, browser: Browser, *, scripts: bool
):
    with visit(browser, width=WIDE, scripts=scripts) as (page, _):
        page.goto(demo.address + OVERLAPPING)
        boxes = page.evaluate(BOXES)
        assert len(boxes) > 3
        assert all(shown(page, ".text .note-body"))
        assert all(shown(page, ".text .note-body > .note-title"))
        assert not any(shown(page, ".text .note summary"))
        right = page.evaluate("() => document.querySelector('.text').getBoundingClientRect().right")
        assert all(left > right and width > 200 for left, _, _, width in boxes)
        assert all(below[1] >= above[2] for above, below in pairwise(boxes))


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_notes_in_the_margin_begin_below_the_facsimile(demo: Demo, browser: Browser, direction: str):
    with visit(browser, width=WIDE) as (page, _):
        page.goto(demo.address + OVERLAPPING)
        page.evaluate(
            """(direction) => {
              for (const one of document.querySelectorAll("html, .notes")) one.dir = direction;
              const figure = `<figure class="facsimile">${"scan<br>".repeat(30)}</figure>`;
              document.querySelector(".text").insertAdjacentHTML("beforebegin", figure);
            }""",
            direction,
        )
        figure = page.locator(".facsimile").bounding_box()
        boxes = page.evaluate(BOXES)
        assert figure
        assert boxes[0][1] >= figure["y"] + figure["height"]
        assert boxes[0][0] == pytest.approx(figure["x"], abs=20)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_narrow_page_notes_are_folded_and_their_address_unfolds_them(
    demo: Demo, browser: Browser, *, scripts: bool
):
    with visit(browser, width=NARROW, scripts=scripts) as (page, _):
        page.goto(demo.address + OVERLAPPING)
        assert all(shown(page, ".text .note summary"))
        assert not any(shown(page, ".text .note-body"))
        page.goto(f"{demo.address}{OVERLAPPING}#note-the-target-missed")
        page.wait_for_timeout(200)
        body = page.locator("#note-the-target-missed")
        assert body.is_visible()
        assert page.locator("details[open]").count() == 1
        box = body.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 400


def test_the_number_leads_to_the_folded_note_and_its_words_lead_back(demo: Demo, browser: Browser):
    with visit(browser, width=NARROW) as (page, _):
        page.goto(demo.address + OVERLAPPING)
        page.locator("#ref-a-digit-changed").click()
        assert page.locator("#note-a-digit-changed").is_visible()
        page.locator("#note-a-digit-changed .note-quote a").click()
        assert page.evaluate("() => location.hash") == "#ref-a-digit-changed"
        page.locator(".note summary").first.click()
        assert not any(shown(page, "#note-a-digit-changed"))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_printed_every_note_is_whole(demo: Demo, browser: Browser, width: int):
    with visit(browser, width=width) as (page, _):
        page.goto(demo.address + OVERLAPPING)
        page.emulate_media(media="print")
        assert all(shown(page, ".text .note-body"))
        assert not any(shown(page, ".text .note summary"))


def test_on_a_narrow_page_the_keyboard_meets_the_number_before_the_note(demo: Demo, browser: Browser):
    with visit(browser, width=NARROW) as (page, _):
        page.goto(demo.address + OVERLAPPING)
        met: list[str] = []
        while (len(met) < 60) and met.count("note") < 3:
            page.keyboard.press("Tab")
            met.append(page.evaluate(FOCUS))
        assert met.index("number") < met.index("note")


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_note_on_a_part_of_a_picture_is_reached_from_it_by_keyboard(demo: Demo, browser: Browser, width: int):
    with visit(browser, width=width) as (page, wrong):
        page.goto(demo.address + PICTURE)
        frame = page.locator("#ref-the-crowded-autumn")
        part, picture = frame.locator("rect").bounding_box(), page.locator(".framed img").bounding_box()
        assert part is not None
        assert picture is not None
        assert part["x"] == pytest.approx(picture["x"] + 0.77 * picture["width"], abs=2)
        assert part["width"] == pytest.approx(0.20 * picture["width"], abs=4)
        assert part["y"] == pytest.approx(picture["y"] + 0.54 * picture["height"], abs=2)
        before = frame.locator("rect").evaluate("(part) => getComputedStyle(part).stroke")
        page.locator("#ref-it-goes-on").focus()
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("() => document.activeElement.id") == "ref-the-crowded-autumn":
                break
        assert frame.locator("rect").evaluate("(part) => getComputedStyle(part).stroke") != before
        page.keyboard.press("Enter")
        assert page.locator("#note-the-crowded-autumn").is_visible()
        page.locator("#note-the-crowded-autumn .note-quote a").click()
        assert page.locator("#ref-the-crowded-autumn:target").count() == 1
        assert not wrong


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_all_notes_are_unfolded(demo: Demo, browser: Browser, scheme: Scheme, width: int):
    found = {}
    with visit(browser, scheme=scheme, width=width) as (page, _):
        for path in (PICTURE, OVERLAPPING):
            page.goto(demo.address + path)
            page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
            page.evaluate(AXE)
            violations = page.evaluate(MEASURE, RULES)
            if violations or page.evaluate(OVERFLOW) > 0:
                found[path] = violations or ["wider than the window"]
    assert not found


def test_a_screen_reader_is_told_where_a_note_begins(demo: Demo, browser: Browser):
    with visit(browser) as (page, _):
        page.goto(demo.address + OVERLAPPING)
        tree = page.locator(".text").aria_snapshot()
        said = page.locator("mark[data-note]").evaluate_all(
            "(all) => all.map((one) => getComputedStyle(one, '::before').content)"
        )
        assert said[0] == '" [note " "1" " begins] "' or "note 1 begins" in said[0]
        assert "Note 1: Fact check" in tree
        assert 'note "Fact check, note 1"' in tree
