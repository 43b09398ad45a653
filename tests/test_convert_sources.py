"""The captures of an archive become articles, each once."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from builder.config import Config
from builder.convert import Capture, Conversion, Options, convert
from builder.convert.slugs import slug_of
from builder.pipeline import conversion as conversion_module
from builder.pipeline.conversion import convert_all
from builder.pipeline.converted_articles import converted_articles
from builder.problems import ContentError
from tests.capture_factory import PAGE_PROFILE, page


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Assad Visits Moscow", "assad-visits-moscow"),
        ("Überfahrt – “ça va”?", "uberfahrt-ca-va"),
        ("Переговоры", "peregovory"),
        ("!!!", "article"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "article-con"),
        ("index", "article-index"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 100, "x" * 80),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_slug_that_is_taken_gets_a_number() -> None:
    assert slug_of("Talks", {"talks"}) == "talks-2"
    assert slug_of("Talks", {"talks", "talks-2"}) == "talks-3"
    assert len(slug_of("x" * 100, {"x" * 80})) == 80


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    (tmp_path / "content" / "sources" / "2015").mkdir(parents=True)
    (tmp_path / "content" / "profiles").mkdir()
    (tmp_path / "content" / "profiles" / "archived-page.yaml").write_text(PAGE_PROFILE, encoding="utf-8")
    (tmp_path / "content" / "sources" / "2015" / "page.txt").write_text(page(), encoding="utf-8")
    (tmp_path / "content" / "sources" / "plain.txt").write_text("Ferry sails\n\nIt sails.\n", encoding="utf-8")
    return Config(root=tmp_path, title="x")


PAGE_ARTICLE = "content/articles/2015/harbour-town-weighs-night-ferry-as-river-traffic-grows.md"


PLAIN_ARTICLE = "content/articles/undated/ferry-sails.md"


def files(config: Config) -> dict[str, bytes]:
    return {
        path.relative_to(config.root).as_posix(): path.read_bytes()
        for path in sorted(config.root.rglob("*"))
        if path.is_file()
    }


def test_every_capture_gets_one_article(archive: Config) -> None:
    report = convert_all(archive)
    assert str(report).splitlines() == [
        f"{PAGE_ARTICLE}: 129 words kept, 98 left out",
        f"{PLAIN_ARTICLE}: 4 words kept, 0 left out",
        "2 captures converted, 0 unchanged, 1 problem",
    ]
    assert [str(problem).splitlines()[0] for problem in report.problems] == [
        f"{PLAIN_ARTICLE}:1:1: warning C506: the date of publication is not known"
    ]
    before = files(archive)
    again = convert_all(archive)
    assert str(again) == "0 captures converted, 2 unchanged, no problems"
    assert files(archive) == before


def test_a_dry_run_writes_nothing(archive: Config) -> None:
    before = files(archive)
    report = convert_all(archive, dry_run=True)
    assert [made.article for made in report.written] == [PAGE_ARTICLE, PLAIN_ARTICLE]
    assert str(report).endswith("2 captures would be converted, 0 unchanged, 1 problem")
    assert files(archive) == before


def test_an_edited_article_is_not_overwritten_even_if_moved_or_unreadable(archive: Config) -> None:
    convert_all(archive)
    edited = archive.root / PLAIN_ARTICLE
    text = edited.read_text(encoding="utf-8")
    moved = archive.root / "content" / "articles" / "2015" / "another-name.md"
    edited.unlink()
    for changed in (text.replace("It sails", "It sailed"), text.replace("language:", "language: [")):
        moved.write_text(changed, encoding="utf-8")
        before = files(archive)
        assert convert_all(archive).written == ()
        assert files(archive) == before


def test_a_renamed_capture_is_recognised_by_its_content(archive: Config) -> None:
    convert_all(archive)
    sources = archive.root / "content" / "sources"
    (sources / "plain.txt").rename(sources / "renamed.txt")
    assert convert_all(archive).written == ()


def test_a_capture_that_changed_is_a_problem_and_no_article(archive: Config) -> None:
    convert_all(archive)
    (archive.root / "content" / "sources" / "plain.txt").write_text("Ferry sails\n\nIt rests.\n", encoding="utf-8")
    before = files(archive)
    report = convert_all(archive)
    assert [str(problem).splitlines()[0] for problem in report.problems] == [
        f"{PLAIN_ARTICLE}:6:11: error C502: the capture content/sources/plain.txt has changed since it was converted"
    ]
    assert files(archive) == before


def test_equal_titles_get_different_files(archive: Config) -> None:
    (archive.root / "content" / "sources" / "z.txt").write_text("Ferry sails\n\nIt sails again.\n", encoding="utf-8")
    assert [made.article for made in convert_all(archive).written][1:] == [
        PLAIN_ARTICLE,
        PLAIN_ARTICLE.replace(".md", "-2.md"),
    ]


def test_a_capture_from_another_folder_is_copied(archive: Config, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "story.txt"
    elsewhere.write_text("Ferry rests\n\nIt rests.\n", encoding="utf-8")
    report = convert_all(archive, [elsewhere], date="2015-11-05")
    assert [made.article for made in report.written] == ["content/articles/2015/ferry-rests.md"]
    assert (archive.root / "content" / "sources" / "story.txt").read_bytes() == elsewhere.read_bytes()
    assert convert_all(archive, [elsewhere]).unchanged == ("story.txt",)
    elsewhere.write_text("Ferry rests\n\nIt rests again.\n", encoding="utf-8")
    assert [problem.code for problem in convert_all(archive, [elsewhere]).problems] == ["C502"]


def test_an_invalid_capture_does_not_stop_the_others(archive: Config) -> None:
    sources = archive.root / "content" / "sources"
    (sources / "bad.txt").write_bytes(b"\xff")
    (sources / "page.xyz").write_text("<p>text</p>", encoding="utf-8")
    (sources / "link.txt").symlink_to("/etc/hostname")
    report = convert_all(archive, [sources, sources / "missing.txt"])
    assert len(report.written) == 2
    assert [(problem.place.path, problem.code) for problem in report.problems if problem.severity == "error"] == [
        ("content/sources/bad.txt", "C503"),
        ("content/sources/link.txt", "F012"),
        ("content/sources/missing.txt", "F012"),
        ("content/sources/page.xyz", "C503"),
    ]


def test_an_unsupported_file_does_not_stop_the_captures(archive: Config) -> None:
    sources = archive.root / "content" / "sources"
    (sources / "scan.pdf").write_bytes(b"%PDF" + bytes(2 << 20))
    (sources / "page.xyz").write_text("<p>text</p>", encoding="utf-8")
    report = convert_all(archive)
    assert len(report.written) == 2
    strays = [problem for problem in report.problems if problem.code == "C508"]
    assert [(problem.place.path, problem.severity) for problem in strays] == [
        ("content/sources/page.xyz", "warning"),
        ("content/sources/scan.pdf", "warning"),
    ]
    assert not any("assets" in problem.help for problem in strays)
    assert [problem.code for problem in convert_all(archive, [sources / "page.xyz"]).problems] == ["C503"]


def test_an_unsupported_file_may_be_the_source_of_an_article(archive: Config) -> None:
    scan = archive.root / "content" / "sources" / "scan.pdf"
    scan.write_bytes(b"%PDF")
    article = archive.root / "content" / "articles" / "2015" / "typed.md"
    article.parent.mkdir(parents=True)
    source = f"{{file: scan.pdf, sha256: {sha256(b'%PDF').hexdigest()}}}"
    article.write_text(f"---\ntitle: Typed from a scan\nsource: {source}\n---\n\nWords.\n", encoding="utf-8")
    report = convert_all(archive)
    assert "scan.pdf" in report.unchanged
    assert [problem.code for problem in report.problems] == ["C506"]
    scan.write_bytes(b"another")
    assert [problem.code for problem in convert_all(archive).problems] == ["C502"]


def test_two_conversions_at_once_make_one_article(
    archive: Config, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "story.txt"
    elsewhere.write_text("Ferry rests\n\nIt rests.\n", encoding="utf-8")
    before = converted_articles(archive.root)
    assert len(convert_all(archive, [archive.root / "content" / "sources", elsewhere]).written) == 3
    written = files(archive)
    # The other one had looked before there was anything.
    monkeypatch.setattr(conversion_module, "converted_articles", lambda _: before)
    late = convert_all(archive, [archive.root / "content" / "sources" / "2015", elsewhere])
    assert (late.written, late.unchanged, late.problems) == ((), ("2015/page.txt", "story.txt"), ())
    assert files(archive) == written
    # What another hand has written meanwhile is not taken for it.
    (archive.root / PLAIN_ARTICLE).write_text("words of an editor", encoding="utf-8")
    plain = convert_all(archive, [archive.root / "content" / "sources" / "plain.txt"])
    assert [(problem.code, problem.place.path) for problem in plain.problems] == [("S604", PLAIN_ARTICLE)]
    assert (archive.root / PLAIN_ARTICLE).read_text(encoding="utf-8") == "words of an editor"


def test_nothing_is_converted_while_a_profile_is_invalid(archive: Config) -> None:
    (archive.root / "content" / "profiles" / "broken.yaml").write_text("match: ['(']", encoding="utf-8")
    before = files(archive)
    with pytest.raises(ContentError, match=r"content/profiles/broken\.yaml:1:9: error C504"):
        convert_all(archive)
    assert files(archive) == before


def test_an_invalid_date_is_a_problem(archive: Config) -> None:
    with pytest.raises(ContentError, match=r"`--date` cannot be '3\.11\.2015'"):
        convert_all(archive, date="3.11.2015")


def test_an_article_that_cannot_be_written_is_a_problem(archive: Config) -> None:
    (archive.root / "content" / "articles" / "2015").mkdir(parents=True)
    (archive.root / "content" / "articles" / "undated").write_text("", encoding="utf-8")
    report = convert_all(archive)
    assert [made.article for made in report.written] == [PAGE_ARTICLE]
    assert [(problem.code, problem.place.path) for problem in report.problems] == [("S604", PLAIN_ARTICLE)]


def test_an_archive_without_a_folder_of_captures_has_none(tmp_path: Path) -> None:
    report = convert_all(Config(tmp_path, "T"))
    assert (report.written, report.problems) == ((), ())


def test_a_slow_capture_does_not_hold_up_the_others(archive: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(capture: Capture, options: Options) -> Conversion:
        try:
            while capture.file == "plain.txt":
                sum(range(1000))
        except Exception:  # noqa: BLE001 - as libraries do
            pass
        return convert(capture, options)

    monkeypatch.setattr(conversion_module, "SECONDS", 0.2)
    monkeypatch.setattr(conversion_module, "convert", slow)
    report = convert_all(archive)
    assert [one.source for one in report.written] == ["2015/page.txt"]
    assert [(one.code, one.place.path) for one in report.problems if one.severity == "error"] == [
        ("C503", "content/sources/plain.txt")
    ]
