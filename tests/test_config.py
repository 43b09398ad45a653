"""site.yaml, read and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.config import Config, is_web_address, load_config
from builder.problems import ContentError


def config(folder: Path, text: str) -> Config:
    (folder / "site.yaml").write_text(text, encoding="utf-8")
    return load_config(folder / "site.yaml")


def test_a_title_is_all_that_is_needed(tmp_path: Path) -> None:
    read = config(tmp_path, "title: An archive\n")
    assert (read.title, read.root, read.output, read.base_path) == ("An archive", tmp_path, "site", "/")
    types = "context correction fact-check update definition source translation question opinion"
    assert list(read.annotation_types) == types.split()


def test_the_base_path_is_that_of_the_url(tmp_path: Path) -> None:
    read = config(tmp_path, "title: x\nurl: https://owner.github.io/archive\n")
    assert (read.url, read.base_path) == ("https://owner.github.io/archive/", "/archive/")


def test_types_keep_the_order_they_are_written_in(tmp_path: Path) -> None:
    read = config(
        tmp_path,
        "title: x\nannotation_types:\n  zeta: {word: Zeta, mark: z}\n"
        "  alpha: {word: Alpha, mark: a, motivation: linking}\n",
    )
    assert list(read.annotation_types) == ["zeta", "alpha"]
    assert read.annotation_types["zeta"].motivation == "commenting"


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as raised:
        config(tmp_path, "titel: x\nper_page: none\nlink: some\nstrict: maybe\n")
    assert [(problem.code, problem.place.line) for problem in raised.value.problems] == [
        ("F007", 1),
        ("F008", 2),
        ("F008", 3),
        ("F008", 4),
        ("F009", 1),
    ]


@pytest.mark.parametrize("url", ["javascript:x", "https://", "example.org", "https://a b/", "//host", "https://[bad"])
def test_other_texts_are_not_web_addresses(url: str) -> None:
    assert not is_web_address(url)
