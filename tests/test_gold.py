"""The linker against every mention of the demonstration archive, and of invented news, as a reader sees them."""

from __future__ import annotations

from tests.doc_pages import PAGES, check_table, table
from tests.evaluate.entities import demo, news


def test_every_mention_of_the_demonstration_archive_is_right_and_hardly_one_is_missed() -> None:
    score = demo()
    assert len(score.gold) > 300
    assert score.precision == 100, list(score.mistakes())
    assert score.recall >= 99, list(score.mistakes())


def test_the_documentation_gives_the_figures_of_today() -> None:
    assert len(news().gold) >= 60
    figures = [("demonstration archive", str(demo())), ("invented news", str(news()))]
    check_table(PAGES / "explanation" / "linking-names.md", "Accuracy", table(["gold set", "result"], figures))
