"""An article named on the command line, as messages and pages name it."""

from __future__ import annotations

import pytest

from builder.load.article_names import article_path
from builder.problems import ContentError

TALKS, WEATHER, NEW = (
    "content/articles/2015/talks.md",
    "content/articles/2014/weather.md",
    "content/articles/2015/weather.md",
)
LETTER = "content/articles/undated/letter.md"
ADDRESSES = dict.fromkeys((TALKS, WEATHER, NEW, LETTER), "")


@pytest.mark.parametrize(
    "name",
    [
        "content/articles/2015/talks.md",
        "content/articles/2015/talks.md:3:1",
        "./content/articles/2015/talks.md",
        "/home/someone/archive/content/articles/2015/talks.md",
        "articles/2015/talks.md",
        "2015/talks.md",
        "2015/talks",
        "talks.md",
        "talks",
        "content/annotations/2015/talks.md:12:3",
        "content/annotations/2015/talks/2026-01-01-note.md",
        "annotations/2015/talks.md",
        "/2015/11/03/talks/",
        "2015/11/03/talks",
        "https://example.org/archive/2015/11/03/talks/",
        "https://example.org/archive/2015/11/03/talks/index.html#note-one",
    ],
)
def test_paths_names_and_addresses_name_an_article(name: str) -> None:
    assert article_path(name, ADDRESSES) == TALKS


def test_the_year_of_an_address_tells_articles_of_one_name_apart() -> None:
    assert article_path("/2014/01/02/weather/", ADDRESSES) == WEATHER
    assert article_path("2015/weather", ADDRESSES) == NEW
    assert article_path("/undated/letter/", ADDRESSES) == LETTER


def test_an_address_that_is_known_names_its_article_only() -> None:
    days = {
        "content/articles/2015/a/weather.md": "/2015/11/03/weather/",
        "content/articles/2015/b/weather.md": "/2015/11/04/weather/",
    }
    for name in ("/2015/11/04/weather/", "https://example.org/base/2015/11/04/weather/#note-a", "2015/11/04/weather"):
        assert article_path(name, days) == "content/articles/2015/b/weather.md"
    with pytest.raises(ContentError):
        article_path("2015/11/04/weather", dict.fromkeys(days, ""))


@pytest.mark.parametrize(
    ("name", "message", "help_"),
    [
        ("weather", "there are 2 articles `weather`", f"write its path: {WEATHER} or {NEW}"),
        ("content/articles/2015/talk.md", "there is no article", "did you mean 'talks'?"),
        ("https://[example.org/x", "there is no article", "write its path, its name or the address of its page"),
        ("", "there is no article", "write its path, its name or the address of its page"),
    ],
)
def test_a_name_of_none_or_of_several_is_a_problem(name: str, message: str, help_: str) -> None:
    with pytest.raises(ContentError) as raised:
        article_path(name, ADDRESSES)
    (problem,) = raised.value.problems
    assert (problem.code, problem.help) == ("N105", help_)
    assert message in problem.message
