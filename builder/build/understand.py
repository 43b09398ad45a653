"""Understand: files of content/ become the site that is known before any page exists."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
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
from builder.load import File, annotated_slug, article_paths, content_files, read_file, sha256_of, unique
from builder.load.annotations import with_replies
from builder.load.articles import ArticleHead
from builder.load.texts import texts_of
from builder.model import Anchor, Annotation, Article, Entity, FreePage, Mention, Reply, Site, Skipped, Topic, Uses
from builder.problems import ContentError, Place, Problem, did_you_mean, errors, in_reading_order
from builder.workers import Workers

Item = TypeVar("Item")
_NO_ADDRESS = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
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
    files: dict[str, str] = {}

    def read(kind: str, stage: Callable[[File, None], Item]) -> Iterator[Item]:
        return workers.each(stage, _files(config, workers, kind, files), None, key=fingerprint)

    listed = list(read("entities", stages.read_entities))
    entities, problems = unique("entity", chain.from_iterable(found for found, _ in listed), attrgetter("id"))
    problems += chain.from_iterable(wrong for _, wrong in listed)
    topics, twice = unique("topic", read("topics", stages.read_topic), attrgetter("slug"))
    problems += twice
    pages, twice = unique("page", read("pages", stages.read_page), attrgetter("slug"))
    problems += twice
    loaded, twice = _articles(list(read("articles", stages.read_head)), config, workers, entities)
    problems += twice
    articles = [article for article in loaded.values() if drafts or article.status == "published"]
    written = list(_files(config, workers, "annotations", files))
    notes, wrong = _annotations(written, config, workers, {one.place.path: slug for slug, one in loaded.items()})
    problems += wrong
    anchors, wrong = _anchors(articles, notes if drafts else _published(notes), workers)
    problems += wrong
    rules = stages.LinkRules(gather_names(entities.values()), config.link)
    registry = fingerprint(tuple(entities.values()), config.link)
    mentions, skipped = _mentions(articles, workers, rules, registry)
    site = Site(
        articles=tuple(sorted(articles, key=_by_date)),
        entities=dict(sorted(entities.items())),
        topics=dict(sorted(topics.items())),
        pages=tuple(page for _, page in sorted(pages.items())),
        anchors=anchors,
        mentions=mentions,
        skipped=skipped,
        named_in_notes=_named_in_notes(articles, anchors, workers, rules, registry),
        files=files,
        unread=frozenset(problem.place.path for problem in errors((*workers.problems, *problems))),
        kept_back=_kept_back(notes, anchors),
    )
    site, wrong = _with_links(site, workers, config)
    problems += wrong
    problems += check(site, config)
    return site, in_reading_order([*problems, *workers.problems])


def assets(config: Config) -> list[tuple[str, Path]]:
    """Files published as they are: path in the site, and the file; raises ContentError for a name no address has."""
    folder = config.root / "content" / "assets"
    found = [(f"assets/{path.relative_to(folder).as_posix()}", path) for path in files_below(folder)]
    problems = [
        Problem("F013", f"{path!a} cannot be an address", Place("content/assets"), "rename the file")
        for path, _ in found
        if _NO_ADDRESS.search(path)
    ]
    if problems:
        raise ContentError(*problems)
    return found


def _files(config: Config, workers: Workers, kind: str, files: dict[str, str]) -> Iterator[File]:
    """The files of one kind; their sums are noted in `files`."""
    for file in workers.each(read_file, content_files(config.root, kind), config.root):
        files[file.path] = sha256_of(file)
        yield file


def _articles(
    heads: Sequence[ArticleHead], config: Config, workers: Workers, entities: Mapping[str, Entity]
) -> tuple[dict[str, Article], list[Problem]]:
    """By slug. All front matter is read before: a text may show the title of any other."""
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
    files: Iterable[File], config: Config, workers: Workers, slugs: Mapping[str, str]
) -> tuple[dict[str, tuple[Annotation, ...]], list[Problem]]:
    """By slug of the article, from all its files."""
    found: defaultdict[str, tuple[Annotation, ...]] = defaultdict(tuple)
    problems: list[Problem] = []
    jobs = []
    unread = {problem.place.path for problem in workers.problems}
    for file in files:
        slug, nowhere = annotated_slug(file.path, slugs)
        if slug:
            jobs.append(stages.AnnotationsJob(file, slug))
        elif not unread.intersection(article_paths(file.path)):
            problems += nowhere
    settings = fingerprint(config.annotation_types, config.verdicts, config.editors)
    replies: defaultdict[str, tuple[Reply, ...]] = defaultdict(tuple)
    for job, read in workers.pairs(stages.read_annotations, jobs, config, key=lambda job: fingerprint(job, settings)):
        found[job.slug] += read.annotations
        replies[job.slug] += read.replies
        problems += read.problems
    faulty = {problem.place.path for problem in errors(problems)} | unread
    for slug, alone in replies.items():
        found[slug], astray = with_replies(found[slug], alone)
        # What is answered may be in a file that could not be read whole: then it is not called unknown too.
        if astray and faulty.isdisjoint(job.file.path for job in jobs if job.slug == slug):
            problems += _astray(astray, found[slug])
    return dict(found), problems


def _astray(replies: Iterable[Reply], annotations: Iterable[Annotation]) -> Iterator[Problem]:
    known = [one.id for one in annotations]
    for one in replies:
        mend = did_you_mean(one.answers, known) or f"known: {', '.join(known) or 'none'}"
        yield Problem("N132", f"`reply-to: {one.answers}` leads to no annotation of the article", one.place, mend)


def _kept_back(
    notes: Mapping[str, tuple[Annotation, ...]], anchors: Mapping[str, tuple[Anchor, ...]]
) -> frozenset[str]:
    """The annotations that are drafts, or on articles that are."""
    written = {f"{slug}#{one.id}" for slug, annotations in notes.items() for one in annotations}
    return frozenset(written - {f"{slug}#{one.annotation.id}" for slug, laid in anchors.items() for one in laid})


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
    articles: Iterable[Article], workers: Workers, rules: stages.LinkRules, registry: str
) -> tuple[dict[str, tuple[Mention, ...]], dict[str, tuple[Skipped, ...]]]:
    mentions: dict[str, tuple[Mention, ...]] = {}
    skipped: dict[str, tuple[Skipped, ...]] = {}
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


def _named_in_notes(
    articles: Iterable[Article],
    anchors: Mapping[str, tuple[Anchor, ...]],
    workers: Workers,
    rules: stages.LinkRules,
    registry: str,
) -> dict[Place, tuple[str, ...]]:
    """By the place of an annotation, the entities that its words and those of its replies name."""
    jobs, places = [], []
    for article in articles:
        notes = [anchor.annotation for anchor in anchors.get(article.slug, ())]
        if notes:
            jobs.append(stages.NotesJob(article.language, article.entities, tuple(map(_words_of, notes))))
            places.append([note.place for note in notes])
    found = workers.each(stages.find_named, jobs, rules, key=lambda job: fingerprint(job, registry))
    pairs = zip(chain.from_iterable(places), chain.from_iterable(found), strict=True)
    return {place: named for place, named in pairs if named}


def _words_of(note: Annotation) -> str:
    said = [note.title, note.claim, note.comment]
    return "\n\n".join([*said, *chain.from_iterable((reply.title, reply.comment) for reply in note.replies)])


def _by_date(article: Article) -> tuple[str, float, str]:
    """By the day as it was written; within a day by the hour, wherever on earth that was."""
    moment = article.date.timestamp() if isinstance(article.date, datetime) else 0.0
    return (article.day.isoformat() if article.day else "", moment, article.slug)


def _with_links(site: Site, workers: Workers, config: Config) -> tuple[Site, list[Problem]]:
    """The site with what every link in it leads to."""
    notes = (anchor.annotation for anchors in site.anchors.values() for anchor in anchors)
    items: Iterable[Article | Entity | FreePage | Topic | Annotation] = chain(
        site.articles, site.entities.values(), site.topics.values(), site.pages, notes
    )
    texts = [text for item in items for text in texts_of(item)]
    uses = list(workers.each(stages.find_uses, texts, None, key=fingerprint))
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
