"""Web annotations: notes as data for programs, and data from elsewhere as notes."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from builder.annotate import annotate
from builder.cache import Cache
from builder.cli import main
from builder.config import MOTIVATIONS, Config, load_config
from builder.importing import drafts, import_annotations
from builder.importing.comments import escape_structure, from_html, from_plain
from builder.importing.note_files import Draft, render_notes
from builder.load.annotations import load_annotations
from builder.load.properties import KEYS
from builder.markdown import parse, reading_text
from builder.model import Anchor, Annotation, Origin, Reference, Reply
from builder.pages import plan
from builder.pages.csv_export import escape_formula
from builder.pipeline import check_site
from builder.pipeline.load_site import load_archive
from builder.problems import ContentError, Place
from builder.render import Renderer
from builder.workers import Workers
from tests.archive_factory import ROOT, anchor, article, config, site, small_site
from tests.examples import examples

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PAGE = "https://example.org/base/2015/11/03/first-talks/"


def files_of(one: Any, settings: Config | None = None, only: str = "", theme: str = "classic") -> dict[str, str]:
    settings = settings or config()
    renderer = Renderer(ROOT / "themes" / theme, settings)
    pages = (page for page in plan(one, settings) if only in page.address)
    return {page.address: renderer.render(page).content.decode() for page in pages}


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


def rich_site() -> Any:
    """A note of every kind."""
    body = (
        "The talks *opened* on Monday “in Geneva” <and> ended.\n\n![A plan](../../assets/plan.svg)\n\n"
        "- The talks closed.\n- The talks opened again.\n\nFine."
    )
    one = replace(article("talks", body=body), layout=parse(body).layout, place=Place("content/articles/2015/talks.md"))
    other = replace(article("other", date(2016, 1, 2)), place=Place("content/articles/2016/other.md"))
    reply = Reply(
        "more", 'More, "later"', "context", "archive-desk", date(2026, 5, 3), "A *reply*.", Place("a.md", 9),
        (Reference("https://example.org/r", "https://example.org/r", "https://copies.example/r"),
         Reference("The plan", "../../assets/plan.svg")),
        updated=date(2026, 5, 6), language="de",
    )  # fmt: skip
    leads = (("../../assets/plan.svg", "/assets/plan.svg"),)
    anchors = [
        anchor(one, "opened on Monday “in Geneva” <and>", "words", comment="See [it](https://example.org/x).\n\n- one",
               tags=("wording", "peace talks"), updated=date(2026, 5, 4), replies=(reply,),
               sources=(Reference("S/RES/2254 [2015]", "https://example.org/2254(2015)", "https://copies.example/1"),
                        Reference("City archive, box 12", ""),
                        Reference("Minutes, 3 May", "", "https://copies.example/2"),
                        Reference("plan.svg", "../../assets/plan.svg"),
                        Reference("The desk", "mailto:desk@example.org"))),
        anchor(one, "The talks closed.\nThe talks opened", "over-items", type="fact-check", verdict="true",
               claim="It closed - and opened", claimant="a wire", see=("words", "other#there"),
               sources=(Reference("https://example.org/s", "https://example.org/s"),)),
        anchor(one, "", "whole", by="archive-desk, archive-desk", language="de"),
        replace(anchor(one, "", "picture", image="../../assets/plan.svg", region=(10.0, 20.5, 30.0, 40.0)),
                state="image"),
        anchor(one, "not there at all", "lost"),
        anchor(other, "Some words.", "there", title="Another title", comment=""),
    ]  # fmt: skip
    return site(
        one, other, anchors=anchors, links={one.place: leads, reply.place: leads, anchors[0].annotation.place: leads}
    )


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


# Back again


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(drafts, "TODAY", lambda: date(2026, 11, 24))
    (tmp_path / "site.yaml").write_text(
        "title: Test archive\nurl: https://example.org/base/\neditors: {archive-desk: Archive desk, data: Data desk}\n",
        encoding="utf-8",
    )
    for one in rich_site().articles:
        path = tmp_path / one.place.path
        path.parent.mkdir(parents=True)
        path.write_text(
            f"---\ntitle: {one.title}\ndate: {one.date}\nsource: {{url: 'https://wire.example/{one.slug}'}}\n---\n\n"
            f"{one.body}\n",
            encoding="utf-8",
        )
    assets = tmp_path / "content" / "assets"
    assets.mkdir()
    (assets / "plan.svg").write_text("<svg/>", encoding="utf-8")
    return tmp_path


def taken(archive: Path, data: object, *words: str) -> tuple[str, str]:
    (archive / "in.json").write_text(json.dumps(data), encoding="utf-8")
    command = ["convert", "--annotations", str(archive / "in.json"), *words, "--site", str(archive / "site.yaml")]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == (1 if "error" in done.stderr else 0)
    return done.stdout, done.stderr


def notes_of(archive: Path) -> dict[str, Anchor]:
    found = check_site(load_config(archive / "site.yaml")).site
    assert found is not None
    return {f"{slug}#{one.annotation.id}": one for slug, anchors in found.anchors.items() for one in anchors}


def meaning(one: Anchor) -> Anchor:
    """A note without what says where it is written and how it finds its place."""
    nowhere = Place("")
    note = one.annotation
    replies = tuple(replace(reply, place=nowhere, comment_line=0, answers="", pinned=False) for reply in note.replies)
    see = tuple(target if "#" in target else f"{note.article}#{target}" for target in note.see)
    language = "" if note.language == "en" else note.language
    plain = replace(
        note, place=nowhere, quote="", prefix="", suffix="", quote_place=None, comment_line=0, replies=replies, see=see,
        language=language, pinned=False,
    )  # fmt: skip
    return replace(one, annotation=plain, state="exact" if one.passage else one.state)


def test_what_was_exported_comes_back_as_it_was(archive: Path) -> None:
    rich = rich_site()
    settings = replace(load_config(archive / "site.yaml"), root=ROOT)
    files = files_of(rich, settings)
    exported = [json.loads(text) for name, text in files.items() if re.fullmatch(r"/\d.*/annotations\.json", name)]
    out, err = taken(archive, exported)
    assert err == ""
    assert "6 web annotations imported, 0 already present, no problems" in out
    before = {
        f"{slug}#{one.annotation.id}": meaning(one)
        for slug, anchors in rich.anchors.items()
        for one in anchors
        if one.placed
    }
    before["talks#whole"] = replace(
        before["talks#whole"], annotation=replace(before["talks#whole"].annotation, by="archive-desk")
    )
    assert {name: meaning(one) for name, one in notes_of(archive).items()} == before
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    again, err = taken(archive, exported)
    assert (err, "0 web annotations imported, 6 already present, no problems" in again) == ("", True)


def test_the_demonstration_archive_comes_back_word_for_word(tmp_path: Path) -> None:
    there = load_config(ROOT / "site.yaml")
    found, _ = load_archive(there, Workers(Cache(None), 1), drafts=False)
    exported = [
        json.loads(text) for name, text in files_of(found, there, "annotations.json").items() if name[1:5].isdigit()
    ]
    (tmp_path / "in.json").write_text(json.dumps(exported), encoding="utf-8")
    shutil.copy(ROOT / "site.yaml", tmp_path)
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("annotations"))
    report = import_annotations(replace(found, anchors={}), replace(there, root=tmp_path), tmp_path / "in.json")
    assert report.problems == ()
    before = {f"{slug}#{one.annotation.id}": meaning(one) for slug, laid in found.anchors.items() for one in laid}
    after = {name: meaning(one) for name, one in notes_of(tmp_path).items()}
    assert after == before
    assert len(before) >= 100


def test_a_reply_to_a_note_that_is_there_goes_into_a_new_file(archive: Path) -> None:
    taken(archive, {"rows": HYPOTHESIS["rows"][:1]})
    own = archive / "content/annotations/2015/talks.md"
    before = own.read_bytes()
    out, err = taken(archive, HYPOTHESIS)
    assert err == ""
    assert out.startswith("content/annotations/2015/talks/imported-2026-11-24-1.md: 2 notes\n")
    assert "2 web annotations imported, 1 already present, no problems" in out
    assert own.read_bytes() == before
    (note,) = notes_of(archive).values()
    assert [reply.comment for reply in note.annotation.replies] == ["I agree.", "So do I."]
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    assert "0 web annotations imported, 3 already present" in taken(archive, HYPOTHESIS)[0]


def test_a_reply_by_the_address_of_a_note_finds_it_and_its_links_hold(archive: Path) -> None:
    taken(archive, [{"label": "A name", "target": "https://wire.example/talks", "bodyValue": "One."}])
    reply = {
        "type": "Annotation", "motivation": "replying", "target": f"{PAGE.replace('first-talks', 'talks')}#note-a-name",
        "body": [{"format": "text/markdown", "value": "See [it](../../assets/plan.svg)."}], "created": "2026-05-03",
    }  # fmt: skip
    out, err = taken(archive, [reply])
    assert err == ""
    assert "imported-2026-11-24-1.md: 1 note" in out
    (note,) = notes_of(archive).values()
    assert note.annotation.replies[0].comment == "See [it](../../../assets/plan.svg)."
    assert check_site(load_config(archive / "site.yaml")).problems == ()


WORDS = st.text(alphabet="ab cé.,:-*_`[]()<>|~&#;+1'\"\\!\n", max_size=40)
SOURCES = [
    Reference("A link", "https://example.org/a"),
    Reference("https://example.org/a", "https://example.org/a", "https://copies.example/a"),
    Reference("A [link]", "https://example.org/a(b)", "https://copies.example/a(b)"),
    Reference("City archive, box 12 = *folder* 3", ""),
    Reference("City archive", "", "https://copies.example/a"),
    Reference("The desk", "mailto:desk@example.org"),
]


@given(
    title=WORDS, comment=WORDS, reply=WORDS, claim=WORDS, tag=WORDS,
    kind=st.sampled_from(["context", "correction", "fact-check", "source", "update"]),
    source=st.sampled_from(SOURCES), day=st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    start=st.integers(0, 60), length=st.integers(1, 60),
)  # fmt: skip
@examples(150)
def test_whatever_the_grammar_holds_survives_the_way_there_and_back(  # noqa: PLR0913, PLR0917 - each part of a note
    tmp_path_factory: pytest.TempPathFactory, title: str, comment: str, reply: str, claim: str, tag: str, kind: str,
    source: Reference, day: date, start: int, length: int,
) -> None:  # fmt: skip
    settings = replace(config(), annotation_types=ALL_TYPES, root=ROOT)
    body = "The long talks opened on Monday in *Geneva*; nobody knew.\n\nThe talks closed again on Tuesday."
    one = replace(article("talks", body=body), place=Place("content/articles/2015/talks.md"))
    words = one.text[start : start + length].strip()
    draft = Draft(
        title=" ".join(title.split()) or "A title",
        quotation=f"> {' '.join(words.split())}" if words and words.count("\n\n") == 0 else "",
        properties=(("type", kind), ("by", "archive-desk"), ("date", day.isoformat()), ("tags", tag), ("claim", claim),
                    ("verdict", "true" if kind == "fact-check" else "")),
        sources=(source,),
        comment=comment.strip("\n").rstrip(),
        replies=(Draft("More", "", REPLY, (), reply.strip("\n").rstrip()),),
    )  # fmt: skip
    loaded, _, problems = load_annotations(
        "content/annotations/2015/talks.md", render_notes([draft]), "talks", settings
    )
    if problems or len(loaded) != 1:
        return  # no editor could have written it
    anchors, _ = annotate("a.md", one.as_text(), loaded, "en")
    if not all(anchor.placed for anchor in anchors):
        return
    folder = tmp_path_factory.mktemp("there-and-back")
    exported = folder / "in.json"
    address = f"{one.address}annotations.json"
    exported.write_text(files_of(site(one, anchors=anchors), settings, only=address)[address], "utf-8")
    there = replace(settings, root=folder)
    report = import_annotations(site(one), there, exported)
    assert report.problems == ()
    ((path, _),) = report.files
    back, _, problems = load_annotations(path, (folder / path).read_text("utf-8"), "talks", there)
    assert problems == ()
    laid, doubts = annotate("a.md", one.as_text(), back, "en")
    assert doubts == ()
    assert [meaning(anchor) for anchor in laid] == [meaning(anchor) for anchor in anchors]


REPLY = (("type", "update"), ("by", "archive-desk"), ("date", "2026-01-01"))
ALL_TYPES = load_config(ROOT / "site.yaml").annotation_types


def row(identifier: str, text: str, user: str, **values: object) -> dict[str, object]:
    """One annotation as the API of Hypothesis gives it."""
    when = "2026-05-03T10:00:00+00:00"
    page = "https://www.wire.example/talks/"
    return {"id": identifier, "text": text, "user": f"acct:{user}@hypothes.is", "uri": page, "created": when, **values}


WORDS_OF_IT = {"type": "TextQuoteSelector", "exact": "The talks opened", "prefix": "closed. ", "suffix": " again"}
HYPOTHESIS = {
    "rows": [
        row(
            "one",
            "# My view\n\n- type: mine\n\nSee [this](more.html) and ## that.",
            "a.stranger",
            user_info={"display_name": "A Stranger"},
            updated="2026-05-04T10:00:00+00:00",
            tags=["one, two"],
            target=[{"source": "https://wire.example/talks", "selector": [{"type": "RangeSelector"}, WORDS_OF_IT]}],
        ),
        row("two", "I agree.", "data", references=["one"]),
        row("three", "So do I.", "b", references=["one", "two"]),
    ]
}


def test_an_export_of_hypothesis_becomes_a_note_with_its_thread(archive: Path) -> None:
    out, err = taken(archive, HYPOTHESIS)
    assert err == ""
    assert out.startswith("content/annotations/2015/talks.md: 3 notes\n")
    text = (archive / "content/annotations/2015/talks.md").read_text(encoding="utf-8")
    assert "Stranger" not in text
    (note,) = notes_of(archive).values()
    assert (note.annotation.by, note.annotation.date, note.annotation.updated) == (
        "imported",
        date(2026, 5, 3),
        date(2026, 5, 4),
    )
    assert note.annotation.tags == ("one two",)
    assert note.passage is not None
    assert "https://wire.example/more.html" in note.annotation.comment
    assert [(reply.by, reply.comment) for reply in note.annotation.replies] == [
        ("data", "I agree."),
        ("imported", "So do I."),
    ]
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    assert "0 web annotations imported, 3 already present" in taken(archive, HYPOTHESIS)[0]


def reply_texts(archive: Path) -> list[tuple[str, str]]:
    """Each reply with what it answers."""
    replies = [reply for anchor in notes_of(archive).values() for reply in anchor.annotation.replies]
    comments = {reply.id: reply.comment for reply in replies}
    return [(reply.comment, comments.get(reply.parent, "")) for reply in replies]


NESTED = {
    "rows": [
        row("four", "And who are you?", "c", references=["one", "two", "three"]),
        *HYPOTHESIS["rows"],
        row("five", "I do not.", "d", references=["one"]),
    ]
}


def test_imported_replies_keep_whom_they_answer(archive: Path) -> None:
    thread = [("I agree.", ""), ("So do I.", "I agree."), ("And who are you?", "So do I."), ("I do not.", "")]
    out, err = taken(archive, NESTED)
    assert (err, out.splitlines()[0]) == ("", "content/annotations/2015/talks.md: 5 notes")
    assert reply_texts(archive) == thread
    assert check_site(load_config(archive / "site.yaml")).problems == ()
    assert "0 web annotations imported, 5 already present" in taken(archive, NESTED)[0]


def test_an_exported_thread_comes_back_with_whom_its_replies_answer(archive: Path) -> None:
    taken(archive, NESTED)
    settings = load_config(archive / "site.yaml")
    before = notes_of(archive)
    found = check_site(settings).site
    exported = json.loads(files_of(found, settings, "/annotations.json")["/2015/11/03/talks/annotations.json"])
    shutil.rmtree(archive / "content/annotations")
    assert taken(archive, exported)[1] == ""
    assert {name: meaning(one) for name, one in notes_of(archive).items()} == {
        name: meaning(replace(one, annotation=replace(one.annotation, origin=None, replies=tuple(
            replace(reply, origin=None) for reply in one.annotation.replies
        )))) for name, one in before.items()
    }  # fmt: skip
    assert "0 web annotations imported, 5 already present" in taken(archive, exported)[0]


def test_replies_imported_later_answer_replies_that_are_there(archive: Path) -> None:
    taken(archive, {"rows": HYPOTHESIS["rows"][:2]})
    taken(archive, {"rows": HYPOTHESIS["rows"]})
    out, err = taken(archive, NESTED)
    assert (err, out.splitlines()[0]) == ("", "content/annotations/2015/talks/imported-2026-11-24-2.md: 2 notes")
    assert set(reply_texts(archive)) == {
        ("I agree.", ""), ("So do I.", "I agree."), ("And who are you?", "So do I."), ("I do not.", ""),
    }  # fmt: skip
    assert check_site(load_config(archive / "site.yaml")).problems == ()


def test_two_people_may_reply_the_same_on_one_day(archive: Path) -> None:
    rows = [HYPOTHESIS["rows"][0], row("x", "I agree.", "a", references=["one"])]
    taken(archive, {"rows": rows})
    taken(archive, {"rows": [*rows, row("y", "I agree.", "b", references=["one"])]})
    assert reply_texts(archive) == [("I agree.", ""), ("I agree.", "")]


# Imported again


TALKS = "content/annotations/2015/talks.md"


def changed(number: int = 0, **values: object) -> dict[str, object]:
    """The export of Hypothesis with one annotation changed."""
    rows = [dict(one) for one in HYPOTHESIS["rows"]]
    rows[number] |= {"updated": "2026-06-01T10:00:00+00:00", **values}
    return {"rows": rows}


def test_the_id_of_a_web_annotation_is_kept(archive: Path) -> None:
    links = {"html": "https://hypothes.is/a/one"}
    taken(archive, changed(links=links))
    ids = [one.annotation.origin for one in notes_of(archive).values()]
    ids += [reply.origin for one in notes_of(archive).values() for reply in one.annotation.replies]
    assert [one and one.id for one in ids] == ["https://hypothes.is/a/one", "two", "three"]
    assert "0 web annotations imported, 3 already present, no problems" in taken(archive, changed())[0]


def test_a_changed_web_annotation_is_told_with_old_and_new_words_and_not_imported_twice(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    before = (archive / TALKS).read_bytes()
    out, err = taken(archive, changed(1, text="I agree no longer."))
    assert "0 web annotations imported, 2 already present, 1 problem" in out
    assert f"{TALKS}:20:1: warning C511: the web annotation has changed: " in err
    assert "comment “I agree.” is now “I agree no longer.”" in err
    assert "help: `--update` takes over its words" in err
    assert (archive / TALKS).read_bytes() == before


def test_changed_words_are_taken_over_with_update_and_editors_decisions_stay(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    edited = path.read_text("utf-8").replace("- type: context\n- by: imported", "- by: data\n- type: question", 1)
    path.write_text(edited.replace("## My view", "## A view", 1).replace("\n", "\r\n"), "utf-8", newline="")
    new = changed(text="Another *view*.", tags=["new"])
    out, err = taken(archive, new, "--update", "--dry-run")
    assert (err, path.read_bytes().decode().count("Another")) == ("", 0)
    out, err = taken(archive, new, "--update")
    assert (err, "is now “Another *view*.”; tags “one two” is now “new”" in out) == ("", True)
    assert "0 web annotations imported, 1 updated, 2 already present, no problems" in out
    (anchor,) = notes_of(archive).values()
    note = anchor.annotation
    assert (note.title, note.type, note.by, note.comment) == ("A view", "question", "data", "Another *view*.")
    assert (note.tags, note.updated, len(note.replies)) == (("new",), date(2026, 6, 1), 2)
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    assert "0 web annotations imported, 3 already present, no problems" in taken(archive, new, "--update")[0]


def test_words_that_an_editor_has_changed_are_never_overwritten(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    path.write_text(path.read_text("utf-8").replace("I agree.", "I agree, with reservations."), "utf-8")
    before = path.read_bytes()
    assert "3 already present, no problems" in taken(archive, HYPOTHESIS, "--update")[0]
    _, err = taken(archive, changed(1, text="I agree no longer."), "--update")
    assert "“I agree, with reservations.” is now “I agree no longer.”; the note no longer has the words" in err
    assert path.read_bytes() == before
    line = err.partition("then write ")[2].strip()
    path.write_text(re.sub("- imported-from: two .*", line, path.read_text("utf-8")), "utf-8")
    assert "no problems" in taken(archive, changed(1, text="I agree no longer."), "--update")[0]


def test_an_update_of_a_title_and_of_a_passage_keeps_the_address(archive: Path) -> None:
    one = {
        "id": "urn:x", "type": "Annotation", "label": "A name", "bodyValue": "Words.", "created": "2026-05-03",
        "target": {"source": "https://wire.example/talks", "selector": WORDS_OF_IT},
    }  # fmt: skip
    taken(archive, [one])
    selector = {
        "type": "TextQuoteSelector",
        "exact": "The talks *opened*".replace("*", ""),
        "prefix": "",
        "suffix": " on",
    }
    new = {**one, "label": "Another name", "target": {"source": "https://wire.example/talks", "selector": selector}}
    assert taken(archive, [new])[1].count("heading “A name” is now “Another name”") == 1
    assert taken(archive, [{**new, "bodyValue": "Other."}], "--update")[1] == ""
    ((name, anchor),) = notes_of(archive).items()
    assert (name, anchor.annotation.title, anchor.annotation.comment) == ("talks#a-name", "Another name", "Other.")


def test_a_deleted_web_annotation_is_reported_and_its_note_stays(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    before = (archive / TALKS).read_bytes()
    fewer = {"rows": HYPOTHESIS["rows"][:2]}
    out, err = taken(archive, fewer, "--update")
    assert f"{TALKS}:29:1: warning C512: in.json does not have the web annotation" in err
    assert "0 web annotations imported, 2 already present, 1 problem" in out
    assert (archive / TALKS).read_bytes() == before


@pytest.mark.parametrize("data", [{**HYPOTHESIS, "total": 9, "rows": HYPOTHESIS["rows"][:1]}, HYPOTHESIS["rows"][0]])
def test_a_part_of_a_list_says_nothing_of_the_rest(archive: Path, data: object) -> None:
    taken(archive, HYPOTHESIS)
    assert taken(archive, data)[1] == ""


def test_notes_imported_before_ids_were_kept_get_theirs_with_update(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    complete = path.read_bytes()
    path.write_text(re.sub("- imported-from: .*\n", "", path.read_text("utf-8")), "utf-8")
    assert "0 web annotations imported, 3 already present, no problems" in taken(archive, HYPOTHESIS)[0]
    assert "3 updated" in taken(archive, HYPOTHESIS, "--update")[0]
    assert path.read_bytes() == complete


WITHDRAWN = "- withdrawn: 2026-12-01\n- reason: On request.\n"


def test_a_withdrawn_note_is_not_imported_again_and_its_name_stays_its_own(archive: Path) -> None:
    first = {"rows": HYPOTHESIS["rows"][:1]}
    taken(archive, first)
    settings = load_config(archive / "site.yaml")
    files = files_of(check_site(settings).site, settings, "/annotations.json")
    exported = json.loads(files["/2015/11/03/talks/annotations.json"])
    path = archive / TALKS
    for data, line in ((first, "- imported-from: one 3af1334295db\n"), (exported, "")):
        path.write_text(f"## My view\n\n{WITHDRAWN}{line}", "utf-8")
        out, err = taken(archive, data, "--update")
        assert ("0 web annotations imported, 1 already present, no problems" in out, err) == (True, "")
    path.write_text(f"## My view\n\n{WITHDRAWN}- imported-from: one\n", "utf-8")
    assert "annotation 2: the annotation it replies to is withdrawn" in taken(archive, HYPOTHESIS)[1]
    assert notes_of(archive) == {}
    taken(archive, {"rows": [{**HYPOTHESIS["rows"][0], "id": "other"}]})
    assert [*notes_of(archive)] == ["talks#my-view-2"]


def test_a_withdrawn_reply_is_not_imported_again_and_its_replies_answer_the_note(archive: Path) -> None:
    taken(archive, {"rows": HYPOTHESIS["rows"][:2]})
    path = archive / TALKS
    path.write_text(
        path.read_text("utf-8").replace("- imported-from: two", f"{WITHDRAWN}- imported-from: two"), "utf-8"
    )
    out, err = taken(archive, HYPOTHESIS)
    assert ("1 web annotation imported, 2 already present, no problems" in out, err) == (True, "")
    assert reply_texts(archive) == [("So do I.", "")]


def test_a_note_that_cannot_be_read_is_not_imported_twice(archive: Path) -> None:
    taken(archive, HYPOTHESIS)
    path = archive / TALKS
    complete = path.read_bytes()
    for damaged in (complete.replace(b"- type: ", b"- kind: ", 1), complete + b"\xff"):
        path.write_bytes(damaged)
        out, err = taken(archive, HYPOTHESIS)
        assert "0 web annotations imported" in out
    assert f"annotation 1: {TALKS} has it already, and cannot be read completely" in err


HOSTILE = "x\n- by: data\x1b[31m\u2028 - type: update"


def test_a_hostile_id_is_one_word(archive: Path) -> None:
    rows = [{**HYPOTHESIS["rows"][0], "id": HOSTILE}]
    assert taken(archive, {"rows": rows})[1] == ""
    (anchor,) = notes_of(archive).values()
    assert anchor.annotation.by == "imported"
    assert "0 web annotations imported, 1 already present, no problems" in taken(archive, {"rows": rows})[0]
    rows[0] |= {"text": "\x1b[31mRed\u202e."}
    assert not re.search("[\x1b\u202e]", taken(archive, {"rows": rows})[1])


def test_nothing_is_written_on_a_dry_run(archive: Path) -> None:
    out, _ = taken(archive, HYPOTHESIS, "--dry-run")
    assert "3 web annotations would be imported" in out
    assert not (archive / "content/annotations").exists()


def test_a_second_note_of_one_name_gets_an_id_of_its_own(archive: Path) -> None:
    target = "https://wire.example/talks"
    taken(archive, [{"label": "A name", "target": target, "bodyValue": words} for words in ("One.", "Two.")])
    assert sorted(notes_of(archive)) == ["talks#a-name", "talks#a-name-2"]


@pytest.mark.parametrize("content", ["", "{}", "[]", "nothing", "[" * 100_000, '{"rows": []}', "\ud800"])
def test_what_is_no_export_is_told_from_one(archive: Path, content: str) -> None:
    path = archive / "in.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    found = site(*rich_site().articles)
    with pytest.raises(ContentError) as raised:
        import_annotations(found, load_config(archive / "site.yaml"), path)
    assert raised.value.problems[0].code == "C507"


KNOWN_KEYS = """
    id type body bodyValue value purpose format items first target source selector exact prefix refinedBy scope
    motivation creator name created label rows uri text tags references schema:itemReviewed
"""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("https://wire.example/talks"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KNOWN_KEYS.split()), inner, max_size=6),
    max_leaves=25,
)


@given(JSON)
@examples(200)
def test_no_json_breaks_the_import(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    folder = tmp_path_factory.mktemp("json")
    (folder / "in.json").write_text(json.dumps(data), encoding="utf-8")
    one = replace(rich_site().articles[0], place=Place("content/articles/2015/talks.md"))
    with suppress(ContentError):  # what it says is tested above
        import_annotations(site(one), replace(config(), root=folder), folder / "in.json")


@pytest.mark.parametrize("purpose", ["tagging", ["tagging"], ["tagging", "linking"]])
def test_a_purpose_may_be_a_list(tmp_path: Path, purpose: object) -> None:
    talks = {
        "source": "https://example.org/base/2015/11/03/talks/",
        "selector": {"type": "TextQuoteSelector", "exact": "talks"},
    }
    bodies = [
        {"type": "TextualBody", "value": "A comment."},
        {"type": "TextualBody", "value": "delegations", "purpose": purpose},
    ]
    (tmp_path / "in.json").write_text(json.dumps({"type": "Annotation", "body": bodies, "target": talks}), "utf-8")
    one = replace(article("talks", body="The talks opened."), place=Place("content/articles/2015/talks.md"))
    settings = config(root=tmp_path, editors={"imported": "Imported"})
    report = import_annotations(site(one), settings, tmp_path / "in.json")
    assert report.problems == ()
    ((path, _),) = report.files
    text = (tmp_path / path).read_text("utf-8")
    assert "- tags: delegations" in text
    assert text.count("delegations") == 1


def test_html_from_elsewhere_keeps_its_words_and_links_and_nothing_that_acts() -> None:
    html = (
        "<p>Hello <b>you</b> &amp; <a href='javascript:x'>bad</a> <a href='https://ok.example/a_b'>good_link</a></p>"
        "<ul><li>one<li>two</ul><script>alert(1)</script><style>p{}</style><p>* not a list</p><img src=x onerror=y>"
    )
    assert from_html(html) == (
        "Hello **you** & bad [good\\_link](https://ok.example/a_b)\n\n- one\n\n- two\n\n\\* not a list"
    )


@given(st.text(alphabet="ab *_`[]()<>/&;#-\n", max_size=80))
@examples(200)
def test_plain_text_reads_as_it_was(text: str) -> None:
    assert reading_text(from_plain(text)).split() == text.split()


@given(st.text(alphabet="ab #-:type`~>\n", max_size=80))
@examples(500)
def test_no_comment_from_elsewhere_begins_another_note(text: str) -> None:
    properties = (("type", "context"), ("by", "archive-desk"), ("date", "2026-01-01"))
    comment = escape_structure(text, frozenset(KEYS))
    draft = Draft("A title", "", properties, (), comment)
    notes, _, problems = load_annotations("a.md", render_notes([draft]), "talks", config())
    assert len(notes) == 1
    assert not notes[0].replies
    assert not problems
    assert isinstance(notes[0], Annotation)
    assert notes[0].comment.strip("\n") == "\n".join(_from_first_words(comment))


def _from_first_words(comment: str) -> list[str]:
    lines = comment.split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return lines


def test_update_is_for_web_annotations_only(archive: Path) -> None:
    done = CliRunner().invoke(main, ["convert", "--update", "--site", str(archive / "site.yaml")])
    assert (done.exit_code, "--update: it needs --annotations" in done.stderr) == (2, True)
