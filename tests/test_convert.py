"""A capture becomes an article: every word of it, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.config import Config
from builder.convert import Origin, Profile, convert, convert_all, read_profile
from builder.convert import sources as sources_module
from builder.convert.dates import earliest, find_date
from builder.convert.extraction import split_paragraphs
from builder.convert.markup import escaped, markdown
from builder.convert.patterns import COST_LIMIT, PatternError, compile_pattern
from builder.convert.slugs import slug_of
from builder.frontmatter import FrontMatter, read_mapping
from builder.load.articles import load_article, load_head
from builder.markdown import parse, reading_text
from builder.problems import ContentError
from tests.cost import cost
from tests.examples import examples

CASES = Path(__file__).parent / "cases"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
CASE = re.compile(r"^(?P<name>[^\n]+)\n\.\n(?P<given>.*?)\n\.\n(?P<wanted>.*?)\n\.$", re.MULTILINE | re.DOTALL)

TITLE = 'Harbour Town Weighs "Night Ferry" As River Traffic Grows'
BODY = (
    "The harbour town has talked about a night ferry for as long as anybody on the quay can remember. ",
    "This week the office put a price on it, and the price was lower than most had feared. Who will crew it is open. ",
    "Here's Reuters with more:",
    "The night ferry would sail four times between ten in the evening and five in the morning, the office said.",
    '"We will try it for one summer," the head of the office told a meeting in the town hall.',
    "The office's␣boats carried 250,000 people last year, more than the bridge upstream did.",
    "So there it is. The town gets its ferry, if it finds eleven people who like to work at night.",
)
THREAD = (
    ("reader-one", "This remark must never be printed anywhere, whatever happens to it."),
    ("a. reader (2)", "1. Neither must this one, which looks like a list."),
    ("third", "# Nor this, which looks like a heading\n\nhttps://example.org/remark"),
)

PAGE_PROFILE = r"""
match:
  - '^This page is archived and quiet\.$'
  - '^Reader comments$'
drop_line: ['^This page is archived']
end_before: ['^- advertisement -$', '^Reader comments$']
byline: "^(?P<author>.{1,40})'s picture$"
comment_header:
  pattern: '^\w{3}, (?P<date>\d\d/\d\d/\d{4}) - \d\d:\d\d \| \d+ .+$'
  format: '%m/%d/%Y'
quote_gap: 2
set: {publisher: Example Wire, language: en-GB, rights: Text written for this test, topics: [ferries]}
"""


def page(*, comments: int = 3, day: str = "Tue, 11/03/2015") -> str:
    """A saved page with furniture of every kind around TITLE and BODY."""
    wide = "\n\n␣\n\n"
    body = "\n\n".join((*BODY[:3], wide.join(BODY[3:6]), BODY[6]))
    thread = "\n".join(
        f"{day} - 13:2{n} | 674440{n} {name}\n{name}'s picture\n\n{text}\n"
        for n, (name, text) in enumerate(THREAD[:comments])
    )
    return (
        f"This page is archived and quiet.\n\n{TITLE}\n\nArchive desk's picture\n\n\n\n\n␣\n\n{body}\n\n␣\n\n"
        "- advertisement -\n\nReader comments\n\nChoose how to display what readers wrote, "
        f'and press "Keep" to have it so.\n{thread}\nDo not follow this link, it is for robots.\n'
    ).replace("␣", "\N{NO-BREAK SPACE}")


PAGE_WORDS = " ".join((TITLE, *BODY)).replace("␣", " ").split()


def profile(text: str = PAGE_PROFILE) -> Profile:
    return read_profile(text, "content/profiles/archived-page.yaml")


def article(capture: str, **origin: object) -> tuple[FrontMatter, str]:
    text = convert(capture.encode(), origin=Origin(**{"file": "a.txt", **origin})).text  # type: ignore[arg-type]
    return read_mapping(text, "a.md"), text


def words(front: FrontMatter) -> list[str]:
    return f"{front.values['title']} {reading_text(front.body)}".split()


def problem_of(capture: bytes, file: str = "a.txt", **origin: object) -> str:
    with pytest.raises(ContentError) as raised:
        convert(capture, origin=Origin(file, **origin))  # type: ignore[arg-type]
    return str(raised.value)


def cases(name: str) -> list[object]:
    text = (CASES / name).read_text(encoding="utf-8")
    return [pytest.param(found["given"], found["wanted"], id=found["name"]) for found in CASE.finditer(text)]


@pytest.mark.parametrize(("given_text", "wanted"), cases("convert-markup.md"))
def test_paragraphs_become_markdown(given_text: str, wanted: str) -> None:
    paragraphs = split_paragraphs(given_text.split("\n"))
    written = markdown(paragraphs, [False] * len(paragraphs))
    assert written == f"{wanted}\n"
    assert reading_text(written).split() == given_text.split()


@pytest.mark.parametrize(("capture", "wanted"), cases("convert-captures.md"))
def test_captures_become_articles(capture: str, wanted: str) -> None:
    _, text = article(capture.replace("␣", "\N{NO-BREAK SPACE}"))
    assert re.sub(r"^source:\n(?: .*\n)+", "", text, flags=re.MULTILINE).rstrip("\n") == wanted


def test_front_matter_tells_all_that_is_known() -> None:
    capture = page()
    front, _ = article(capture, file="2015/ferry.txt", profiles=(profile(),))
    assert front.values == {
        "title": TITLE,
        "date": "2015-11-03",
        "authors": ["Archive desk"],
        "publisher": "Example Wire",
        "language": "en-GB",
        "topics": ["ferries"],
        "source": {
            "file": "2015/ferry.txt",
            "sha256": sha256(capture.encode()).hexdigest(),
            "text_sha256": sha256(" ".join(PAGE_WORDS).encode()).hexdigest(),
            "profile": "archived-page",
            "date_from": "inferred from the first reader comment",
        },
        "rights": "Text written for this test",
    }


def test_the_loader_finds_a_converted_article_verbatim() -> None:
    _, text = article(page(), profiles=(profile(),))
    loaded, _ = load_article(load_head("content/articles/2015/ferry.md", text), {}, "en")
    assert loaded.verbatim is True
    assert loaded.day == date(2015, 11, 3)


@pytest.mark.parametrize("profiles", [(profile(),), ()], ids=["profile", "no profile"])
@pytest.mark.parametrize("comments", [0, 1, 2, 3])
def test_a_page_gives_the_article_and_nothing_of_its_furniture(profiles: tuple[Profile, ...], comments: int) -> None:
    front, text = article(page(comments=comments), profiles=profiles)
    assert words(front) == PAGE_WORDS
    assert "remark" not in text
    assert "reader-one" not in text
    assert re.findall(r"^> (.{8})", front.body, re.MULTILINE) == ["The nigh", '"We will', "The offi"]


def test_a_thread_without_the_heading_of_one_is_left_out_too() -> None:
    front, text = article(page().replace("Reader comments\n", ""))
    assert words(front) == PAGE_WORDS
    assert "remark" not in text


def test_a_thread_that_its_profile_does_not_know_is_left_out_too() -> None:
    known_by_notice = profile(
        "match: ['^This page is archived']\ndrop_line: ['^This page is', \"'s picture$\", '^- adv']\n"
    )
    _, text = article(page(), profiles=(known_by_notice,))
    assert "remark" not in text
    assert "reader-one" not in text


def test_a_line_left_out_of_the_article_makes_no_quotation() -> None:
    capture = page().replace("on it, and", "on it.\n\n- break -\n\nAnd")
    front, _ = article(
        capture, profiles=(profile(PAGE_PROFILE.replace("drop_line: [", "drop_line: ['^- break -$', ")),)
    )
    assert len(re.findall("^> .", front.body, re.MULTILINE)) == 3


def test_a_date_that_can_be_read_two_ways_is_not_told() -> None:
    front, _ = article(page(day="11/03/2015"))
    assert "date" not in front.values
    assert "date_from" not in front.values["source"]


def test_lists_within_a_text_are_kept_whole() -> None:
    lists = ["- one\n- two\n- three", "North bank\nSouth bank\nIsland"]
    front, _ = article(
        "\n\n".join(("Ferry stops", "The ferry stops at these places from Monday to Friday.", *lists, *lists))
    )
    assert (
        words(front)
        == " ".join(("Ferry stops The ferry stops at these places from Monday to Friday.", *lists, *lists)).split()
    )


def test_a_menu_above_the_text_is_left_out() -> None:
    front, _ = article(f"Home\nNews\nWeather\nBoats\n\n{TITLE}\n\n" + "\n\n".join(BODY).replace("␣", " "))
    assert words(front) == PAGE_WORDS


def test_the_profile_says_how_its_dates_are_written() -> None:
    day_first = PAGE_PROFILE.replace("%m/%d/%Y", "%d/%m/%Y")
    front, _ = article(page(day="Wed, 11/03/2015"), profiles=(profile(day_first),))
    assert front.values["date"] == "2015-03-11"


def test_a_stated_date_goes_before_that_of_the_comments_and_the_archivists_before_both() -> None:
    dated = profile(PAGE_PROFILE + "date: {pattern: '^Published (?P<date>.{5,20})$', format: '%d %B %Y'}\n")
    capture = page().replace("Archive desk's picture", "Archive desk's picture\nPublished 2 November 2015")
    front, _ = article(capture, profiles=(dated,))
    assert front.values["date"] == "2015-11-02"
    assert "date_from" not in front.values["source"]
    front, _ = article(capture, profiles=(dated,), day=date(2015, 11, 1))
    assert front.values["date"] == "2015-11-01"
    assert front.values["source"]["date_from"] == "given by the archive"
    assert words(front) == PAGE_WORDS


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Tue, 11/03/2015 - 13:20 | 1 name", date(2015, 11, 3)),
        ("Wed, 11/03/2015 - 13:20 | 1 name", date(2015, 3, 11)),
        ("Fri, 11/03/2015 - 13:20 | 1 name", None),
        ("11/03/2015", None),
        ("11/13/2015", date(2015, 11, 13)),
        ("03.11.2015 13:20", None),
        ("13.11.2015 13:20", date(2015, 11, 13)),
        ("2015-11-03T13:20", date(2015, 11, 3)),
        ("a name wrote on November 3rd, 2015 at 1:20 pm", date(2015, 11, 3)),
        ("3 Nov. 2015", date(2015, 11, 3)),
        ("2015-02-30", None),
        ("3 days ago", None),
    ],
)
def test_days_are_told_only_when_there_is_one_reading(line: str, day: date | None) -> None:
    found = find_date(line)
    assert found is not None
    assert earliest([found]) == day


def test_many_stamps_tell_together_what_one_cannot() -> None:
    stamps = [found for line in ("11/03/2015", "11/14/2015", "12/01/2015") if (found := find_date(line))]
    assert earliest(stamps) == date(2015, 11, 3)


def test_a_byline_and_a_date_above_the_article_are_told_without_a_profile() -> None:
    capture = page().replace("Archive desk's picture", "By Archive Desk\nPublished November 2, 2015")
    front, _ = article(capture)
    assert (front.values["authors"], front.values["date"]) == (["Archive Desk"], "2015-11-02")
    assert words(front) == PAGE_WORDS


def test_a_page_can_be_declared_clean() -> None:
    capture = "Ferry\n\nComments\n\nNobody had any."
    front, _ = article(capture, profile="cleaned")
    assert words(front) == capture.split()


@pytest.mark.parametrize(
    ("capture", "file", "said"),
    [
        (b"", "a.txt", "content/sources/a.txt:1:1: error F001: the file is empty"),
        (b"Title\n\nt\xe9xt", "a.txt", "content/sources/a.txt:3:2: error F002: byte 0xe9 is not UTF-8"),
        (b"Title\n\nte\0xt", "a.txt", "content/sources/a.txt:3:3: error F003: a NUL character"),
        (b"Title\n\n" + b"a" * 70_000, "a.txt", "content/sources/a.txt:3:1: error F004: a line of 70,000 characters"),
        (b"Title\n\n\n", "a.txt", "content/sources/a.txt:1:1: error C503: no article was found in the capture"),
        (
            b"\xc2\xa0\n\xe2\x80\x8b",
            "a.txt",
            "content/sources/a.txt:1:1: error C503: no article was found in the capture",
        ),
        (
            b"x " * 200 + b"\n\ntext",
            "a.txt",
            "content/sources/a.txt:1:1: error C503: the title would have 399 characters",
        ),
        (
            b"<p>text</p>",
            "a.html",
            "content/sources/a.html:1:1: error C503: .html files cannot be converted, only .txt files",
        ),
        (b"text", "a", "content/sources/a:1:1: error C503: files without an extension cannot be converted"),
        (
            b"Home\n\nComments\n\nLogin",
            "a.txt",
            "content/sources/a.txt:1:1: error C503: no article was found in the capture",
        ),
    ],
)
def test_what_cannot_be_converted_is_said(capture: bytes, file: str, said: str) -> None:
    assert problem_of(capture, file).startswith(said)


def test_a_profile_asked_for_must_exist() -> None:
    said = problem_of(page().encode(), profiles=(profile(),), profile="archived-pages")
    assert said.splitlines() == [
        "content/sources/a.txt:1:1: error C504: there is no profile `archived-pages`",
        "  help: did you mean 'archived-page'?",
    ]


def test_words_that_would_change_are_refused_without_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.convert.article.markdown", lambda *_: "The talks *opened*.\n")
    said = problem_of(b"Title\n\nThe talks *opened*. Secret.")
    assert said.startswith(
        "content/sources/a.txt:1:1: error C501: the article would differ from the capture from word 3 on"
    )
    assert "Secret" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("matsch: ['a']", "1:1: error C504: unknown key `matsch`\n  help: did you mean 'match'?"),
        ("match: '^a'", "1:8: error C504: `match` cannot be '^a'"),
        ("match: ['[']", "1:9: error C504: `match`: not a regular expression: unterminated character set"),
        ("match:\n  - 'a'\n  - '(a+)+$'", "3:5: error C504: `match`: the pattern could take minutes on one line"),
        (f"match: ['{'a' * 501}']", "1:9: error C504: `match`: the pattern has 501 characters; at most 500"),
        ("drop_line: ['a*']", "1:13: error C504: `drop_line`: the pattern matches an empty line"),
        ("byline: '^By .+$'", "1:9: error C504: `byline`: the pattern has no group (?P<author>…)"),
        ("date: {pattern: '(?P<date>x+)'}", "1:7: error C504: `format` is missing in `date`"),
        (
            "date: {pattern: '(?P<date>x+)', format: '%d %B'}",
            "1:41: error C504: `date`: the format '%d %B' does not give a day",
        ),
        (
            "comment_header: {pattern: 'x+', format: '%Y'}",
            "1:27: error C504: `comment_header`: the pattern has no group (?P<date>…)",
        ),
        (
            "quote_gap: 1",
            "1:12: error C504: `quote_gap` cannot be '1'\n  help: write a number of blank lines, at least 2",
        ),
        ("set: {licence: x}", "1:7: error C504: unknown key `licence` in `set`"),
        ("match: &a ['x']", "1:8: error C504: refused in YAML here: an alias"),
        ("match: [", "2:1: error C504: the YAML cannot be read"),
    ],
)
def test_a_profile_that_cannot_be_used_says_where(text: str, said: str) -> None:
    with pytest.raises(ContentError) as raised:
        read_profile(text, "content/profiles/a.yaml")
    assert f"content/profiles/a.yaml:{said}" in str(raised.value)


def test_a_profile_may_not_be_called_cleaned() -> None:
    with pytest.raises(ContentError, match="C504: a profile cannot be named `cleaned`"):
        read_profile("match: ['a']", "content/profiles/cleaned.yaml")


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\w+, \d+/\d+/\d+ - \d+:\d+ \| \d+ .+$",
        r"^.{1,40}'s picture$",
        r"Posted by .+ on .+",
        r"(?i)^share (?:this|on) ?(?:page)?",
        r"(?:\w+ )*ago$",
        r"(?:\w+ ){1,3}ago",
        r"^[^]x]+]$",
        r"^(?P<a>\d{1,2}) (?P<b>[A-Z]\w+) (?P<c>\d{4})\b",
    ],
)
def test_patterns_that_end_soon_are_used(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    lines = ("a" * 2000, "1" * 2000, "a " * 1000, " ago" * 500)
    assert cost(lambda: [compiled.search(line) for line in lines]) < 120


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(?:a|aa)+$",
        r"(\w+)*x",
        r"^.*.*.*x",
        r"\w+ says .+ of .+ now",
        r"^(a?){30}$",
        "a?" * 30 + "a" * 30,
        r"^(?:.{1,90}.{1,90}){1,3}x",
        r"(a)\1",
        r"(?P<a>x)(?P=a)",
        r"(?x)a b",
        r"\x41",
        r"[[x]",
        "(" * 300 + ")" * 100,
    ],
)
def test_patterns_that_might_not_end_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)
    assert COST_LIMIT < 10**8


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


def test_every_capture_gets_its_article_once(archive: Config) -> None:
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


def test_an_article_edited_by_hand_is_left_alone_even_when_moved_or_broken(archive: Config) -> None:
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


def test_a_renamed_capture_is_known_by_its_bytes(archive: Config) -> None:
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


def test_a_capture_from_elsewhere_is_taken_in(archive: Config, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "story.txt"
    elsewhere.write_text("Ferry rests\n\nIt rests.\n", encoding="utf-8")
    report = convert_all(archive, [elsewhere], date="2015-11-05")
    assert [made.article for made in report.written] == ["content/articles/2015/ferry-rests.md"]
    assert (archive.root / "content" / "sources" / "story.txt").read_bytes() == elsewhere.read_bytes()
    assert convert_all(archive, [elsewhere]).unchanged == ("story.txt",)
    elsewhere.write_text("Ferry rests\n\nIt rests again.\n", encoding="utf-8")
    assert [problem.code for problem in convert_all(archive, [elsewhere]).problems] == ["C502"]


def test_one_bad_capture_does_not_keep_the_others_back(archive: Config) -> None:
    sources = archive.root / "content" / "sources"
    (sources / "bad.txt").write_bytes(b"\xff")
    (sources / "page.html").write_text("<p>text</p>", encoding="utf-8")
    (sources / "link.txt").symlink_to("/etc/hostname")
    report = convert_all(archive, [sources, sources / "missing.txt"])
    assert len(report.written) == 2
    assert [(problem.place.path, problem.code) for problem in report.problems if problem.severity == "error"] == [
        ("content/sources/bad.txt", "F002"),
        ("content/sources/link.txt", "F012"),
        ("content/sources/missing.txt", "F012"),
        ("content/sources/page.html", "C503"),
    ]


def test_a_file_that_is_not_read_keeps_no_capture_back(archive: Config) -> None:
    sources = archive.root / "content" / "sources"
    (sources / "scan.pdf").write_bytes(b"%PDF" + bytes(2 << 20))
    (sources / "page.html").write_text("<p>text</p>", encoding="utf-8")
    report = convert_all(archive)
    assert len(report.written) == 2
    strays = [problem for problem in report.problems if problem.code == "C508"]
    assert [(problem.place.path, problem.severity) for problem in strays] == [
        ("content/sources/page.html", "warning"),
        ("content/sources/scan.pdf", "warning"),
    ]
    assert not any("assets" in problem.help for problem in strays)
    assert [problem.code for problem in convert_all(archive, [sources / "page.html"]).problems] == ["C503"]


def test_a_file_that_an_article_names_is_known_whatever_its_kind(archive: Config) -> None:
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
    real = sources_module._archive_state
    before = real(archive.root)
    assert len(convert_all(archive, [archive.root / "content" / "sources", elsewhere]).written) == 3
    written = files(archive)
    # The other one had looked before there was anything.
    monkeypatch.setattr(sources_module, "_archive_state", lambda _: before)
    late = convert_all(archive, [archive.root / "content" / "sources" / "2015", elsewhere])
    assert (late.written, late.unchanged, late.problems) == ((), ("2015/page.txt", "story.txt"), ())
    assert files(archive) == written
    # What another hand has written meanwhile is not taken for it.
    (archive.root / PLAIN_ARTICLE).write_text("words of an editor", encoding="utf-8")
    plain = convert_all(archive, [archive.root / "content" / "sources" / "plain.txt"])
    assert [(problem.code, problem.place.path) for problem in plain.problems] == [("S604", PLAIN_ARTICLE)]
    assert (archive.root / PLAIN_ARTICLE).read_text(encoding="utf-8") == "words of an editor"


def test_nothing_is_converted_while_a_profile_is_broken(archive: Config) -> None:
    (archive.root / "content" / "profiles" / "broken.yaml").write_text("match: ['(']", encoding="utf-8")
    before = files(archive)
    with pytest.raises(ContentError, match=r"content/profiles/broken\.yaml:1:9: error C504"):
        convert_all(archive)
    assert files(archive) == before


def test_a_date_that_is_none_is_said(archive: Config) -> None:
    with pytest.raises(ContentError, match=r"`--date` cannot be '3\.11\.2015'"):
        convert_all(archive, date="3.11.2015")


def test_an_article_that_cannot_be_written_is_said(archive: Config) -> None:
    (archive.root / "content" / "articles" / "2015").mkdir(parents=True)
    (archive.root / "content" / "articles" / "undated").write_text("", encoding="utf-8")
    report = convert_all(archive)
    assert [made.article for made in report.written] == [PAGE_ARTICLE]
    assert [(problem.code, problem.place.path) for problem in report.problems] == [("S604", PLAIN_ARTICLE)]


@pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the real captures may not be copied into the project; read where they are"
)
@pytest.mark.parametrize("profiles", [(profile(),), ()], ids=["profile", "no profile"])
def test_the_real_captures_give_the_same_words(profiles: tuple[Profile, ...]) -> None:
    cleaned, raw = (path.read_bytes() for path in sorted(SEEDS.glob("*.txt")))
    wanted = cleaned.decode().split()
    told = [read_mapping(convert(capture, origin=Origin("a.txt", profiles)).text, "a.md") for capture in (cleaned, raw)]
    # Compared by their sums alone: a failing test must not print what the thread says.
    sums = [sha256(" ".join(words(front)).encode()).hexdigest() for front in told]
    assert [len(words(front)) for front in told] == [1_062, 1_062]
    assert sums == [sha256(" ".join(wanted).encode()).hexdigest()] * 2
    assert [front.values.get("date") for front in told] == [None, "2015-11-03"]
    assert [len(re.findall("^> .", front.body, re.MULTILINE)) for front in told] == [12, 12]


MARKS = st.sampled_from(
    [
        *"*_`[]<>&\\#+-=|~!:(){}.1^",
        "**",
        "[[",
        "]]",
        "](x)",
        "&amp;",
        "```",
        "~~",
        "---",
        "1.",
        "\N{NO-BREAK SPACE}",
        "\u2028",
    ]
)
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=6)
LINES = st.lists(st.one_of(MARKS, LETTERS, st.just(" "), st.just("word")), min_size=1, max_size=12).map("".join)
TEXTS = st.lists(st.lists(LINES, min_size=1, max_size=4).map("\n".join), min_size=1, max_size=6).map("\n\n".join)


@examples(400)
@given(TEXTS)
def test_converting_keeps_every_word_and_marks_nothing_up(text: str) -> None:
    try:
        front, _ = article(f"Title\n\n{text}", profile="cleaned")
    except ContentError as error:
        assert {problem.code for problem in error.problems} == {"C503"}  # noqa: PT017 - nothing but white space
        return
    invisible = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff]")
    assert words(front) == ["Title", *invisible.sub("", text).replace("\r", "\n").split()]
    tokens = {token.type for token in parse(front.body).tokens}
    assert tokens <= {"paragraph_open", "inline", "paragraph_close"}


@examples(200)
@given(st.lists(LINES.map(lambda line: " ".join(line.split())).filter(bool), min_size=1, max_size=3))
def test_an_escaped_paragraph_is_one_paragraph_without_markup(lines: list[str]) -> None:
    lines = [re.sub("[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", "", line) or "x" for line in lines]
    document = parse(escaped(lines))
    assert document.text.split() == " ".join(lines).split()
    assert not document.layout.links
    assert not document.layout.crosslinks


@examples(60)
@given(st.lists(st.text("abcdefg ,.", min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=8))
def test_a_text_of_paragraphs_is_no_page(paragraphs: list[str]) -> None:
    text = "\n\n".join(["A title of the text", *paragraphs])
    front, _ = article(text)
    assert words(front) == text.split()
