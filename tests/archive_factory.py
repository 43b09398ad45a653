"""Small archives made in tests: every field has a value, and a test names only those it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from builder.config import AnnotationType, Config
from builder.dates import Date
from builder.load.articles import address_of
from builder.markdown import reading_text
from builder.model import (
    Anchor,
    Annotation,
    Article,
    ArticleText,
    Entity,
    FreePage,
    Layout,
    Mention,
    NamedEntity,
    Passage,
    Site,
    Topic,
    named_entities,
    opening_of,
)
from builder.problems import Place

ROOT = Path(__file__).parents[1]
TYPES = {
    "context": AnnotationType("context", "Context", "§", "commenting", "What a reader should know beside it."),
    "correction": AnnotationType("correction", "Correction", "✕", "editing", "Something is wrong."),
    "fact-check": AnnotationType("fact-check", "Fact check", "✓", "assessing", "A claim held against the record."),
}


NO_LAYOUT = Layout()


@dataclass(frozen=True)
class WrittenArticle(Article):
    """An article with its text, so that a test need not keep the two together."""

    body: str = ""
    text: str = ""
    layout: Layout = NO_LAYOUT

    def as_text(self) -> ArticleText:
        """The text as `Site.texts` has it."""
        return ArticleText(self.body, self.text, self.layout)


def text_of(one: Article) -> ArticleText:
    """The text of an article that `article` made."""
    assert isinstance(one, WrittenArticle)
    return one.as_text()


def config(**values: Any) -> Config:
    """A site under a base path."""
    given: dict[str, Any] = {
        "root": ROOT,
        "title": "Small Archive",
        "url": "https://example.org/base/",
        "description": "A few articles.",
        "editors": {"archive-desk": "Archive desk"},
        "annotation_types": TYPES,
        "verdicts": {"true": "True"},
        "notice": "A demonstration.",
    }
    return Config(**(given | values))


def article(
    slug: str = "talks", when: date | Date | None = date(2015, 11, 3), body: str = "Some words.", **values: Any
) -> WrittenArticle:
    """A published article; its title is its slug."""
    known = Date.of(when) if isinstance(when, date) else when
    given = WrittenArticle(
        slug=slug,
        address=address_of(slug, known),
        title=slug.replace("-", " ").capitalize(),
        date=known,
        body=body,
        text=reading_text(body),
        place=Place(f"content/articles/{slug}.md"),
        opening=opening_of(reading_text(body)),
        authors=("Archive desk",),
        publisher="Example Wire",
    )
    return replace(given, **values)


def anchor(one: Article, quote: str = "", identifier: str = "note", **values: Any) -> Anchor:
    """An annotation placed on the first place of its quotation; without a place when the article lacks it."""
    annotation = Annotation(
        article=one.slug,
        id=identifier,
        title=identifier.replace("-", " ").capitalize(),
        type="context",
        by="archive-desk",
        date=date(2026, 5, 1),
        comment="A *comment*.",
        place=Place(f"content/annotations/{one.slug}.md", 1 + sum(map(ord, identifier))),
        quote=quote,
    )
    annotation = replace(annotation, **values)
    if not quote:
        return Anchor(annotation, None, "whole")
    start = text_of(one).text.find(quote)
    return (
        Anchor(annotation, Passage(start, start + len(quote)), "exact")
        if start >= 0
        else Anchor(annotation, None, "not-found")
    )


def entity(identifier: str, name: str = "", **values: Any) -> Entity:
    """A person, unless the test says otherwise; its dates may be given as they are written."""
    if "dates" in values:
        values["dates"] = tuple((key, Date.parse(date)) for key, date in values["dates"])
    given = Entity(
        id=identifier,
        name=name or identifier.capitalize(),
        kind="person",
        place=Place(f"content/entities/{identifier}.md"),
    )
    return replace(given, **values)


def topic(slug: str, **values: Any) -> Topic:
    """A topic whose title is its slug."""
    return replace(Topic(slug=slug, title=slug.capitalize(), place=Place(f"content/topics/{slug}.md")), **values)


def mentions(one: Article, **names: str) -> tuple[Mention, ...]:
    """A mention of an entity wherever its name stands; the first is linked."""
    found = []
    for identifier, name in names.items():
        start = text_of(one).text.find(name)
        linked = True
        while start >= 0:
            found.append(Mention(identifier.replace("_", "-"), Passage(start, start + len(name)), "name", linked))
            start, linked = text_of(one).text.find(name, start + 1), False
    return tuple(sorted(found, key=lambda mention: mention.passage))


def site(
    *articles: Article,
    entities: Iterable[Entity] = (),
    topics: Iterable[Topic] = (),
    pages: Iterable[FreePage] = (),
    anchors: Iterable[Anchor] = (),
    mentions: Mapping[str, tuple[Mention, ...]] | None = None,
    **values: Any,
) -> Site:
    """All of it side by side, sorted as the builder sorts it."""
    placed: dict[str, tuple[Anchor, ...]] = {}
    for one in anchors:
        placed[one.annotation.article] = (*placed.get(one.annotation.article, ()), one)
    given = Site(
        articles=tuple(sorted(articles, key=lambda one: (one.date.order if one.date else (), one.slug))),
        entities={one.id: one for one in entities},
        topics={one.slug: one for one in topics},
        pages=tuple(pages),
        anchors=placed,
        texts={one.slug: text_of(one)._replace(mentions=(mentions or {}).get(one.slug, ())) for one in articles},
    )
    found = replace(given, **values)
    return replace(
        found,
        named_entities=_named(found),
        entities_in_annotations=dict(_named_in_notes(found)) | dict(found.entities_in_annotations),
    )


def _named(given: Site) -> dict[str, tuple[NamedEntity, ...]]:
    return {slug: named_entities(one.text, one.mentions) for slug, one in given.texts.items()}


def _named_in_notes(given: Site) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Those in the words that a note is about."""
    for slug, anchors in given.anchors.items():
        for start, end, place in ((*one.passage, one.annotation.place) for one in anchors if one.passage):
            found = given.texts[slug].mentions
            inside = {one.entity for one in found if one.passage.start < end and start < one.passage.end}
            yield place, tuple(sorted(inside))


def small_site() -> Site:
    """Something of every kind: overlapping notes, an undated article, sub-topics, a redirect, two languages."""
    body = (
        "DAMASCUS – Moscow *offered* to host talks. Nobel met Lovelace in Geneva.\n\n"
        "## What follows\n\nThe talks [begin](https://example.org/x) in January & end late. Lovelace stays.\n\n"
        "| day | place |\n| --- | --- |\n| 3 | Geneva |\n\n```python\nprint('<b>')\n```\n"
    )
    first = article(
        "first-talks",
        date(2015, 11, 3),
        body,
        topics=("peace",),
        summary="Talks are offered.",
        aliases=("/old/talks/",),
    )
    second = article("second-talks", date(2016, 2, 1), "Lovelace returned to Geneva.", topics=("peace", "unwritten"))
    third = article("letter", None, "رسالة", language="ar", topics=("diplomacy",))
    anchors = [
        anchor(first, "offered to host talks. Nobel met", "overlap-one", type="correction"),
        anchor(first, "Nobel met Lovelace", "overlap-two", type="fact-check", verdict="true"),
        anchor(first, "stays", "at-the-end"),
        anchor(first, "", "on-the-whole"),
        anchor(first, "words that are not there", "lost"),
    ]
    return site(
        first,
        second,
        third,
        entities=[
            entity(
                "lovelace",
                "Ada Lovelace",
                wikidata="Q7259",
                aliases=("Lovelace",),
                related=("nobel",),
                dates=(("born", "1815"),),
            ),
            entity("nobel", "Alfred Nobel"),
            entity("geneva", "Geneva", kind="place", coordinates=(46.2, 6.1), same_as=("https://example.org/geneva",)),
        ],
        topics=[
            topic("diplomacy", summary="Words between states."),
            topic("peace", parent="diplomacy", body="About *peace*.", cover=("first-talks",)),
        ],
        pages=[
            FreePage("about", "/about/", "About", Place("content/pages/about.md"), "About it.", 1, "## Why\n\nBecause.")
        ],
        anchors=anchors,
        mentions={
            "first-talks": mentions(first, lovelace="Lovelace", nobel="Nobel", geneva="Geneva"),
            "second-talks": mentions(second, lovelace="Lovelace", geneva="Geneva"),
        },
    )
