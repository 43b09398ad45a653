"""Files of content/ become articles, entities, topics."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builder.files import text_sha256
from builder.load import article_paths, missing_article
from builder.load.articles import load_article, load_head
from builder.load.entities import load_entity, load_entity_list
from builder.load.links import MarkdownText, text_links
from builder.load.topics import load_page, load_topic
from builder.model import Article, ArticleText
from builder.problems import ContentError, Place

PATH = "content/articles/2015/talks.md"


def load(front: str, body: str = "The talks opened.") -> tuple[Article, ArticleText]:
    return load_article(load_head(PATH, f"---\n{front}\n---\n\n{body}\n"), {}, "en")


def article(front: str, body: str = "The talks opened.") -> Article:
    return load(front, body)[0]


def codes(front: str, path: str = PATH) -> list[str]:
    with pytest.raises(ContentError) as raised:
        load_head(path, f"---\n{front}\n---\n\nText.\n")
    return [problem.code for problem in raised.value.problems]


def test_an_article_needs_no_more_than_a_title() -> None:
    read, text = load("title: Talks")
    assert (read.slug, read.address, read.date, text.text, read.language) == (
        "talks",
        "/undated/talks/",
        None,
        "The talks opened.",
        "en",
    )
    assert (read.place, text.body_line, read.verbatim) == (Place(PATH), 5, None)


def test_dates_are_days_or_times_with_their_zone() -> None:
    assert article("title: x\ndate: 2015-11-03").address == "/2015/11/03/talks/"
    assert article("title: x\ndate: 2015-11-03").day == date(2015, 11, 3)
    read = article("title: x\ndate: 2016-02-26T22:00:00Z")
    assert read.date == datetime(2016, 2, 26, 22, tzinfo=UTC)
    # The day stays the one that was written, whatever the zone of the machine.
    assert article("title: x\ndate: 2016-02-27T00:00:00+02:00").address == "/2016/02/27/talks/"


@pytest.mark.parametrize(
    "when",
    ["2015-02-30", "2015-11-03T10:00:00", "2015-W03", "20151103", "yesterday", "0000-01-01", "2015-11-03T25:00:00Z"],
)
def test_other_dates_are_problems(when: str) -> None:
    assert codes(f"title: x\ndate: {when}") == ["F008"]


def test_all_problems_of_a_file_are_reported_at_once() -> None:
    front = (
        "titel: x\ndate: 2015-02-30\ntopics: [A B]\nsource: {url: 'javascript:x', file: /etc/passwd}\naliases: [../x]"
    )
    assert codes(front) == ["F007", "F008", "F009"]
    assert codes(front.replace("titel", "title").replace("[A B]", "[a]")) == [
        "F008",
        "F008",
        "F012",
        "F009",
        "F009",
        "F013",
    ]


def test_a_file_name_that_cannot_be_an_address_is_a_problem() -> None:
    assert codes("title: x", "content/articles/2015/Big Talks.md") == ["F013"]


def test_the_words_are_compared_with_the_capture() -> None:
    digest = text_sha256("Talks", "The talks opened.")
    assert article(f"title: Talks\nsource: {{text_sha256: {digest}}}").verbatim is True
    with pytest.raises(ContentError) as raised:
        article(f"title: Talks\nsource: {{text_sha256: {digest}}}", "The talks closed.")
    assert [problem.code for problem in raised.value.problems] == ["C505"]
    edited = article(f"title: Talks\nedited: Fixed a typo.\nsource: {{text_sha256: {digest}}}", "The talks closed.")
    assert edited.verbatim is False


def test_rejected_markdown_is_a_problem_on_its_line() -> None:
    with pytest.raises(ContentError) as raised:
        article("title: x", "Fine.\n\n" + ">" * 40)
    assert raised.value.problems[0].place == Place(PATH, 7)


def test_an_entity_is_a_file_or_a_line_in_a_list() -> None:
    entity = load_entity(
        "content/entities/aleppo.md",
        "---\nname: Aleppo\nkind: place\ncoordinates: [36.2, 37.16]\nnot: [Aleppo pepper]\n---\nA city.\n",
    )
    assert (entity.id, entity.coordinates, entity.not_, entity.body, entity.body_line) == (
        "aleppo",
        (36.2, 37.16),
        ("Aleppo pepper",),
        "A city.",
        7,
    )
    entities, problems = load_entity_list(
        "e.yaml",
        "- {id: a, name: A, kind: person, born: 1965-09}\n- {id: b, name: B, kind: persn}\n- {name: C, kind: place}\n",
    )
    assert [one.id for one in entities] == ["a"]
    assert entities[0].dates == (("born", "1965-09"),)
    assert [(problem.code, problem.place.line) for problem in problems] == [("F008", 2), ("F009", 3)]


def test_an_entity_outside_the_globe_or_with_a_bad_address_is_a_problem() -> None:
    with pytest.raises(ContentError) as raised:
        load_entity(
            "content/entities/x.md",
            "---\nname: X\nkind: place\ncoordinates: [100, 0]\nsame_as: ['javascript:x']\nborn: 1965-13\n---\n",
        )
    assert [problem.code for problem in raised.value.problems] == ["F008", "F008", "F008"]


def test_topics_and_pages_are_read() -> None:
    topic = load_topic(
        "content/topics/peace-talks.md",
        "---\ntitle: Peace talks\nparent: diplomacy\nmedtop: medtop:20000073\n---\nText.\n",
    )
    assert (topic.slug, topic.parent, topic.medtop, topic.body) == (
        "peace-talks",
        "diplomacy",
        "medtop:20000073",
        "Text.",
    )
    page = load_page("content/pages/about.md", "---\ntitle: About\norder: 2\n---\nText.\n")
    assert (page.address, page.order) == ("/about/", 2)


def test_the_links_of_a_text_are_found_with_their_lines() -> None:
    read, text = load("title: x", "One.\n\nA [link](../a.md) and [[kofi-annan]].\n\n[bad](javascript:x)\n\n## Part\n")
    uses = text_links(MarkdownText(read.place, text.body_line, text.body, text.layout))
    assert uses.hrefs == (("../a.md", 7),)
    assert uses.crosslinks == (("kofi-annan", 7),)
    assert uses.refused == (("javascript:x", 9),)
    assert uses.anchors == ("part",)


def test_annotations_belong_to_the_article_of_the_same_path() -> None:
    assert PATH in article_paths("content/annotations/2015/talks.md")
    assert PATH in article_paths("content/annotations/2015/talks/2026-01-01-note.md")
    problem = missing_article("content/annotations/talks.md", [PATH])
    assert problem.help == "move it to content/annotations/2015/talks.md"
