"""Captures are set aside with a reason, duplicates are named, and `check` says the same as `convert`."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from builder.config import Config
from builder.convert.duplicates import Index, signature
from builder.convert.ignore import read_ignored
from builder.frontmatter import read_mapping
from builder.pipeline.conversion import convert_all
from builder.pipeline.unconverted import unconverted
from builder.problems import ContentError

STORY = (
    "The council of the harbour town approved a new bridge on Tuesday, and the mayor said that work is to begin in "
    "the autumn. Three members voted against it, because the old bridge could be repaired for less money than that. "
    "The engineers had said in the spring that the old bridge would last for another thirty years if it was painted."
)


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    sources = tmp_path / "content" / "sources"
    sources.mkdir(parents=True)
    (sources / "a.txt").write_text(f"Bridge approved\n\n{STORY}\n", encoding="utf-8")
    return Config(root=tmp_path, title="x")


def add(config: Config, name: str, text: str | bytes) -> None:
    path = config.root / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def problems(config: Config) -> list[tuple[str, str]]:
    return [(one.code, one.place.path) for one in convert_all(config).problems if one.code != "C506"]


def test_captures_are_set_aside_by_name_and_by_pattern(archive: Config) -> None:
    add(archive, "sources/bad.txt", bytes(100))
    add(archive, "sources/scans/1.pdf", b"%PDF")
    add(archive, "sources/scans/2.pdf", b"%PDF")
    assert [code for code, _ in problems(archive)] == ["C503", "C508", "C508"]
    add(
        archive,
        "ignore.yaml",
        "- {file: bad.txt, reason: damaged}\n- {file: 'scans/*.pdf', reason: typed}\n- {file: no.txt, reason: x}\n",
    )
    report = convert_all(archive)
    assert [(one.code, one.place.line) for one in report.problems] == [("C537", 3)]
    assert "3 set aside" in str(report)


@pytest.mark.parametrize("text", ["a: b", "- a.txt", "- {file: a.txt}", "- {file: a.txt, why: x}", "- {file: [", "3"])
def test_an_invalid_list_stops_the_conversion(archive: Config, text: str) -> None:
    add(archive, "ignore.yaml", text)
    with pytest.raises(ContentError) as raised:
        convert_all(archive)
    assert {problem.code for problem in raised.value.problems} == {"C535"}


@pytest.mark.parametrize("pattern", ["*" * 400 + "b", "../*", "[!a]*", "/etc/*"])
def test_patterns_are_harmless(archive: Config, pattern: str) -> None:
    add(archive, "ignore.yaml", f"- {{file: '{pattern}', reason: x}}\n")
    sources = archive.root / "content" / "sources"
    assert not read_ignored(archive.root).has(sources / "a.txt", sources)


def test_the_same_bytes_are_named_and_not_called_unchanged(archive: Config) -> None:
    add(archive, "sources/b.txt", (archive.root / "content/sources/a.txt").read_bytes())
    for _ in range(2):
        report = convert_all(archive)
        found = [one for one in report.problems if one.code == "C536"]
        assert [(one.place.path, "undated/bridge-approved.md" in one.help) for one in found] == [
            ("content/sources/b.txt", True)
        ]
        assert "b.txt" not in report.unchanged
    (archive.root / "content/sources/a.txt").rename(archive.root / "content/sources/c.txt")
    add(archive, "ignore.yaml", "- {file: b.txt, reason: a copy}\n")
    assert problems(archive) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_nearly_the_same_text_is_told_and_linked(archive: Config, at_once: bool) -> None:  # noqa: FBT001
    if not at_once:
        convert_all(archive)
    add(archive, "sources/b.txt", f"Council approves bridge\n\n{STORY} He thanked them.\n")
    add(archive, "sources/c.txt", "Ferry rests\n\n" + " ".join(f"Word{n} is said." for n in range(60)))
    assert problems(archive) == [("C536", "content/articles/undated/council-approves-bridge.md")]
    text = (archive.root / "content/articles/undated/council-approves-bridge.md").read_text(encoding="utf-8")
    assert read_mapping(text, "b.md").values["source"]["meta"] == {"duplicate_of": "undated/bridge-approved"}


def test_check_says_what_convert_says(archive: Config) -> None:
    assert unconverted(archive, {"a.txt"}) == []
    add(archive, "sources/bad.txt", bytes(100))
    assert [(one.code, one.place.path) for one in unconverted(archive, {"a.txt"})] == [
        ("C503", "content/sources/bad.txt")
    ]


def test_the_estimate_is_close_to_the_share_of_common_words() -> None:
    random = Random(1)
    words = [f"w{number}" for number in range(3_000)]
    text = [random.choice(words) for _ in range(400)]
    for changed, similar in ((4, True), (10, True), (120, False), (400, False)):
        index = Index()
        first = signature(" ".join(text))
        other = [*text]
        for at in random.sample(range(400), changed):
            other[at] = random.choice(words)
        second = signature(" ".join(other))
        assert first
        assert second
        index.add("first", first)
        assert (index.most_similar(second) == "first") == similar


def test_short_texts_are_not_compared() -> None:
    assert signature("Qtly div 4 cts vs 5 cts prior. Pay April 1.") is None
    assert signature("市议会周二批准在河上建一座新桥。" * 3) is not None
