"""Annotate: passages found, refused, and explained."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.annotate import annotate, resolve, word_diff
from builder.annotate.normalize import normalize
from builder.annotate.quotation import one_line_quotation
from builder.load.quotation import read_quotation
from builder.markdown import reading_text
from builder.model import Annotation, ArticleText, Passage
from builder.problems import Place
from tests.cost import cost
from tests.examples import examples

CASES = Path(__file__).parent / "cases"
BODY = (CASES / "annotations-article.md").read_text(encoding="utf-8").split("---\n", 2)[2]
TEXT = ArticleText(BODY, reading_text(BODY))
VOCABULARY = ["tram", "bridge", "lock", "rail", "depot", "stop", "mayor", "vote", "1998", "12"]
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=3, max_size=40)


def cases() -> list[tuple[str, str, str, str]]:
    found = []
    for case in (CASES / "annotations-resolve.md").read_text(encoding="utf-8").split("\n## ")[1:]:
        title, _, rest = case.partition("\n")
        before, _, expected = rest.partition("\n= ")
        article, _, quoted = before.partition("\n> ")
        found.append((title, article.strip(), quoted, expected.strip()))
    return found


@pytest.mark.parametrize(("article", "quoted", "expected"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_the_quotation_finds_its_passage(article: str, quoted: str, expected: str) -> None:
    lines = [(number, re.sub("^> ?", "", line)) for number, line in enumerate(quoted.strip().split("\n"), 1)]
    read, problems = read_quotation(lines, "a.md")
    assert problems == []
    found = resolve(article, read.text, read.before, read.after)
    places = found.places or ([found.passage] if found.passage else [])
    words = " | ".join(article[start:end] for start, end in places)
    assert f"{found.state}: {words}".strip(": ") == expected


FERRY = "The ferry company will lay on two extra crossings on every market day until the end of the summer."
REWRITTEN = FERRY.replace("two extra crossings", "two further crossings").replace("every market day", "each market day")


def test_a_passage_is_found_when_its_context_was_rewritten() -> None:
    text = f"Nothing here is as it was.\n\n{REWRITTEN} Other matters came up later on."
    found = resolve(text, FERRY, "The council met in the old hall. ", " Mrs Orme thanked the clerks.")
    assert found.passage
    assert text[slice(*found.passage)] == REWRITTEN


def test_a_passage_deleted_from_its_context_is_not_found_elsewhere() -> None:
    text = f"The council met in the old hall. Mrs Orme thanked the clerks.\n\nYears later this was read: {REWRITTEN}"
    assert resolve(text, FERRY, "The council met in the old hall. ", " Mrs Orme thanked the clerks.").passage is None


def test_a_passage_replaced_in_its_context_is_not_found_elsewhere() -> None:
    text = (
        "The council met in the old hall. Bread was dear. Mrs Orme thanked the clerks.\n\n"
        f"Years later this was read: {REWRITTEN} Then tea."
    )
    assert resolve(text, FERRY, "The council met in the old hall. ", " Mrs Orme thanked the clerks.").passage is None


def test_a_few_words_are_not_matched_to_similar_ones() -> None:
    text = "A list has the plain name of the harbour in it. Nothing else is left of that page."
    assert (
        resolve(
            text, "plain name for the harbour", "Every form must give the ", ". Forms without are sent back"
        ).passage
        is None
    )


@pytest.mark.parametrize(
    ("text", "quote", "prefix", "suffix", "passage"),
    [
        (
            "The lock keeper may open the gate at any hour for a boat in need.",
            "the gate by night", "The lock keeper may open ", " for any boat in need.",
            "the gate at any hour",
        ),
        (
            "Making all boats in the basin pay the same toll means the boats will always be moored in order.",
            "boats in the basin will", "pay the same toll means the ", " always be moored in order.",
            "boats will",
        ),
        (
            "The petition was handed in. It names the bridge over the cut, the new quay and the crane by the mill.",
            "the bridge over the river and", "It names ", " the new quay, and the crane",
            "the bridge over the cut",
        ),
    ],
    ids=["end replaced", "middle taken out", "last word taken out"],
)  # fmt: skip
def test_a_passage_ends_where_its_context_begins(text: str, quote: str, prefix: str, suffix: str, passage: str) -> None:
    found = resolve(text, quote, prefix, suffix)
    assert found.passage
    assert text[slice(*found.passage)].strip(" ,") == passage


def note(quote: str = "", prefix: str = "", suffix: str = "", image: str = "", line: int = 1) -> Annotation:
    place = Place("n.md", line)
    return Annotation(
        "harbour", f"n{line}", "A note", "context", "desk", date(2026, 3, 2), "Words.", place,
        quote=quote, prefix=prefix, suffix=suffix, image=image,
    )  # fmt: skip


def test_anchors_are_in_reading_order_and_those_without_a_passage_last() -> None:
    notes = [
        note(line=1),
        note("the first week is free of charge", line=2),
        note("eleven years", line=3),
        note("reopened on Tuesday after eleven years", line=4),
        note("nothing of the kind was ever written here by anybody", line=5),
        note(image="bridge.jpg", line=6),
    ]
    anchors, problems = annotate("a.md", TEXT, notes, "en")
    assert [anchor.annotation.place.line for anchor in anchors] == [4, 3, 2, 1, 5, 6]
    assert [anchor.state for anchor in anchors] == ["exact", "exact", "exact", "whole", "not-found", "image"]
    assert [problem.code for problem in problems] == ["N101"]


def test_the_text_of_the_article_is_not_changed() -> None:
    anchors, _ = annotate("a.md", TEXT, [note("Nobody from the ministry came")], "en")
    assert anchors[0].passage
    assert TEXT.text[slice(*anchors[0].passage)] == "Nobody from the ministry came"


def test_a_table_cell_and_words_over_a_link_are_found() -> None:
    anchors, problems = annotate(
        "a.md", TEXT, [note("1,904,000"), note("the works at Kiel and the widow", line=2)], "en"
    )
    assert [anchor.state for anchor in anchors] == ["exact", "exact"]
    assert problems == ()


def test_a_missing_quotation_shows_the_most_similar_passage_and_its_line() -> None:
    _, problems = annotate("a.md", TEXT, [note("Opponents of the railway had pleaded for ferries and for buses")], "en")
    assert str(problems[0]) == (
        "n.md:1:1: error N101: no passage of a.md reads "
        "“Opponents of the railway had pleaded for ferries and for buses”\n"
        "  help: the most similar passage (52% similar, line 21) reads “Opponents of the line had asked for buses”; "
        "quote the text exactly as it is in the article"
    )


def test_each_passage_of_an_ambiguous_quotation_has_one_that_finds_it() -> None:
    text = TEXT.text
    _, problems = annotate("a.md", TEXT, [note("said on Tuesday")], "en")
    assert problems[0].code == "N102"
    offered = re.findall(r"line (\d+): > (.*)", problems[0].help)
    assert [line for line, _ in offered] == ["2", "11"]
    starts = []
    for _, line in offered:
        read, _ = read_quotation([(1, line)], "n.md")
        found = resolve(text, read.text, read.before, read.after)
        assert found.state == "exact"
        assert found.passage
        starts.append(found.passage.start)
    assert starts == [match.start() for match in re.finditer("said on Tuesday", text)]


def test_a_change_is_shown_word_by_word() -> None:
    _, problems = annotate("a.md", TEXT, [note("Opponents of the line had begged for buses instead")], "en")
    assert problems[0].code == "N103"
    assert "Opponents of the line had [-begged-]{+asked+} for buses instead" in problems[0].message
    assert problems[0].help.endswith("> Opponents of the line had asked for buses instead")


def test_words_are_compared_without_their_quotation_marks() -> None:
    assert (
        word_diff("the old “words” here", 'the new "words" there, too')
        == 'the [-old-]{+new+} "words" [-here-]{+there, too+}'
    )


def test_a_missing_picture_is_named() -> None:
    _, problems = annotate("a.md", TEXT, [note(image="brigde.jpg")], "en")
    assert problems[0].code == "N101"
    assert problems[0].help == "did you mean 'bridge.jpg'?"


def test_a_huge_quotation_is_reported() -> None:
    text = " ".join(f"word{number}" for number in range(110_000))
    article = ArticleText(text, text)
    notes = [note(f"{text[1000:51_000]} and more")]
    assert cost(lambda: annotate("long.md", article, notes, "en")) < 250
    _, problems = annotate("long.md", article, notes, "en")
    assert "is identical to this quotation of 50,009 characters" in problems[0].message


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a b " * 100_000, "a b " * 1_000 + "c"),
        ("a" * 500_000, "a" * 4_000 + "b"),
        ("\n " * 300_000 + "x", "x y"),
        ("- " * 300_000 + "x", "x - - - y"),
        ("abcd " * 100_000, "abcd … " * 7 + "abcd"),
        ("the " * 100_000, "… ".join(["the"] * 400)),
        (" ".join(f"w{number}" for number in range(80_000)), " ".join(f"v{number}" for number in range(600))),
    ],
    ids=["two words", "one word", "blanks", "dashes", "parts", "many parts", "nothing alike"],
)
def test_no_text_takes_long(text: str, quote: str) -> None:
    assert cost(lambda: resolve(text, quote)) < 200
    assert resolve(text, quote).passage is None


def test_notes_on_an_article_of_twice_the_length_cost_at_most_three_times_as_much() -> None:
    def resolve_all(copies: int) -> None:
        text = "\n\n".join(re.sub(r"(\w{6,})", rf"\g<1>{number}", TEXT.text) for number in range(copies))
        quotes = [f"two enginers{number % copies} from the works at Kiel and teh widow" for number in range(100)]
        assert {resolve(text, quote).state for quote in quotes} <= {"changed", "ambiguous"}

    short, long = (cost(partial(resolve_all, copies), tries=3) for copies in (50, 100))
    assert long < 3 * short


@examples(300)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_normalized_text_keeps_the_original_offsets(text: str) -> None:
    folded = normalize(text)
    for start, end in zip(folded.word_starts, folded.word_ends, strict=True):
        passage = folded.passage(start, end)
        assert 0 <= passage.start < passage.end <= len(text)
        assert normalize(text[slice(*passage)]).text.strip() == folded.text[start:end]


@examples(200)
@given(WORDS, st.data())
def test_a_quoted_passage_is_found_or_ambiguous(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    quote, before, after = (" ".join(part) for part in (words[start:end], words[:start], words[end:]))
    found = resolve(text, quote, before, after)
    assert found.passage is None or text[slice(*found.passage)] == quote
    assert found.passage == Passage(len(before) + bool(before), len(before) + bool(before) + len(quote)) or found.places


@examples(200)
@given(st.text("ab *_[]<>`\\\n\"'", max_size=60), st.text("abc ", max_size=20), st.text("ab .…—", max_size=20))
def test_any_quotation_gives_valid_passages(text: str, quote: str, around: str) -> None:
    found = resolve(text, quote, around, around)
    for passage in [*found.places, *(place for place in (found.passage, found.nearest) if place)]:
        assert 0 <= passage.start < passage.end <= len(text)


def test_a_suggested_quotation_escapes_markdown() -> None:
    text = "The sum of a*b*c is [1] in the list_of_sums, they say."
    start = text.index("a*b")
    line = one_line_quotation(text, Passage(start, len(text) - 1))
    read, problems = read_quotation([(1, line.removeprefix("> "))], "n.md")
    assert problems == []
    assert read.text == "a*b*c is [1] in the list_of_sums, they say"
