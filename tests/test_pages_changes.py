"""What was edited in an article is shown word by word, and an edit that nobody owned up to is found."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.config import Config
from builder.convert import Capture, Options, compare, diff
from builder.files import text_sha256
from builder.model import Change, Page
from builder.pages import plan
from builder.pipeline import BuildRequest, build, check_site
from tests.archive_factory import article, config, site
from tests.test_pipeline import files_in

PAGE = "2015/11/03/talks/changes/index.html"
CAPTURE = "Talks open\n\nThe ministers met on on Friday.\n\nMore stories\n\nThey agreed.\n"
TEXT = "The ministers met on Friday.\n\nThey agreed at last."
words = st.lists(st.sampled_from(["a", "b", "c", "(d)"]), min_size=1, max_size=8).map(" ".join)


def archive(  # noqa: PLR0913 - each test changes one of them
    folder: Path, *, edited: str = "", profile: str = "", text: str = TEXT, sums: str = "", capture: str = CAPTURE
) -> Config:
    """One article, and the capture it was made from; the sum of its words is that of its own words."""
    for name in ("articles", "sources", "profiles"):
        (folder / "content" / name).mkdir(parents=True, exist_ok=True)
    (folder / "content/sources/talks.txt").write_text(capture, encoding="utf-8")
    said = f"edited: {edited}\n" if edited else ""
    used = f"  profile: {profile}\n" if profile else ""
    (folder / "content/articles/talks.md").write_text(
        f"---\ntitle: Talks open\ndate: 2015-11-03\n{said}source:\n  file: talks.txt\n{used}"
        f"  sha256: {sha256((sums or capture).encode()).hexdigest()}\n"
        f"  text_sha256: {text_sha256('Talks open', text)}\n---\n\n{text}\n",
        encoding="utf-8",
    )
    return Config(root=folder, title="x")


@given(words, st.lists(words, min_size=1, max_size=5), st.lists(words, min_size=1, max_size=5))
def test_the_pieces_are_the_words_of_both_texts_in_their_order(title: str, before: list[str], after: list[str]) -> None:
    capture, text = "\n\n".join([title, *before]), "\n\n".join(after)
    found = compare(Capture("x.txt", capture.encode()), Options(profile="cleaned"), title, text)
    pieces = [piece for paragraph in found for piece in paragraph]
    for kind, wanted in (("removed", capture), ("added", f"{title} {text}")):
        said = " ".join(piece.words for piece in pieces if piece.kind in {"same", kind})
        assert said.split() == (wanted.split() if found else []) or (not found and capture.split() == wanted.split())
    # Paragraphs are those of the article; what only the capture has may follow the last.
    own = [" ".join(piece.words for piece in paragraph if piece.kind != "removed") for paragraph in found]
    assert [line for line in own if line] == ([title, *after] if found else [])


def test_a_long_stretch_without_a_shared_word_takes_no_time_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff, "COMPARED_AT_MOST", 3)
    (title, paragraph) = compare(Capture("x.txt", b"T\n\na b c d"), Options(profile="cleaned"), "T", "x b y d e")
    assert title == (Change("same", "T"),)
    assert paragraph == (Change("removed", "a b c d"), Change("added", "x b y d e"))


def test_the_page_of_an_edited_article_shows_every_changed_word(tmp_path: Path) -> None:
    settings = archive(tmp_path, edited="A doubled word.")
    build(BuildRequest(settings, tmp_path / "out"))
    page = (tmp_path / "out" / PAGE).read_text(encoding="utf-8")
    assert "met on <del>on</del> Friday." in page
    assert "<del>More stories</del> They <del>agreed.</del> <ins>agreed at last.</ins>" in page
    assert "A doubled word." in page
    assert 'href="changes/"' in (tmp_path / "out/2015/11/03/talks/index.html").read_text(encoding="utf-8").replace(
        "../../../../2015/11/03/talks/", ""
    )
    assert not [problem for problem in check_site(settings).problems if problem.code.startswith("C")]


def test_the_page_appears_when_the_capture_is_put_back(tmp_path: Path) -> None:
    settings = archive(tmp_path, edited="A doubled word.")
    capture = tmp_path / "content/sources/talks.txt"
    content = capture.read_bytes()
    capture.unlink()
    build(BuildRequest(settings, tmp_path / "out"))
    assert not (tmp_path / "out" / PAGE).exists()
    capture.write_bytes(content)
    build(BuildRequest(settings, tmp_path / "out"))
    assert (tmp_path / "out" / PAGE).exists()
    assert build(BuildRequest(settings, tmp_path / "out")).written == 0


def test_a_capture_that_is_not_the_one_converted_proves_nothing(tmp_path: Path) -> None:
    settings = archive(tmp_path, edited="A doubled word.", sums="something else")
    build(BuildRequest(settings, tmp_path / "out"))
    assert not (tmp_path / "out" / PAGE).exists()
    assert [problem.code for problem in check_site(settings).problems] == ["C502"]


def test_changed_words_are_found_out_though_their_sum_was_changed_with_them(tmp_path: Path) -> None:
    settings = archive(tmp_path)
    assert build(BuildRequest(settings, tmp_path / "out")).published
    (problem,) = check_site(settings).problems
    assert problem.code == "C510"
    assert "3 added and 4 removed, from paragraph 1 on" in problem.message
    # Words may be anything, and this goes into logs.
    assert "stories" not in str(problem)


def test_an_article_of_an_earlier_version_that_left_less_out_is_verified(tmp_path: Path) -> None:
    """Its text begins with the line of the author, which is front matter today."""
    head = "Talks open\n\nBy Jane Roe\n\n12 April 2015\n\n"
    body = "The talks opened in the harbour office on Tuesday, and nobody said how long they would last."
    for text, codes in (
        (f"By Jane Roe\n\n12 April 2015\n\n{body}", []),
        (f"By Jane Roe\n\n{body}", []),
        (body, []),
        (f"By Jane Doe\n\n{body}", ["C510"]),
        (f"By Jane Roe\n\n{body.replace('nobody', 'somebody')}", ["C510"]),
        (f"By Jane Roe\n\n{body.replace(', and nobody', '')}", ["C510"]),
    ):
        settings = archive(tmp_path, text=text, capture=head + body)
        assert [problem.code for problem in check_site(settings).problems] == codes, text


def test_a_capture_that_no_program_reads_proves_nothing_and_the_editor_says_so(tmp_path: Path) -> None:
    settings = archive(tmp_path)
    one = tmp_path / "content/articles/talks.md"
    (tmp_path / "content/sources/talks.txt").rename(tmp_path / "content/sources/talks.pdf")
    one.write_text(one.read_text(encoding="utf-8").replace("talks.txt", "talks.pdf"), encoding="utf-8")
    assert [problem.code for problem in check_site(settings).problems] == ["C510"]
    one.write_text(
        one.read_text(encoding="utf-8").replace("source:", "edited: Typed by hand.\nsource:"), encoding="utf-8"
    )
    assert check_site(settings).problems == ()


def test_a_profile_written_later_does_not_change_what_an_article_was_made_from(tmp_path: Path) -> None:
    settings = archive(tmp_path, text="The ministers met on on Friday.\n\nMore stories\n\nThey agreed.")
    assert check_site(settings).problems == ()
    profile = tmp_path / "content/profiles/late.yaml"
    profile.write_text("match: ['^More stories$']\ndrop_line: ['^More stories$']\n", encoding="utf-8")
    assert check_site(settings).problems == ()
    profile.write_text("match: ['(']\n", encoding="utf-8")
    assert [problem.code for problem in check_site(settings).problems] == ["C504"]


def test_a_profile_that_comes_is_noticed_by_the_next_build_as_by_a_first(tmp_path: Path) -> None:
    settings = archive(tmp_path, edited="A word was twice.")
    assert build(BuildRequest(settings, tmp_path / "out")).published
    (tmp_path / "content/profiles/late.yaml").write_text("match: ['(']\n", encoding="utf-8")
    assert build(BuildRequest(settings, tmp_path / "out")).published
    assert build(BuildRequest(settings, tmp_path / "clean")).published
    assert files_in(tmp_path / "out") == files_in(tmp_path / "clean")


def test_only_articles_that_differ_have_a_page_of_changes() -> None:
    one, other = article("talks"), article("letter", None)
    changed = (
        (Change("same", "Talks"),),
        (Change("same", "Some"), Change("removed", "more"), Change("added", "words.")),
    )
    pages: dict[str, Page] = {
        page.address: page for page in plan(site(one, other, changes={"talks": changed}), config())
    }
    assert [address for address in pages if address.endswith("/changes/")] == ["/2015/11/03/talks/changes/"]
    view = pages["/2015/11/03/talks/changes/"].view
    assert (view.removed, view.added) == (1, 1)
    assert [(section.paragraphs, bool(section.changes)) for section in view.sections] == [(1, False), (1, True)]
    assert pages["/undated/letter/"].view.provenance.changes == ""
