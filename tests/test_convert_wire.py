"""Wire stories of every shape are articles, with all of their words, and tables keep their rows."""

from __future__ import annotations

from html import unescape

from builder.convert import Capture, Options, convert
from builder.markdown import to_html
from builder.model import Prose
from tests.capture_factory import article
from tests.wire_factory import wires


def test_every_shape_is_an_article_with_all_of_its_words() -> None:
    for story in wires(150):
        made = convert(Capture("w.txt", story.encode()), Options())
        assert made.words_left_out == 0
        assert made.title == story.split("\n", 1)[0]
        assert (made.date is not None) == ("-1987 " in story)


def test_rows_of_figures_are_lines_of_their_own() -> None:
    front, _ = article(
        "MILLS <MIL> 4TH QTR NET\n    Shr loss 87 cts vs 13 cts\n    Net 858,488 vs 955,660\n    Revs 45.8 mln vs 63.1"
    )
    assert front.body.rstrip() == "Shr loss 87 cts vs 13 cts\\\nNet 858,488 vs 955,660\\\nRevs 45.8 mln vs 63.1"
    assert unescape(to_html(Prose(front.body))).count("<br") == 2


def test_prose_with_figures_runs_on() -> None:
    front, _ = article(
        "MILLS SEES PROFIT\n\nThe mills said that they expect a profit of 37 mln dlrs in 1988 and\n"
        "of 45 mln dlrs in 1989, after a loss of 12 mln dlrs in the year to June 30,\n1987, when they sold plants.\n"
    )
    assert "\\" not in front.body


def test_an_indented_line_begins_a_paragraph() -> None:
    text = "MILLS SEE PROFIT\n    The mills see a profit.\nIt is high.\n    They said so.\nNobody asked.\n Reuter"
    front, _ = article(text)
    assert front.body.rstrip() == "The mills see a profit.\nIt is high.\n\nThey said so.\nNobody asked.\nReuter"
