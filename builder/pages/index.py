"""Index: what the pages ask of the whole archive, worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from builder.cache import fingerprint
from builder.model import EXCERPT_DIGEST_BYTES, Anchor, Annotation, Article, Site, Topic, Variant
from builder.pages.ambiguous_names import AmbiguousName, ambiguous_names
from builder.problems import Place

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class EntityUse:
    """An article that names an entity, and where."""

    article: Article
    variants: tuple[Variant, ...]
    """In which words; none where the article does not name what it is about."""
    about: bool = False
    """Whether the editors say that the article is about it."""

    @property
    def count(self) -> int:
        """Of mentions."""
        return sum(variant.count for variant in self.variants)


@dataclass(frozen=True)
class PlacedAnnotation:
    """An annotation as laid on its article, and that article."""

    article: Article
    anchor: Anchor


@dataclass(frozen=True)
class Index:
    """The site turned round: by month, topic, entity and publisher. Every tuple of articles is newest first."""

    site: Site = field(repr=False)
    articles: Mapping[str, Article] = field(repr=False)
    """By slug."""
    newest: tuple[Article, ...] = field(repr=False)
    """Undated ones last."""
    undated: tuple[Article, ...] = field(repr=False)
    by_month: Mapping[tuple[int, int], tuple[Article, ...]] = field(repr=False)
    """Newest month first."""
    topics: Mapping[str, Topic] = field(repr=False)
    """With those that articles name and nobody has written a file for."""
    subtopics: Mapping[str, tuple[str, ...]] = field(repr=False)
    by_topic: Mapping[str, tuple[Article, ...]] = field(repr=False)
    """With the articles of its sub-topics."""
    by_entity: Mapping[str, tuple[EntityUse, ...]] = field(repr=False)
    named_in: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Ids of the entities an article names, by slug, in the order they are first named."""
    position: Mapping[str, int] = field(repr=False)
    """Position of each article among the newest, by slug."""
    ambiguous_names: Mapping[str, AmbiguousName] = field(repr=False)
    """By the slug of the page that lists who has the name."""
    ambiguous_names_of: Mapping[str, tuple[AmbiguousName, ...]] = field(repr=False)
    """By entity: the names that others have too."""
    same_name: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Ids of the entities of each name."""
    annotations: tuple[PlacedAnnotation, ...] = field(repr=False)
    """Newest first."""
    annotations_on: Mapping[str, tuple[PlacedAnnotation, ...]] = field(repr=False)
    """By entity: annotations on a passage that names it, or that name it themselves; newest first."""
    backlinks: Mapping[tuple[str, str], tuple[PlacedAnnotation, ...]] = field(repr=False)
    """By slug and id of an annotation: those whose `see` names it, newest first."""
    neighbours: Mapping[tuple[str, str], tuple[Article | None, Article | None]] = field(repr=False)
    """By topic and slug: the article before and the one after it in time."""
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What a kind of pages keeps from one page to the next, under a name of its own."""
    cards: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """By slug: what lists show of an article, made when the first of them asks."""
    newest_annotation_date: date = date.min
    """The last day on which anything was said of an article."""
    entity_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By id: a name of all that is known of the entity."""
    entity_card_digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By id: a name of what an article shows of an entity that it names."""

    def digest_of(self, article: Article) -> str:
        """A name of all that is known of the article."""
        site, slug = self.site, article.slug
        return site.digests.get(slug) or fingerprint(self.text_digest_of(article), site.anchors.get(slug, ()))

    def text_digest_of(self, article: Article) -> str:
        """A name of the article and the names in it, without its notes."""
        site, slug = self.site, article.slug
        return site.text_digests.get(slug) or fingerprint(article, site.texts[slug])

    def excerpt_digest_of(self, article: Article, entity: str) -> bytes | str:
        """A name of the sentences of the article that pages of the entity show."""
        quoted = self.site.excerpt_digests.get(article.slug)
        if quoted is None:
            return self.text_digest_of(article)
        named = self.named_in[article.slug]
        return quoted[named.index(entity) * EXCERPT_DIGEST_BYTES :][:EXCERPT_DIGEST_BYTES] if entity in named else b""

    def metadata_digest_of(self, slug: str) -> str:
        """A name of what other pages may show of the article."""
        return self.site.metadata_digests.get(slug) or self.digest_of(self.articles[slug])


def index_of(site: Site) -> Index:
    """The site's index; the only place that looks at every article for the sake of another."""
    newest = tuple(reversed(site.articles))
    newest = (*(one for one in newest if one.day), *(one for one in newest if not one.day))
    unwritten = {slug for one in site.articles for slug in one.topics} - site.topics.keys()
    topics = {**{slug: _unwritten(slug) for slug in unwritten}, **site.topics}
    subtopics = _grouped((topic.parent, slug) for slug, topic in sorted(topics.items()) if topic.parent in topics)
    by_topic = _by_topic(newest, topics)
    named = {one.slug: {name.entity: name.variants for name in site.named_entities.get(one.slug, ())} for one in newest}
    shared = ambiguous_names(site, newest)
    entity_prints = {one.id: fingerprint(one) for one in site.entities.values()}
    annotations = tuple(sorted(_annotations(site), key=_newest_note_first, reverse=True))
    return Index(
        site=site,
        articles={one.slug: one for one in site.articles},
        newest=newest,
        undated=tuple(one for one in newest if not one.day),
        by_month=_grouped(((one.day.year, one.day.month), one) for one in newest if one.day),
        topics=dict(sorted(topics.items())),
        subtopics=subtopics,
        by_topic=by_topic,
        by_entity=_grouped(pair for one in newest for pair in _naming(one, named[one.slug], site)),
        named_in={slug: tuple(entities) for slug, entities in named.items()},
        position={one.slug: number for number, one in enumerate(newest)},
        ambiguous_names=shared,
        ambiguous_names_of=_grouped((holder, name) for name in shared.values() for holder in name.candidates),
        same_name=_grouped((entity.name, entity.id) for entity in site.entities.values()),
        annotations=annotations,
        annotations_on=_grouped(
            (entity, placed)
            for placed in annotations
            for entity in site.entities_in_annotations.get(placed.anchor.annotation.place, ())
        ),
        backlinks=_grouped((target, placed) for placed in annotations for target in see_targets(placed)),
        neighbours={
            (topic, one.slug): pair for topic, members in by_topic.items() for one, pair in _with_neighbours(members)
        },
        newest_annotation_date=max(
            (day for one in annotations for day in _days(one.anchor.annotation)), default=date.min
        ),
        entity_digests=entity_prints,
        entity_card_digests={
            one.id: fingerprint(one.name, one.kind, one.wikidata, one.same_as) for one in site.entities.values()
        },
    )


def see_targets(placed: PlacedAnnotation) -> Iterator[tuple[str, str]]:
    """Slug and id of each annotation that this one names in `see`; they need not be there."""
    for target in placed.anchor.annotation.see:
        slug, _, identifier = target.rpartition("#")
        yield slug or placed.article.slug, identifier


def _days(note: Annotation) -> Iterator[date]:
    yield note.date
    if note.updated:
        yield note.updated


def _unwritten(slug: str) -> Topic:
    return Topic(slug=slug, title=slug.replace("-", " ").capitalize(), place=Place(f"content/topics/{slug}.md"))


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    groups: defaultdict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _by_topic(newest: Iterable[Article], topics: Mapping[str, Topic]) -> dict[str, tuple[Article, ...]]:
    above = {slug: tuple(_with_parents(slug, topics)) for slug in topics}
    pairs = ((topic, one) for one in newest for topic in dict.fromkeys(up for slug in one.topics for up in above[slug]))
    return _grouped(pairs)


def _with_parents(slug: str, topics: Mapping[str, Topic]) -> Iterator[str]:
    seen: set[str] = set()
    # Parents in a circle are a problem that `check` reports; here they only must not turn for ever.
    while slug in topics and slug not in seen:
        seen.add(slug)
        yield slug
        slug = topics[slug].parent


def _annotations(site: Site) -> Iterator[PlacedAnnotation]:
    for article in site.articles:
        for anchor in site.anchors.get(article.slug, ()):
            yield PlacedAnnotation(article, anchor)


def _newest_note_first(placed: PlacedAnnotation) -> tuple[object, ...]:
    annotation = placed.anchor.annotation
    return annotation.date, placed.article.slug, annotation.id


def _naming(article: Article, named: Mapping[str, tuple[Variant, ...]], site: Site) -> Iterator[tuple[str, EntityUse]]:
    about = [one for one in article.entities.about if one in site.entities]
    for entity in dict.fromkeys((*named, *about)):
        yield entity, EntityUse(article, named.get(entity, ()), entity in about)


def _with_neighbours(newest: tuple[Article, ...]) -> Iterator[tuple[Article, tuple[Article | None, Article | None]]]:
    for earlier, article, later in zip((*newest[1:], None), newest, (None, *newest[:-1]), strict=True):
        yield article, (earlier, later)
