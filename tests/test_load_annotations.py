"""The grammar of annotations files: what is read, and the problem of each typical error."""

from __future__ import annotations

import os
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from builder.annotate import annotate
from builder.config import DEFAULT_TYPES, DEFAULT_VERDICTS, AnnotationType, Config
from builder.load.annotations import load_annotations
from builder.load.quotation import LIMIT as QUOTATION_LIMIT
from builder.load.sections import LIMIT
from builder.load.threads import reply_problems, with_replies
from builder.markdown import reading_text
from builder.model import Annotation, ArticleText, Reference, Withdrawal
from builder.pipeline.analyze import _published
from builder.problems import Place, Problem
from tests.cost import cost
from tests.typing_errors import make_error

CASES = Path(__file__).parent / "cases"
SAMPLES = {path.name: path.read_text(encoding="utf-8") for path in sorted(CASES.glob("annotations-[0-9].md"))}
BODY = (CASES / "annotations-article.md").read_text(encoding="utf-8").split("---\n", 2)[2]
TEXT = ArticleText(BODY, reading_text(BODY))
CONFIG = Config(
    Path(),
    "Test",
    editors={"documents-desk": "Documents desk", "data-desk": "Data desk"},
    annotation_types={
        key: AnnotationType(key, kind.word, kind.mark, kind.motivation) for key, kind in DEFAULT_TYPES.items()
    },
    verdicts=DEFAULT_VERDICTS,
)
ERROR_COUNT = int(os.environ.get("ERRORS", "150"))
"""For each sample; the full experiment has ERRORS=5000."""
HEAD = "## A note\n\n> eleven years\n\n- type: context\n- by: data-desk\n- date: 2026-03-02\n"


def load(text: str) -> tuple[tuple[Annotation, ...], tuple[Problem, ...]]:
    read = load_annotations("n.md", text, "harbour", CONFIG)
    return read.annotations, read.problems


def load_threads(text: str) -> tuple[tuple[Annotation, ...], tuple[Problem, ...]]:
    """The same with replies from other files, and a problem for each reply without an annotation."""
    read = load_annotations("n.md", text, "harbour", CONFIG)
    notes, orphans = with_replies(read.annotations, read.replies)
    return notes, (*read.problems, *(Problem("N132", "no annotation", one.place) for one in orphans))


def codes(text: str) -> list[str]:
    """Code and line of every problem."""
    return [f"{problem.code} {problem.place.line}" for problem in load(text)[1]]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_read_and_find_their_passages(name: str) -> None:
    notes, problems = load(SAMPLES[name])
    assert problems == ()
    _, warnings = annotate("a.md", TEXT, notes, "en")
    assert warnings == ()


def test_every_part_of_an_annotation_is_read() -> None:
    notes, _ = load(SAMPLES["annotations-1.md"])
    invited, cost = notes[1:]
    assert (invited.id, invited.title, invited.place.line) == ("who-was-invited", "Who was invited", 14)
    assert (invited.prefix, invited.quote, invited.suffix) == (
        "Among those invited",
        "were former drivers",
        "of the old line",
    )
    assert invited.quote_place == Place("n.md", 16)
    assert invited.sources == (Reference("List of guests", "https://example.org/guests(2014)"),)
    assert invited.comment == "The list of guests was never published in full. It is *not* known how many came."
    assert invited.comment_line == 23
    assert [(reply.id, reply.by, reply.date) for reply in invited.replies] == [
        ("a-name-is-known", "data-desk", date(2026, 4, 1)),
        ("and-another", "documents-desk", date(2026, 4, 20)),
    ]
    assert (cost.verdict, cost.claimant, len(cost.sources)) == ("mostly-true", "the council", 2)
    assert notes[0].tags == ("harbour", "trams")


WEB = "https://example.org/a"
COPY = "https://web.archive.org/web/2016/https://example.org/a"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (WEB, Reference(WEB, WEB)),
        (f"<{WEB}>", Reference(WEB, WEB)),
        (f"[The minutes [of May]]({WEB}(2014))", Reference("The minutes [of May]", f"{WEB}(2014)")),
        (f"[The minutes]({WEB}), [archived]({COPY})", Reference("The minutes", WEB, COPY)),
        (f"[The minutes]({WEB}(2014)),[Archived]({COPY})", Reference("The minutes", f"{WEB}(2014)", COPY)),
        (f"{WEB},b, [archived]({COPY})", Reference(f"{WEB},b", f"{WEB},b", COPY)),
        ("City archive, box 12, 3 May 1994", Reference("City archive, box 12, 3 May 1994", "")),
        (f"City archive, box 12, [archived]({COPY})", Reference("City archive, box 12", "", COPY)),
        ("S/RES/2254", Reference("S/RES/2254", "")),
        (
            "[The harbour office](mailto:office@example.org)",
            Reference("The harbour office", "mailto:office@example.org"),
        ),
        ("[The letter](../../assets/letter.pdf)", Reference("The letter", "../../assets/letter.pdf")),
        ("../../assets/letter.pdf", Reference("letter.pdf", "../../assets/letter.pdf")),
    ],
)
def test_a_source_is_a_link_or_words_and_may_have_an_archived_copy(value: str, expected: Reference) -> None:
    notes, problems = load(f"{HEAD}- source: {value}\n")
    assert problems == ()
    assert notes[0].sources == (expected,)


def test_an_error_in_a_continued_source_is_reported_at_its_line() -> None:
    _, (problem,) = load(f"{HEAD}- source: [The minutes]({WEB}),\n   [archvied]({COPY})\n")
    assert (problem.code, problem.place) == ("N124", Place("n.md", 9, 4))
    assert problem.help == "did you mean 'archived'?"


def test_a_reply_may_answer_an_annotation_in_another_file() -> None:
    text = "### More\n\n- reply-to: a-note\n- type: update\n- by: data-desk\n- date: 2026-03-05\n- lang: de\n\nMehr.\n"
    read = load_annotations("n.md", text, "harbour", CONFIG)
    assert (read.annotations, read.problems) == ((), ())
    (reply,) = read.replies
    assert (reply.answers, reply.id, reply.language, reply.comment) == ("a-note", "more", "de", "Mehr.")
    notes, _ = load(f"{HEAD}\nWords.\n\n### Last\n\n- type: update\n- by: data-desk\n- date: 2026-03-09\n")
    (joined,), orphans = with_replies(notes, read.replies)
    assert [one.id for one in joined.replies] == ["more", "last"]
    assert orphans == ()
    assert with_replies((), read.replies) == ((), read.replies)


def thread(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Ids of the replies to a note in order, each with what it answers; and the problems of the others."""
    read = load_annotations("n.md", f"{HEAD}\nWords.\n\n{text}", "harbour", CONFIG)
    assert read.problems == ()
    (note,), unknown = with_replies(read.annotations, read.replies)
    problems = reply_problems(unknown, [note])
    return [(reply.id, reply.parent) for reply in note.replies], [(one.message, one.help) for one in problems]


def reply(title: str, answers: str = "", day: int = 5) -> str:
    target = f"- reply-to: {answers}\n" if answers else ""
    return f"### {title}\n\n{target}- type: update\n- by: data-desk\n- date: 2026-03-{day:02}\n\nWords.\n\n"


def test_a_reply_may_answer_a_reply_and_follows_it() -> None:
    text = (
        reply("One") + reply("Two") + reply("Last", "deeper") + reply("Deeper", "a-note--one") + reply("More", "one", 4)
    )
    replies, problems = thread(text)
    assert replies == [("one", ""), ("more", "one"), ("deeper", "one"), ("last", "deeper"), ("two", "")]
    assert problems == []


def test_only_unknown_replies_and_those_that_answer_each_other_are_problems() -> None:
    text = reply("One", "two") + reply("Two", "three") + reply("Three", "one") + reply("Four", "three")
    replies, problems = thread(text + reply("Itself", "itself") + reply("Five", "sixty"))
    assert replies == []
    assert [message for message, _ in problems] == [
        "`reply-to: two`: the replies answer each other",
        "`reply-to: three`: the replies answer each other",
        "`reply-to: one`: the replies answer each other",
        "`reply-to: itself`: the replies answer each other",
        "the article has no annotation or reply `sixty` to reply to",
    ]


def test_a_reply_to_one_of_several_with_the_same_id_names_its_annotation() -> None:
    text = f"{HEAD}\nWords.\n\n{reply('More')}## Other\n\n{HEAD[HEAD.index('- type') :]}\nWords.\n\n{reply('More')}"
    for target, count in (("more", 0), ("other--more", 1)):
        read = load_annotations("n.md", text + reply("Last", target), "harbour", CONFIG)
        notes, unknown = with_replies(read.annotations, read.replies)
        assert len(notes[1].replies) == 1 + count
        problems = list(reply_problems(unknown, notes))
        assert [one.help for one in problems] == ["write one of a-note--more, other--more"][count:]


def test_a_thread_may_be_of_any_depth() -> None:
    texts = [reply(f"R {number}", f"r-{number - 1}" if number else "") for number in range(2_000)]
    assert len(thread("".join(texts[:1] + texts[:0:-1]))[0]) == 2_000


def test_front_matter_gives_what_all_annotations_share() -> None:
    notes, _ = load(SAMPLES["annotations-2.md"])
    assert {(note.by, note.date) for note in notes} == {("documents-desk", date(2026, 5, 1))}
    assert [note.id for note in notes][2] == "free-of-charge"
    assert notes[1].see == ("a-note-on-the-whole",)
    assert (notes[3].image, notes[3].region) == ("bridge.jpg", (10.0, 20.0, 30.0, 40.0))
    assert "free of charge.\n\nAmong" in notes[2].quote


def test_front_matter_is_checked_like_properties() -> None:
    assert codes("---\nby: data-dsk\ndate: 2026-02-30\ntopic: x\n---\n" + HEAD) == ["N122 2", "N123 3", "F007 4"]


def test_of_a_withdrawn_note_only_its_id_must_stay() -> None:
    (note,), problems = load("## Any words\n\n- id: a-note\n- withdrawn: 2026-12-01\n- reason: It was wrong.\n")
    assert problems == ()
    assert (note.id, note.withdrawn) == ("a-note", Withdrawal(date(2026, 12, 1), "It was wrong."))


def test_a_list_in_a_comment_may_begin_with_the_words_of_a_withdrawal() -> None:
    assert codes(HEAD + "\n- Withdrawn: the second draft\n- Reason: none was given\n") == []


def test_markdown_in_the_quotation_is_read_as_the_article_is() -> None:
    notes, _ = load(HEAD.replace("eleven years", r"the *works* at [Kiel](https://example.org) cost 3 \* 4 `x`"))
    assert notes[0].quote == "the works at Kiel cost 3 * 4 x"


def test_a_heading_that_is_not_latin_gets_an_address() -> None:
    assert load(HEAD.replace("A note", "Где список"))[0][0].id == "gde-spisok"
    assert codes(HEAD.replace("A note", "???")) == ["N121 1"]


def test_the_comment_may_hold_quotations_lists_code_and_small_headings() -> None:
    comment = "> quoted\n\n- one\n- two: three\n\n```\n## no heading\n```\n\n#### Small\n\nEnd."
    notes, problems = load(f"{HEAD}\n{comment}\n")
    assert problems == ()
    assert notes[0].comment == comment


REPLY = "### {}\n\n- type: update\n- by: data-desk\n- date: 2026-03-02\n"
REPLIES = REPLY.format("One") + "- reply-to: a-note\n\n" + REPLY.format("Two")
# Name, text, codes with lines, and part of the help.
ERRORS = [
    ("the blank line above the comment is lost", HEAD + "Words.", "N116 8", "add a blank line"),
    ("a line of the quotation lost its mark", HEAD.replace("eleven years", "eleven\nyears"), "N110 4", "> years"),
    ("an empty line within the properties", HEAD.replace("- date", "\n- date"), "N112 8", "remove the blank line"),
    ("a hyphen is lost", HEAD.replace("- by", "by"), "N116 6", "- by: data-desk"),
    ("the first hyphen is lost", HEAD.replace("- type", "type"), "N113 5", "- type: context"),
    ("a hyphen and the blank line are lost", HEAD.replace("\n\n- type", "\ntype"), "N110 4", "- type: context"),
    ("a colon is lost", HEAD.replace("by:", "by"), "N120 6", "write - by: data-desk"),
    (
        "two properties on one line",
        HEAD.replace("context\n", "context "),
        "N122 5",
        "begin a new line: - by: data-desk",
    ),
    ("the heading lost its space", HEAD.replace("## A", "##A"), "N111 1", "write ## A note"),
    ("a heading of the wrong kind", HEAD + "\nWords.\n\n# Another\n", "N111 11", "write ## Another"),
    ("a heading within a line", HEAD + "\nWords. ## Another\n", "N111 9", "on its own line: ## Another"),
    ("a heading is lost", HEAD + "\nWords.\n" + HEAD.partition("\n")[2], "N112 13", "if a heading is missing"),
    ("heading and quotation on one line", HEAD.replace("note\n\n>", "note >"), "N111 1", "on separate lines"),
    ("a quotation above its heading", HEAD + "\n> q\n## B\n" + HEAD[27:], "N115 10", "move the quotation below"),
    ("the quotation is cut in two", HEAD.replace("eleven", "eleven\n\n>"), "N115 5", "write > on the blank line"),
    ("an empty quotation", HEAD.replace("eleven years", ""), "N115 3", "delete the line"),
    ("bold is not closed", HEAD.replace("eleven", "**eleven"), "N114 3", r"\*"),
    ("bold lost an asterisk", HEAD.replace("eleven", "**eleven*"), "N114 3", r"\*"),
    ("two bold parts", HEAD.replace("eleven years", "**eleven** or **years**"), "N114 3", "only one part"),
    ("a reply with a quotation", HEAD + "\nW.\n\n#" + HEAD, "N115 13", "inside the comment"),
    ("a reply before any annotation", "#" + HEAD.replace("> eleven years\n\n", ""), "N111 1", "## A note"),
    ("an unknown property", HEAD + "- tag: a\n", "N120 8", "did you mean 'tags'?"),
    ("a property no reply has", HEAD + "\n### R\n\n" + HEAD[27:] + "- see: x\n", "N120 14", "a reply has"),
    ("a duplicate property", HEAD + "- by: data-desk\n", "N125 8", "on line 6"),
    ("a duplicate tag", HEAD + "- tags: a, b, a\n", "N125 8", "keep one"),
    ("an unknown editor", HEAD.replace("data-desk", "date-desk"), "N122 6", "did you mean 'data-desk'?"),
    ("an unknown type", HEAD.replace("context", "contxt"), "N122 5", "did you mean 'context'?"),
    ("a date of another kind", HEAD.replace("2026-03-02", "2.3.2026"), "N123 7", "write `date: 2026-03-02`"),
    ("an invalid link", HEAD + "- source: javascript:alert(1)\n", "N124 8", "[words]"),
    ("a link that lost a bracket", HEAD + f"- source: [A]{WEB})\n", "N124 8", "write [words]"),
    ("a link that lost its beginning", HEAD + "- source: [A](ttps://example.org)\n", "N124 8", "write [words]"),
    ("only a host", HEAD + "- source: example.org/a\n", "N124 8", "write [words]"),
    ("words and an address", HEAD + f"- source: Minutes, {WEB}\n", "N124 8", "write [Minutes](…)"),
    ("two sources on one line", HEAD + f"- source: [A]({WEB}), [B]({COPY})\n", "N124 8", "on its own line"),
    ("two addresses on one line", HEAD + f"- source: {WEB}, {COPY}\n", "N124 8", "the copy as [archived]"),
    (
        "no comma before the copy",
        HEAD + f"- source: [A]({WEB}) [archived]({COPY})\n",
        "N124 8",
        "add it: …, [archived](…)",
    ),
    ("a copy without a bracket", HEAD + f"- source: [A]({WEB}), archived]({COPY})\n", "N124 8", "[archived]"),
    ("a copy that is no address", HEAD + f"- source: [A]({WEB}), [archived](a.md)\n", "N124 8", "link to the copy"),
    ("two copies", HEAD + f"- source: A, [archived]({COPY}), [archived]({COPY})\n", "N124 8", "keep one copy"),
    ("a source of signs", HEAD + "- source: …\n", "N124 8", "in words"),
    ("an annotation that answers", HEAD + "- reply-to: x\n", "N120 8", "three signs: ###"),
    (
        "a reply that answers no id",
        "#" + HEAD.replace("> eleven years\n\n", "") + "- reply-to: a b\n",
        "N122 6",
        "the id",
    ),
    ("a second reply to nothing", REPLIES, "N111 8", "- reply-to: its-id"),
    ("a key of the file misspelt", f"---\nchecke: 0123456789ab\n---\n{HEAD}", "F007 2", "did you mean 'checked'?"),
    ("a fact-check without verdict", HEAD.replace("context", "fact-check"), "N121 1|N121 1", "- verdict: true or"),
    ("a verdict without fact-check", HEAD + "- verdict: mixed\n", "N122 8", "type: fact-check"),
    ("a region without an image", HEAD + "- region: 1,2,3,4\n", "N122 8", "quote the image"),
    ("a region too wide", HEAD.replace("eleven years", "![](a.jpg)") + "- region: 90,2,30,4\n", "N122 8", "percent"),
    ("a withdrawal without a reason", HEAD + "- withdrawn: 2026-12-01\n", "N121 1", "- reason: a sentence"),
    ("a withdrawal without a day", HEAD + "- withdrawn: soon\n- reason: x\n", "N123 8", "year-month-day"),
    ("a reason without a withdrawal", HEAD + "- reason: It was wrong.\n", "N122 8", "- withdrawn: and the day"),
    ("a withdrawal in the comment", HEAD + "\nWords.\n\n- withdrawn: 2026-12-01\n", "N112 11", "move it up"),
    ("code that does not end", HEAD + "\n```\ncode\n", "N114 9", "close it"),
    ("code over an annotation", f"{HEAD}\n```\n{HEAD}\n```\n", "N114 9", "above and below the code"),
    ("an empty value", HEAD + "- tags:\n", "N121 8", "remove the line"),
    ("text above the first heading", "Words.\n\n" + HEAD, "N111 1", "## Its title"),
    ("no properties", "## A note\n\n> eleven years\n\nWords.\n", "N113 1", "- type: …"),
    ("a heading too long", HEAD.replace("A note", "a" * (LIMIT + 1)), "F004 1", "shorten it"),
    ("a property too long", HEAD + f"- claim: {'a' * (LIMIT + 1)}\n", "F004 8", "shorten it"),
    ("a property that goes on too long", HEAD + "- claim: a\n" + f"  {'a' * 99}\n" * 30, "F004 8", "shorten it"),
    ("a quotation too long", HEAD.replace("eleven years", "a" * (QUOTATION_LIMIT + 1)), "N117 3", "write […] between"),
    ("front matter that does not end", "---\nby: data-desk\n" + HEAD, "F005 1", "three hyphens"),
]


@pytest.mark.parametrize(("text", "expected", "help_"), [pytest.param(*one[1:], id=one[0]) for one in ERRORS])
def test_an_error_is_reported_with_its_line_and_how_to_fix_it(text: str, expected: str, help_: str) -> None:
    assert "|".join(codes(text)) == expected
    assert any(help_ in problem.help for problem in load(text)[1])


WIDE = " " * 60_000
MANY = 100_000
# Name, and a text that costs seconds or minutes where time grows with the square of its length.
COSTLY = [
    ("spaces in a heading", HEAD.replace("A note", f"A{WIDE}note")),
    ("spaces in a malformed heading", HEAD + f"\nWords.\n\na{WIDE}##{WIDE}\n"),
    ("signs that close a heading", HEAD.replace("A note", "A" + " #" * 30_000 + "x")),
    ("spaces in a property", HEAD.replace("context", f"a{WIDE}b")),
    ("spaces before a property", HEAD + f"{WIDE}x\n"),
    ("spaces below the quotation", HEAD.replace("\n\n- type", f"\n{WIDE}x\n\n- type")),
    ("spaces after a hyphen", HEAD + f"-{WIDE}type{WIDE}x\n"),
    ("properties joined without end", HEAD + "- claim: a" + " - by: a" * 8_000 + "\n"),
    ("a property that goes on and on", HEAD + "- claim: a\n" + "  a\n" * (MANY // 2)),
    ("empty lines below the heading", "## A note\n" + "\n" * MANY + HEAD.partition("\n")[2]),
    ("a quotation of many lines", HEAD.replace("> eleven years", ">\n" * MANY + "> a")),
    ("runs of backticks", HEAD.replace("eleven years", " ".join("`" * length for length in range(1, 300)))),
    (
        "runs of backticks that are read",
        HEAD.replace("eleven years", " ".join("`" * length for length in range(1, 95))),
    ),
    ("an image that does not end", HEAD.replace("eleven years", "![](" + "a" * 4_990)),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in COSTLY])
def test_no_text_costs_more_than_its_length(text: str) -> None:
    assert cost(lambda: load(text)) < 25


def test_code_in_a_quotation_ends_at_as_many_backticks() -> None:
    notes, problems = load(HEAD.replace("eleven years", "a ``*` b`` **c** `*` and ``` or * d"))
    assert problems == ()
    assert (notes[0].prefix, notes[0].quote) == ("a *` b", "c")


def parts(notes: tuple[Annotation, ...]) -> list[list[str]]:
    """What each annotation and reply says, in words."""
    found = []
    for note in notes:
        found.append([words(getattr(note, key.name)) for key in fields(note) if key.name not in NO_WORDS])
        found += [
            [words(getattr(reply, key.name)) for key in fields(reply) if key.name not in NO_WORDS]
            for reply in sorted(note.replies, key=lambda reply: reply.id)
        ]
    return found


NO_WORDS = {"place", "quote_place", "comment_line", "replies"}


def words(value: object) -> str:
    """A field as text."""
    return " ".join((" ".join(map(str, value)) if isinstance(value, tuple) else str(value)).split())


def damaged(before: list[list[str]], after: list[list[str]]) -> bool:
    """Whether anything is gone or elsewhere by more than four characters."""
    if [len(one) for one in before] != [len(one) for one in after]:
        return True
    pairs = zip((text for one in before for text in one), (text for one in after for text in one), strict=True)
    return any(old != new and Levenshtein.distance(old, new) > 4 for old, new in pairs)


def test_typing_errors_do_no_silent_damage() -> None:
    """An error within prose cannot be detected; but none may lose or move a part of an annotation."""
    silent = []
    for name, text in SAMPLES.items():
        notes, _ = load_threads(text)
        before, lines = parts(notes), text.split("\n")
        for seed in range(ERROR_COUNT):
            kind, changed, at = make_error(text, seed)
            after, problems = load_threads(changed)
            _, warnings = annotate("a.md", TEXT, after, "en")
            whole_line = kind in ("line lost", "line doubled", "lines swapped") and len(before) == len(parts(after))
            if not problems and not warnings and not whole_line and damaged(before, parts(after)):
                silent.append((name, kind, lines[at]))
    # `###` that became `##` makes an annotation of a reply: its syntax is correct.
    assert [one for one in silent if not one[2].startswith("### ")] == []
    assert len(silent) <= ERROR_COUNT // 100


def test_a_reply_to_a_draft_is_not_published_before_it() -> None:
    draft = reply("Two").replace("- type", "- status: draft\n- type")
    text = f"{HEAD}\nWords.\n\n{reply('One')}{draft}{reply('Three', 'two')}{reply('Four', 'one')}"
    read = load_annotations("n.md", text, "harbour", CONFIG)
    notes, _ = with_replies(read.annotations, read.replies)
    (published,) = _published(notes)
    assert [one.id for one in published.replies] == ["one", "four"]


def test_an_id_may_have_letters_with_marks_of_any_script() -> None:
    for written, read in (("दिल्ली-1", "दिल्ली-1"), ("e\u0301te\u0301", "été")):
        (note,), problems = load(f"{HEAD}- id: {written}\n\nWords.\n")
        assert (note.id, problems) == (read, ())
    for wrong in ("\u0301a", "a--b", "a.b", "-a"):
        assert codes(f"{HEAD}- id: {wrong}\n\nWords.\n") == ["N122 8"]
