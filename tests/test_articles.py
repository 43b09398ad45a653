"""Several articles may have one file name in different folders; what names them by it names the path."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.config import Config, load_config
from builder.new import annotation
from builder.pipeline import ADDRESS_LIST, BuildRequest, build, check_site
from builder.problems import ContentError
from tests.output import content_of

NOTE = "## A note\n\n> harbour is {}\n\n- type: context\n- by: desk\n- date: 2026-01-01\n{}\nA comment.\n"
PAGES = {year: f"{year}/11/03/harbour/index.html" for year in (2014, 2015)}


def harbour(year: int, word: str, more: str = "") -> str:
    return f"---\ntitle: Harbour of {year}\ndate: {year}-11-03\n---\n\nThe harbour is {word}. {more}\n"


FILES = {
    "articles/2014/harbour.md": harbour(2014, "open"),
    "articles/2015/harbour.md": harbour(2015, "shut", "Compare [[2014/harbour]] and [[other]]."),
    "articles/2015/other.md": "---\ntitle: Other\ndate: 2015-11-04\n---\n\nSee [[2015/other|itself]].\n",
    "annotations/2014/harbour.md": NOTE.format("open", ""),
    "annotations/2015/harbour/one.md": NOTE.format("shut", "- see: 2014/harbour#a-note\n"),
    "topics/ports.md": "---\ntitle: Ports\ncover: [2014/harbour, 2015/other]\n---\n\nAs [[2015/harbour]] says.\n",
}


def archive(root: Path, files: Mapping[str, str]) -> Config:
    for name, text in {
        "../site.yaml": "title: Test\neditors: {desk: Desk}\nurl: https://example.org/\n",
        **files,
    }.items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_config(root / "site.yaml")


def problems(config: Config) -> list[str]:
    return [f"{one.code} {one.place.path}: {one.help}" for one in check_site(config).problems]


def test_articles_of_one_name_have_their_own_pages_notes_and_links(tmp_path: Path) -> None:
    config = archive(tmp_path, FILES)
    assert problems(config) == []
    assert build(BuildRequest(config, tmp_path / "site")).problems == ()
    pages = {name: content.decode() for name, content in content_of(tmp_path / "site").items() if name.endswith("html")}
    for year, word in ((2014, "open"), (2015, "shut")):
        assert "The <mark" in pages[PAGES[year]]
        assert f"harbour is {word}" in pages[PAGES[year]]
    assert '<a href="../../../../2014/11/03/harbour/">Harbour of 2014</a>' in pages[PAGES[2015]]
    assert '<a href="../../../../2014/11/03/harbour/#note-a-note">A note</a>' in pages[PAGES[2015]]
    assert "../../2014/11/03/harbour/" in pages["topics/ports/index.html"]
    assert '<a href="../../2015/11/03/harbour/">Harbour of 2015</a>' in pages["topics/ports/index.html"]
    assert re.search('<a href="[^"]*other/">itself</a>', pages["2015/11/04/other/index.html"])


def test_a_name_that_several_articles_have_is_a_problem_that_lists_them(tmp_path: Path) -> None:
    files = {
        "articles/2015/other.md": FILES["articles/2015/other.md"] + "And [[harbour]].\n",
        "annotations/2015/harbour/one.md": NOTE.format("shut", "- see: harbour#a-note\n"),
        "topics/ports.md": "---\ntitle: Ports\ncover: [harbour]\n---\n",
    }
    assert problems(archive(tmp_path, {**FILES, **files})) == [
        "N132 content/annotations/2015/harbour/one.md: write 2014/harbour#a-note or 2015/harbour#a-note",
        "E201 content/articles/2015/other.md: write [[2014/harbour]] or [[2015/harbour]]",
        "L401 content/topics/ports.md: write 2014/harbour or 2015/harbour",
    ]


def test_notes_in_a_file_that_may_belong_to_several_articles_are_a_problem_that_lists_them(tmp_path: Path) -> None:
    config = archive(tmp_path, {**FILES, "annotations/harbour.md": NOTE.format("open", "")})
    targets = "content/annotations/2014/harbour.md or content/annotations/2015/harbour.md"
    assert problems(config) == [f"N105 content/annotations/harbour.md: move it to {targets}"]


def test_articles_of_one_name_and_one_address_are_a_problem(tmp_path: Path) -> None:
    same = harbour(2014, "open")
    config = archive(tmp_path, {"articles/2014/harbour.md": same, "articles/a/harbour.md": same})
    assert [one.split(":")[0] for one in problems(config)] == ["F015 content/articles/a/harbour.md"]


def test_a_file_directly_in_articles_does_not_take_the_name_of_another(tmp_path: Path) -> None:
    files = {
        "articles/harbour.md": harbour(2013, "new"),
        "articles/2015/other.md": "---\ntitle: O\n---\n\n[[harbour]]\n",
    }
    found = problems(archive(tmp_path, {"articles/2014/harbour.md": FILES["articles/2014/harbour.md"], **files}))
    assert found == ["E201 content/articles/2015/other.md: write [[2014/harbour]]"]


def test_a_second_article_of_a_name_changes_nothing_else_and_gives_what_a_clean_build_gives(tmp_path: Path) -> None:
    first = {name: text for name, text in FILES.items() if "2015/harbour" not in name and "topics" not in name}
    config = archive(tmp_path / "a", first)
    build(BuildRequest(config, tmp_path / "a" / "site", jobs=1))
    before = content_of(tmp_path / "a" / "site")
    archive(tmp_path / "a", FILES)
    assert build(BuildRequest(config, tmp_path / "a" / "site", jobs=1)).problems == ()
    after = content_of(tmp_path / "a" / "site")
    for name in ("text.txt", "annotations.json"):
        assert after[f"2014/11/03/harbour/{name}"] == before[f"2014/11/03/harbour/{name}"]
    clean = archive(tmp_path / "b", FILES)
    build(BuildRequest(clean, tmp_path / "b" / "site", jobs=1, published=tmp_path / "a" / "site" / ADDRESS_LIST))
    assert content_of(tmp_path / "b" / "site") == after
    for name in ("articles/2015/harbour.md", "annotations/2015/harbour/one.md", "topics/ports.md"):
        (tmp_path / "a" / "content" / name).unlink()
    shutil.rmtree(tmp_path / "b")
    build(BuildRequest(config, tmp_path / "a" / "site", jobs=1))
    clean = archive(tmp_path / "b", first)
    build(BuildRequest(clean, tmp_path / "b" / "site", jobs=1, published=tmp_path / "a" / "site" / ADDRESS_LIST))
    assert content_of(tmp_path / "b" / "site") == content_of(tmp_path / "a" / "site")


def test_a_new_annotation_is_made_for_the_article_that_the_path_names(tmp_path: Path) -> None:
    config = archive(tmp_path, {name: FILES[name] for name in FILES if name.startswith("articles")})

    def made(name: str) -> str:
        (path,) = annotation(config, name, quote="", kind="context", by="desk", title=f"On {name}")
        return path.parent.relative_to(tmp_path / "content").as_posix()

    assert made("2015/harbour") == "annotations/2015/harbour"
    assert made("other") == "annotations/2015/other"
    with pytest.raises(ContentError, match=r"write its path: \S+/2014/harbour\.md or \S+/2015/harbour\.md"):
        made("harbour")
