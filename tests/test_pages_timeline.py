"""Timeline: events and articles in the order of time, for the whole archive and for each topic."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builder.model import Page, Site
from builder.pages import clashes, plan, timeline
from builder.pages.timeline import TimelineView
from tests.archive_factory import article, config, entity, mentions, site, small_site, topic


def timelines(one: Site) -> dict[str, TimelineView]:
    return {page.address: page.view for page in plan(one, config()) if page.template == "timeline.html"}


def shown(view: TimelineView) -> list[str]:
    return [
        f"{entry.date.text}: {entry.label} {entry.title}".replace(":  ", ": ")
        for year in view.years
        for month in year.months
        for entry in month.entries
    ]


def test_articles_and_events_stand_in_the_order_of_time() -> None:
    one = site(
        article("evening", datetime(2015, 11, 3, 20, 0, tzinfo=UTC)),
        article("morning", datetime(2015, 11, 3, 8, 0, tzinfo=UTC)),
        article("letter", None),
        entities=[
            entity("talks", kind="event", dates=(("start", "2015-11-03"), ("end", "2016"))),
            entity("office", kind="organisation", dates=(("founded", "2015"),)),
            entity("report", kind="work", dates=(("start", "2015-11"),)),
        ],
    )
    view = timelines(one)["/timeline/"]
    assert shown(view) == [
        "2015: Founded Office",
        "November 2015: Start Report",
        "3 November 2015: Start Talks",
        "3 November 2015: Morning",
        "3 November 2015: Evening",
        "2016: End Talks",
    ]
    assert [month.title for year in view.years for month in year.months] == ["", "November 2015", ""]


def test_lives_and_days_before_our_era_are_left_to_their_own_pages() -> None:
    one = site(
        entities=[
            entity("ada", dates=(("born", "1815-12-10"), ("died", "1852-11-27"))),
            entity("ides", kind="event", dates=(("start", "-0044-03-15"),)),
        ]
    )
    assert shown(timelines(one)["/timeline/"]) == []


def test_an_empty_archive_has_a_timeline_all_the_same() -> None:
    assert timelines(site()).keys() == {"/timeline/"}


def test_the_timeline_of_a_topic_has_its_articles_and_what_they_name() -> None:
    first = article("first", body="The talks began.", topics=("peace",))
    second = article("second", date(2016, 1, 1), topics=("trade",))
    talks = entity("talks", kind="event", dates=(("start", "2014-01-22"),))
    fair = entity("fair", kind="event", dates=(("start", "2014-01-23"),))
    views = timelines(site(first, second, entities=[talks, fair], mentions={"first": mentions(first, talks="talks")}))
    assert [(way.label, way.address, way.count) for way in views["/timeline/"].topics] == [
        ("Peace", "/topics/peace/timeline/", 2),
        ("Trade", "/topics/trade/timeline/", 1),
    ]
    assert shown(views["/topics/peace/timeline/"]) == ["22 January 2014: Start Talks", "3 November 2015: First"]
    assert views["/topics/peace/timeline/"].about is not None


def test_a_topic_without_a_dated_article_has_no_timeline_and_no_link_to_one() -> None:
    pages = {page.address: page for page in plan(site(article("letter", None, topics=("peace",))), config())}
    assert "/topics/peace/timeline/" not in pages
    assert pages["/topics/peace/"].view.timeline == ""


@pytest.mark.parametrize(("most", "addresses"), [
    (5, ["/timeline/"]),
    (4, ["/timeline/", "/timeline/2014/", "/timeline/2015/"]),
    (3, ["/timeline/", "/timeline/2014/", "/timeline/2015/", "/timeline/2015/01/", "/timeline/2015/02/"]),
])  # fmt: skip
def test_a_long_time_has_a_page_for_each_year_and_a_long_year_one_for_each_month(
    monkeypatch: pytest.MonkeyPatch, most: int, addresses: list[str]
) -> None:
    monkeypatch.setattr(timeline, "PAGE_LIMIT", most)
    days = [date(2014, 5, 1), date(2015, 1, 1), date(2015, 1, 2), date(2015, 2, 1)]
    fair = entity("fair", kind="event", dates=(("start", "2015"),))
    views = timelines(site(*(article(f"a{day:%y%m%d}", day) for day in days), entities=[fair]))
    assert list(views) == addresses
    assert sorted(entry for view in views.values() for entry in shown(view)) == [
        "1 February 2015: A150201",
        "1 January 2015: A150101",
        "1 May 2014: A140501",
        "2 January 2015: A150102",
        "2015: Start Fair",
    ]
    top = views["/timeline/"]
    # Whatever has grown since, the address of a year leads to the year or to the way there.
    assert {year.id for year in top.years} | {way.id for way in top.periods if way.id} == {"y2014", "y2015"}
    for view in views.values():
        for link in (view.earlier, view.later, *view.periods):
            assert link is None or link.address.partition("#")[0] in views


def test_the_parts_of_a_timeline_are_told_apart_and_lead_to_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "PAGE_LIMIT", 1)
    articles = [article(f"a{day:%y%m%d}", day, topics=("peace",)) for day in (date(2014, 5, 1), date(2015, 6, 1))]
    articles += [article("b", date(2015, 7, 1), topics=("peace",))]
    views = timelines(site(*articles))
    titles = [view.title for view in views.values()]
    assert titles[:5] == ["Timeline", "Timeline, 2014", "Timeline, 2015", "Timeline, June 2015", "Timeline, July 2015"]
    assert titles[-1] == "Peace: timeline, July 2015"
    june = views["/timeline/2015/06/"]
    assert (june.earlier, june.later and june.later.label) == (None, "July 2015")
    assert [link.label for link in views["/topics/peace/timeline/2015/06/"].head.crumbs] == [
        "Topics",
        "Peace",
        "Timeline",
        "2015",
    ]


def test_the_timeline_takes_no_address_of_another_page() -> None:
    pages: list[Page] = list(plan(small_site(), config()))
    assert clashes(pages) == ()


def test_entries_tell_their_topics_only_where_all_stand_on_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = article("talks", topics=("peace",)), article("war", date(2016, 1, 1), topics=("armies",))
    archive = site(one, other, topics=[topic("peace", parent="diplomacy"), topic("diplomacy")])
    view = timelines(archive)["/timeline/"]
    entries = [entry for year in view.years for month in year.months for entry in month.entries]
    assert [(entry.title, entry.topics) for entry in entries] == [
        ("Talks", ("diplomacy", "peace")),
        ("War", ("armies",)),
    ]
    assert [way.topic for way in view.topics] == ["armies", "diplomacy", "peace"]
    monkeypatch.setattr(timeline, "PAGE_LIMIT", 1)
    long = timelines(archive)
    assert all(not entry.topics for entry in long["/timeline/2015/"].years[0].months[0].entries)
