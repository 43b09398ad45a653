"""The day of a build: it hides what is dated later, and does nothing else."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from builder.dates import Date
from builder.model import Site
from builder.pages import plan
from builder.pages.group_inputs import age_in_years
from builder.pages.index import index_of
from builder.pipeline import day as day_module
from builder.pipeline.day import DayRange, build_day, same_site
from builder.problems import ContentError
from tests.archive_factory import anchor, article, config, entity, mentions, site
from tests.test_pipeline import Archive

TODAY = dt.date(2026, 12, 1)
NOON = 12 * 3600


def epoch(day: str) -> str:
    return str(int(dt.datetime.fromisoformat(f"{day}T00:00:00Z").timestamp()) + NOON)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path)
    archive.edit("articles/2014/harbour.md", "title:", "publish_after: 2027-01-05\ntitle:")
    archive.edit("articles/2014/harbour.md", "Harbour works begin", "Unpublishedly")
    archive.edit("annotations/2015/quay.md", "(../../articles/2014/harbour.md)", "(https://example.org/)")
    return archive


def test_the_day_is_that_of_the_variable_or_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_module, "TODAY", lambda: dt.date(2030, 5, 6))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert build_day() == dt.date(1970, 1, 1)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert build_day() == dt.date(2030, 5, 6)


@pytest.mark.parametrize("text", ["tomorrow", "9" * 40, "1.5"])
def test_a_variable_that_is_no_time_is_a_problem(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(ContentError) as caught:
        build_day()
    assert [problem.code for problem in caught.value.problems] == ["S608"]


def hidden_words(files: dict[str, bytes]) -> Iterator[str]:
    for name, content in files.items():
        if b"npublishedly" in content or ("harbour/" in name and name.startswith("2014/")):
            yield name


def without_list(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files but the list of addresses, which remembers what was published, and the checksums."""
    return {name: files[name] for name in files.keys() - {"addresses.json", "manifest-sha256.txt"}}


def clean_build(archive: Archive, folder: Path, day: str) -> dict[str, bytes]:
    """The site of the same content, made without anything that an earlier build has kept."""
    other = Archive(folder, archive.root)
    shutil.rmtree(other.root / ".cache")
    other.build("--no-search", SOURCE_DATE_EPOCH=epoch(day))
    return other.files()


def test_an_article_is_nowhere_before_its_day_and_everywhere_from_it_on(archive: Archive, tmp_path: Path) -> None:
    said = archive.build("--no-search", SOURCE_DATE_EPOCH=epoch("2027-01-04"))
    assert "as of 2027-01-04" in said
    assert list(hidden_words(archive.files())) == []
    before = archive.files()
    # A build without any change of the content notices the day.
    said = archive.build("--no-search", SOURCE_DATE_EPOCH=epoch("2027-01-05"))
    assert "as of 2027-01-05" in said
    assert {"2014/05/02/harbour/index.html", "feed.json", "index.html"} <= set(hidden_words(archive.files()))
    after = archive.files()
    for day, expected in (("2031-01-01", after), ("2026-12-31", before)):
        archive.build("--no-search", SOURCE_DATE_EPOCH=epoch(day))
        assert without_list(archive.files()) == without_list(expected)
        assert without_list(clean_build(archive, tmp_path / day, day)) == without_list(expected)


def test_builds_of_two_days_between_which_nothing_comes_are_one(archive: Archive, tmp_path: Path) -> None:
    archive.build("--no-search", SOURCE_DATE_EPOCH=epoch("2026-12-05"))
    said = archive.build("--no-search", SOURCE_DATE_EPOCH=epoch("2026-12-30"))
    assert ": 0 written, 0 removed" in said
    assert "as of 2026-12-30" in said
    assert clean_build(archive, tmp_path / "other", "2026-12-17") == archive.files()


def test_a_preview_with_drafts_shows_what_waits(archive: Archive) -> None:
    archive.build("--no-search", "--drafts", SOURCE_DATE_EPOCH=epoch("2026-12-01"))
    assert list(hidden_words(archive.files()))
    # It has no permanent address yet.
    assert "/2014/05/02/harbour/" not in json.loads(archive.files()["addresses.json"])["articles"]


def test_a_link_to_an_article_that_waits_says_why_it_is_broken(archive: Archive) -> None:
    archive.edit("articles/2015/quay.md", "\n---\n", "\n---\n[see](../2014/harbour.md) [[harbour]]\n\n")
    done = archive.run("check", SOURCE_DATE_EPOCH=epoch("2026-12-01"))
    assert done.returncode == 1
    assert done.stderr.count("help: this article is not published before 2027-01-05; link to it from then on") == 2


def test_the_days_on_which_a_site_is_the_same_end_where_something_is_hidden_no_longer() -> None:
    one, later = article("talks"), article("later", Date(2062))
    note = replace(anchor(one).annotation, date=dt.date(2026, 11, 2), updated=dt.date(2027, 3, 4))
    found = site(one, later, anchors=[replace(anchor(one), annotation=note)], day=TODAY)
    assert same_site(found) == DayRange(dt.date(2026, 11, 2), dt.date(2027, 3, 4))
    assert same_site(replace(found, hidden={"x": dt.date(2026, 12, 2)})).end == dt.date(2026, 12, 2)
    assert same_site(replace(found, day=dt.date(2100, 1, 1))) == DayRange(dt.date(2062, 1, 1), dt.date.max)


def future_site() -> Site:
    """One article and one note that are dated much too late."""
    good = article("good", Date(1980, 5, 6), "Lovelace spoke.", topics=("harbour",))
    bad = article("bad", Date(2105, 11, 9), "Lovelace slept.", topics=("harbour",))
    lovelace = entity("lovelace", "Lovelace")
    notes = [
        anchor(good, "spoke", "right", date=dt.date(2026, 3, 9)),
        anchor(good, "Lovelace", "mistyped", date=dt.date(2062, 3, 9)),
    ]
    named = {one.slug: mentions(one, lovelace="Lovelace") for one in (good, bad)}
    return site(good, bad, entities=[lovelace], anchors=notes, mentions=named, day=TODAY)


def test_a_date_after_today_is_not_the_latest_of_anything() -> None:
    found = future_site()
    pages = {page.address: page for page in plan(found, config())}
    home = pages["/"].view
    assert (home.lead.title, home.latest) == ("Good", ())
    assert [card.note.id for card in home.recent_notes] == ["right"]
    card = json.loads(pages["/entities/lovelace/card.json"].view.text)
    assert (card["first"], card["latest"], card["articles"]) == ("6 May 1980", "6 May 1980", 2)
    details = pages["/entities/lovelace/"].view.details
    assert (details.first.title, details.latest.title) == ("Good", "Good")
    topic = pages["/topics/harbour/"].view.details
    assert (topic.first.text, topic.last.text, topic.count) == ("6 May 1980", "6 May 1980", 2)
    for address in ("/feed.xml", "/topics/harbour/feed.xml", "/entities/lovelace/feed.xml"):
        view = pages[address].view
        assert ([one.title for one in view.entries], view.updated) == (["Good"], "2026-03-09T00:00:00Z")
    notes = pages["/annotations/feed.xml"].view
    assert (len(notes.entries), notes.updated) == (1, "2026-03-09T00:00:00Z")


def test_no_article_is_aged_by_a_date_after_today() -> None:
    found = future_site()
    index = index_of(found, config())
    assert age_in_years(index, index.articles["good"]) == 45
    assert age_in_years(index, replace(index.articles["good"], date=Date(1980, qualifier="~"))) == 0


def test_a_page_is_made_again_when_a_mistyped_date_is_reached() -> None:
    found = future_site()
    then = replace(found, day=dt.date(2062, 3, 9))
    keys = [{page.address: page.cache_key for page in plan(one, config())} for one in (found, then)]
    shown = [{page.address: page.view for page in plan(one, config())} for one in (found, then)]
    changed = {address for address, view in shown[0].items() if view != shown[1][address]}
    assert {"/", "/annotations/feed.xml", "/1980/05/06/good/"} <= changed
    assert all(keys[0][address] != keys[1][address] for address in changed)
