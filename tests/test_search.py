"""What can be found, and the index that is made of it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest

from builder.model import Facet, Prose, Searchable, Section
from builder.pages import plan, searchable_pages
from builder.search import FOLDER, indexing, last_index
from builder.search.compact import compacted
from builder.search.facets import facet_files
from builder.search.index_cache import CACHED, load, load_latest, save
from builder.search.indexable_html import indexable_html
from builder.search.pagefind import Pagefind, SearchError
from builder.serve.preview import Preview
from tests.archive_factory import anchor, article, config, entity, mentions, site, small_site, topic
from tests.test_pipeline import Archive, files_in

NAMES = ["assad", "áss", "läßt", "русский", "دمشق", "ceasefire", "ceasefires", "café", "cafe", "coöperate"]
PAGES = tuple(
    Searchable(
        f"/2015/11/{day:02}/story/",
        f"Story {day} of {NAMES[day % 10]}",
        (" ".join(NAMES[day % 7 :] * day), "Archive desk"),
        (Section("note-a", "Context: What it is", (f"Plain *{day}*", Prose("A *comment* on [[x]]."))),),
        (Facet("year", "2015", "2015"), Facet("topic", f"t{day % 3}", f"Topic {day % 3}")),
        (("date", f"{day} November 2015"),),
    )
    for day in range(1, 29)
)


def facets_of(page: Searchable, name: str) -> list[str]:
    return [facet.id for facet in page.facets if facet.name == name]


def index_of(pages: tuple[Searchable, ...], scratch: Path) -> dict[str, bytes]:
    with indexing(pages, "en", scratch) as index:
        files = {output.path.removeprefix(FOLDER): output.content for output in index.outputs()}
        assert not index.problems
    return files


def fragments(files: dict[str, bytes]) -> dict[str, dict[str, object]]:
    return {
        path.removeprefix("fragment/").removesuffix(".pf_fragment"): json.loads(gzip.decompress(content)[12:])
        for path, content in files.items()
        if path.startswith("fragment/")
    }


# What can be found


def test_an_article_is_found_with_its_notes_and_by_its_topics_year_names_and_publisher() -> None:
    one = article(body="Lovelace met Nobel.", topics=("peace",))
    laid = anchor(one, "Lovelace", "who", comment="She wrote.", claim="A claim", title="Who it was")
    archive = site(
        one,
        entities=[entity("lovelace", "Ada Lovelace"), entity("nobel"), entity("prize", kind="work")],
        topics=[topic("diplomacy"), topic("peace", parent="diplomacy", title="Peace talks")],
        anchors=[laid],
        mentions={one.slug: mentions(one, lovelace="Lovelace", nobel="Nobel")},
    )
    found = next(searchable_pages(archive, config()))
    assert found.address == one.address
    assert found.texts == ("Lovelace met Nobel.", "Archive desk")
    assert found.sections == (Section("note-who", "Context: Who it was", ("A claim", Prose("She wrote."))),)
    assert facets_of(found, "topic") == ["peace", "diplomacy"]
    assert Facet("topic", "peace", "Peace talks") in found.facets
    assert facets_of(found, "person") == ["lovelace", "nobel"]
    assert facets_of(found, "work") == []
    assert facets_of(found, "year") == ["2015"]
    assert facets_of(found, "note") == ["context"]
    assert facets_of(found, "publisher") == ["Example Wire"]
    assert dict(found.facts) == {"kind": "Article", "date": "3 November 2015", "publisher": "Example Wire"}


def test_a_text_in_another_language_says_so_and_one_without_a_date_has_no_year() -> None:
    letter = next(page for page in searchable_pages(small_site(), config()) if page.address == "/undated/letter/")
    assert dict(letter.facts)["language"] == "ar"
    assert facets_of(letter, "year") == []


def test_articles_come_first_from_the_oldest_on_as_their_numbers_tell_their_order() -> None:
    pages = list(searchable_pages(small_site(), config()))
    articles = [page.address for page in pages if facets_of(page, "kind") == ["article"]]
    assert [page.address for page in pages[: len(articles)]] == articles
    assert articles == sorted(articles, key=lambda address: (address.startswith("/undated/") and -1, address))
    kinds = [kind for page in pages for kind in facets_of(page, "kind")]
    assert {"person", "place", "topic", "page"} <= set(kinds)


def test_names_are_found_by_their_other_names() -> None:
    ada = next(page for page in searchable_pages(small_site(), config()) if page.title == "Ada Lovelace")
    assert "Lovelace" in ada.texts


def test_topics_in_a_circle_are_counted_once() -> None:
    archive = site(article(topics=("a",)), topics=[topic("a", parent="b"), topic("b", parent="a")])
    assert facets_of(next(searchable_pages(archive, config())), "topic") == ["a", "b"]


def test_the_search_page_is_for_readers_and_not_for_search_engines() -> None:
    pages = {page.address: page.view for page in plan(small_site(), config())}
    assert not pages["/search/"].head.indexed
    assert "/search/" not in pages["/sitemap.xml"].addresses
    assert "/search/" not in {page.address for page in plan(small_site(), config(search="none"))}


def test_a_preview_says_that_its_index_may_be_old() -> None:
    for mode, current in (("new", True), ("last", False)):
        pages = {page.address: page.view for page in plan(small_site(), config(search=mode))}
        assert pages["/search/"].current == current


def test_only_facets_with_values_are_offered() -> None:
    view = next(page.view for page in plan(site(article()), config()) if page.address == "/search/")
    assert [facet.name for facet in view.facets] == ["kind", "year", "publisher"]


# The index


def test_hostile_words_stay_words() -> None:
    page = Searchable(
        "/x/",
        '<script>"&',
        ("</p><i data-pagefind-filter='a:b'></i> ___PAGEFIND_ANCHOR___h2:0:x half \ud800 pair",),
        (Section('"><x', "<b>", (Prose("<b>bold</b>"),)),),
        facts=(("date", '"><b>'),),
    )
    html = indexable_html(page)
    assert html.count("<i ") == 1
    assert not [one for one in ("<script>", "<b>", "<x", "___PAGEFIND") if one in html]
    assert html.encode("utf-8")


def test_an_index_leads_from_words_to_pages_and_notes(tmp_path: Path) -> None:
    files = index_of(PAGES, tmp_path)
    found = fragments(files)
    assert {int(number, 16): page["url"] for number, page in found.items()} == dict(
        enumerate(page.address for page in PAGES)
    )
    story = found["3"]
    assert story["meta"] == {"title": PAGES[3].title}
    assert story["filters"] == {"date": ["4 November 2015"]}
    assert "A comment on x." in str(story["content"])
    assert PAGES[3].title not in str(story["content"])
    assert [one["id"] for one in story["anchors"]] == ["note-a"]  # type: ignore[attr-defined]


def test_the_list_of_pages_names_the_files_there_are(tmp_path: Path) -> None:
    files = index_of(PAGES, tmp_path)
    (name,) = (path for path in files if path.endswith(".pf_meta"))
    assert json.loads(files["pagefind-entry.json"])["languages"]["en"]["hash"] in name
    _, pages, chunks, filters, _, _ = read(files[name])
    assert {f"fragment/{page.partition('?')[0]}" for page, _ in pages} <= files.keys()
    assert len({page.partition("?")[2] for page, _ in pages}) == 1
    assert {f"index/{chunk[2].partition('?')[0]}" for chunk in chunks} == {
        path for path in files if path.startswith("index/")
    }
    assert filters == []


def test_a_part_that_one_word_makes_large_becomes_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = index_of(PAGES, tmp_path / "whole")
    monkeypatch.setattr("builder.search.compact.CHUNK_LIMIT", 200)
    parted = index_of(PAGES, tmp_path / "parted")
    assert words_of(parted) == words_of(whole)
    (name,) = (path for path in parted if path.endswith(".pf_meta"))
    chunks = read(parted[name])[2]
    assert len(chunks) > len(read(whole[next(path for path in whole if path.endswith(".pf_meta"))])[2])
    for first, last, file in chunks:
        words = read(parted[f"index/{file.partition('?')[0]}"])[0]
        assert (words[0][0], words[-1][0]) == (first, last)
        assert len(words) == 1 or len(cbor2.dumps(words)) <= 210
    assert [chunk[:2] for chunk in chunks] == sorted(chunk[:2] for chunk in chunks)


def words_of(files: Mapping[str, bytes]) -> list[object]:
    return sorted(word for path, file in files.items() if path.startswith("index/") for word in read(file)[0])


def read(file: bytes) -> list[Any]:
    """One of Pagefind's files."""
    content: list[Any] = cbor2.loads(gzip.decompress(file).removeprefix(b"pagefind_dcd"))
    return content


def test_nothing_is_published_that_the_search_page_does_not_ask_for(tmp_path: Path) -> None:
    kinds = {path.partition("/")[0] if "/" in path else path for path in index_of(PAGES, tmp_path)}
    meta = {kind for kind in kinds if kind.endswith(".pf_meta")}
    assert len(meta) == 1
    assert kinds - meta == {"pagefind.js", "pagefind-entry.json", "wasm.en.pagefind", "fragment", "index", "facets"}


def test_the_same_words_give_the_same_bytes(tmp_path: Path) -> None:
    first = index_of(PAGES, tmp_path / "one")
    for number in range(3):
        assert index_of(PAGES, tmp_path / str(number)) == first


def test_a_change_of_one_page_leaves_the_files_of_the_others_alone(tmp_path: Path) -> None:
    before = index_of(PAGES, tmp_path)
    changed = (*PAGES[:5], replace(PAGES[5], texts=("Something new.",)), *PAGES[6:])
    after = index_of(changed, tmp_path)
    different = {path for path in after if path.startswith("fragment/") and before[path] != after[path]}
    assert different == {"fragment/5.pf_fragment"}
    assert {path for path in before if "pf_meta" in path} != {path for path in after if "pf_meta" in path}


def test_facets_give_the_steps_from_page_to_page() -> None:
    files = facet_files([Searchable("/", "", (), facets=facets) for facets in TAGGED])
    assert {path: json.loads(content) for path, content in files.items()} == {
        "facets/topic.json": [["a", "A & <b>", [0, 2, 2]], ["b", "B", [2]]],
        "facets/year.json": [["2015", "2015", [4]]],
    }


A, B = Facet("topic", "a", "A & <b>"), Facet("topic", "b", "B")
TAGGED = ((A,), (), (A, B, A), (), (Facet("year", "2015", "2015"), A))


def test_an_index_of_another_form_is_refused_in_words() -> None:
    for files in ({}, {"pagefind-entry.json": b"{}"}, {"pagefind-entry.json": b'{"languages":{"en":{"hash":"x"}}}'}):
        with pytest.raises(SearchError, match="version"):
            compacted(files, [])


# Kept indexes


def test_the_last_indexes_are_kept_and_older_ones_let_go(tmp_path: Path) -> None:
    for number in range(CACHED + 3):
        save(tmp_path, f"key{number}", {"a": bytes([number])})
        time.sleep(0.01)
    assert len(list(tmp_path.iterdir())) == CACHED
    assert load(tmp_path, "key0") is None
    assert load_latest(tmp_path) == {"a": bytes([CACHED + 2])}


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"x" * 99), lambda path: path.write_bytes(b"")])
def test_a_damaged_index_is_not_used(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    save(tmp_path, "key", {"a": b"b"})
    damage(tmp_path / "key")
    assert load(tmp_path, "key") is None
    assert load_latest(tmp_path) == {}


def test_an_index_is_made_once_for_the_same_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = index_of(PAGES, tmp_path)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere")
    assert index_of(PAGES, tmp_path) == first
    assert {output.path: output.content for output in last_index(tmp_path).outputs()} == {
        f"{FOLDER}{path}": content for path, content in first.items()
    }
    with indexing(PAGES[:-1], "en", tmp_path) as other:
        assert list(other.outputs()) == []
        assert [problem.code for problem in other.problems] == ["S605"]


# The program


REFUSAL = b64encode(b'{"payload": {"type": "Error", "message": "no"}}').decode()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def put(script: str) -> None:
        path = tmp_path / "pagefind"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(path))

    return put


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "ended unexpectedly"),
        ("printf 'nonsense,'; cat >/dev/null", "unreadable answers"),
        (f"printf '{REFUSAL},'; cat >/dev/null", "reports: no"),
    ],
)
def test_a_program_that_fails_costs_the_search_and_nothing_else(
    program: Callable[[str], None], tmp_path: Path, script: str, said: str
) -> None:
    program(script)
    with indexing(PAGES, "en", tmp_path / "kept") as index:
        assert list(index.outputs()) == []
    (problem,) = index.problems
    assert problem.code == "S605"
    assert said in problem.message
    assert load(tmp_path / "kept", "any") is None


def test_a_program_that_gives_no_answer_is_given_up(
    program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("exec sleep 60")
    monkeypatch.setattr("builder.search.pagefind.TIMEOUT", 0.1)
    with Pagefind() as silent, pytest.raises(SearchError, match="does not answer"):
        silent.files()


def test_the_program_is_gone_when_the_work_is_dropped() -> None:
    with Pagefind() as program:
        program.begin("en")
        program.add("/", "<p>Words</p>")
        assert program._process.poll() is None
    assert program._process.poll() is not None


# Whole archives


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def indexes(archive: Archive) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in (archive.root / ".cache" / "search").iterdir()}


def test_the_index_is_made_again_only_when_something_that_can_be_found_has_changed(archive: Archive) -> None:
    archive.build()
    first = indexes(archive)
    archive.edit("articles/2014/harbour.md", "title:", "rights: All of them.\ntitle:")
    assert ": 0 written" not in archive.build()
    assert indexes(archive) == first
    archive.edit("articles/2014/harbour.md", "began on Friday", "began on Monday")
    archive.build()
    assert len(indexes(archive)) == len(first) + 1


def test_a_site_without_search_has_neither_page_nor_form_nor_index(archive: Archive) -> None:
    archive.build("--no-search")
    files = archive.files()
    assert not [path for path in files if path.startswith("search/")]
    assert not [path for path, content in files.items() if path.endswith(".html") and b"search/" in content]
    assert not (archive.root / ".cache" / "search").exists()
    archive.build()
    assert "search/index.html" in archive.files()


def test_a_preview_searches_the_words_of_the_last_build(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.build()
    published = {path: content for path, content in archive.files().items() if path.startswith(FOLDER)}
    archive.edit("articles/2014/harbour.md", "began on Friday", "began on Monday")
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere")
    preview = Preview(archive.root / "site.yaml", 8000, lambda _: None)
    preview.build(jobs=1)
    assert not preview.state.problems
    shown = files_in(preview.folder)
    assert {path: content for path, content in shown.items() if path.startswith(FOLDER)} == published
    assert b"began on Monday" in shown["2014/05/02/harbour/index.html"]
    assert b"This is a preview" in shown["search/index.html"]


def test_a_link_to_the_search_page_is_checked_like_any_other(archive: Archive) -> None:
    page = archive.root / "content" / "pages" / "about.md"
    page.write_text(page.read_text("utf-8") + "\n\n[Search](/search/)\n", "utf-8")
    archive.build()
    done = archive.run("build", "--no-search", "--output", str(archive.out))
    assert done.returncode == 1
    assert "L401" in done.stderr


def test_a_site_is_published_without_search_when_the_index_cannot_be_made(archive: Archive) -> None:
    done = archive.run("build", "--output", str(archive.out), PAGEFIND_BINARY_PATH="/nowhere")
    assert done.returncode == 0
    assert "site.yaml:1:1: warning S605: the site is published without search: the program Pagefind" in done.stderr
    assert (archive.out / "search" / "index.html").is_file()
    assert not (archive.out / FOLDER).exists()
    # The next build tries again, though no file has changed.
    assert "19 written, 0 removed, 3 warnings" in archive.build()
    assert (archive.out / FOLDER / "pagefind.js").is_file()


def test_stopping_a_build_does_not_wait_for_the_search_index(archive: Archive, tmp_path: Path) -> None:
    slow = tmp_path / "pagefind"
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o755)
    command = [sys.executable, "-m", "builder", "build", "--site", str(archive.root / "site.yaml")]
    with subprocess.Popen(
        [*command, "--output", str(archive.out), "--jobs", "1"],
        env={**os.environ, "PAGEFIND_BINARY_PATH": str(slow)},
        cwd=Path(__file__).parent.parent,
        stderr=subprocess.PIPE,
    ) as process:
        spare = archive.root / ".cache" / "sites"
        until = time.monotonic() + 60
        while not list(spare.glob("*/spare/search/index.html")) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(2)
        assert process.wait(60) == 130
    assert not archive.out.exists()
