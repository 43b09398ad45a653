"""Citations: files that cite an article, and the bibliographies of topics and entities; read back by public parsers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Person, parse_string

from builder.dates import Date
from builder.model import Article, InPrint, Site, Source
from builder.pages import plan
from builder.pages.bibliography import FORMATS, Cited
from builder.render import Renderer
from tests.archive_factory import ROOT, article, config, site, small_site

HOSTILE = 'R&D: 50% of {all} #1_costs — "up" ~ $5 ^2 \\ <b> | end}, @article{x,\r\nER  - \u2028TY  - BOOK'
ONE_LINE = " ".join(HOSTILE.split())
SIGNS = {
    "backslash": "\\",
    # Not yet braces: those that stand by themselves are groups, and are not shown.
    "braceleft": "\ue000",
    "braceright": "\ue001",
    "asciitilde": "~",
    "asciicircum": "^",
    "less": "<",
    "greater": ">",
    "bar": "|",
}
BRACES = {ord("{"): None, ord("}"): None, 0xE000: "{", 0xE001: "}"}
RENDERER = Renderer(ROOT / "themes" / "classic", config())


def files_of(one: Site) -> dict[str, str]:
    return {
        page.address: RENDERER.render(page).content.decode()
        for page in plan(one, config())
        if page.address.rpartition("/")[2].startswith(("cite.", "bibliography."))
    }


def plain(value: str) -> str:
    """The words of a BibTeX value, as TeX sets them."""
    words = re.sub(r"\{\\text(\w+)\}", lambda found: SIGNS[found[1]], value)
    return re.sub(r"\\([$&%#_])", r"\1", words).translate(BRACES)


def read_bibtex(text: str) -> list[tuple[str, Any]]:
    return list(parse_string(text, "bibtex").entries.items())


def only(records: list[Any]) -> Any:
    (record,) = records
    return record


def test_an_article_is_cited_in_three_forms() -> None:
    files = files_of(small_site())
    at = "/2015/11/03/first-talks/cite"
    url = "https://example.org/base/2015/11/03/first-talks/"

    key, entry = only(read_bibtex(files[f"{at}.bib"]))
    assert (key, entry.type) == ("first-talks", "article")
    assert plain(entry.fields["title"]) == "First talks"
    assert [entry.fields[name] for name in ("journal", "date", "year", "month", "url")] == [
        "Example Wire",
        "2015-11-03",
        "2015",
        "November",
        url,
    ]
    assert entry.persons["author"] == [Person(last="{Archive desk}")]

    record = only(rispy.loads(files[f"{at}.ris"]))
    assert (record["type_of_reference"], record["id"], record["title"]) == ("NEWS", "first-talks", "First talks")
    assert (record["authors"], record["secondary_title"]) == (["Archive desk"], "Example Wire")
    assert (record["year"], record["date"], record["urls"]) == ("2015", "2015/11/03", [url])

    assert json.loads(files[f"{at}.json"]) == [
        {
            "id": "first-talks",
            "type": "article-newspaper",
            "title": "First talks",
            "author": [{"literal": "Archive desk"}],
            "container-title": "Example Wire",
            "issued": {"date-parts": [[2015, 11, 3]]},
            "URL": url,
            "source": "Small Archive",
            "language": "en",
            "keyword": "Peace",
        }
    ]


def test_topics_and_entities_have_bibliographies_of_their_articles_newest_first() -> None:
    files = files_of(small_site())
    for at in ("/topics/peace/", "/entities/lovelace/"):
        keys = ["second-talks", "first-talks"]
        assert [key for key, _ in read_bibtex(files[f"{at}bibliography.bib"])] == keys
        assert [one["id"] for one in rispy.loads(files[f"{at}bibliography.ris"])] == keys
        assert [one["id"] for one in json.loads(files[f"{at}bibliography.json"])] == keys


def test_an_entry_of_a_bibliography_is_the_one_of_its_article() -> None:
    views = {page.address: page.view for page in plan(small_site(), config())}
    entry = views["/2015/11/03/first-talks/cite.bib"].text
    assert entry in views["/topics/peace/bibliography.bib"].text


def test_pages_announce_their_citations_and_only_those_there_are() -> None:
    views = {page.address: page.view for page in plan(small_site(), config())}
    assert [(one.label, one.address) for one in views["/undated/letter/"].citations] == [
        ("BibTeX", "/undated/letter/cite.bib"),
        ("RIS", "/undated/letter/cite.ris"),
        ("CSL-JSON", "/undated/letter/cite.json"),
    ]
    for view in views.values():
        alternates = view.head.alternates if hasattr(view, "head") else ()
        assert all(one.address in views for one in alternates)


def test_what_has_no_date_and_no_publisher_is_cited_without_them() -> None:
    files = files_of(site(article("letter", None, publisher="", authors=(), language="ar", title="رسالة")))
    _, entry = only(read_bibtex(files["/undated/letter/cite.bib"]))
    assert (entry.type, entry.fields["howpublished"], plain(entry.fields["title"])) == (
        "misc",
        "Small Archive",
        "رسالة",
    )
    assert not {"year", "date", "month", "journal"} & {*entry.fields}
    assert not {"year", "date", "authors"} & only(rispy.loads(files["/undated/letter/cite.ris"])).keys()
    assert "issued" not in only(json.loads(files["/undated/letter/cite.json"]))


def test_where_it_was_first_published_is_noted() -> None:
    source = Source(url="https://example.org/a_b%20c#d~{e}")
    files = files_of(site(article(source=source)))
    note = "First published at https://example.org/a_b%20c#d~%7Be%7D"
    _, entry = only(read_bibtex(files["/2015/11/03/talks/cite.bib"]))
    assert plain(entry.fields["note"]) == note
    assert only(rispy.loads(files["/2015/11/03/talks/cite.ris"]))["notes"] == [note]
    assert only(json.loads(files["/2015/11/03/talks/cite.json"]))["note"] == note


def hostile() -> Article:
    return article(title=HOSTILE, authors=(HOSTILE, "A and B, C"), publisher=HOSTILE, topics=("x",))


def test_no_word_can_leave_its_field() -> None:
    files = files_of(site(hostile(), article("after", date(2015, 11, 2), topics=("x",))))
    (_, entry), _ = read_bibtex(files["/topics/x/bibliography.bib"])
    assert plain(entry.fields["title"]) == ONE_LINE
    assert plain(entry.fields["journal"]) == ONE_LINE
    assert [plain("".join(one.last_names)) for one in entry.persons["author"]] == [ONE_LINE, "A and B, C"]

    record, _ = rispy.loads(files["/topics/x/bibliography.ris"])
    assert (record["title"], record["secondary_title"]) == (ONE_LINE, ONE_LINE)
    assert record["authors"] == [ONE_LINE, "A and B, C"]

    item, _ = json.loads(files["/topics/x/bibliography.json"])
    assert (item["title"], item["author"][0]) == (ONE_LINE, {"literal": ONE_LINE})


def test_a_record_of_ris_has_a_tag_on_each_line_and_both_signs_at_its_end() -> None:
    text = files_of(site(hostile()))["/2015/11/03/talks/cite.ris"]
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - NEWS", "ER  - ")
    assert not re.search("(?<!\r)\n|\r(?!\n)", text)


@pytest.mark.parametrize(
    ("slug", "key"), [("first-talks", "first-talks"), ("a b_c", "a_20_b_5f_c"), ("ü,{", "_fc__2c__7b_")]
)
def test_a_key_is_made_of_signs_that_every_tool_takes(slug: str, key: str) -> None:
    assert read_bibtex(files_of(site(article(slug)))[f"/2015/11/03/{slug}/cite.bib"])[0][0] == key


PLAINEST = Cited("key", "", (), "Wire", Date(2015, 1, 1), "https://example.org/", "", "Archive", "en", (), InPrint())


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co"]), min_size=1, max_size=40))
def test_any_title_is_read_back(words: str) -> None:
    line = " ".join(words.split())
    one = replace(PLAINEST, title=line)
    bibtex, ris, csl = (form.entry(one) for form in FORMATS)
    _, entry = only(read_bibtex(bibtex))
    assert entry.fields["url"] == one.url
    assert plain(entry.fields["title"]) == line
    assert only(rispy.loads(ris)).get("title", "") == line
    assert json.loads(csl).get("title", "") == line
