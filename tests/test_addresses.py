"""What was published stays: it is found where it was, led to where it is, or reported as lost."""

from __future__ import annotations

import json
import random
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from builder.cli import main
from builder.config import Config, load_config
from builder.load.address_list import read_address_list
from builder.model import AddressList, FreePage, Site, WithdrawnItem
from builder.pages.address_list import format_address_list
from builder.pipeline import ADDRESS_LIST, BuildRequest, build, check_site
from builder.pipeline.fix_addresses import fix_addresses
from builder.problems import ContentError, Place
from tests.addresses import NEVER, WITHDRAWAL, codes, compared, noted
from tests.archive_factory import anchor, article, entity, site, topic
from tests.examples import examples
from tests.output import content_of

WORDS = "The council met on Monday in the old hall by the harbour, and nobody wrote down what was said there. " * 3


# Pages


def test_an_article_whose_date_is_corrected_is_redirected_and_told() -> None:
    before = compared(site(article("almanac", None, WORDS)))
    found = compared(site(article("almanac", date(1895, 1, 1), WORDS)), before.addresses)
    assert found.redirects == {"/undated/almanac/": "/1895/01/01/almanac/"}
    (problem,) = found.problems
    assert (problem.code, problem.place.path) == ("L405", "content/articles/almanac.md")
    assert "`aliases: [/undated/almanac/]`" in problem.help


def test_redirects_are_carried_on_and_lead_straight_to_the_end() -> None:
    found = compared(site(article("a", None, WORDS)))
    for slug, day in (("a", date(1895, 1, 1)), ("b", date(1895, 1, 1)), ("c", date(1896, 2, 2))):
        found = compared(site(article(slug, day, WORDS)), found.addresses)
    assert found.redirects == dict.fromkeys(["/1895/01/01/a/", "/1895/01/01/b/", "/undated/a/"], "/1896/02/02/c/")


def test_a_redirect_that_a_file_gives_is_not_told_and_one_that_it_gives_up_is_carried_on() -> None:
    before = compared(site(article("a", None, WORDS))).addresses
    moved = article("b", None, WORDS, aliases=("/undated/a",))
    given_by_file = compared(site(moved), before)
    assert (given_by_file.redirects, codes(given_by_file)) == ({}, [])
    assert given_by_file.addresses.redirects == {"/undated/a/": "/undated/b/"}
    given_up = compared(site(replace(moved, aliases=())), given_by_file.addresses)
    assert (given_up.redirects, codes(given_up)) == ({"/undated/a/": "/undated/b/"}, ["L405"])


def test_a_former_address_that_has_to_be_escaped_is_carried_on_as_it_was_written() -> None:
    aliases = ("/caf%C3%A9/", "/100%25/", "/a b/", "/what%3F/", "/?p=1")
    before = compared(site(article("a", aliases=aliases))).addresses
    assert [*before.redirects] == ["/café/", "/100%25/", "/a%20b/", "/what%3F/"]
    found = compared(site(article("a")), before)
    assert found.redirects == dict.fromkeys(before.redirects, "/2015/11/03/a/")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([article("a", body=WORDS)], [], id="deleted"),
        pytest.param([article("a", body=WORDS)], [article("b", body=f"{WORDS} And more.")], id="renamed and edited"),
        pytest.param([article("a", body=WORDS), article("b", body=WORDS)], [article("c", body=WORDS)], id="one of two"),
        pytest.param(
            [article("a", body=WORDS)], [article("b", body=WORDS), article("c", body=WORDS)], id="two for one"
        ),
        pytest.param([article("a", body=WORDS), article("b", body=WORDS)], [article("b", body=WORDS)], id="its double"),
        pytest.param([article("a", body="No text.")], [article("b", body="No text.")], id="a mere formula"),
        pytest.param([article("a", body=WORDS)], [article("a", body=WORDS, status="draft")], id="withdrawn as a draft"),
    ],
)
def test_where_there_is_a_doubt_nothing_is_redirected_and_the_loss_is_told(before: list[Any], after: list[Any]) -> None:
    found = compared(site(*after), compared(site(*before)).addresses)
    assert (found.redirects, {*codes(found)}) == ({}, {"L406"})
    assert {*found.addresses.lost} == {one.address for one in before} - {
        one.address for one in after if one.status == "published"
    }


def test_a_lost_address_stays_known_until_it_is_there_again_or_something_took_its_place() -> None:
    lost = compared(site(), compared(site(article("a", body=WORDS))).addresses)
    assert codes(lost) == ["L406"]
    for cure in (article("a", body="Other."), article("b", body=WORDS), article("c", aliases=("/2015/11/03/a/",))):
        cured = compared(site(cure), lost.addresses)
        assert "L406" not in codes(cured)
        assert cured.addresses.lost == {}


def test_the_file_of_the_same_name_is_proposed_where_the_words_have_changed_too() -> None:
    before = compared(site(article("a", None, WORDS))).addresses
    (problem,) = compared(site(article("a", body=f"{WORDS} And more.")), before).problems
    assert (problem.code, problem.place.path) == ("L406", "content/articles/a.md")
    assert "add `aliases: [/undated/a/]` here" in problem.help


def test_entities_topics_and_pages_that_were_renamed_are_redirected() -> None:
    def archive(name: str) -> Site:
        page = FreePage(name, f"/{name}/", "About", Place(f"content/pages/{name}.md"))
        return site(entities=[entity(name, "Ada")], topics=[topic(name, title="Harbour")], pages=[page])

    found = compared(archive("two"), compared(archive("one")).addresses)
    pairs = {"/entities/one/": "/entities/two/", "/topics/one/": "/topics/two/", "/one/": "/two/"}
    assert found.redirects == pairs
    assert {problem.help.split("`")[1] for problem in found.problems} == {
        "former_addresses: [/entities/one/]", "aliases: [/topics/one/]", "aliases: [/one/]",
    }  # fmt: skip


def test_a_topic_without_a_file_is_lost_with_the_last_article_that_names_it() -> None:
    before = compared(site(article("a", topics=("harbour",)))).addresses
    found = compared(site(article("a")), before)
    assert [(one.code, one.place.path) for one in found.problems] == [("L406", "content/topics")]


def test_only_a_file_may_redirect_where_the_builder_has_pages_of_its_own() -> None:
    aliases = ("/2014/", "/search/old/", "/topics/a/2/", "/blog.html")
    before = compared(site(article("a", aliases=aliases))).addresses
    found = compared(replace(site(article("a")), root_files=frozenset({"blog.html"})), before)
    assert (found.redirects, codes(found)) == ({}, ["L406"] * 4)


def test_what_a_file_with_errors_may_have_is_not_called_lost() -> None:
    before = compared(site(article("a", body=WORDS), entities=[entity("x")], topics=[topic("t")])).addresses
    unread = ["content/articles/2015/a.md", "content/entities/all.yaml", "content/topics/t.md"]
    assert codes(compared(site(), before, unread)) == []


def test_an_article_with_errors_is_not_redirected_to_the_address_that_it_has_by_them() -> None:
    before = compared(site(article("a", date(1895, 1, 1), WORDS))).addresses
    assert codes(compared(site(article("a", None, WORDS)), before, ["content/articles/a.md"])) == []


def test_what_is_withdrawn_keeps_its_address_and_none_of_its_notes() -> None:
    one = article("talks", body="Some words.", title="Talks")
    before = compared(site(one, anchors=[anchor(one, "Some", "of-words")])).addresses
    item = WithdrawnItem("article", "talks", one.address, WITHDRAWAL, one.place, ("/old/",))
    found = compared(replace(site(), withdrawn=(item,)), before)
    assert (found.problems, found.addresses) == ((), AddressList({one.address: ""}, redirects={"/old/": one.address}))
    assert found.addresses == compared(replace(site(), withdrawn=(item,))).addresses, "without the last list"


# Any changes


STEP = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.sampled_from([None, date(2015, 1, 1)]), st.sampled_from([WORDS, "Some.", "Other."]),
        st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from(["The", "So", "O"]), st.booleans()), max_size=3),
        st.sampled_from([(), ("/old/",), ("/undated/a/",)]), st.sampled_from(["published", "published", "draft"]),
    ),
    max_size=3, unique_by=lambda one: one[0],
)  # fmt: skip


@given(st.lists(STEP, min_size=2, max_size=5))
@examples(150)
def test_through_any_changes_no_published_address_is_forgotten(steps: list[list[Any]]) -> None:
    published = NEVER
    promised: set[str] = set()
    for step in steps:
        articles = [
            article(slug, day, body, aliases=aliases, status=status) for slug, day, body, _, aliases, status in step
        ]
        anchors = [
            anchor(one, quote, name, pinned=pinned)
            for one, (*_, notes, _, _) in zip(articles, step, strict=True)
            for name, quote, pinned in {note[0]: note for note in notes}.values()
        ]
        now = compared(site(*articles, anchors=anchors), published).addresses
        notes = {f"{page}#{name}" for page, names in now.notes.items() for name in names}
        pages, known = {*now.of_pages()}, {*now.redirects, *now.lost}
        assert not known & (pages | notes)
        assert {one for one in now.redirects.values() if "#" not in one} <= pages
        forgotten = {one for one in promised if "#" not in one} - pages - known
        assert not forgotten
        # A note is where its article is now.
        moved = {one.partition("#")[2] for one in (*notes, *known)}
        assert {one.partition("#")[2] for one in promised} <= {*moved, ""}
        promised |= pages | notes
        published = now


# The list


def test_the_list_is_read_as_it_was_written_an_address_each_line(tmp_path: Path) -> None:
    addresses = compared(noted(("old", "Some")), compared(noted(("gone", "Other"))).addresses).addresses
    path = tmp_path / ADDRESS_LIST
    path.write_text(format_address_list(addresses), encoding="utf-8")
    assert read_address_list(path, tmp_path) == addresses
    assert json.loads(path.read_text("utf-8"))["format"] == 1
    assert all(line.count('": ') <= 2 for line in path.read_text("utf-8").splitlines())


@pytest.mark.parametrize("identifier", ["दिल्ली", "กรุงเทพ", "été-1895", "a_b", "x--more", "x--दिल्ली"])
def test_a_list_with_any_id_that_a_note_may_have_is_read_again(tmp_path: Path, identifier: str) -> None:
    path = tmp_path / ADDRESS_LIST
    element = f"{'reply' if '--' in identifier else 'note'}-{identifier}"
    addresses = AddressList(
        articles={"/2015/a/": "0123456789ab"},
        notes={"/2015/a/": {element: "01234567"}},
        redirects={"/2015/a/#note-old": f"/2015/a/#{element}"},
    )
    path.write_text(format_address_list(addresses), encoding="utf-8")
    assert read_address_list(path, tmp_path) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "", "not found", "[]", '{"articles": ["/a/"]}', '{"articles": {"/../a/": "0123456789ab"}}',
        '{"articles": {"/a/": "<script>"}}', '{"redirects": {"/a/": "https://example.org/"}}',
        '{"redirects": {"/a\\nb/": "/c/"}}', '{"notes": {"/a/": {"note-a b": "01234567"}}}',
        '{"redirects": {"/a/#x\\"": "/a/#note-b"}}', '{"lost": {"a": "0123456789ab"}}', '{"lost": {"/a/": "?"}}',
    ],
)  # fmt: skip
def test_another_file_is_no_list(tmp_path: Path, text: str) -> None:
    path = tmp_path / ADDRESS_LIST
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="S609"):
        read_address_list(path, tmp_path)


def test_a_list_of_nothing_is_that_of_a_first_run(tmp_path: Path) -> None:
    path = tmp_path / ADDRESS_LIST
    assert read_address_list(path, tmp_path) == NEVER
    path.write_text("{}", encoding="utf-8")
    assert read_address_list(path, tmp_path) == NEVER


# Builds


ARTICLE = f"---\ntitle: An almanac\n---\n{WORDS}It rained in Geneva.\n"
NOTE = (
    "## Second note\n\n> rained in Geneva\n\n- type: context\n- by: desk\n- date: 2026-01-01\n\nA comment.\n\n"
    "### A reply\n\n- type: context\n- by: desk\n- date: 2026-01-02\n\nAnother.\n"
)


class Archive:
    """An archive on disk, built without its cache, as on a new machine."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("site.yaml", "title: Test archive\neditors: {desk: Desk}\n")
        self.write("content/articles/undated/almanac.md", ARTICLE)
        self.write("content/annotations/undated/almanac.md", NOTE)

    @property
    def config(self) -> Config:
        return replace(load_config(self.root / "site.yaml"), search="none")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def build(self, *, published: Path | None = None, **values: Any) -> list[str]:
        """The codes of its problems."""
        report = build(BuildRequest(self.config, self.root / "site", published=published, **values))
        assert report.published, report.problems
        return [one.code for one in report.problems]

    def said(self) -> list[str]:
        return [f"{one.code} {one.place.path}" for one in check_site(self.config).problems]

    def forget(self) -> None:
        shutil.rmtree(self.root / ".cache")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


MOVED = ["N131 content/annotations/undated/almanac.md", "L405 content/articles/undated/almanac.md"]


def move(archive: Archive) -> None:
    archive.edit("content/articles/undated/almanac.md", "title: An almanac\n", "title: An almanac\ndate: 1895-01-01\n")
    archive.edit("content/annotations/undated/almanac.md", "Second note", "Second remark")


def test_a_date_that_becomes_known_is_redirected_without_the_cache(archive: Archive) -> None:
    archive.build()
    archive.forget()
    move(archive)
    assert archive.said() == MOVED
    archive.forget()
    archive.build()
    assert "../../1895/01/01/almanac/" in (archive.root / "site/undated/almanac/index.html").read_text("utf-8")
    page = (archive.root / "site/1895/01/01/almanac/index.html").read_text("utf-8")
    for name in (
        "note-second-note",
        "note-second-remark",
        "reply-second-note--a-reply",
        "reply-second-remark--a-reply",
    ):
        assert len(re.findall(f'id="{name}"', page)) == 1


def test_the_same_content_and_list_give_the_same_bytes_and_a_second_build_changes_nothing(archive: Archive) -> None:
    archive.build()
    published = archive.root / "published.json"
    shutil.copyfile(archive.root / "site" / ADDRESS_LIST, published)
    move(archive)
    archive.build()
    first = content_of(archive.root / "site")
    report = build(BuildRequest(archive.config, archive.root / "site"))
    assert (report.written, report.site) == (0, None), "skipped"
    archive.forget()
    archive.build()
    assert content_of(archive.root / "site") == first
    shutil.rmtree(archive.root / "site")
    archive.build(published=published)
    assert content_of(archive.root / "site") == first
    again = build(BuildRequest(archive.config, archive.root / "site", published=published))
    assert (again.written, again.site) == (0, None), "skipped"


def test_a_changed_list_is_a_changed_input(archive: Archive) -> None:
    published = archive.root / "published.json"
    published.write_text("{}", encoding="utf-8")
    archive.build(published=published)
    published.write_text('{"articles": {"/1890/01/01/gone/": "0123456789ab"}}', encoding="utf-8")
    assert archive.build(published=published) == ["L406"]


def test_check_fix_writes_former_addresses_and_ids_and_nothing_else(archive: Archive) -> None:
    archive.build()
    move(archive)
    done = CliRunner().invoke(main, ["check", "--fix", "--site", str(archive.root / "site.yaml")])
    assert done.exit_code == 0
    assert "now has `aliases: [/undated/almanac/]`" in done.output
    assert "now has `- id: second-note`" in done.output
    text = (archive.root / "content/articles/undated/almanac.md").read_text("utf-8")
    head = "---\ntitle: An almanac\ndate: 1895-01-01\naliases: [/undated/almanac/]\n---\n"
    assert text == ARTICLE.replace("---\ntitle: An almanac\n---\n", head)
    note = (archive.root / "content/annotations/undated/almanac.md").read_text("utf-8")
    changed = NOTE.replace("Second note", "Second remark")
    assert note == changed.replace("- type: context\n", "- id: second-note\n- type: context\n", 1)
    assert archive.said() == []
    assert archive.build() == []


def test_ids_of_a_note_and_of_its_replies_are_written_at_once(archive: Archive) -> None:
    path = "content/annotations/undated/almanac.md"
    archive.build()
    archive.edit(path, "Second note", "Second remark")
    archive.edit(path, "A reply", "An answer")
    fixes = fix_addresses(check_site(archive.config).site or site(), archive.config)
    assert [(one.line, one.written) for one in fixes] == [("- id: second-note", True), ("- id: a-reply", True)]
    assert archive.said() == []


def test_fix_leaves_out_a_note_that_is_withdrawn_and_had_another_id(archive: Archive) -> None:
    path = "content/annotations/undated/almanac.md"
    archive.build()
    archive.edit(path, "Second note", "Second remark")
    archive.build()
    archive.edit(path, "- type: context\n", "- type: context\n- withdrawn: 2026-11-01\n- reason: It was wrong.\n")
    before = (archive.root / path).read_text("utf-8")
    done = CliRunner().invoke(main, ["check", "--fix", "--site", str(archive.root / "site.yaml")])
    assert done.exit_code == 0, done.output
    assert (archive.root / path).read_text("utf-8") == before
    archive.build()
    page = (archive.root / "site/undated/almanac/index.html").read_text("utf-8")
    for name in ("note-second-note", "note-second-remark"):
        assert len(re.findall(f'id="{name}"', page)) == 1


def test_the_heading_of_a_reply_may_change_too(archive: Archive) -> None:
    archive.build()
    archive.edit("content/annotations/undated/almanac.md", "### A reply", "### An answer")
    assert archive.said() == ["N131 content/annotations/undated/almanac.md"]
    fixes = fix_addresses(check_site(archive.config).site or site(), archive.config)
    assert [str(one) for one in fixes] == ["content/annotations/undated/almanac.md:11:1: now has `- id: a-reply`"]
    assert archive.said() == []


def test_signs_that_end_lines_elsewhere_do_not_move_the_id_of_a_note(archive: Archive) -> None:
    path = "content/annotations/undated/almanac.md"
    archive.edit(path, "A comment.", "A\u2028comment\x0bwith\x0csuch\x85signs.")
    archive.build()
    archive.edit(path, "### A reply", "### An answer")
    before = (archive.root / path).read_text("utf-8")
    fixes = fix_addresses(check_site(archive.config).site or site(), archive.config)
    assert [one.written for one in fixes] == [True]
    written = before.replace("### An answer\n\n", "### An answer\n\n- id: a-reply\n")
    assert (archive.root / path).read_bytes() == written.encode()


def test_fix_writes_into_lists_of_entities_topics_and_pages(archive: Archive) -> None:
    archive.write("content/entities/all.yaml", "- id: one\n  name: Ada\n  kind: person\n")
    archive.write("content/topics/one.md", "---\ntitle: Harbour\n---\n")
    archive.write("content/pages/one.md", "---\ntitle: About\naliases:\n  - /old/\n---\n")
    archive.build()
    archive.edit("content/entities/all.yaml", "id: one", "id: two")
    for folder in ("topics", "pages"):
        (archive.root / f"content/{folder}/one.md").rename(archive.root / f"content/{folder}/two.md")
    fixes = fix_addresses(check_site(archive.config).site or site(), archive.config)
    assert all(one.written for one in fixes)
    assert archive.said() == []
    assert "former_addresses: [/entities/one/]" in (archive.root / "content/entities/all.yaml").read_text("utf-8")
    assert "  - /old/\n  - /one/\n" in (archive.root / "content/pages/two.md").read_text("utf-8")
    archive.build()
    for path in ("entities/one", "topics/one", "one", "old"):
        assert 'http-equiv="refresh"' in (archive.root / "site" / path / "index.html").read_text("utf-8")


def test_what_was_moved_and_is_withdrawn_says_so_at_its_former_addresses_and_fix_writes_them(archive: Archive) -> None:
    path = "content/articles/undated/almanac.md"
    archive.build()
    move(archive)
    archive.build()
    archive.write(path, "---\nwithdrawn:\n  date: 2026-12-01\n  reason: It was wrong.\ndate: 1895-01-01\n---\n")
    assert archive.said() == [f"L405 {path}"]
    assert archive.build() == ["L405"]
    first = content_of(archive.root / "site")
    for address in ("undated/almanac", "1895/01/01/almanac"):
        assert b"This article was withdrawn" in first[f"{address}/index.html"]
    assert b'"/1895/01/01/almanac/": ""' in first[ADDRESS_LIST]
    assert all(one.written for one in fix_addresses(check_site(archive.config).site or site(), archive.config))
    assert (archive.said(), archive.build()) == ([], [])
    assert content_of(archive.root / "site") == first
    archive.write(path, "---\nwithdrawn:\n  date: 2026-12-01\n  reason: It was wrong.\n---\n")
    archive.build()
    assert b"This article was withdrawn" in content_of(archive.root / "site")["undated/almanac/index.html"]


def test_former_addresses_of_withdrawn_entities_and_topics_say_so(archive: Archive) -> None:
    withdrawn = "withdrawn: {date: 2026-12-01, reason: It was wrong.}"
    archive.write("content/entities/one.md", f"---\n{withdrawn}\nformer_addresses: [/old/one/]\n---\n")
    archive.write("content/topics/one.md", f"---\n{withdrawn}\naliases: [/old/two/]\n---\n")
    archive.build()
    pages = content_of(archive.root / "site")
    assert b"This name was withdrawn" in pages["old/one/index.html"]
    assert b"This topic was withdrawn" in pages["old/two/index.html"]


def test_a_preview_with_drafts_promises_nothing(archive: Archive) -> None:
    archive.edit("content/articles/undated/almanac.md", "title: An almanac\n", "title: An almanac\nstatus: draft\n")
    archive.build(drafts=True)
    assert read_address_list(archive.root / "site" / ADDRESS_LIST, archive.root) == NEVER


def test_a_moved_page_may_move_back(archive: Archive) -> None:
    archive.build()
    first = content_of(archive.root / "site")
    move(archive)
    archive.build()
    CliRunner().invoke(main, ["check", "--fix", "--site", str(archive.root / "site.yaml")])
    archive.build()
    archive.write("content/articles/undated/almanac.md", ARTICLE)
    assert archive.build() == ["L405"]
    now = content_of(archive.root / "site")
    assert now["undated/almanac/article.json"] == first["undated/almanac/article.json"]
    assert b"url=../../../../undated/almanac/" in now["1895/01/01/almanac/index.html"]


def test_any_order_of_files_gives_the_same_list(archive: Archive) -> None:
    for number in random.Random(1).sample(range(20), 20):
        archive.write(f"content/articles/2015/a{number}.md", f"---\ntitle: A {number}\ndate: 2015-01-01\n---\nText.\n")
    archive.build(jobs=2)
    text = (archive.root / "site" / ADDRESS_LIST).read_text("utf-8")
    lines = re.findall(r'^"(/2015/[^"]*)"', text, re.MULTILINE)
    assert lines == sorted(lines)
