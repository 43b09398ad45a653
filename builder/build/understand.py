"""Understand: files of content/ become the site that is known before any page exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from builder.build import stages
from builder.cache import fingerprint
from builder.check import check
from builder.check.links import Targets, resolve
from builder.config import Config
from builder.files import files_below
from builder.link import gather_names
from builder.load import File, annotated_slug, article_paths, content_files, read_file, unique
from builder.load.texts import texts_of
from builder.model import Anchor, Annotation, Article, Entity, FreePage, Mention, Site, Skipped, Topic, Uses
from builder.problems import Problem, in_reading_order
from builder.workers import Workers

Item = TypeVar("Item")
FIXED_ADDRESSES = (
    "/",
    "/annotations/",
    "/archive/",
    "/corrections/",
    "/entities/",
    "/sources/",
    "/timeline/",
    "/topics/",
)
"""Pages that are there whatever the content, and so may be linked to."""


def understand(config: Config, workers: Workers, *, drafts: bool) -> tuple[Site, list[Problem]]:
    """The site, and every problem of every file in reading order."""
    listed = chain.from_iterable(_read(config, workers, "entities", stages.read_entities))
    entities, problems = unique("entity", listed, attrgetter("id"))
    topics, twice = unique("topic", _read(config, workers, "topics", stages.read_topic), attrgetter("slug"))
    problems += twice
    pages, twice = unique("page", _read(config, workers, "pages", stages.read_page), attrgetter("slug"))
    problems += twice
    loaded, twice = _articles(config, workers, entities)
    problems += twice
    articles = [article for article in loaded.values() if drafts or article.status == "published"]
    notes, wrong = _annotations(config, workers, {article.place.path: slug for slug, article in loaded.items()})
    problems += wrong
    anchors, wrong = _anchors(articles, notes if drafts else _published(notes), workers)
    problems += wrong
    mentions, skipped = _mentions(config, workers, articles, entities)
    site = Site(
        articles=tuple(sorted(articles, key=_by_date)),
        entities=dict(sorted(entities.items())),
        topics=dict(sorted(topics.items())),
        pages=tuple(page for _, page in sorted(pages.items())),
        anchors=anchors,
        mentions=mentions,
        skipped=skipped,
        unread=frozenset(problem.place.path for problem in workers.problems),
    )
    site, wrong = _with_links(site, workers, config)
    problems += wrong
    problems += check(site, config)
    return site, in_reading_order([*problems, *workers.problems])


def assets(config: Config) -> list[tuple[str, Path]]:
    """Files published as they are: path in the site, and the file."""
    folder = config.root / "content" / "assets"
    return [(f"assets/{path.relative_to(folder).as_posix()}", path) for path in files_below(folder)]


def _files(config: Config, workers: Workers, kind: str) -> Iterator[File]:
    return workers.each(read_file, content_files(config.root, kind), config.root)


def _read(config: Config, workers: Workers, kind: str, stage: Callable[[File, None], Item]) -> Iterator[Item]:
    return workers.each(stage, _files(config, workers, kind), None, key=fingerprint)


def _articles(
    config: Config, workers: Workers, entities: Mapping[str, Entity]
) -> tuple[dict[str, Article], list[Problem]]:
    """By slug. All front matter is read first: a text may show the title of any other."""
    heads = list(_read(config, workers, "articles", stages.read_head))
    titles = {head.slug: head.read.title for head in heads} | _names(entities)
    jobs = [stages.ArticleJob(head, _only(head.targets, titles)) for head in heads]
    settings = config.language
    loaded = workers.each(stages.read_article, jobs, settings, key=lambda job: fingerprint(job, settings))
    return unique("article", loaded, attrgetter("slug"))


def _names(entities: Mapping[str, Entity]) -> dict[str, str]:
    return {entity.id: entity.name for entity in entities.values()}


def _only(targets: Iterable[str], titles: Mapping[str, str]) -> stages.Titles:
    return tuple((target, titles[target]) for target in sorted(targets) if target in titles)


def _annotations(
    config: Config, workers: Workers, slugs: Mapping[str, str]
) -> tuple[dict[str, tuple[Annotation, ...]], list[Problem]]:
    """By slug of the article, from all its files."""
    found: defaultdict[str, tuple[Annotation, ...]] = defaultdict(tuple)
    problems: list[Problem] = []
    jobs = []
    unread = {problem.place.path for problem in workers.problems}
    for file in _files(config, workers, "annotations"):
        slug, nowhere = annotated_slug(file.path, slugs)
        if slug:
            jobs.append(stages.AnnotationsJob(file, slug))
        elif not unread.intersection(article_paths(file.path)):
            problems += nowhere
    settings = fingerprint(config.annotation_types, config.verdicts, config.editors)
    for job, (notes, wrong) in workers.pairs(
        stages.read_annotations, jobs, config, key=lambda job: fingerprint(job, settings)
    ):
        found[job.slug] += notes
        problems += wrong
    return dict(found), problems


def _published(notes: Mapping[str, tuple[Annotation, ...]]) -> dict[str, tuple[Annotation, ...]]:
    """Those that are no drafts, without replies that are."""
    return {
        slug: tuple(
            replace(note, replies=tuple(reply for reply in note.replies if reply.status == "published"))
            for note in written
            if note.status == "published"
        )
        for slug, written in notes.items()
    }


def _anchors(
    articles: Iterable[Article], notes: Mapping[str, tuple[Annotation, ...]], workers: Workers
) -> tuple[dict[str, tuple[Anchor, ...]], list[Problem]]:
    anchors: dict[str, tuple[Anchor, ...]] = {}
    problems: list[Problem] = []
    jobs = [stages.AnchorJob(article, notes[article.slug]) for article in articles if notes.get(article.slug)]
    for job, (laid, wrong) in workers.pairs(stages.anchor, jobs, None, key=fingerprint):
        anchors[job.article.slug] = laid
        problems += wrong
    return anchors, problems


def _mentions(
    config: Config, workers: Workers, articles: Iterable[Article], entities: Mapping[str, Entity]
) -> tuple[dict[str, tuple[Mention, ...]], dict[str, tuple[Skipped, ...]]]:
    mentions: dict[str, tuple[Mention, ...]] = {}
    skipped: dict[str, tuple[Skipped, ...]] = {}
    rules = stages.LinkRules(gather_names(entities.values()), config.link)
    registry = fingerprint(tuple(entities.values()), config.link)
    for article, (named, left) in workers.pairs(
        stages.find_mentions,
        articles,
        rules,
        key=lambda article: fingerprint(
            article.title, article.text, article.layout, article.entities, article.language, registry
        ),
    ):
        mentions[article.slug], skipped[article.slug] = named, left
    return mentions, skipped


def _by_date(article: Article) -> tuple[str, str]:
    return (article.date.isoformat() if article.date else "", article.slug)


def _with_links(site: Site, workers: Workers, config: Config) -> tuple[Site, list[Problem]]:
    """The site with what every link in it leads to."""
    notes = (anchor.annotation for anchors in site.anchors.values() for anchor in anchors)
    items: Iterable[Article | Entity | FreePage | Topic | Annotation] = chain(
        site.articles, site.entities.values(), site.topics.values(), site.pages, notes
    )
    uses = list(workers.each(stages.find_uses, [text for item in items for text in texts_of(item)], None))
    titles = {article.slug: article.title for article in site.articles} | _names(site.entities)
    shown = {text.place: pairs for text in uses if (pairs := _only({name for name, _ in text.crosslinks}, titles))}
    links, problems = resolve(uses, _targets(site, uses, config))
    return replace(site, links=links, titles=shown), problems


def _targets(site: Site, uses: Iterable[Uses], config: Config) -> Targets:
    addresses = {article.slug: article.address for article in site.articles}
    entities = {identifier: f"/entities/{identifier}/" for identifier in site.entities}
    pages = {article.place.path: article.address for article in site.articles}
    pages |= {f"content/entities/{identifier}.md": address for identifier, address in entities.items()}
    pages |= {f"content/topics/{slug}.md": f"/topics/{slug}/" for slug in site.topics}
    pages |= {page.place.path: page.address for page in site.pages}
    anchors = {pages[use.place.path]: frozenset(use.anchors) for use in uses if use.anchors and use.place.path in pages}
    by_path = pages | {f"content/{published}": f"/{published}" for published, _ in assets(config)}
    for slug, laid in site.anchors.items():
        by_path |= {anchor.annotation.place.path: addresses[slug] for anchor in laid}
    known = frozenset({*by_path.values(), *FIXED_ADDRESSES})
    return Targets(by_path, addresses | entities, known, anchors, site.unread)
