"""Web annotations: what the collections select is found by a browser in the page as it is served."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.demo import BASE, ORIGIN, Demo, in_every_theme

# The article's own words: without the notes that stand among them and the numbers that lead to those.
TEXT = """() => {
  const text = document.querySelector("article .text").cloneNode(true);
  text.querySelectorAll(".notes, .ref").forEach((element) => element.remove());
  return text.textContent;
}"""


def folded(text: str) -> str:
    """Without white space: where one block ends and the next begins a page has tags, and a text has line breaks."""
    return "".join(text.split())


def collections(demo: Demo) -> dict[str, dict[str, Any]]:
    """The collection of each article that has one, by its page."""
    found = sorted(demo.folder.glob("*/**/annotations.json"))
    pages = {path.parent.relative_to(demo.folder).as_posix(): json.loads(path.read_text("utf-8")) for path in found}
    return {f"{page}/": collection for page, collection in pages.items() if page != "annotations"}


def wrong(item: dict[str, Any], page: Page, text: str, plain: str) -> str:
    """What is not as the annotation says; nothing when all is."""
    if page.locator(f"[id='{item['id'].partition('#')[2]}']").count() != 1:
        return "its id is not on the page"
    target = item["target"]
    if not isinstance(target, dict) or not isinstance(target.get("selector"), list):
        return ""
    quotation, position = target["selector"]
    if plain[position["start"] : position["end"]] != quotation["exact"]:
        return "its position has other words"
    before, words, after = (folded(quotation[key]) for key in ("prefix", "exact", "suffix"))
    if before + words + after not in text:
        return "its words are not on the page"
    marked = page.locator(f"#ref-{item['id'].partition('#note-')[2]}")
    return "" if marked.count() == 1 else "no number of the text leads to it"


@in_every_theme
def test_every_selector_finds_its_words_in_the_page(demo: Demo, browser: Browser):
    found: dict[str, str] = {}
    selected = 0
    page = browser.new_page()
    for address, collection in collections(demo).items():
        page.goto(demo.address + address)
        text = folded(page.evaluate(TEXT))
        plain = page.request.get(f"{demo.address}{address}text.txt").text()
        assert folded(plain) == text, address
        for item in collection["first"]["items"]:
            assert item["id"].startswith(f"{ORIGIN}{BASE}{address}#"), item["id"]
            selected += isinstance(item["target"], dict) and isinstance(item["target"].get("selector"), list)
            if problem := wrong(item, page, text, plain):
                found[item["id"]] = problem
    page.close()
    assert not found
    assert selected > 50


def test_the_page_leads_programs_to_its_notes_and_its_text(demo: Demo, browser: Browser):
    page = browser.new_page()
    address = max(collections(demo), key=lambda one: collections(demo)[one]["total"])
    page.goto(demo.address + address)
    media = 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"'
    links = page.locator("link[rel=alternate]").evaluate_all("(links) => links.map((link) => [link.type, link.href])")
    found = dict(links)
    assert page.request.get(found[media]).json()["type"] == "AnnotationCollection"
    assert page.request.get(found["text/plain"]).ok
    page.close()
