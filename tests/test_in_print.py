"""What a printed paper says of an article: shown, cited and searched, with an image of the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rispy
from pybtex.database import parse_string

from builder.dates import Date
from builder.load.articles import load_article, load_head
from builder.model import InPrint
from builder.pages import plan, searchable_pages
from builder.render import Renderer
from tests.archive_factory import ROOT, article, config, site
from tests.test_pipeline import Archive

PRINTED = InPrint(
    "Shipping <news>", "Evening edition", "3-4", "Leeds", "2", "1895/page 3.png", "OCR, not corrected & not checked"
)
ONE = article("talks", Date(1895, 4, 12), in_print=PRINTED)
PLAIN = article("plain", Date(1895, 4, 13))
TEXT = """---
title: Talks
section: Shipping news
edition: Evening edition
page: A1
column: 2
place: Leeds
facsimile: 1895/page.png
text_quality: OCR, not corrected
---
Words.
"""


def files_of(theme: str = "classic") -> dict[str, str]:
    renderer = Renderer(ROOT / "themes" / theme, config(theme=theme))
    return {
        page.address: renderer.render(page).content.decode()
        for page in plan(site(ONE, PLAIN), config())
        if page.address.startswith("/1895/04/1")
    }


def test_front_matter_takes_what_the_paper_says() -> None:
    loaded = load_article(load_head("content/articles/talks.md", TEXT), {}, "en")
    assert loaded.article.in_print == InPrint(
        "Shipping news", "Evening edition", "A1", "Leeds", "2", "1895/page.png", "OCR, not corrected"
    )


@pytest.mark.parametrize(
    ("value", "code"),
    [("../secret.png", "F012"), ("/etc/a.png", "F012"), ("a\\b.png", "F012"), ("page.tif", "F008"), ("page", "F008")],
)
def test_a_facsimile_is_an_image_in_the_assets(value: str, code: str) -> None:
    head = load_head("content/articles/talks.md", TEXT.replace("1895/page.png", value))
    assert [(problem.code, problem.place.line) for problem in head.problems] == [(code, 8)]
    assert not load_article(head, {}, "en").article.in_print.facsimile


@pytest.mark.parametrize("theme", ["classic", "plain"])
def test_the_page_shows_them_and_the_image(theme: str) -> None:
    files = files_of(theme)
    page = files["/1895/04/12/talks/"]
    assert "Evening edition, Shipping &lt;news&gt;, page 3-4, column 2" in page
    assert 'src="../../../../assets/1895/page%203.png"' in page
    assert "OCR, not corrected &amp; not checked" in page
    assert "Leeds" in page
    assert "facsimile" not in files["/1895/04/13/plain/"]
    assert "column" not in files["/1895/04/13/plain/"]


def test_citations_have_the_fields_that_reference_managers_read() -> None:
    files = files_of()
    entry = parse_string(files["/1895/04/12/talks/cite.bib"], "bibtex").entries["talks"].fields
    assert [entry[name] for name in ("address", "edition", "pages", "note")] == [
        "Leeds", "Evening edition", "3--4", "Column 2",
    ]  # fmt: skip
    (record,) = rispy.loads(files["/1895/04/12/talks/cite.ris"])
    assert [record[name] for name in ("place_published", "edition", "section", "start_page", "end_page")] == [
        "Leeds", "Evening edition", "Shipping <news>", "3", "4",
    ]  # fmt: skip
    (item,) = json.loads(files["/1895/04/12/talks/cite.json"])
    assert [item[name] for name in ("publisher-place", "edition", "section", "page", "note")] == [
        "Leeds", "Evening edition", "Shipping <news>", "3-4", "Column 2",
    ]  # fmt: skip
    assert not {"page", "section"} & json.loads(files["/1895/04/13/plain/cite.json"])[0].keys()


def test_json_ld_has_the_properties_of_schema_org() -> None:
    files = files_of()
    data: dict[str, Any] = json.loads(files["/1895/04/12/talks/article.json"])
    properties = ("printEdition", "printSection", "articleSection", "printPage", "printColumn", "creativeWorkStatus")
    assert [data[name] for name in properties] == [
        "Evening edition", "Shipping <news>", "Shipping <news>", "3-4", "2", "OCR, not corrected & not checked",
    ]  # fmt: skip
    assert data["associatedMedia"]["contentUrl"] == "https://example.org/base/assets/1895/page%203.png"
    assert data["locationCreated"] == {"@type": "Place", "name": "Leeds"}
    assert "printPage" not in json.loads(files["/1895/04/13/plain/article.json"])


def test_search_filters_by_section_and_edition() -> None:
    (found, other) = searchable_pages(site(ONE, PLAIN), config())
    values = {facet.name: facet.words for facet in found.facets}
    assert (values["section"], values["edition"]) == ("Shipping <news>", "Evening edition")
    assert "section" not in {facet.name for facet in other.facets}
    page = next(page for page in plan(site(ONE), config(search="new")) if page.address == "/search/")
    assert {"section", "edition"} <= {facet.name for facet in page.view.facets}
    page = next(page for page in plan(site(PLAIN), config(search="new")) if page.address == "/search/")
    assert not {"section", "edition"} & {facet.name for facet in page.view.facets}


def test_a_bibliography_is_made_again_when_a_page_number_changes() -> None:
    def key(printed: InPrint) -> object:
        one = article("talks", Date(1895, 4, 12), in_print=printed)
        return next(page.cache_key for page in plan(site(one), config()) if page.address.endswith("cite.ris"))

    assert key(InPrint(page="3")) != key(InPrint(page="4"))
    assert key(InPrint(page="3")) == key(InPrint(page="3"))


def test_a_missing_facsimile_stops_and_a_present_one_is_published(tmp_path: Any) -> None:
    archive = Archive(tmp_path)
    archive.edit("articles/2014/harbour.md", "title:", "facsimile: scans/page.svg\ntitle:")
    done = archive.run("build", "--no-search", "--output", str(archive.out))
    assert (done.returncode, "L401: `facsimile`: there is no file content/assets/scans/page.svg" in done.stderr) == (
        1,
        True,
    )
    scan = archive.root / "content" / "assets" / "scans" / "page.svg"
    scan.parent.mkdir(parents=True)
    scan.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    archive.build("--no-search")
    assert "assets/scans/page.svg" in archive.files()
