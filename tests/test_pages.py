"""Plan: every page of the site, and all it may show."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.cache import fingerprint
from builder.dates import Date
from builder.model import Page, Passage, Site
from builder.pages import clashes, plan
from builder.pages.bar_chart import chart
from builder.pages.dates import moment_words, required_date
from builder.pages.excerpts import excerpts
from builder.pages.pagination import list_pages
from tests.archive_factory import anchor, article, config, entity, mentions, site, small_site, topic

EASTERN = timezone(timedelta(hours=3))
WESTERN = timezone(-timedelta(hours=3, minutes=30))


def pages_of(one: Site, **settings: object) -> dict[str, Page]:
    return {page.address: page for page in plan(one, config(**settings))}


def test_every_kind_of_page_is_there() -> None:
    pages = pages_of(small_site())
    wanted = """
        / /2015/11/03/first-talks/ /archive/ /2015/ /2015/11/ /undated/ /undated/letter/ /topics/ /topics/peace/
        /entities/ /entities/lovelace/ /annotations/ /annotations/fact-check/ /annotations/unplaced/ /corrections/
        /sources/ /about/ /feed.xml /topics/peace/feed.xml /annotations/feed.xml /sitemap.xml /robots.txt /.nojekyll
        /404.html /old/talks/ /timeline/ /feed.json
    """
    for address in wanted.split():
        assert address in pages


def test_an_empty_archive_has_its_fixed_pages() -> None:
    assert {"/", "/archive/", "/topics/", "/corrections/", "/feed.xml"} <= pages_of(site()).keys()


def test_titles_are_unique() -> None:
    twins = [article("a", title="Talks"), article("b", date(2015, 11, 4), title="Talks")]
    people = [entity("one", "Same Name"), entity("two", "Same Name")]
    one = site(*twins, *small_site().articles, entities=people, topics=[topic("peace")])
    titles = Counter(page.view.head.title for page in plan(one, config(per_page=1)) if hasattr(page.view, "head"))
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_view_can_be_named_by_its_content() -> None:
    names = [fingerprint(page.cache_key) for page in plan(small_site(), config())]
    assert len(set(names)) == len(names)
    assert names == [fingerprint(page.cache_key) for page in plan(small_site(), config())]


@given(st.integers(0, 60), st.integers(1, 12))
def test_an_addition_to_a_list_touches_its_first_page_alone(count: int, size: int) -> None:
    before = list(list_pages(list(range(count, 0, -1)), "/x/", size=size))
    after = {page.address: page for page in list_pages(list(range(count + 1, 0, -1)), "/x/", size=size)}
    assert [item for page in before for item in page.items] == list(range(count, 0, -1))
    assert all(after[page.address].items == page.items for page in before if page.number)
    assert all(len(page.items) == size for page in before if page.number)
    assert len(before[0].items) == count if len(before) == 1 else size <= len(before[0].items) < 2 * size
    touched = [page for page in before[2:] if after[page.address] != page]
    assert touched == [], "an older page tells of nothing that an addition changes"


def test_the_pages_of_a_list_lead_to_each_other() -> None:
    newest, middle, oldest = list_pages("gfedcba", "/x/", size=2)
    assert (newest.items, middle.items, oldest.items) == (("g", "f", "e"), ("d", "c"), ("b", "a"))
    assert (newest.address, middle.address, oldest.address) == ("/x/", "/x/2/", "/x/1/")
    assert (newest.pager.earlier, newest.pager.later) == ("/x/2/", "")
    assert (middle.pager.earlier, middle.pager.later, middle.pager.newest) == ("/x/1/", "/x/", "/x/")
    assert (oldest.pager.earlier, oldest.pager.later) == ("", "/x/2/")
    assert (newest.pager.oldest, middle.pager.oldest) == ("/x/1/", "")


def test_the_newest_page_of_a_list_tells_how_long_it_is() -> None:
    newest, older = list_pages("edcba", "/x/", size=2)
    assert (newest.pager.number, newest.pager.pages, newest.pager.total) == (2, 2, 5)
    assert (older.pager.number, older.pager.pages, older.pager.total) == (1, 0, 0)


def test_sources_stand_by_their_state_the_words_of_captures_first() -> None:
    captured = [replace(article(f"c{day}", date(2015, 1, day)), verbatim=True) for day in (1, 2, 3)]
    edited = replace(article("e", date(2015, 2, 1), edited="A marker removed."), verbatim=False)
    pages = pages_of(site(*captured, edited, article("w")), per_page=2)
    groups = pages["/sources/"].view.groups
    assert [(group.count, len(group.rows)) for group in groups] == [(3, 2), (1, 1), (1, 1)]
    assert [group.name.address for group in groups] == ["/sources/word-for-word/", "", ""]
    (whole,) = pages["/sources/word-for-word/"].view.groups
    assert [row.article.address for row in whole.rows] == ["/2015/01/03/c3/", "/2015/01/02/c2/", "/2015/01/01/c1/"]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2015", "2015"),
        ("2015-11", "November 2015"),
        ("2015-11-03", "3 November 2015"),
        ("2015-11-03T09:12:00Z", "3 November 2015, 09:12 UTC"),
        ("-0480", "-0480"),
        ("", ""),
    ],
)
def test_dates_of_front_matter_are_printed_like_all_others(written: str, words: str) -> None:
    assert moment_words(written) == words


def test_an_article_changes_only_the_pages_that_show_it() -> None:
    before = pages_of(small_site())
    changed = small_site()
    older = replace(changed.articles[1], summary="Another summary.")
    after = pages_of(replace(changed, articles=(changed.articles[0], older, changed.articles[2])))
    different = {address for address in before if before[address] != after[address]}
    assert "/2015/11/03/first-talks/" in different
    assert {"/about/", "/archive/", "/entities/", "/sources/", "/undated/", "/404.html", "/sitemap.xml"}.isdisjoint(
        different
    )


def test_a_topic_counts_the_articles_of_its_sub_topics() -> None:
    pages = pages_of(small_site())
    assert pages["/topics/diplomacy/"].view.details.count == 3
    assert pages["/topics/peace/"].view.details.count == 2


def test_a_topic_without_a_file_has_a_page_all_the_same() -> None:
    view = pages_of(small_site())["/topics/unwritten/"].view
    assert (view.title, view.details.count, view.details.edit) == ("Unwritten", 1, "")


def test_topics_in_a_circle_do_not_turn_for_ever() -> None:
    one = site(article(topics=("a",)), topics=[topic("a", parent="b"), topic("b", parent="a")])
    assert pages_of(one)["/topics/b/"].view.details.count == 1


@pytest.mark.parametrize("alias", ["/2015/11/03/a", "/2015/11/03/a/", "/2015/11/03/a/index.html"])
def test_two_pages_at_one_address_are_a_problem(alias: str) -> None:
    first, second = article("a"), article("b", aliases=(alias,))
    (problem,) = clashes(plan(site(first, second), config()))
    assert problem.code == "L404"
    assert problem.place.path == "content/articles/b.md"
    assert "/2015/11/03/a/" in problem.message
    assert "content/articles/a.md" in problem.message


def test_an_alias_may_not_take_a_page_of_the_site() -> None:
    (problem,) = clashes(plan(site(article(aliases=("/topics/",))), config()))
    assert "the site needs" in problem.message


def test_notes_are_numbered_in_reading_order_and_none_is_lost() -> None:
    view = pages_of(small_site())["/2015/11/03/first-talks/"].view
    assert [(note.id, note.number) for note in view.notes] == [
        ("overlap-one", 1),
        ("overlap-two", 2),
        ("at-the-end", 3),
    ]
    assert [note.id for note in view.general_notes] == ["on-the-whole"]
    assert [(note.id, note.quote) for note in view.orphaned_notes] == [("lost", "words that are not there")]
    assert [link.label for link in view.corrections] == ["Overlap one"]


def test_the_number_of_a_note_within_another_comes_first_as_its_words_end_first() -> None:
    one = article(body="One two three four.")
    notes = [anchor(one, "One two three four", "outer"), anchor(one, "two", "inner"), anchor(one, "four", "last")]
    view = pages_of(site(one, anchors=notes))[one.address].view
    assert [note.id for note in view.notes] == ["inner", "outer", "last"]


def test_a_note_points_to_the_notes_it_names() -> None:
    one, other = article("a"), article("b")
    notes = [
        anchor(one, "Some", "here"),
        anchor(other, "Some", "there", see=("a#here", "there", "a#nowhere", "lost#here")),
    ]
    view = pages_of(site(one, other, anchors=notes))[other.address].view
    assert [link.address for link in view.notes[0].see] == ["/2015/11/03/a/#note-here", "/2015/11/03/b/#note-there"]


def test_mentions_have_ids_that_their_entity_leads_to() -> None:
    pages = pages_of(small_site())
    marks = pages["/2015/11/03/first-talks/"].view.text.marks
    ids = [dict(mark.first).get("id") for mark in marks if mark.tag != "mark"]
    assert ids == ["m-nobel-1", "m-lovelace-1", "m-geneva-1", "m-lovelace-2", "m-geneva-2"]
    newest, older = pages["/entities/lovelace/"].view.articles
    assert [sentence.address for sentence in older.sentences] == [
        "/2015/11/03/first-talks/#m-lovelace-1",
        "/2015/11/03/first-talks/#m-lovelace-2",
    ]
    assert newest.article.address == "/2016/02/01/second-talks/"


def test_an_entity_tells_who_is_named_with_it_and_which_notes_lie_on_its_name() -> None:
    about = pages_of(small_site())["/entities/lovelace/"].view.details
    assert [(one.card.name, one.card.count) for one in about.co_occurring] == [("Geneva", 2)]
    assert [card.note.id for card in about.notes] == ["overlap-two"]
    assert (about.articles, about.mentions) == (2, 3)


def test_older_pages_do_not_repeat_what_changes_with_the_newest() -> None:
    dates = [date(2015, 1, day) for day in (1, 2, 3, 4)]
    articles = [article(f"a{day.day}", day, "Nobel spoke.", topics=("peace",)) for day in dates]
    one = site(
        *articles, entities=[entity("nobel")], mentions={each.slug: mentions(each, nobel="Nobel") for each in articles}
    )
    pages = pages_of(one, per_page=2)
    assert pages["/topics/peace/"].view.details is not None
    assert pages["/topics/peace/1/"].view.details is None
    assert pages["/entities/nobel/1/"].view.details is None
    assert pages["/2015/01/page-1/"].view.title == "January 2015"
    assert pages["/2015/"].view.groups == ()


def test_json_ld_tells_what_is_known_and_nothing_else() -> None:
    pages = pages_of(small_site())
    data = pages["/2015/11/03/first-talks/"].view.head.data
    assert data["@type"] == "NewsArticle"
    assert data["datePublished"] == "2015-11-03"
    assert data["url"] == "https://example.org/base/2015/11/03/first-talks/"
    lovelace = next(one for one in data["mentions"] if one["name"] == "Ada Lovelace")
    assert lovelace["sameAs"] == ["https://www.wikidata.org/entity/Q7259"]
    assert lovelace["url"] == "https://example.org/base/entities/lovelace/"
    assert "datePublished" not in pages["/undated/letter/"].view.head.data


def test_the_sitemap_has_what_readers_may_find_and_no_more() -> None:
    addresses = pages_of(small_site())["/sitemap.xml"].view.addresses
    assert {"/", "/2015/11/03/first-talks/", "/topics/peace/", "/about/"} <= set(addresses)
    assert {"/404.html", "/old/talks/", "/feed.xml", "/robots.txt"}.isdisjoint(addresses)


def test_feeds_are_dated_by_their_entries_and_leave_out_what_has_no_date() -> None:
    pages = pages_of(small_site())
    feed = pages["/feed.xml"].view
    assert [entry.address for entry in feed.entries] == ["/2016/02/01/second-talks/", "/2015/11/03/first-talks/"]
    assert feed.updated == "2026-05-01T00:00:00Z"
    assert pages_of(site())["/feed.xml"].view.updated == "1970-01-01T00:00:00Z"


def test_a_feed_with_entries_is_updated_when_the_newest_of_them_was() -> None:
    morning = datetime(2015, 11, 3, 1, 0, tzinfo=timezone(timedelta(hours=3)))
    night = datetime(2015, 11, 2, 23, 0, tzinfo=UTC)
    feed = pages_of(site(article("a", morning), article("b", night)))["/feed.xml"].view
    assert feed.updated == "2015-11-02T23:00:00Z"


@pytest.mark.parametrize(
    ("moment", "words", "shown", "iso"),
    [
        (date(2015, 11, 3), "3 November 2015", "", "2015-11-03T00:00:00Z"),
        (datetime(2015, 11, 3, 9, 12, tzinfo=UTC), "3 November 2015", "09:12 UTC", "2015-11-03T09:12:00Z"),
        (datetime(2015, 11, 3, 9, 12, tzinfo=WESTERN), "3 November 2015", "09:12 UTC−3:30", "2015-11-03T12:42:00Z"),
        (datetime(1, 1, 1, tzinfo=EASTERN), "1 January 1", "00:00 UTC+3:00", "0001-01-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_dates_are_written_the_same_everywhere(moment: date, words: str, shown: str, iso: str) -> None:
    when = required_date(moment)
    assert (when.text, when.time, when.moment) == (words, shown, iso)


def test_an_excerpt_is_the_sentence_with_every_mention_marked() -> None:
    text = "First. Mr. Nobel met U.S. officials; Nobel left. Last one.\n\nNobel again"
    starts = [start for start in range(len(text)) if text.startswith("Nobel", start)]
    found = excerpts(text, [Passage(start, start + 5) for start in starts])
    shown = ["".join(f"[{piece.text}]" if piece.marked else piece.text for piece in one.pieces) for one in found]
    assert shown == ["Mr. [Nobel] met U.S. officials; [Nobel] left.", "[Nobel] again"]
    assert [one.number for one in found] == [1, 3]


def test_an_excerpt_does_not_leave_its_cell() -> None:
    text = "place\tday\nParis\tMonday\nRome and Bern\tTuesday"
    found = excerpts(text, [Passage(text.index("Rome"), text.index("Rome") + 4)])
    assert [piece.text for piece in found[0].pieces] == ["Rome", " and Bern"]


@given(st.text("ab .!?\n\tÄ", min_size=1, max_size=80), st.data())
def test_an_excerpt_marks_the_words_of_the_passage(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (found,) = excerpts(text, [Passage(start, end)])
    marked = " ".join(piece.text for piece in found.pieces if piece.marked)
    assert marked.split() == text[start:end].split()


def test_a_very_long_sentence_is_cut_around_its_passage() -> None:
    text = "word " * 300 + "Nobel " + "word " * 300
    (found,) = excerpts(text, [Passage(1500, 1505)])
    shown = "".join(piece.text for piece in found.pieces)
    assert "Nobel" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 500


def test_a_chart_has_a_bar_for_every_month_and_later_for_every_year() -> None:
    months = chart([Date(2015, 11, 3), *[Date(2016, 2, day) for day in (1, 2, 9, 10)]])
    assert months is not None
    assert [(bar.label, bar.count) for bar in months.bars] == [
        ("2015-11", 1),
        ("2015-12", 0),
        ("2016-01", 0),
        ("2016-02", 4),
    ]
    assert months.most == 4
    years = chart([Date(2012, 1, 1), *[Date(2016, 2, 1)] * 4])
    assert years is not None
    assert (years.unit, len(years.bars)) == ("year", 5)


def test_few_articles_or_one_period_make_no_chart() -> None:
    assert chart([Date(2015, 11, 3), *[Date(2016, 2, 1)] * 3]) is None
    assert chart([Date(2015, 11, 3)] * 5) is None
    assert chart([None]) is None
