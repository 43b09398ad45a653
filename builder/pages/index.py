"""Index: what pages need to know of the whole archive, computed once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from builder.cache import fingerprint
from builder.config import Config
from builder.dates import Date, is_after
from builder.model import EXCERPT_DIGEST_BYTES, Anchor, Annotation, Article, ArticleText, Prose, Site, Topic, Variant
from builder.pages.ambiguous_names import AmbiguousName, ambiguous_names
from builder.pages.public import public_site
from builder.problems import Place
from builder.topic_tree import title_of, with_ancestors

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class EntityUse:
    """An article that mentions an entity."""

    article: Article
    variants: tuple[Variant, ...]
    """The forms of the name in the article; empty if the article is about the entity without a mention."""
    about: bool = False
    """Whether the editors mark the article as about the entity."""

    @property
    def count(self) -> int:
        """Number of mentions."""
        return sum(variant.count for variant in self.variants)


@dataclass(frozen=True)
class PlacedAnnotation:
    """An annotation with its anchor, and its article."""

    article: Article
    anchor: Anchor

    @property
    def annotation(self) -> Annotation:
        """The annotation itself."""
        return self.anchor.annotation


Forms = dict[str, dict[str, tuple[Variant, ...]]]
"""By slug and id of the entity: the forms of the name in the article."""
Neighbours = tuple[Article | None, Article | None]
"""The article before another in time, and the one after it."""


@dataclass(frozen=True)
class Index:
    """The site by month, topic and entity. All lists of articles are newest first."""

    site: Site = field(repr=False)
    config: Config = field(repr=False)
    articles: Mapping[str, Article] = field(repr=False)
    """By slug."""
    newest: tuple[Article, ...] = field(repr=False)
    """Undated articles last."""
    undated: tuple[Article, ...] = field(repr=False)
    by_year: Mapping[int, tuple[Article, ...]] = field(repr=False)
    """Newest year first."""
    by_month: Mapping[tuple[int, int], tuple[Article, ...]] = field(repr=False)
    """Newest month first, without articles of which only the year is known."""
    topics: Mapping[str, Topic] = field(repr=False)
    """Including those that articles name but that have no file."""
    subtopics: Mapping[str, tuple[str, ...]] = field(repr=False)
    by_topic: Mapping[str, tuple[Article, ...]] = field(repr=False)
    """Including the articles of subtopics."""
    by_entity: Mapping[str, tuple[EntityUse, ...]] = field(repr=False)
    named_in: Mapping[str, tuple[str, ...]] = field(repr=False)
    """By slug: ids of the entities that the article mentions, in the order of first mention."""
    position: Mapping[str, int] = field(repr=False)
    """By slug: position in `newest`."""
    ambiguous_names: Mapping[str, AmbiguousName] = field(repr=False)
    """By slug of the name."""
    ambiguous_names_of: Mapping[str, tuple[AmbiguousName, ...]] = field(repr=False)
    """By entity: the names that it shares with others."""
    same_name: Mapping[str, tuple[str, ...]] = field(repr=False)
    """By name: ids of the entities."""
    annotations: tuple[PlacedAnnotation, ...] = field(repr=False)
    """Newest first."""
    annotations_on: Mapping[str, tuple[PlacedAnnotation, ...]] = field(repr=False)
    """By entity: annotations on a passage that mentions it, or that mention it themselves; newest first."""
    backlinks: Mapping[tuple[str, str], tuple[PlacedAnnotation, ...]] = field(repr=False)
    """By slug and id of an annotation: the annotations whose `see` names it, newest first."""
    neighbours: Mapping[tuple[str, str], Neighbours] = field(repr=False)
    """By topic and slug."""
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    """Results that a page kind caches between pages, by a key of its own."""
    cards: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """By slug: article cards, made on first use."""
    newest_annotation_date: dt.date = dt.date.min
    """Of all annotations and their updates up to the day of the build."""
    future: tuple[str, ...] = ()
    """What is dated after the day of the build, nearly always nothing: every page depends on it."""
    entity_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Fingerprint, by id, of the whole entity."""
    entity_card_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Fingerprint, by id, of the fields shown on article pages."""

    def once(self, make: Callable[[Index], Value]) -> Value:
        """What the function makes of the index; it is called once, for all pages."""
        if make not in self.memo:
            self.memo[make] = make(self)
        found: Value = self.memo[make]
        return found

    def full_url(self, address: str) -> str:
        """The address with the site's URL before it."""
        return self.config.url.rstrip("/") + address

    def is_future(self, date: Date | dt.date | None) -> bool:
        """Whether it is later than the day of the build: mistyped, or not yet reached."""
        return bool(self.future) and date is not None and is_after(date, self.site.day)

    def latest(self, newest_first: Iterable[Article], count: int) -> tuple[Article, ...]:
        """The first of these articles, without those dated in the future."""
        return tuple(islice((one for one in newest_first if not self.is_future(one.date)), count))

    def latest_annotations(self, newest_first: Iterable[PlacedAnnotation], count: int) -> tuple[PlacedAnnotation, ...]:
        """The first of these annotations, without those dated in the future."""
        return tuple(islice((one for one in newest_first if not self.is_future(one.annotation.date)), count))

    def past_dates(self, newest_first: Iterable[Article]) -> list[Date]:
        """The dates of these articles, newest first, without those in the future."""
        return [one.date for one in newest_first if one.date and not self.is_future(one.date)]

    def prose(self, body: str, place: Place, *, prefix: str = "", top: int = 2) -> Prose:
        """The Markdown text at `place` with its resolved links, ready to render."""
        return Prose(body, (), self.site.links.get(place, ()), self.site.titles.get(place, ()), prefix, top)

    def seen_from(self, placed: PlacedAnnotation) -> Iterator[PlacedAnnotation]:
        """The annotations that its `see` names; unknown ones, which are reported elsewhere, are left out."""
        for slug, identifier in see_targets(placed):
            anchors = self.site.anchors.get(slug, ()) if slug in self.articles else ()
            yield from (
                PlacedAnnotation(self.articles[slug], one) for one in anchors if one.annotation.id == identifier
            )

    def text_of(self, article: Article) -> ArticleText:
        """The text of the article, loaded when it is needed."""
        return self.site.texts[article.slug]

    def passage_of(self, article: Article, anchor: Anchor) -> str:
        """The annotated passage; its first words where the text is not published; empty without one."""
        if anchor.passage:
            return self.text_of(article).text[slice(*anchor.passage)]
        return anchor.annotation.quote if article.access == "metadata" and anchor.placed else ""

    def digest_of(self, article: Article) -> str:
        """Fingerprint of the article, its mentions and its annotations."""
        site, slug = self.site, article.slug
        notes = site.anchors.get(slug, ()), site.withdrawn_notes.get(slug, ())
        return site.digests.get(slug) or fingerprint(self.text_digest_of(article), notes)

    def text_digest_of(self, article: Article) -> str:
        """Fingerprint of the article's text and entity mentions, excluding annotations."""
        site, slug = self.site, article.slug
        return site.text_digests.get(slug) or fingerprint(article, self.text_of(article))

    def excerpt_digest_of(self, article: Article, entity: str) -> bytes | str:
        """Fingerprint of the article's sentences that pages of the entity show."""
        quoted = self.site.excerpt_digests.get(article.slug)
        if quoted is None:
            return self.text_digest_of(article)
        named = self.named_in[article.slug]
        return quoted[named.index(entity) * EXCERPT_DIGEST_BYTES :][:EXCERPT_DIGEST_BYTES] if entity in named else b""

    def metadata_digest_of(self, slug: str) -> str:
        """Fingerprint of what other pages may show of the article."""
        return self.site.metadata_digests.get(slug) or self.digest_of(self.articles[slug])


def index_of(site: Site, config: Config) -> Index:
    """The index of the site; nothing else reads every article for the pages of another one."""
    site = public_site(site, config)
    newest = _newest_first(site.articles)
    topics = _all_topics(site)
    by_topic = _by_topic(newest, topics)
    named = _named_entities(site)
    shared = ambiguous_names(site, newest)
    annotations = _annotations(site)
    entities = site.entities.values()
    return Index(
        site=site,
        config=config,
        articles={one.slug: one for one in site.articles},
        newest=newest,
        undated=tuple(one for one in newest if not one.date),
        by_year=_grouped((one.date.year, one) for one in newest if one.date),
        by_month=_by_month(newest),
        topics=topics,
        subtopics=_subtopics(topics),
        by_topic=by_topic,
        neighbours=_neighbours(by_topic),
        by_entity=_grouped(_entity_uses(newest, named, site)),
        named_in={slug: tuple(forms) for slug, forms in named.items()},
        position={one.slug: number for number, one in enumerate(newest)},
        ambiguous_names=shared,
        ambiguous_names_of=_grouped((entity, name) for name in shared.values() for entity in name.candidates),
        same_name=_grouped((entity.name, entity.id) for entity in entities),
        annotations=annotations,
        annotations_on=_annotations_on(annotations, site),
        backlinks=_grouped((target, placed) for placed in annotations for target in see_targets(placed)),
        newest_annotation_date=_newest_date(annotations, site.day),
        future=tuple(_future(site)),
        entity_digests={one.id: fingerprint(one) for one in entities},
        entity_card_digests={one.id: fingerprint(one.name, one.kind, one.wikidata, one.same_as) for one in entities},
    )


def see_targets(placed: PlacedAnnotation) -> Iterator[tuple[str, str]]:
    """Slug and id of each annotation named in `see`; these may not exist."""
    for target in placed.annotation.see:
        slug, _, identifier = target.rpartition("#")
        yield slug or placed.article.slug, identifier


def _newest_first(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Undated articles last."""
    newest = articles[::-1]
    return (*(one for one in newest if one.date), *(one for one in newest if not one.date))


def _all_topics(site: Site) -> dict[str, Topic]:
    """The topics by slug, sorted, including those that only articles name."""
    missing = {slug for one in site.articles for slug in one.topics} - site.topics.keys()
    made = {slug: Topic(slug, title_of(slug, {}), Place(f"content/topics/{slug}.md")) for slug in missing}
    return dict(sorted({**made, **site.topics}.items()))


def _by_topic(newest: Iterable[Article], topics: Mapping[str, Topic]) -> dict[str, tuple[Article, ...]]:
    above = {slug: with_ancestors(slug, topics) for slug in topics}
    pairs = ((topic, one) for one in newest for topic in dict.fromkeys(up for slug in one.topics for up in above[slug]))
    return _grouped(pairs)


def _neighbours(by_topic: Mapping[str, tuple[Article, ...]]) -> dict[tuple[str, str], Neighbours]:
    return {
        (topic, article.slug): (earlier, later)
        for topic, newest in by_topic.items()
        for earlier, article, later in zip((*newest[1:], None), newest, (None, *newest[:-1]), strict=True)
    }


def _by_month(newest: Iterable[Article]) -> dict[tuple[int, int], tuple[Article, ...]]:
    return _grouped(((one.date.year, one.date.month), one) for one in newest if one.date and one.date.month)


def _subtopics(topics: Mapping[str, Topic]) -> dict[str, tuple[str, ...]]:
    return _grouped((topic.parent, slug) for slug, topic in topics.items() if topic.parent in topics)


def _named_entities(site: Site) -> Forms:
    names = site.named_entities
    return {one.slug: {name.entity: name.variants for name in names.get(one.slug, ())} for one in site.articles}


def _entity_uses(newest: Iterable[Article], named: Forms, site: Site) -> Iterator[tuple[str, EntityUse]]:
    for article in newest:
        forms = named[article.slug]
        about = [one for one in article.entities.about if one in site.entities]
        for entity in dict.fromkeys((*forms, *about)):
            yield entity, EntityUse(article, forms.get(entity, ()), entity in about)


def _annotations(site: Site) -> tuple[PlacedAnnotation, ...]:
    """All annotations, newest first."""
    found = [PlacedAnnotation(one, anchor) for one in site.articles for anchor in site.anchors.get(one.slug, ())]
    found.sort(key=lambda one: (one.annotation.date, one.article.slug, one.annotation.id), reverse=True)
    return tuple(found)


def _annotations_on(annotations: Iterable[PlacedAnnotation], site: Site) -> dict[str, tuple[PlacedAnnotation, ...]]:
    places = site.entities_in_annotations
    return _grouped((entity, one) for one in annotations for entity in places.get(one.annotation.place, ()))


def _newest_date(annotations: Iterable[PlacedAnnotation], today: dt.date) -> dt.date:
    days = ((one.annotation.date, one.annotation.updated) for one in annotations)
    return max((day for pair in days for day in pair if day and day <= today), default=dt.date.min)


def _future(site: Site) -> Iterator[str]:
    """A text for each date after the day of the build."""
    for article in site.articles:
        if article.date and is_after(article.date, site.day):
            yield f"{article.slug} {article.date}"
        for anchor in site.anchors.get(article.slug, ()):
            for day in anchor.annotation.days():
                if day > site.day:
                    yield f"{article.slug}#{anchor.annotation.id} {day}"


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
