"""Sense: what stands beside a passage, and how a number is written, may change what it says."""

import pytest

from builder.annotate import resolve


def state(quote: str, now: str, language: str = "en") -> str:
    """How a quotation, with its passage in bold if it has context, is found."""
    before, passage, after = quote.split("**") if "**" in quote else ("", quote, "")
    return resolve(f"It was late. {now} It was dark.", passage, before, after, language).state


@pytest.mark.parametrize(
    ("language", "quote", "now"),
    [
        ("en", "Mr Dunn said **he had signed the deed**", "Mr Hale said he had signed the deed."),
        (
            "en",
            "Mr Dunn never said **he had signed the deed** in court",
            "Mr Dunn said he had signed the deed in court.",
        ),
        ("en", "Wages **rose by 3 percent** in the spring quarter", "Wages rose by 3 percent in the autumn quarter."),
        ("en", "The crew was **saved** at noon", "The crew was saved at midnight."),
        ("en", "rose by 3", "Wages rose by 3.5 percent."),
        ("en", "rose by 3", "Wages rose by 3,500 pounds."),
        ("en", "rose by 3", "Wages rose by 3½ percent."),
        ("en", "5 pounds were paid", "Wages of 2.5 pounds were paid."),
        ("en", "5 pounds were paid", "Wages of -5 pounds were paid."),
        ("en", "000 pounds were paid", "Wages of 5,000 pounds were paid."),
        ("de", "stieg um 4", "Der Preis stieg um 4,5 Mark."),
        ("de", "stieg um 4", "Der Preis stieg um 4.500 Mark."),
        ("en", "All of the crew was saved.", "Not all of the crew was saved."),
        ("de", "Alle Bewohner wurden gerettet.", "Nicht alle Bewohner wurden gerettet."),
        ("fr", "Tous les marins furent sauvés.", "Pas tous les marins furent sauvés."),
        ("de", "Der Verlust betrug 4.000 Mark.", "Der Verlust betrug 4,000 Mark."),
        ("en", "Wheat was 2½ crowns.", "Wheat was 2¼ crowns."),
        ("en", "The score was 3-1 to the visitors.", "The score was 1-3 to the visitors."),
        ("en", "the sale was at 3/6 each", "the sale was at 6/3 each"),
        ("en", "the meeting of the 4th inst. was stormy", "the meeting of the 4th ult. was stormy"),
        ("en", "The ship drew 12 feet of water.", "The ship drew 12 fathoms of water."),
        ("en", "Henry VIII dined with Pope Leo X", "Henry VII dined with Pope Leo X"),
        ("de", "Kaiser Wilhelm I. besuchte die Werft.", "Kaiser Wilhelm II. besuchte die Werft."),
        ("de", "Herr Weber kam an.", "Frau Weber kam an."),
        ("en", "Section 12(a) applies to all.", "Section 12(b) applies to all."),
        ("de", "Das Haus Nr. 4a brannte.", "Das Haus Nr. 4b brannte."),
        ("en", "Only the crew was saved.", "The crew was saved."),
        ("en", "If it rains, the match is off.", "Unless it rains, the match is off."),
    ],
)
def test_a_note_does_not_follow_another_statement(language: str, quote: str, now: str) -> None:
    assert state(quote, now, language) == "not-found"


@pytest.mark.parametrize(
    ("language", "quote", "now"),
    [
        ("en", "The week-end excursion was well attended to-day.", "The weekend excursion was well attended today."),
        ("en", "The steam-boat sank off the pier-head.", "The steamboat sank off the pierhead."),
        ("fr", "La commu-\nnauté se réunit.", "La communauté se réunit."),
        ("en", "Wheat was 2½ crowns.", "Wheat was 2 1/2 crowns."),
    ],
)
def test_a_note_follows_another_spelling(language: str, quote: str, now: str) -> None:
    assert state(quote, now, language) == "changed"


def test_context_that_is_not_beside_the_passage_is_reported() -> None:
    assert state("The clerk found that **the lamp was lit** there", "Somebody wrote that the lamp was lit.") == "moved"


def test_digits_before_a_multiple_are_reported() -> None:
    assert state("rose by 3", "Wages rose by 3 million.") == "moved"
