"""What a reader selects and copies is the article and nothing else; what they select in a note is the note."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from builder.markdown import reading_text
from tests.browser.demo import BASE, ORIGIN, ROOT, Demo, serving

COAL = """---
title: The coal fund
date: 1895-04-12
---

The fund held 4,000 pounds and the bank denied it. Nobody asked in 1895.[^ledger]

| Year | Loads | Goods |
|---|---:|---|
| 1895 | 15 | coal |
| 1896 | 21[^half] | iron and *pig* iron |

## What the clerks said

> The harbour master said that the coal was his.
>
> The clerks said that it was not, and that [the book](https://example.com/book) was theirs.

- One clerk went home.
- Two clerks stayed:
  1. the tall one,
  2. and the other.

![The plan of the harbour](../../assets/plan.svg "A plan")
The plan of the harbour, drawn in 1890.

Lamps
: of brass, and of tin

```python
loads = 15
price = loads * 3
```

The pump `weigh()` was called twice, and the last words are these.

[^ledger]: The ledger ends in March.
[^half]: Half of them by night.
"""
QUOTED = (
    "4,000 pounds",
    "pounds and the bank denied it",
    "The fund held 4,000 pounds and the bank",
    "asked in 1895",
    "1895 **15** coal",
    "coal was his",
    "the book",
    "Two clerks stayed",
    "plan of the harbour, drawn",
    "of brass",
    "loads = 15",
    "weigh()",
    "the last words are these",
)
MESSAGE = """---
title: رسالة
date: 1895-05-01
language: ar
---

عرضت موسكو استضافة محادثات في الأسابيع المقبلة، وقالت إن الدعوات سترسل قريبا إلى الجميع.

| السنة | العدد |
|---|---|
| 1895 | 15 |

ولم ترد أسماء في البيان، غير أن قائمة نشرت في اليوم نفسه.
"""
QUOTED_IN_MESSAGE = ("محادثات في الأسابيع المقبلة", "في الأسابيع", "1895 **15** ولم", "أسماء في البيان")
ARTICLES = {"coal": (COAL, QUOTED), "message": (MESSAGE, QUOTED_IN_MESSAGE)}
NOTE = "## Remark {}\n\n> {}\n\n- type: context\n- by: desk\n- date: 2026-01-02\n\nThe comment of note {}.\n"
PAGES = {"coal": "1895/04/12/coal/", "message": "1895/05/01/message/"}
# Callbacks do not run in pages without scripts.
EDGES = """(selector) => {
  const walker = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (node.data.trim() && !node.parentElement.closest(".notes, .ref")) nodes.push(node);
  const boxes = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()];
  };
  return [boxes(nodes.at(0)).at(0), boxes(nodes.at(-1)).at(-1)].map((box) => box.toJSON());
}"""
SELECT = """(selector) => {
  const text = document.querySelector(selector);
  getSelection().setBaseAndExtent(text, 0, text, text.childNodes.length);
}"""
SELECTED = "() => getSelection().toString()"
CLIPBOARD = """async () => {
  const found = {};
  for (const one of await navigator.clipboard.read())
    for (const type of one.types) found[type] = await (await one.getType(type)).text();
  return found;
}"""
WORDS_OF = """(html) => {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  for (const block of body.querySelectorAll("p, li, td, th, dt, dd, h2, pre, br")) block.append(" ");
  return body.textContent;
}"""
WIDTH = """(one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getBoundingClientRect().width;
}"""
BLOCKS_AND_NOTES = """() => [...document.querySelectorAll(".has-note")].map((block) =>
  [block, block.querySelector(".notes")].map((one) => one.getBoundingClientRect().toJSON()))"""
HTML_ORDER = """() => [...document.querySelectorAll(".text .passage")].map((passage) =>
  [...passage.children].map((one) => one.matches(".notes") ? "notes" : one.matches(".permalink") ? "link" : "words"))"""


def folded(text: str) -> str:
    return " ".join(text.split())


def words_of(name: str) -> str:
    return folded(reading_text(ARTICLES[name][0].split("---\n", 2)[2]))


@pytest.fixture(scope="module", params=["classic", "plain"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Two articles full of notes, in each theme."""
    folder = tmp_path_factory.mktemp("copying")
    archive = folder / "archive"
    shutil.copytree(ROOT / "tests" / "archives" / "small", archive, ignore=shutil.ignore_patterns("expected"))
    with (archive / "site.yaml").open("a", encoding="utf-8") as site:
        site.write(f"theme: {request.param}\n")
    for name, (text, quoted) in ARTICLES.items():
        notes = "\n".join(NOTE.format(number, one, number) for number, one in enumerate(quoted, 1))
        for kind, content in (("articles", text), ("annotations", notes)):
            path = archive / "content" / kind / "1895" / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "builder", "build", "--site", str(archive / "site.yaml")]
    command += ["--output", str(folder / "site"), "--url", f"{ORIGIN}{BASE}"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with serving(Path(folder, "site")) as served:
        yield served


@contextmanager
def visit(browser: Browser, address: str, *, width: int = 1440, scripts: bool = True) -> Iterator[Page]:
    # So high that nothing scrolls while the pointer moves.
    size = {"width": width, "height": 6000}
    context = browser.new_context(viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def copied(page: Page, browser: Browser) -> tuple[str, str]:
    """What the clipboard has after Ctrl+C: plain text, and the text of its HTML."""
    page.bring_to_front()
    page.keyboard.press("Control+c")
    reader = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    other = reader.new_page()
    other.goto(page.url)
    found = other.evaluate(CLIPBOARD)
    html = other.evaluate(WORDS_OF, found["text/html"])
    reader.close()
    return found["text/plain"], html


def drag(page: Page, start: dict[str, float], end: dict[str, float]) -> None:
    """Select by pointer, from the outer edge of one box to that of another."""
    from_right = page.locator(".text").evaluate("(text) => getComputedStyle(text).direction") == "rtl"
    first = start["right"] - 1 if from_right else start["left"] + 1
    last = end["left"] + 1 if from_right else end["right"] - 1
    page.mouse.click(first, (start["top"] + start["bottom"]) / 2)
    page.keyboard.down("Shift")
    page.mouse.click(last, (end["top"] + end["bottom"]) / 2)
    page.keyboard.up("Shift")


@pytest.mark.parametrize(("width", "scripts"), [(1440, True), (375, False)])
@pytest.mark.parametrize("name", ARTICLES)
def test_copying_an_article_gives_exactly_its_words(
    archive: Demo, browser: Browser, name: str, width: int, *, scripts: bool
):
    with visit(browser, archive.address + PAGES[name], width=width, scripts=scripts) as page:
        page.evaluate(SELECT, ".text")
        assert folded(page.evaluate(SELECTED)) == words_of(name)
        plain, html = copied(page, browser)
        assert folded(plain) == words_of(name)
        assert folded(html).replace(" ", "") == words_of(name).replace(" ", "")


@pytest.mark.parametrize("name", ARTICLES)
def test_a_selection_by_pointer_leaves_out_what_lies_between(archive: Demo, browser: Browser, name: str):
    with visit(browser, archive.address + PAGES[name], scripts=False) as page:
        drag(page, *page.evaluate(EDGES, ".text"))
        assert folded(page.evaluate(SELECTED)) == words_of(name)
        assert folded(copied(page, browser)[0]) == words_of(name)


def test_the_cells_of_a_row_are_copied_without_the_numbers_in_them(archive: Demo, browser: Browser):
    with visit(browser, archive.address + PAGES["coal"]) as page:
        drag(page, *page.evaluate(EDGES, "tbody tr:first-child"))
        assert copied(page, browser)[0].strip() == "1895\t15\tcoal"
        drag(page, *page.evaluate(EDGES, "tbody tr:last-child"))
        assert copied(page, browser)[0].strip() == "1896\t21\tiron and pig iron"


@pytest.mark.parametrize("archive", ["classic"], indirect=True)
def test_a_copied_text_has_no_run_of_blank_lines_where_notes_were(archive: Demo, browser: Browser):
    with visit(browser, archive.address + PAGES["coal"]) as page:
        before = page.locator(".text").inner_text()
        page.evaluate(SELECT, ".text")
        assert "\n\n\n" not in copied(page, browser)[0].replace("\r", "")
        page.bring_to_front()
        page.wait_for_timeout(100)
        assert page.locator(".text").inner_text() == before


@pytest.mark.parametrize(("width", "scripts"), [(1440, False), (375, True)])
def test_a_note_is_copied_by_beginning_in_it(archive: Demo, browser: Browser, width: int, *, scripts: bool):
    with visit(browser, archive.address + PAGES["coal"], width=width, scripts=scripts) as page:
        comment = page.get_by_text("The comment of note 5.")
        folded_note = page.locator("summary", has_text="Remark 5")
        if folded_note.count() and folded_note.is_visible():
            folded_note.click()
        box = comment.evaluate("(one) => one.getBoundingClientRect().toJSON()")
        words = {**box, "right": box["left"] + comment.evaluate(WIDTH)}
        drag(page, box, words)
        assert page.evaluate(SELECTED).strip() == "The comment of note 5."
        # Also after the pointer has left it.
        page.mouse.move(5, 5)
        assert copied(page, browser)[0].strip() == "The comment of note 5."


@pytest.mark.parametrize("archive", ["classic"], indirect=True)
def test_the_words_come_before_their_notes(archive: Demo, browser: Browser):
    with visit(browser, archive.address + PAGES["coal"]) as page:
        orders = page.evaluate(HTML_ORDER)
        assert sum("notes" in order for order in orders) > 5
        for order in orders:
            assert order == sorted(order, key=["words", "link", "notes"].index)
        page.locator(".text a").first.focus()
        met = []
        for _ in range(30):
            met.append(page.evaluate("() => document.activeElement.closest('.notes') ? 'note' : 'words'"))
            page.keyboard.press("Tab")
        assert met.index("note") > 3
        assert "words" in met[met.index("note") :]


@pytest.mark.parametrize("archive", ["classic"], indirect=True)
@pytest.mark.parametrize("name", ARTICLES)
def test_notes_in_the_margin_begin_beside_their_block_or_below_the_notes_before(
    archive: Demo, browser: Browser, name: str
):
    with visit(browser, archive.address + PAGES[name]) as page:
        boxes = page.evaluate(BLOCKS_AND_NOTES)
        assert boxes[0][1]["top"] == pytest.approx(boxes[0][0]["top"], abs=1)
        for (_, before), (block, notes) in pairwise(boxes):
            assert notes["top"] == pytest.approx(max(block["top"], before["bottom"]), abs=1)
            assert notes["left"] >= block["right"]
