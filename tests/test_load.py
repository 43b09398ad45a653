"""Files of content/ become articles, entities, topics."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builder.dates import Date
from builder.files import text_sha256
from builder.load import article_paths, missing_article
from builder.load.articles import load_article, load_head
from builder.load.entities import load_entity, load_entity_list
from builder.load.links import MarkdownText, text_links
from builder.load.topics import load_page, load_topic
from builder.model import Article, ArticleText, Withdrawal
from builder.problems import ContentError, Place

PATH = "content/articles/2015/talks.md"


def load(front: str, body: str = "The talks opened.") -> tuple[Article, ArticleText]:
    read = load_article(load_head(PATH, f"---\n{front}\n---\n\n{body}\n"), {}, "en")
    if read.problems:
        raise ContentError(*read.problems)
    return read.article, read.text


def article(front: str, body: str = "The talks opened.") -> Article:
    return load(front, body)[0]


def codes(front: str, path: str = PATH) -> list[str]:
    return [problem.code for problem in load_head(path, f"---\n{front}\n---\n\nText.\n").problems]


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
    assert article("title: x\ndate: 2015-11-03").day == Date(2015, 11, 3)
    read = article("title: x\ndate: 2016-02-26T22:00:00Z")
    assert read.date == Date.of(datetime(2016, 2, 26, 22, tzinfo=UTC))
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
    assert codes(front) == ["F007", "F008", "F009", "F008", "F008", "F012", "F009", "F009", "F013"]
    assert codes(front.replace("titel", "title").replace("[A B]", "[a]")) == [
        "F008",
        "F008",
        "F012",
        "F009",
        "F009",
        "F013",
    ]


def test_an_article_without_readable_front_matter_still_has_its_text() -> None:
    for front, code in (("title: [x", "F006"), ("title: &a x", "F011"), ("- title", "F008")):
        head = load_head(PATH, f"---\n{front}\n---\n\nThe talks opened.\n")
        assert [problem.code for problem in head.problems] == [code]
        assert (head.front.body, head.front.body_line, head.keys.title) == ("The talks opened.", 5, "")
    assert load_head(PATH, "The talks opened.\n").front.body == "The talks opened."


def test_a_capture_that_cannot_be_compared_is_not_read() -> None:
    digest = "a" * 64
    head = load_head(PATH, f"---\ntitle: x\nsource: {{file: ../x, sha256: {digest}, text_sha256: {digest}}}\n---\nx\n")
    assert load_article(head, {}, "en").article.source.file == ""


def test_the_limit_of_a_list_or_text_is_said() -> None:
    topics = ", ".join(f"a{number}" for number in range(70))
    (problem,) = load_head(PATH, f"---\ntitle: x\ntopics: [{topics}]\n---\nx\n").problems
    assert (problem.message, problem.help) == ("`topics` has 70 items; at most 64 are allowed", "remove some of them")
    (problem,) = load_head(PATH, f"---\ntitle: {'x' * 600}\n---\nx\n").problems
    assert (problem.message, problem.help) == ("`title` has 600 characters; at most 500 are allowed", "shorten it")
    problems = load_head(PATH, f"---\ntitle: x\ntopics: [A B, fine, {'x' * 81}]\n---\nx\n").problems
    assert [one.message for one in problems] == [
        "`topics` cannot be 'A B'", "an item of `topics` has 81 characters; at most 80 are allowed",
    ]  # fmt: skip
    assert problems[0].help == "write lower-case letters, digits and hyphens"


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


def test_of_what_is_withdrawn_titles_and_names_may_be_deleted() -> None:
    line = "withdrawn: {date: 2026-12-01, reason: A court ordered it.}"
    expected = Withdrawal(date(2026, 12, 1), "A court ordered it.")
    assert article(f"date: 2015-11-03\n{line}", "").withdrawn == expected
    assert load_topic("content/topics/peace.md", f"---\n{line}\n---\n").withdrawn == expected
    assert load_entity("content/entities/ada.md", f"---\n{line}\n---\n").withdrawn == expected
    (listed,), problems = load_entity_list("content/entities/all.yaml", f"- id: ada\n  {line}\n")
    assert (listed.withdrawn, problems) == (expected, ())


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("withdrawn:", "F009"),
        ("withdrawn: true", "F008"),
        ("withdrawn: {date: 2026-12-01}", "F009"),
        ("withdrawn: {date: soon, reason: x}", "F008"),
        ("withdrawn: {date: 2026-12-01, reason: ''}", "F008"),
        ("withdraw: {date: 2026-12-01, reason: x}", "F007"),
        ("access: summary", "F008"),
        ("robots: nofollow", "F008"),
    ],
)
def test_nothing_is_published_that_an_editor_tried_to_take_back(line: str, code: str) -> None:
    assert codes(f"title: x\n{line}") == [code]
    if code != "F008" or "withdrawn" in line:
        with pytest.raises(ContentError):
            load_topic("content/topics/peace.md", f"---\ntitle: x\n{line}\n---\n")
        with pytest.raises(ContentError):
            load_entity("content/entities/ada.md", f"---\nname: x\nkind: person\n{line}\n---\n")
        assert load_entity_list("content/entities/all.yaml", f"- id: ada\n  name: x\n  kind: person\n  {line}\n")[1]


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
    assert entities[0].dates == (("born", Date(1965, 9)),)
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
