"""Build: the stages in order; the only file that knows the order."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar

from builder.annotate import annotate
from builder.cache import Cache, fingerprint
from builder.check import check
from builder.check.links import Targets, resolve
from builder.config import Config
from builder.files import files_below
from builder.link import Ground, Names, gather_names, link
from builder.load import File, annotated_slug, article_paths, content_files, read_file, unique
from builder.load.annotations import load_annotations
from builder.load.articles import ArticleHead, load_article, load_head
from builder.load.entities import load_entity, load_entity_list
from builder.load.texts import Text, Uses, texts_of, uses_of
from builder.load.topics import load_page, load_topic
from builder.markdown import parse
from builder.model import Anchor, Annotation, Article, Entity, FreePage, Mention, Output, Page, Site, Skipped, Topic
from builder.plan import clashes, plan
from builder.problems import ContentError, Problem, errors, in_reading_order
from builder.render import Renderer
from builder.workers import Workers
from builder.write import refuse_output, write

UNPLACED = frozenset({"N101", "N102"})
"""An annotation without a place is printed as such: an error of `check`, not of `build` (unless `strict: true`)."""
FIXED_ADDRESSES = (
    "/",
    "/archive/",
    "/topics/",
    "/entities/",
    "/annotations/",
    "/corrections/",
    "/sources/",
    "/timeline/",
)

T = TypeVar("T")


@dataclass(frozen=True)
class Report:
    """What a build did."""

    pages: int = 0
    written: int = 0
    removed: int = 0
    problems: tuple[Problem, ...] = ()
    published: bool = False
    """False when errors kept the old site in its place."""
    seconds: float = 0.0
    site: Site | None = None

    def __str__(self) -> str:
        kinds = [
            f"{count} {word}{'s' if count != 1 else ''}"
            for word in ("error", "warning")
            if (count := sum(problem.severity == word for problem in self.problems))
        ]
        said = ", ".join(kinds) or "no problems"
        if not self.published:
            return f"not published: {said}, {self.seconds:.1f} s"
        return f"{self.pages:,} pages: {self.written:,} written, {self.removed:,} removed, {said}, {self.seconds:.1f} s"


def build(
    config: Config, output: Path, *, jobs: int = 0, drafts: bool = False, say: Callable[[str], None] = lambda _: None
) -> Report:
    """Read content/, and publish the whole site in `output` or leave the old one as it was."""
    begun = time.monotonic()
    refuse_output(output, config.root)
    with _workers(config, jobs, say) as workers:
        site, problems = understand(config, workers, drafts=drafts)
        if stopping(problems, config):
            return Report(problems=tuple(problems), seconds=time.monotonic() - begun, site=site)
        renderer = Renderer(config.theme_folder, config)
        pages = list(plan(site, config))
        problems = in_reading_order([*problems, *clashes(pages)])
        if stopping(problems, config):
            return Report(problems=tuple(problems), seconds=time.monotonic() - begun, site=site)
        outputs = workers.each(_render, pages, renderer, key=lambda page: fingerprint(page, renderer.fingerprint))
        written = write(
            chain(outputs, renderer.assets()), output, scratch=config.root / ".cache", copies=_assets(config)
        )
        problems = in_reading_order([*problems, *workers.problems])
    return Report(len(pages), written.written, written.removed, tuple(problems), True, time.monotonic() - begun, site)


def check_site(config: Config, *, jobs: int = 0, say: Callable[[str], None] = lambda _: None) -> Report:
    """Everything that is wrong with content/, drafts included; nothing is written."""
    begun = time.monotonic()
    with _workers(config, jobs, say) as workers:
        site, problems = understand(config, workers, drafts=True)
        if not errors(problems):
            problems = in_reading_order([*problems, *clashes(plan(site, config))])
    return Report(problems=tuple(problems), seconds=time.monotonic() - begun, site=site)


def stopping(problems: Iterable[Problem], config: Config) -> list[Problem]:
    """The problems for which nothing is published."""
    return [problem for problem in errors(problems) if config.strict or problem.code not in UNPLACED]


@contextmanager
def _workers(config: Config, jobs: int, say: Callable[[str], None]) -> Iterator[Workers]:
    with Cache(config.root / ".cache", say=say) as cache:
        yield Workers(cache, jobs)


def understand(config: Config, workers: Workers, *, drafts: bool) -> tuple[Site, list[Problem]]:
    """Everything known before any page exists, and every problem of every file."""
    problems: list[Problem] = []

    def one_each(kind: str, items: Iterable[T]) -> dict[str, T]:
        found, twice = unique(kind, items)  # type: ignore[type-var]
        problems.extend(twice)
        return found  # type: ignore[return-value]

    entities = one_each(
        "entity",
        chain.from_iterable(workers.each(_entities, _files(config, workers, "entities"), None, key=fingerprint)),
    )
    topics = one_each("topic", workers.each(_topic, _files(config, workers, "topics"), None, key=fingerprint))
    pages = one_each("page", workers.each(_page, _files(config, workers, "pages"), None, key=fingerprint))
    heads = list(workers.each(_head, _files(config, workers, "articles"), None, key=fingerprint))
    titles = {
        **{head.slug: head.read.title for head in heads},
        **{entity.id: entity.name for entity in entities.values()},
    }
    jobs = [_ArticleJob(head, _only(head.targets, titles), config.language) for head in heads]
    loaded = one_each("article", workers.each(_article, jobs, None, key=fingerprint))

    written = _annotations(config, workers, {article.place.path: slug for slug, article in loaded.items()}, problems)
    articles = [article for article in loaded.values() if drafts or article.status == "published"]
    shown = written if drafts else {slug: _published(notes) for slug, notes in written.items()}

    anchors: dict[str, tuple[Anchor, ...]] = {}
    annotated = [_AnnotateJob(article, shown[article.slug]) for article in articles if shown.get(article.slug)]
    for job, (laid, wrong) in workers.pairs(
        _annotate, annotated, None, key=lambda job: fingerprint(job.article.text, job.article.body, job.annotations)
    ):
        anchors[job.article.slug] = laid
        problems += wrong

    mentions: dict[str, tuple[Mention, ...]] = {}
    skipped: dict[str, tuple[Skipped, ...]] = {}
    names = gather_names(entities.values())
    registry = fingerprint(tuple(entities.values()))
    targets = {head.slug: head.targets for head in heads}
    linked = [_LinkJob(article, _only(targets[article.slug], titles)) for article in articles]
    rules = _LinkRules(names, config.link)
    for job, (named, left) in workers.pairs(
        _link,
        linked,
        rules,
        key=lambda job: fingerprint(
            job.article.title, job.article.body, job.titles, job.article.entities, registry, config.link
        ),
    ):
        mentions[job.article.slug], skipped[job.article.slug] = named, left

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


def _files(config: Config, workers: Workers, kind: str) -> Iterator[File]:
    return workers.each(read_file, content_files(config.root, kind), config.root)


def _entities(file: File, _: None) -> tuple[Entity, ...]:
    if file.path.endswith(".md"):
        return (load_entity(file.path, file.text),)
    entities, problems = load_entity_list(file.path, file.text)
    if problems:
        raise ContentError(*problems)
    return entities


def _topic(file: File, _: None) -> Topic:
    return load_topic(file.path, file.text)


def _page(file: File, _: None) -> FreePage:
    return load_page(file.path, file.text)


def _head(file: File, _: None) -> ArticleHead:
    return load_head(file.path, file.text)


class _ArticleJob(NamedTuple):
    head: ArticleHead
    titles: tuple[tuple[str, str], ...]
    language: str


def _article(job: _ArticleJob, _: None) -> Article:
    return load_article(job.head, dict(job.titles), job.language)


def _only(targets: Iterable[str], titles: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((target, titles[target]) for target in sorted(targets) if target in titles)


def _annotations(
    config: Config, workers: Workers, slugs: Mapping[str, str], problems: list[Problem]
) -> dict[str, tuple[Annotation, ...]]:
    """By slug of the article, from all its files."""
    found: defaultdict[str, tuple[Annotation, ...]] = defaultdict(tuple)
    jobs = []
    for file in _files(config, workers, "annotations"):
        slug, wrong = annotated_slug(file.path, slugs)
        unread = {problem.place.path for problem in workers.problems}
        problems += [problem for problem in wrong if not unread & set(article_paths(file.path))]
        if slug:
            jobs.append((file, slug))
    settings = fingerprint(config.annotation_types, config.verdicts, config.editors)
    for (_, slug), (notes, wrong) in workers.pairs(
        _load_annotations, jobs, config, key=lambda job: fingerprint(job, settings)
    ):
        found[slug] += notes
        problems += wrong
    return dict(found)


def _load_annotations(job: tuple[File, str], config: Config) -> tuple[tuple[Annotation, ...], tuple[Problem, ...]]:
    file, slug = job
    return load_annotations(file.path, file.text, slug, config)


def _published(notes: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Those that are no drafts, without replies that are."""
    return tuple(
        replace(note, replies=tuple(reply for reply in note.replies if reply.status == "published"))
        for note in notes
        if note.status == "published"
    )


class _AnnotateJob(NamedTuple):
    article: Article
    annotations: tuple[Annotation, ...]


def _annotate(job: _AnnotateJob, _: None) -> tuple[tuple[Anchor, ...], tuple[Problem, ...]]:
    return annotate(job.article, job.annotations)


class _LinkJob(NamedTuple):
    article: Article
    titles: tuple[tuple[str, str], ...]


class _LinkRules(NamedTuple):
    names: Names
    policy: str


def _link(job: _LinkJob, rules: _LinkRules) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    document = parse(job.article.body, dict(job.titles))
    ground = Ground(
        document.text, job.article.title, document.blocks, document.headings, document.unlinkable, document.crosslinks
    )
    return link(job.article, rules.names, ground, policy=rules.policy)


def _render(page: Page, renderer: Renderer) -> Output:
    return renderer.render(page)


def _by_date(article: Article) -> tuple[str, str]:
    return (article.date.isoformat() if article.date else "", article.slug)


def _with_links(site: Site, workers: Workers, config: Config) -> tuple[Site, list[Problem]]:
    """The site with what every link in it leads to."""
    notes = [anchor.annotation for anchors in site.anchors.values() for anchor in anchors]
    items: Iterable[Article | Entity | FreePage | Topic | Annotation] = chain(
        site.articles, site.entities.values(), site.topics.values(), site.pages, notes
    )
    texts = [text for item in items for text in texts_of(item)]
    uses = list(workers.each(_uses, texts, None))
    names = {
        **{article.slug: article.title for article in site.articles},
        **{entity.id: entity.name for entity in site.entities.values()},
    }
    links, problems = resolve(uses, _targets(site, uses, config))
    titles = {text.place: pairs for text in uses if (pairs := _only({name for name, _ in text.crosslinks}, names))}
    return replace(site, links=links, titles=titles), problems


def _uses(text: Text, _: None) -> Uses:
    return uses_of(text)


def _targets(site: Site, uses: Iterable[Uses], config: Config) -> Targets:
    by_path = {article.place.path: article.address for article in site.articles}
    by_path |= {
        entity.place.path: f"/entities/{entity.id}/"
        for entity in site.entities.values()
        if entity.place.path.endswith(".md")
    }
    by_path |= {f"content/topics/{slug}.md": f"/topics/{slug}/" for slug in site.topics}
    by_path |= {page.place.path: page.address for page in site.pages}
    by_place = dict(by_path)
    addresses_of = {article.slug: article.address for article in site.articles}
    by_path |= {
        anchor.annotation.place.path: addresses_of[slug] for slug, anchors in site.anchors.items() for anchor in anchors
    }
    by_path |= {f"content/{published}": f"/{published}" for published, _ in _assets(config)}
    by_name = addresses_of | {entity: f"/entities/{entity}/" for entity in site.entities}
    anchors = {
        by_place[text.place.path]: frozenset(text.anchors)
        for text in uses
        if text.anchors and text.place.path in by_place
    }
    addresses = frozenset({*by_path.values(), *FIXED_ADDRESSES})
    return Targets(by_path, by_name, addresses, anchors, site.unread)


def _assets(config: Config) -> list[tuple[str, Path]]:
    """Files published as they are: path in the site, and the file."""
    folder = config.root / "content" / "assets"
    return [(f"assets/{path.relative_to(folder).as_posix()}", path) for path in files_below(folder)]
