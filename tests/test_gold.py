"""Precision and recall of the linker on two gold sets."""

from __future__ import annotations

from tests.doc_pages import PAGES, check_table, table
from tests.evaluate.entities import demo, news


def test_all_mentions_in_the_demonstration_archive_are_correct_and_nearly_all_are_found() -> None:
    score = demo()
    assert len(score.gold) > 300
    assert score.precision == 100, list(score.mistakes())
    assert score.recall >= 99, list(score.mistakes())


def test_the_documentation_gives_the_figures_of_today() -> None:
    assert len(news().gold) >= 60
    figures = [("demonstration archive", str(demo())), ("invented news", str(news()))]
    check_table(PAGES / "explanation" / "linking-names.md", "Accuracy", table(["gold set", "result"], figures))
