"""The search page in a browser, below a base path and under its own policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demo import ROOT, Demo
from tests.browser.test_pages import AXE, MEASURE, OVERFLOW, RULES, Scheme, visit

SCRIPTS = ROOT / "themes" / "classic" / "assets" / "js"


@contextmanager
def searching(
    demo: Demo, browser: Browser, asked: str = "", *, scheme: Scheme = "light", width: int = 1280
) -> Iterator[Page]:
    """The search page, of which nothing may complain."""
    with visit(browser, scheme=scheme, width=width) as (page, wrong):
        page.goto(f"{demo.address}search/{asked}")
        yield page
        assert not wrong


def status(page: Page) -> str:
    expect(page.locator(".status")).to_have_text(re.compile("result"))
    return page.locator(".status").inner_text()


def titles(page: Page) -> list[str]:
    expect(page.locator(".results h2 a").first).to_be_visible()
    return page.locator(".results h2 a").all_inner_texts()


def asked(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def tick(page: Page, facet: str, words: str) -> None:
    box = page.locator(f"[data-facet={facet}]")
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.get_by_label(re.compile(rf"^\s*{words}\b")).check()


def test_words_are_found_while_they_are_typed(demo: Demo, browser: Browser):
    with searching(demo, browser) as page:
        assert page.locator(".results li").count() == 0
        page.keyboard.press("/")
        page.keyboard.type("chemical weapons")
        expect(page.locator(".status")).to_have_text(re.compile(r"\d+ results? for “chemical weapons”"))
        first = page.locator(".results .card").first
        assert re.search("chemical", first.inner_text(), re.IGNORECASE)
        assert {"chemical", "weapons"} & {word.lower().strip(".,") for word in page.locator("mark").all_inner_texts()}
        assert asked(page) == [("q", "chemical weapons")]


def test_a_result_tells_its_date_publisher_and_notes_and_leads_to_its_page(demo: Demo, browser: Browser):
    with searching(demo, browser, "?q=pause+talks") as page:
        card = page.locator(".results .card", has=page.get_by_text("Geneva talks pause")).first
        expect(card.locator(".meta")).to_have_text(
            re.compile(r"3 February 2016\s+Demonstration Wire\s+\d+ annotations")
        )
        note = card.locator(".matching-notes a").first
        href = note.evaluate("(link) => link.href")
        page.goto(href)
        assert page.locator(f"[id='{urlsplit(href).fragment}']").count() == 1
        assert page.url.startswith(demo.address)


def test_facets_narrow_what_was_found_and_count_what_is_left(demo: Demo, browser: Browser):
    with searching(demo, browser, "?q=Syria") as page:
        before = status(page)
        value = page.locator("[data-facet=topic] li", has_text="Ceasefires")
        left = int(value.locator(".count").inner_text())
        tick(page, "topic", "Ceasefires")
        expect(page.locator(".status")).to_have_text(
            f"{left} result{'s' if left > 1 else ''} for “Syria” with 1 filter"
        )
        tick(page, "year", "2016")
        expect(page.locator(".status")).to_have_text(re.compile("with 2 filters"))
        assert asked(page) == [("q", "Syria"), ("topic", "ceasefire"), ("year", "2016")]
        assert all("2016" in one for one in page.locator(".results .meta").all_inner_texts())
        for _ in range(2):
            page.locator(".active-filters button").first.click()
        expect(page.locator(".status")).to_have_text(before)
        assert asked(page) == [("q", "Syria")]


def test_a_name_can_be_asked_for_without_any_word(demo: Demo, browser: Browser):
    with searching(demo, browser) as page:
        tick(page, "person", "Kofi Annan")
        assert re.fullmatch(r"\d+ results? with 1 filter", status(page))
        dates = [int(one) for one in re.findall(r"\b(20\d\d)\b", " ".join(page.locator(".meta").all_inner_texts()))]
        assert dates == sorted(dates, reverse=True)
        page.locator(".results h2 a").first.click()
        assert page.locator("article a[href*='kofi-annan']").count()


def test_the_address_holds_the_search_and_the_way_back_returns_to_it(demo: Demo, browser: Browser):
    with searching(demo, browser, "?q=Geneva&topic=peace-talks&order=oldest") as page:
        told, first = status(page), titles(page)
        assert page.locator("#search-words").input_value() == "Geneva"
        assert page.locator("[data-facet=topic] input:checked").input_value() == "peace-talks"
        for words in ("cease", "ceasefire"):
            page.locator("#search-words").fill(words)
            expect(page.locator(".status")).to_have_text(re.compile(f"“{words}”"))
        page.locator("#search-words").press("Enter")
        page.locator(".results h2 a").first.click()
        page.wait_for_url(lambda url: "/search/" not in url)
        page.go_back()
        expect(page.locator(".status")).to_have_text(re.compile("“ceasefire”"))
        page.go_back()
        expect(page.locator(".status")).to_have_text(told)
        assert titles(page) == first
        assert page.locator("#search-words").input_value() == "Geneva"


def test_results_can_be_sorted_by_date(demo: Demo, browser: Browser):
    with searching(demo, browser, "?q=Vienna&kind=article&order=oldest") as page:
        oldest = titles(page)
        page.get_by_label("Sort by").select_option("newest")
        page.wait_for_url(re.compile("order=newest"))
        expect(page.locator(".results h2 a").first).not_to_have_text(oldest[0])


def test_the_keyboard_leads_through_the_results_and_back(demo: Demo, browser: Browser):
    focused = "() => document.activeElement.textContent || document.activeElement.id"
    with searching(demo, browser, "?q=talks") as page:
        found = titles(page)
        page.keyboard.press("/")
        assert page.evaluate(focused) == "search-words"
        for words in (found[0], found[1]):
            page.keyboard.press("ArrowDown")
            assert page.evaluate(focused) == words
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.evaluate(focused) == "search-words"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Escape")
        assert page.evaluate(focused) == "search-words"
        page.keyboard.press("Escape")
        expect(page.locator(".results li")).to_have_count(0)
        assert asked(page) == []


def test_more_results_are_added_and_reached(demo: Demo, browser: Browser):
    with searching(demo, browser, "?q=Syria") as page:
        count = int(status(page).split()[0])
        assert count > 20
        expect(page.locator(".results .card")).to_have_count(10)
        page.get_by_role("button", name="More results").click()
        expect(page.locator(".results .card")).to_have_count(20)
        assert page.evaluate("() => document.activeElement.textContent") == titles(page)[10]


def test_a_search_without_results_gives_advice(demo: Demo, browser: Browser):
    with searching(demo, browser, "?q=zyxwvutsrq") as page:
        assert status(page) == "No results for “zyxwvutsrq”. Try fewer or different words."


def test_hostile_words_in_the_address_are_only_words(demo: Demo, browser: Browser):
    hostile = "<img src=x onerror=alert(1)>"
    with searching(demo, browser, f"?q={hostile}&topic={hostile}&nonsense=1") as page:
        assert hostile in status(page)
        assert page.locator("main img").count() == 0


def test_the_index_is_not_fetched_before_the_reader_turns_to_it(demo: Demo, browser: Browser):
    with visit(browser) as (page, _):
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(demo.address)
        page.goto(f"{demo.address}search/", wait_until="networkidle")
        assert not [url for url in fetched if "wasm" in url or "pagefind.js" in url]
        with page.expect_request(re.compile("wasm")):
            page.locator("#search-words").focus()


@pytest.mark.parametrize("path", ["", "404.html"])
def test_a_form_elsewhere_leads_to_the_search_page_without_a_script(demo: Demo, browser: Browser, path: str):
    with visit(browser, scripts=False) as (page, _):
        page.goto(demo.address + path)
        page.get_by_label("Search the archive").fill("talks in Geneva")
        page.get_by_role("button", name="Search").click()
        assert page.url == f"{demo.address}search/?q=talks+in+Geneva"
        expect(page.get_by_role("heading", name="Search is unavailable")).to_be_visible()
        assert (
            page.locator(".search-unavailable a", has_text="Topics").evaluate("(link) => link.href")
            == f"{demo.address}topics/"
        )


def test_a_page_opened_from_a_folder_says_that_search_is_unavailable(demo: Demo, browser: Browser):
    page = browser.new_page()
    page.goto((demo.folder / "search" / "index.html").as_uri())
    expect(page.get_by_role("heading", name="Search is unavailable")).to_be_visible()
    page.close()


def test_a_site_without_its_index_says_so(demo: Demo, browser: Browser):
    page = browser.new_page()
    page.route("**/pagefind.js", lambda route: route.fulfill(status=404))
    page.route("**/facets/*", lambda route: route.fulfill(status=404))
    page.goto(f"{demo.address}search/?q=talks")
    expect(page.get_by_text("The search index is missing or could not be loaded.")).to_be_visible()
    page.close()


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_page_of_results_and_nothing_overflows(
    demo: Demo, browser: Browser, scheme: Scheme, width: int
):
    with searching(demo, browser, "?q=talks&topic=peace-talks", scheme=scheme, width=width) as page:
        status(page)
        page.locator(".facets").evaluate("(box) => { box.open = true; }")
        expect(page.locator("[data-facet=person] li").first).to_be_visible()
        page.evaluate(AXE)
        assert page.evaluate(MEASURE, RULES) == []
        assert page.evaluate(OVERFLOW) == 0


def test_the_published_index_has_no_files_that_nobody_asks_for(demo: Demo):
    folder: Path = demo.folder / "search" / "pagefind"
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {
        ".js", ".json", ".pf_fragment", ".pf_index", ".pf_meta", ".pagefind",
    }  # fmt: skip
    assert [path.name for path in folder.glob("*.js")] == ["pagefind.js"]
