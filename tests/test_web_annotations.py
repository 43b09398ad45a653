"""Web annotations: notes as data for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest

from builder.config import MOTIVATIONS
from builder.model import Origin, Reply
from builder.pages.csv_export import escape_formula
from builder.problems import Place
from tests.archive_factory import anchor, article, config, site, small_site
from tests.imports import files_of, rich_site

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def musts(collection: dict[str, Any]) -> Iterator[str]:
    """What the W3C's model says a collection, its page and their annotations must be, and this one is not."""
    if collection.get("@context") != CONTEXT or collection.get("type") != "AnnotationCollection":
        yield "no collection"
    if not is_address(collection["id"]) or not isinstance(collection["label"], str):
        yield "no id or label"
    page = collection.get("first")
    if (page is None) != (collection["total"] == 0):
        yield "a page, and nothing on it, or the other way round"
    if page is None:
        return
    if page["type"] != "AnnotationPage" or not is_address(page["id"]) or not isinstance(page["items"], list):
        yield "no page"
    if page["partOf"]["id"] != collection["id"] or page["partOf"]["total"] != collection["total"]:
        yield "a page of something else"
    if len(page["items"]) != collection["total"] or page["startIndex"] != 0:
        yield "a wrong number"
    for one in page["items"]:
        if isinstance(one, dict):
            yield from annotation_musts(one)


def annotation_musts(one: dict[str, Any]) -> Iterator[str]:
    if one.get("@context") != CONTEXT or one.get("type") != "Annotation" or not is_address(one["id"]):
        yield "no annotation"
    if one["motivation"] not in MOTIVATIONS:
        yield f"motivation {one['motivation']}"
    for key in ("created", "modified"):
        if key in one and not is_moment(one[key]):
            yield f"{key} {one[key]}"
    if "rights" in one and not is_address(one["rights"]):
        yield "rights that are no address"
    for body in one["body"]:
        is_text = body["type"] == "TextualBody" and isinstance(body["value"], str) and "source" not in body
        is_source = body["type"] == "SpecificResource" and is_link(body["source"]) and "value" not in body
        if "state" in body and not is_state(body["state"]):
            yield f"state {body['state']}"
        if is_text == is_source or body["purpose"] not in MOTIVATIONS:
            yield f"body {body}"
    yield from target_musts(one["target"])


def target_musts(target: Any) -> Iterator[str]:
    if isinstance(target, str):
        yield from () if is_address(target) else ("target",)
        return
    if not is_address(target["source"]) or ("scope" in target and not is_address(target["scope"])):
        yield "source"
    selectors = target.get("selector", [])
    for one in selectors if isinstance(selectors, list) else [selectors]:
        if one["type"] == "TextQuoteSelector":
            good = all(isinstance(one[key], str) for key in ("exact", "prefix", "suffix"))
        elif one["type"] == "TextPositionSelector":
            good = 0 <= one["start"] < one["end"]
        else:
            good = one["type"] == "FragmentSelector" and isinstance(one["value"], str) and is_address(one["conformsTo"])
        if not good:
            yield f"selector {one}"


def is_moment(value: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value) is not None


def is_state(state: dict[str, str]) -> bool:
    """Section 4.3.1 of the model: a date is a must."""
    return state["type"] == "TimeState" and is_moment(state["sourceDate"]) and is_address(state["cached"])


def is_address(value: object) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme in ("http", "https")


def is_link(value: object) -> bool:
    return is_address(value) or (isinstance(value, str) and value.startswith("mailto:"))


def collection_of(files: dict[str, str], address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files[f"{address}annotations.json"])
    return found


def test_every_collection_is_what_the_model_asks_for() -> None:
    for archive in (small_site(), rich_site(), site(article())):
        files = files_of(archive, config(rights="Notes: CC BY-SA 4.0"))
        collections = {name: json.loads(text) for name, text in files.items() if name.endswith("/annotations.json")}
        assert collections
        for name, collection in collections.items():
            assert list(musts(collection)) == [], name
            assert collection["id"] == f"https://example.org/base{name}"


def test_selectors_give_the_words_and_what_stands_around_them() -> None:
    archive = rich_site()
    files = files_of(archive)
    text = files["/2015/11/03/talks/text.txt"]
    assert text == f"{archive.articles[0].text}\n"
    placed = 0
    for item in collection_of(files, "/2015/11/03/talks/")["first"]["items"]:
        if isinstance(item["target"], dict) and isinstance(item["target"]["selector"], list):
            quotation, position = item["target"]["selector"]
            start, end = position["start"], position["end"]
            assert quotation["exact"] == text[start:end]
            assert quotation["prefix"] == text[max(0, start - 32) : start]
            assert quotation["suffix"] == text[end : end + 32].removesuffix("\n")
            placed += 1
    assert placed == 2


def test_a_note_without_a_place_is_no_web_annotation_but_stands_in_the_table() -> None:
    files = files_of(rich_site())
    ids = [one["id"].partition("#")[2] for one in collection_of(files, "/2015/11/03/talks/")["first"]["items"]]
    assert sorted(ids) == ["note-over-items", "note-picture", "note-whole", "note-words", "reply-words--more"]
    rows = list(csv.DictReader(io.StringIO(files["/annotations/annotations.csv"])))
    assert {row["title"]: row["state"] for row in rows}["Lost"] == "not-found"
    assert len(rows) == 7


def test_every_id_leads_to_an_element_of_the_page() -> None:
    files = files_of(rich_site())
    everything = json.loads(files["/annotations/annotations.json"])
    assert everything["total"] == 6
    for one in everything["first"]["items"]:
        page, _, identifier = one.removeprefix("https://example.org/base").partition("#")
        assert f'id="{identifier}"' in files[page]
    parts = everything["dcterms:hasPart"]
    assert [(part["total"], f"{urlsplit(part['id']).path.removeprefix('/base')}" in files) for part in parts] == [
        (1, True),
        (5, True),
    ]


def test_the_archive_announces_its_files() -> None:
    page = files_of(rich_site())["/2015/11/03/talks/"]
    links = re.findall(r'<link rel="alternate" type="([^"]*)"[^>]*href="([^"]*)"', page)
    here = "../../../../2015/11/03/talks"
    assert ("text/plain", f"{here}/text.txt") in links
    media = "application/ld+json;profile=&#34;http://www.w3.org/ns/anno.jsonld&#34;"
    assert (media, f"{here}/annotations.json") in links


def test_the_comment_is_given_as_it_reads_and_as_it_was_written() -> None:
    one = article(body="Some words.")
    hostile = anchor(one, "words", "note", comment="</script><script>alert(1)</script> *x* \u2028")
    (item,) = collection_of(files_of(site(one, anchors=[hostile])), one.address)["first"]["items"]
    html, markdown = item["body"][:2]
    assert (html["format"], markdown["format"]) == ("text/html", "text/markdown")
    assert "<script" not in html["value"]
    assert "<em>x</em>" in html["value"]
    assert markdown["value"] == hostile.annotation.comment


def test_a_fact_check_is_a_claim_review_and_cannot_end_its_element() -> None:
    one = article(body="Some words.")
    note = anchor(one, "words", type="fact-check", verdict="true", claim="</script><b>", claimant="A wire")
    page = files_of(site(one, anchors=[note]))[one.address]
    data = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    (review,) = (one for one in data if one["@type"] == "ClaimReview")
    assert (review["claimReviewed"], review["reviewRating"]["alternateName"]) == ("</script><b>", "True")
    assert (review["itemReviewed"]["author"]["name"], review["datePublished"]) == ("A wire", "2026-05-01")
    assert review["url"] == "https://example.org/base/2015/11/03/talks/#note-note"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_of_the_table_is_a_formula(cell: str) -> None:
    one = article(body="Some words.", title=cell)
    note = anchor(one, "words", comment=cell, claim=cell, title=cell)
    (row,) = csv.DictReader(io.StringIO(files_of(site(one, anchors=[note]))["/annotations/annotations.csv"]))
    assert escape_formula(cell) == f"'{cell}"
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())
    assert escape_formula("a = b") == "a = b"


def test_a_reply_to_a_reply_says_whom_it_answers_on_every_page_and_in_the_data() -> None:
    one = article(body="Some words.")
    replies = tuple(
        Reply(
            name,
            name.capitalize(),
            "context",
            f"desk-{name}",
            date(2026, 5, 3),
            "Words.",
            Place("a.md", line),
            parent=to,
        )
        for line, (name, to) in enumerate((("first", ""), ("second", "first"), ("third", "second")), 1)
    )
    origin = Origin("https://hypothes.is/a/x", "")
    note = anchor(one, "words", "note", replies=replies, origin=origin)
    archive = site(one, anchors=[note])
    files = files_of(archive)
    plain = files_of(archive, only=one.address, theme="plain")
    for page, start in ((files[one.address], '<p class="meta">'), (plain[one.address], "<p><small>")):
        assert f'{start}In reply to desk-second, <a href="#reply-note--second">Second</a>' in page
        assert len(re.findall(r'class="reply[^"]* answer"', page)) == 2
    assert (
        'In reply to desk-first, <a href="../2015/11/03/talks/#reply-note--first">First</a>' in files["/annotations/"]
    )
    assert "in reply to desk-first, &lt;a href=" in files["/annotations/feed.xml"]
    items = collection_of(files, one.address)["first"]["items"]
    base = f"https://example.org/base{one.address}#"
    assert [item["target"] for item in items[1:]] == [
        f"{base}{name}" for name in ("note-note", "reply-note--first", "reply-note--second")
    ]
    assert [item.get("via") for item in items] == ["https://hypothes.is/a/x", None, None, None]


def test_notes_point_at_each_other_both_ways() -> None:
    files = files_of(rich_site())
    pages = {name: files[name] for name in ("/2015/11/03/talks/", "/2016/01/02/other/")}
    assert "../../../../2016/01/02/other/#note-there" in pages["/2015/11/03/talks/"]
    assert "../../../../2015/11/03/talks/#note-over-items" in pages["/2016/01/02/other/"]


def test_tags_have_pages_and_types_have_feeds() -> None:
    files = files_of(rich_site())
    assert "Words" in files["/annotations/tags/peace-talks/"]
    assert "../../annotations/tags/wording/" in files["/2015/11/03/talks/"].replace("../../../../", "../../")
    assert "Over items" in files["/annotations/fact-check/feed.xml"]
    assert "Words" not in files["/annotations/fact-check/feed.xml"]
    assert "/corrections/feed.xml" in files


def tagged(*tags: str) -> dict[str, str]:
    """The pages of tags, and of an article whose notes have one tag each."""
    one = article(body="Some words.")
    notes = [anchor(one, "words", f"note-{number}", tags=(tag,)) for number, tag in enumerate(tags)]
    files = files_of(site(one, anchors=notes))
    return {name.removeprefix("/annotations/tags/"): text for name, text in files.items() if "/tags/" in name}


def test_names_that_only_signs_tell_apart_have_pages_of_their_own_and_name_each_other() -> None:
    pages = tagged("C++", "C#", "C")
    assert sorted(pages) == ["c-plus-plus/", "c-sharp/", "c/"]
    links = (
        '<a href="../../../annotations/tags/c-plus-plus/">C++</a>, <a href="../../../annotations/tags/c-sharp/">C#</a>'
    )
    assert f"See also {links}" in pages["c/"]
    assert "Note 2" in pages["c/"]
    assert not any("See also" in pages[name] for name in ("c-plus-plus/", "c-sharp/"))


def test_a_former_address_of_a_tag_leads_to_its_page_or_names_all_that_had_it() -> None:
    pages = tagged("กรุงเทพ", "Sa\u0303o Paulo")
    assert sorted(pages) == ["sa-o-paulo/", "são-paulo/", "กร-งเทพ/", "กรุงเทพ/"]
    assert "url=../../../annotations/tags/s%C3%A3o-paulo/" in pages["sa-o-paulo/"]
    pages = tagged("मिल", "मेल", "मूल")
    assert sorted(pages) == ["म-ल/", "मिल/", "मूल/", "मेल/"]
    assert pages["म-ल/"].count('<a href="../../../annotations/tags/%E0') == 3
    assert "No annotations yet" not in pages["म-ल/"]
    assert sorted(tagged("peace talks", "Peace-Talks")) == ["peace-talks/"]
