"""Pasted: quotations copied with the numbers of notes find their passage, and no changed number does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from builder.annotate import annotate
from builder.load.quotation import read_quotation
from builder.markdown import reading_text
from builder.model import Anchor, Annotation, ArticleText
from builder.problems import Place
from tests.cost import cost

FUND = "The fund held 4,000 pounds and the bank denied it. Nobody asked in 1895.[^a]\n\n[^a]: In the ledger.\n"
COAL = "| Year | Loads | Goods |\n|---|---|---|\n| 1895 | 15[^a] | coal |\n| 1896 | 21 | iron |\n\n[^a]: By night.\n"
BLANK = Annotation("a", "", "A note", "context", "desk", date(2026, 1, 2), "Words.", Place("n.md", 1))


def annotation(name: str, quoted: str) -> Annotation:
    read, problems = read_quotation([(number, line) for number, line in enumerate(quoted.split("\n"), 1)], "n.md")
    assert not problems
    return replace(BLANK, id=name, quote=read.text, prefix=read.before, suffix=read.after)


def placed(body: str, quoted: str, others: Iterable[str] = ()) -> tuple[Anchor, list[str], str]:
    """The anchor of a quotation beside those of other notes, the codes of problems with it, and its passage."""
    text = ArticleText(body, reading_text(body))
    notes = [annotation(f"other-{number}", one) for number, one in enumerate(others)]
    anchors, problems = annotate("a.md", text, [*notes, annotation("pasted", quoted)], "en")
    anchor = next(one for one in anchors if one.annotation.id == "pasted")
    words = text.text[slice(*anchor.passage)] if anchor.passage else ""
    return anchor, [problem.code for problem in problems], words


@pytest.mark.parametrize(
    ("body", "quoted", "others", "words"),
    [
        pytest.param(
            FUND,
            "The fund held 4,000 pounds1 and the bank2 denied it.67",
            (),
            "The fund held 4,000 pounds and the bank denied it.",
            id="numbers after words and after a full stop",
        ),
        pytest.param(FUND, "the bank1 denied it", ("bank",), "the bank denied it", id="one number of an existing note"),
        pytest.param(FUND, "asked in 18951.1", ("asked in 1895",), "asked in 1895.", id="a note and a footnote"),
        pytest.param(FUND, "asked in 1895.1", (), "asked in 1895.", id="a footnote after a year and a full stop"),
        pytest.param(COAL, "1895 151 coal", (), "1895\t15\tcoal", id="a footnote in a cell"),
        pytest.param(COAL, "1896 211 iron", ("1896 **21** iron",), "1896\t21\tiron", id="a note in a cell"),
        pytest.param(
            COAL,
            "1895 1521 coal",
            ("1895", "1895 **15** coal"),
            "1895\t15\tcoal",
            id="a note and a footnote in a cell",
        ),
        pytest.param(
            FUND,
            "The fund1 held [...] the bank2 denied it",
            (),
            "The fund held 4,000 pounds and the bank denied it",
            id="parts with an elision between them",
        ),
        pytest.param(
            "Mr Orme’s sister said: “It is his.” He left—at once.\n",
            'Mr Orme\'s1 sister said: "It is his."2 He left3—at once',
            (),
            "Mr Orme’s sister said: “It is his.” He left—at once",
            id="quotation marks and dashes",
        ),
        pytest.param(
            "ولم ترد أسماء في البيان، غير أن قائمة نشرت.\n",
            "أسماء1 في البيان،2 غير أن",
            (),
            "أسماء في البيان، غير أن",
            id="a text from right to left",
        ),
        pytest.param("他说银行否认此事。\n", "银行1否认", ("银行",), "银行否认", id="a script without spaces"),
    ],
)
def test_a_quotation_copied_with_the_numbers_of_notes_is_placed(
    body: str, quoted: str, others: tuple[str, ...], words: str
):
    anchor, codes, found = placed(body, quoted, others)
    assert anchor.state in ("exact", "elided")
    assert codes == []
    assert found == words


@pytest.mark.parametrize(
    ("body", "quoted", "others"),
    [
        pytest.param("Prices rose by 4 percent.\n", "rose by 45 percent", (), id="a longer number"),
        pytest.param(
            "Prices rose by 4 percent.\n", "rose by 45 percent", ("rose by 4",), id="not that of the note there"
        ),
        pytest.param("Prices rose by 4 percent.\n", "rose by 45", ("Prices", "rose", "by"), id="notes elsewhere"),
        pytest.param("It rose by 4. Then it fell.\n", "rose by 4.5", ("rose", "fell"), id="a decimal"),
        pytest.param("It rose by 4,000 pounds.\n", "rose by 4,0001 pounds", ("pounds",), id="a number with a comma"),
        pytest.param("The air was full of CO there.\n", "full of CO2 there", ("air", "full"), id="a formula"),
        pytest.param("The G met in May.\n", "The G20 met in May", (), id="a name of one letter"),
        pytest.param("An area of 5 km was shut.\n", "area of 5 km2 was shut", ("area", "shut"), id="a unit"),
        pytest.param("The Covid ward was shut.\n", "Covid19 ward was shut", ("ward",), id="a name, few notes"),
        pytest.param("See No. in the list of May.\n", "No.2 in the list", ("list", "May"), id="an abbreviation"),
        pytest.param("The bank rose by 45 pounds.\n", "the bank1 rose by 4", ("bank",), id="a number that goes on"),
        pytest.param("The bank rose by 4.5 pounds.\n", "the bank1 rose by 4", ("bank",), id="a decimal that goes on"),
        pytest.param("The bank7 rose.\n", "The bank2", ("rose",), id="another number"),
        pytest.param(
            "The bank2 denied 3 of 4.\n", "The bank21 denied 3 of 5", ("bank2",), id="another number elsewhere"
        ),
        pytest.param("他有本书。他走了。\n", "他有3本书", ("走了", "本书"), id="a number in a script without spaces"),
    ],
)
def test_no_number_that_may_be_a_word_of_the_article_is_ignored(body: str, quoted: str, others: tuple[str, ...]):
    anchor, codes, _ = placed(body, quoted, others)
    assert anchor.state not in ("exact", "elided")
    assert codes


def test_where_the_rest_is_in_two_places_the_context_decides_or_nothing_does():
    twice = "The clerk and the bank denied it.\n\nThe owner and the bank denied it.\n"
    assert placed(twice, "the bank1 denied it", ("clerk",))[0].state == "ambiguous"
    anchor, codes, _ = placed(twice, "The owner and **the bank1 denied it**.", ("clerk",))
    assert anchor.passage
    assert (anchor.passage.start > 40, codes) == (True, [])


def test_a_quotation_full_of_numbers_is_searched_in_little_time_where_every_place_is_similar():
    body = f"{'a bank and ' * 2_000}\n\n" * 10
    text = ArticleText(body, reading_text(body))
    quoted = [annotation("pasted", "a bank1 and " * 160 + "no"), annotation("pasted", "a1 bank2 and3 " * 140)]
    assert cost(lambda: annotate("a.md", text, quoted, "en"), tries=3) < 40
