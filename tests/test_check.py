"""Problems that are visible only in the whole site."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builder.check.articles import check_articles
from builder.check.links import LinkTargets, resolve_links
from builder.model import ArticleText, TextLinks
from builder.problems import Place
from tests.archive_factory import article, site, topic

TARGETS = LinkTargets(
    by_path={
        "content/articles/2012/geneva.md": "/2012/06/30/geneva/",
        "content/topics/talks.md": "/topics/talks/",
        "content/assets/map of a.svg": "/assets/map of a.svg",
    },
    by_name={"kofi-annan": "/entities/kofi-annan/", "geneva": "/2012/06/30/geneva/"},
    addresses=frozenset({"/", "/topics/", "/topics/talks/", "/2012/06/30/geneva/"}),
    anchors={"/2012/06/30/geneva/": frozenset({"the-text"})},
    former={"/old/genf.html": "/2012/06/30/geneva/", "/blog/café/": "/2012/06/30/geneva/"},
)
PLACE = Place("content/articles/2015/moscow.md")


def followed(*hrefs: str, crosslinks: tuple[str, ...] = ()) -> tuple[dict[str, str], list[str]]:
    uses = TextLinks(PLACE, tuple((href, 9) for href in hrefs), tuple((name, 9) for name in crosslinks), (), ("own",))
    links, problems = resolve_links([uses], TARGETS)
    return dict(links.get(PLACE, ())), [f"{problem.code} {problem.help}" for problem in problems]


def test_links_to_former_addresses_lead_to_the_page_that_had_them() -> None:
    hrefs = ("/old/genf.html", "/old/genf?page=2#the-text", "/blog/caf%C3%A9", "/blog/caf%c3%a9/index.html")
    links, problems = followed(*hrefs)
    assert links == {href: f"/2012/06/30/geneva/{'#the-text' if '#' in href else ''}" for href in hrefs}
    assert problems == []


def test_links_between_files_lead_to_their_pages() -> None:
    hrefs = (
        "../2012/geneva.md",
        "../2012/geneva.md#the-text",
        "../2012/geneva.md#note-one",
        "../../topics/talks.md",
        "/topics/talks/",
        "/topics",
        "../../assets/map%20of%20a.svg",
        "#own",
    )
    links, problems = followed(*hrefs)
    assert problems == []
    assert links["../2012/geneva.md#the-text"] == "/2012/06/30/geneva/#the-text"
    assert links["/topics"] == "/topics/"
    assert links["../../assets/map%20of%20a.svg"] == "/assets/map of a.svg"


def test_links_to_other_sites_are_not_checked() -> None:
    assert followed("https://example.org/x", "mailto:desk@example.org") == ({}, [])


def test_a_broken_link_suggests_a_similar_one() -> None:
    assert followed("geneva.md")[1] == ["L401 did you mean ../2012/geneva.md?"]
    assert followed("../2012/genevaa.md")[1] == ["L401 did you mean 'geneva.md'?"]
    assert followed("../2012/geneva.md#the-txt")[1] == ["L402 did you mean 'the-text'?"]
    assert followed("#owm")[1] == ["L402 did you mean 'own'?"]


def test_a_link_without_its_beginning_is_told_which_one() -> None:
    hints = {
        "desk@example.org": "L401 did you mean mailto:desk@example.org?",
        "www.example.org/a": "L401 did you mean https://www.example.org/a?",
        "news.example.com": "L401 did you mean https://news.example.com?",
        "example.org/a.html?b=1": "L401 did you mean https://example.org/a.html?b=1?",
        "example.organic.md": "L401 link to a file in content/, such as ../topics/name.md",
    }
    assert followed(*hints)[1] == [*hints.values()]


@pytest.mark.parametrize(
    ("path", "strict", "severity"),
    [
        ("content/articles/2015/moscow.md", False, "warning"),
        ("content/articles/2015/moscow.md", True, "error"),
        ("content/annotations/2015/moscow.md", False, "error"),
        ("content/topics/talks.md", False, "error"),
    ],
)
def test_a_dead_link_in_an_archived_text_is_a_warning_unless_strict(path: str, *, strict: bool, severity: str) -> None:
    uses = TextLinks(Place(path), (("/nowhere/", 9), ("#nothing", 9)), (), (), ())
    links, problems = resolve_links([uses], TARGETS, strict=strict)
    assert links == {}
    assert [(one.code, one.severity) for one in problems] == [("L401", severity), ("L402", severity)]


def test_what_a_file_with_errors_would_have_is_not_called_missing() -> None:
    targets = replace(TARGETS, invalid_paths=frozenset({"content/articles/2015/quay.md", "content/entities/ada.md"}))
    uses = TextLinks(PLACE, (("/2015/11/03/quay/", 9), ("quay.md", 9)), (("ada", 9), ("quay", 9)), (), ())
    assert resolve_links([uses], targets)[1] == []


def test_cross_links_name_an_entity_or_an_article() -> None:
    links, problems = followed(crosslinks=("kofi-annan", "geneva", "kofi-anan"))
    assert links == {"[[kofi-annan]]": "/entities/kofi-annan/", "[[geneva]]": "/2012/06/30/geneva/"}
    assert problems == ["E201 did you mean 'kofi-annan'?"]


class NoTexts(dict[str, ArticleText]):
    """Texts that must not be loaded."""

    def __getitem__(self, slug: str) -> ArticleText:
        raise AssertionError(f"the words of {slug} were loaded")


def test_the_place_of_an_unknown_topic_needs_no_words_of_the_article() -> None:
    one = article("talks", topics=("peace", "unwritten"))
    given = site(one, topics=[topic("peace")], named_at={"talks": ((4, 10), (4, 17))})
    (problem,) = check_articles(replace(given, texts=NoTexts()))
    assert (problem.code, problem.place) == ("T301", Place("content/articles/talks.md", 4, 17))
