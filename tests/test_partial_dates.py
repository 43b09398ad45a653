"""Articles of which only the year or the month is known, on every page and in every file."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import rispy
from pybtex.database import parse_string

from builder.dates import Date
from builder.frontmatter import read_mapping
from builder.load.articles import load_article, load_head
from builder.model import Site
from builder.pages import clashes, plan, searchable_pages
from builder.pages.bar_chart import chart
from builder.pipeline.conversion import convert_all
from builder.problems import ContentError
from builder.render import Renderer
from builder.slugs import names_a_list
from tests.archive_factory import ROOT, anchor, article, config, site
from tests.test_pipeline import Archive

RENDERER = Renderer(ROOT / "themes" / "classic", config())
YEAR, MONTH, DAY = (
    article("in-the-year", Date(1895), topics=("harbour",)),
    article("in-the-month", Date(1895, 4), topics=("harbour",)),
    article("on-the-day", Date(1895, 4, 12), topics=("harbour",)),
)
ABOUT, EARLY = article("about", Date(1895, qualifier="~")), article("early", Date(895, 4, 1))
FOUND = site(YEAR, MONTH, DAY, ABOUT, EARLY, article("none", None))


def files_of(found: Site = FOUND) -> dict[str, str]:
    return {page.address: RENDERER.render(page).content.decode() for page in plan(found, config())}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return files_of()


@pytest.mark.parametrize(
    ("date", "address"),
    [
        ("1895", "/1895/talks/"),
        ("1895~", "/1895/talks/"),
        ("1895-04", "/1895/04/talks/"),
        ("1895-04-12", "/1895/04/12/talks/"),
        ("0895-04-12", "/0895/04/12/talks/"),
        ("2015-11-03T23:00:00-05:00", "/2015/11/03/talks/"),
    ],
)
def test_the_address_has_what_is_known(date: str, address: str) -> None:
    head = load_head("content/articles/talks.md", f"---\ntitle: Talks\ndate: {date}\n---\nWords.\n")
    loaded = load_article(head, {}, "en").article
    assert (loaded.address, str(loaded.date)) == (address, date.replace("Z", "+00:00"))


@pytest.mark.parametrize("slug", ["04", "12", "2015", "page-2"])
@pytest.mark.parametrize("date", ["1895", "1895-04?"])
def test_a_name_that_could_be_a_month_a_day_or_a_list_is_refused(slug: str, date: str) -> None:
    head = load_head(f"content/articles/{slug}.md", f"---\ntitle: Talks\ndate: {date}\n---\nWords.\n")
    assert [problem.code for problem in head.problems] == ["F013"]


@pytest.mark.parametrize("text", ["date: 1895-04-12", "authors: [A]"])
def test_the_same_name_is_fine_under_a_day_and_without_a_date(text: str) -> None:
    assert load_head("content/articles/04.md", f"---\ntitle: Talks\n{text}\n---\nWords.\n").slug == "04"
    assert not names_a_list("a-04", Date(1895))


def test_lists_have_them_in_order_and_no_page_has_two_addresses(files: dict[str, str]) -> None:
    pages = {page.address: page.view for page in plan(FOUND, config())}
    assert clashes(plan(FOUND, config())) == ()
    year = pages["/1895/"]
    assert [(group.title, [one.title for one in group.articles]) for group in year.groups] == [
        ("April 1895", ["On the day", "In the month"]),
        ("Month unknown", ["In the year", "About"]),
    ]
    assert (year.count, year.complete) == (4, True)
    assert [one.title for one in pages["/1895/04/"].articles] == ["On the day", "In the month"]
    assert [one.title for one in pages["/undated/"].articles] == ["None"]
    rows = [(row.year.label, row.year.address, row.year.count) for row in pages["/archive/"].years]
    assert rows == [("1895", "/1895/", 4), ("895", "/0895/", 1)]
    assert [group.title for group in pages["/topics/harbour/"].years] == ["1895"]
    timeline = [(one.title, [month.title for month in one.months]) for one in pages["/timeline/"].years]
    assert timeline == [("895", ["April 895"]), ("1895", ["", "April 1895"])]
    assert 'href="../0895/"' in files["/archive/"]
    assert "/0895/04/01/early/" in pages


def test_a_long_year_links_its_months_and_lists_the_rest_over_pages() -> None:
    rest = [article(f"rest-{number}", Date(1895)) for number in range(7)]
    found = site(*rest, MONTH, DAY)
    views = {page.address: page.view for page in plan(found, config(per_page=3))}
    pages = {address: views[address] for address in ("/1895/", "/1895/page-1/")}
    assert [len(one.groups[0].articles) for one in pages.values()] == [4, 3]
    assert [(one.count, len(one.months), one.complete) for one in pages.values()] == [(9, 1, False), (0, 0, False)]
    files = files_of(found)
    assert files["/1895/"].count("<h3>") == 9


def test_readers_see_the_date_as_it_is_known(files: dict[str, str]) -> None:
    assert '<time datetime="1895">1895</time>' in files["/1895/in-the-year/"]
    assert '<time datetime="1895-04">April 1895</time>' in files["/1895/04/in-the-month/"]
    assert '<time datetime="1895">c. 1895</time>' in files["/1895/about/"]
    title = re.search("<title>(.*?)</title>", files["/1895/about/"])
    assert title
    assert title[1].startswith("About — c. 1895")
    assert 'property="article:published_time" content="1895"' in files["/1895/in-the-year/"]
    assert ">1895</a>" in files["/1895/in-the-year/"].partition("<h1")[0]


def test_citations_have_exactly_what_is_known(files: dict[str, str]) -> None:
    entry = parse_string(files["/1895/in-the-year/cite.bib"], "bibtex").entries["in-the-year"].fields
    assert (entry["date"], entry["year"], "month" in entry) == ("1895", "1895", False)
    entry = parse_string(files["/1895/04/in-the-month/cite.bib"], "bibtex").entries["in-the-month"].fields
    assert (entry["date"], entry["year"], entry["month"]) == ("1895-04", "1895", "April")
    assert "  date = {1895~},\n" in files["/1895/about/cite.bib"]
    dates = {
        slug: rispy.loads(files[f"{at}{slug}/cite.ris"])[0]["date"]
        for at, slug in (("/1895/", "in-the-year"), ("/1895/04/", "in-the-month"), ("/1895/", "about"))
    }
    assert dates == {"in-the-year": "1895///", "in-the-month": "1895/04//", "about": "1895///circa"}
    assert "DA  - 1895/04/12\r\n" in files["/1895/04/12/on-the-day/cite.ris"]
    places = ("in-the-year", "04/in-the-month", "about")
    issued = [json.loads(files[f"/1895/{at}/cite.json"])[0]["issued"] for at in places]
    assert issued == [
        {"date-parts": [[1895]]},
        {"date-parts": [[1895, 4]]},
        {"date-parts": [[1895]], "circa": True},
    ]


def test_json_ld_has_the_year_and_says_that_it_is_approximate(files: dict[str, str]) -> None:
    data = json.loads(files["/1895/in-the-year/article.json"])
    assert (data["datePublished"], data["@context"]) == ("1895", "https://schema.org")
    data = json.loads(files["/1895/about/article.json"])
    assert (data["datePublished"], data["dcterms:date"]) == ("1895", "1895~")
    assert data["@context"][1] == {"dcterms": "http://purl.org/dc/terms/"}


def test_feeds_say_when_it_was_published_only_if_the_day_is_known() -> None:
    noted = replace(anchor(YEAR), annotation=replace(anchor(YEAR).annotation, date=dt.date(2026, 3, 9)))
    files = files_of(replace(FOUND, anchors={YEAR.slug: (noted,)}))
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(files["/feed.xml"])
    entries = {
        one.findtext(f"{atom}title"): {child.tag.removeprefix(atom): child.text for child in one}
        for one in feed.iter(f"{atom}entry")
    }
    assert {title: entry.get("published") for title, entry in entries.items()} == {
        "On the day": "1895-04-12T00:00:00Z",
        "In the month": None,
        "In the year": None,
        "About": None,
        "Early": "0895-04-01T00:00:00Z",
    }
    # Atom requires `updated`.
    assert entries["In the month"]["updated"] == "1895-04-01T00:00:00Z"
    assert entries["In the year"]["updated"] == "2026-03-09T00:00:00Z"
    items = {one["title"]: one for one in json.loads(files["/feed.json"])["items"]}
    assert not {"date_published", "date_modified"} & items["In the month"].keys()
    assert items["In the year"]["date_modified"] == "2026-03-09T00:00:00Z"
    assert "<loc>https://example.org/base/1895/04/in-the-month/</loc>" in files["/sitemap.xml"]


def test_search_has_the_year_and_the_words_of_the_date() -> None:
    found = {page.address: page for page in searchable_pages(FOUND, config())}
    assert [facet[:3] for facet in found["/1895/about/"].facets if facet.name == "year"] == [("year", "1895", "1895")]
    assert dict(found["/1895/04/in-the-month/"].facts)["date"] == "April 1895"
    assert [facet[1:] for facet in found["/0895/04/01/early/"].facets if facet.name == "year"] == [("0895", "895")]


def test_a_chart_counts_a_year_and_never_makes_up_a_month() -> None:
    months = [Date(1895, month) for month in (1, 2, 3, 4, 5)]
    by_year = chart([*months, Date(1896)])
    assert by_year
    assert [(bar.label, bar.address, bar.count) for bar in by_year.bars] == [
        ("1895", "/1895/", 5),
        ("1896", "/1896/", 1),
    ]
    by_month = chart([*months, Date(1895)])
    assert by_month
    assert (by_month.unit, sum(bar.count for bar in by_month.bars)) == ("month", 5)


@pytest.mark.parametrize("given", ["1895", "1895-04", "1895~"])
def test_convert_takes_what_the_archivist_knows(given: str, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    source = archive.root / "content" / "sources" / "1895.txt"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("1984\n\nThe mill was opened by the town clerk. Nobody spoke of anything else that evening.\n")
    report = convert_all(config(root=archive.root), [source], profile="cleaned", date=given)
    # A title of digits alone would be the name of a month or of a list.
    assert [one.article for one in report.written] == ["content/articles/1895/article-1984.md"]
    front = read_mapping((archive.root / report.written[0].article).read_text(), "x.md")
    assert front.values["date"] == given
    assert report.problems == ()


def test_convert_says_how_to_write_the_date(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        convert_all(config(root=Archive(tmp_path).root), date="Nov. 3, 2015")
    assert caught.value.problems[0].help == "write `--date 2015-11-03`"


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "0001", "9999-12"])
def test_the_ends_of_the_calendar_are_built_without_an_error(text: str, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.edit("articles/2014/harbour.md", "date: 2014-05-02", f"date: {text}")
    archive.build("--no-search")
    assert f"{text[:4]}/index.html" in archive.files()
