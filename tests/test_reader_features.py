"""What readers are given beside the text: age, addresses of passages, cards, the days of the year."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builder.cache import fingerprint
from builder.dates import Date
from builder.markdown import to_blocks
from builder.model import Article, Page, Prose, Site
from builder.pages import plan
from builder.pages.dates import full_years
from tests.archive_factory import anchor, article, config, entity, mentions, site, small_site


def pages_of(one: Site) -> dict[str, Page]:
    return {page.address: page for page in plan(one, config())}


def view(one: Site, address: str) -> Any:
    return pages_of(one)[address].view


def ids(*paragraphs: str) -> list[str]:
    return [block.id for block in to_blocks(Prose("\n\n".join(paragraphs)))]


@pytest.mark.parametrize(
    ("day", "later", "years"),
    [
        (date(2015, 11, 3), date(2026, 11, 4), 11),
        # On the anniversary itself it is not yet more than eleven years old.
        (date(2015, 11, 3), date(2026, 11, 3), 10),
        (date(2016, 2, 29), date(2017, 2, 28), 0),
        (date(2016, 2, 29), date(2017, 3, 1), 1),
        (date(2015, 11, 3), date(2015, 11, 4), 0),
    ],
)
def test_more_than_so_many_years_is_true_from_then_on(day: date, later: date, years: int) -> None:
    assert full_years(Date.of(day), later) == years


def test_an_article_is_as_old_as_the_newest_note_proves() -> None:
    one, old, undated = article("talks"), article("old", date(1999, 1, 1)), article("letter", None)
    note = anchor(one, "Some", date=date(2020, 1, 1))
    laid = site(one, old, undated, anchors=[note])
    assert [view(laid, each.address).age for each in (one, old, undated)] == [4, 20, 0]
    assert view(site(one, old), old.address).age == 0
    updated = replace(note, annotation=replace(note.annotation, updated=date(2026, 1, 1)))
    assert view(site(one, anchors=[updated]), one.address).age == 10


def test_a_note_of_another_day_renders_only_the_articles_that_had_an_anniversary() -> None:
    articles = [article(f"a{month}", date(2015, month, 3)) for month in range(1, 13)]
    noted = articles[11]

    def prints(day: date) -> dict[str, str]:
        pages = pages_of(site(*articles, anchors=[anchor(noted, "Some", date=day)]))
        return {one.slug: fingerprint(pages[one.address].view) for one in articles if one is not noted}

    before, after = prints(date(2020, 5, 1)), prints(date(2020, 6, 30))
    assert {slug for slug in before if before[slug] != after[slug]} == {"a5", "a6"}


def test_the_address_of_a_passage_survives_edits_elsewhere() -> None:
    before = ids("First words.", "Second words.", "Third words.")
    assert len(set(before)) == 3
    after = ids("A new beginning.", "First words.", "“SECOND” *words* …", "Third words, and more.")
    assert after[1:3] == before[:2]
    assert after[3] != before[2]


def test_equal_passages_have_addresses_of_their_own_and_those_without_words_none() -> None:
    one, other, rule, heading = ids("Words.", "Words.", "---", "## Words")
    assert other == f"{one}-2"
    assert rule == ""
    assert heading == "words"


def test_the_card_of_a_name_is_a_file_of_its_own() -> None:
    found = pages_of(small_site())
    card = json.loads(found["/entities/lovelace/card.json"].view.text)
    assert card == {
        "name": "Ada Lovelace",
        "kind": "person",
        "description": "",
        "articles": 2,
        "first": "3 November 2015",
        "latest": "1 February 2016",
    }


def test_another_mention_elsewhere_changes_the_card_and_not_what_an_article_says_of_the_name() -> None:
    one = article("talks", body="Nobel spoke.", topics=("peace",))
    other = article("later", date(2016, 1, 1), "Nobel was silent.", topics=("war",))
    people = [entity("nobel", "Nobel")]

    def named(*articles: Article) -> tuple[str, str]:
        laid = {each.slug: mentions(each, nobel="Nobel") for each in articles}
        pages = pages_of(site(one, other, entities=people, mentions=laid))
        shown = pages[one.address].view
        return pages["/entities/nobel/card.json"].view.text, fingerprint(shown.entities, shown.text)

    (card, text), (later_card, later_text) = named(one), named(one, other)
    assert card != later_card
    assert text == later_text


def test_the_types_of_an_articles_notes_are_counted_in_the_order_of_the_settings() -> None:
    types = view(small_site(), "/2015/11/03/first-talks/").note_types
    assert [(one.type.id, one.css, one.count) for one in types] == [
        ("context", "is-context", 3),
        ("correction", "is-correction", 1),
        ("fact-check", "is-fact-check", 1),
    ]


def test_the_days_of_the_year_have_the_stories_of_every_year() -> None:
    one, two = article("talks", date(2015, 11, 3)), article("again", date(2016, 11, 3))
    leap, undated = article("leap", date(2016, 2, 29)), article("letter", None)
    found = pages_of(site(one, two, leap, undated))
    months = found["/on-this-day/"].view.months
    assert [len(month.days) for month in months] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert months[10].days[2].count == 2
    assert months[10].days[2].address == "/on-this-day/11/#d3"
    assert months[0].address == ""
    (day,) = found["/on-this-day/11/"].view.days
    assert [story.address for story in day.articles] == [two.address, one.address]
    assert "/on-this-day/01/" not in found
    assert found["/"].view.months == (2, 11)


def test_an_article_is_one_file_of_data_with_its_text() -> None:
    one = small_site().articles[1]
    data = pages_of(small_site())[f"{one.address}article.json"].view.data
    text = small_site().texts[one.slug].text
    assert data["articleBody"] == text
    assert (data["@type"], data["identifier"], data["wordCount"]) == ("NewsArticle", one.slug, len(text.split()))
    head = view(small_site(), one.address).head
    assert head.data.items() <= data.items()
    assert f"{one.address}article.json" in [file.address for file in head.alternates]
