"""Study: what the whole archive must know of one article, and its words, which are kept until they are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from builder.annotate import annotate
from builder.cache import fingerprint
from builder.config import Config
from builder.link import Gazetteer, TextStructure, gazetteer_of, link
from builder.load import File
from builder.load.annotations import load_annotations, with_replies
from builder.load.articles import load_article, load_head
from builder.load.links import links_of, texts_of
from builder.model import (
    EXCERPT_DIGEST_BYTES,
    Anchor,
    Annotation,
    Article,
    Entity,
    EntityOverrides,
    Layout,
    Mention,
    NamedEntity,
    Passage,
    Reply,
    TextLinks,
    Unlinked,
    named_entities,
)
from builder.pages.excerpts import named_excerpts
from builder.problems import ContentError, Place, Problem, did_you_mean, errors
from builder.workers.serialization import pack

PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
TARGET = re.compile(rb"\[\[([^\[\]|\n]+)\]\]")
Titles = tuple[tuple[str, str], ...]
"""What cross-links without words name, and the words to show."""


@dataclass(frozen=True)
class AnalysisContext:
    """What holds for every article alike."""

    config: Config
    entities: Mapping[str, Entity]
    drafts: bool

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Of all entities; made when the first article is studied, which in most builds none is."""
        return gazetteer_of(self.entities.values())


class Job(NamedTuple):
    """An article, the files of its annotations, and the titles that its text shows."""

    input_hash: str
    """A name of all of it, and of the rules but for the registry."""
    file: File
    annotations: tuple[File, ...]
    titles: Titles


class ArticleText(NamedTuple):
    """What only the article's own page, and those that quote it, need to know."""

    body: str
    text: str
    layout: Layout
    places: Mapping[str, Place]
    mentions: tuple[Mention, ...]


class ArticleRecord(NamedTuple):
    """What the rest of the archive must know of an article."""

    input_hash: str
    """A name of everything that was looked at but the registry of names."""
    digest: str
    """A name of all that is known. It may stay the same where the key does not: not every edit changes a word."""
    text_digest: str
    """A name of the article and the names in it, without its notes."""
    excerpt_digests: bytes
    """Of each entity named, in their order, a name of the sentences that its pages show."""
    metadata_digest: str
    """A name of what other pages may show of it: of all but its words."""
    article: StoredArticle | None
    """None where its file has errors."""
    anchors: tuple[Anchor, ...] = ()
    named_entities: tuple[NamedEntity, ...] = ()
    unlinked: tuple[Unlinked, ...] = ()
    entities_in_annotations: tuple[tuple[Place, tuple[str, ...]], ...] = ()
    references: tuple[TextLinks, ...] = ()
    """Of the texts that have links or headings."""
    draft_ids: tuple[str, ...] = ()
    """Slug and id of the annotations that are drafts, or on an article that is."""
    problems: tuple[Problem, ...] = ()


class StoredArticle(Article):
    """An article whose words are fetched when somebody asks for them: a large archive need not be held whole.

    It holds what its file says: what that leaves out is known of every article alike.
    """

    words_of: Callable[[str], ArticleText]
    """Finds the words by the path of the article's file."""
    beginning: bytes
    """Its first words, which take twice the room as text as soon as there is one quotation mark in them."""

    @classmethod
    def of(cls, article: Article) -> StoredArticle:
        """The article without its words."""
        stored = cls.__new__(cls)
        stored.__dict__.update(
            {
                name: value
                for name, value in article.__dict__.items()
                if name not in ArticleText._fields and (not hasattr(Article, name) or value != getattr(Article, name))
            }
        )
        stored.__dict__["beginning"] = article.opening.encode()
        return stored

    def fetch(self) -> ArticleText:
        """Its words."""
        find: Callable[[str], ArticleText] = self.__dict__["words_of"]
        return find(self.place.path)

    @property
    def told(self) -> dict[str, Any]:
        """What is known of it but for its words and the first of them."""
        return {name: value for name, value in self.__dict__.items() if name not in {"words_of", "beginning"}}

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "words_of"}

    body = property(lambda self: self.fetch().body)
    text = property(lambda self: self.fetch().text)
    layout = property(lambda self: self.fetch().layout)
    places = property(lambda self: self.fetch().places)
    opening = property(lambda self: self.__dict__["beginning"].decode())


def targets_of(content: bytes) -> frozenset[str]:
    """What the `[[cross-links]]` of an article's file name: the only titles that its reading text depends on."""
    found = TARGET.findall(content) if b"[[" in content else ()
    return frozenset(target.decode("utf-8", "replace").strip() for target in found)


def analyze(job: Job, rules: AnalysisContext) -> tuple[ArticleRecord, bytes]:
    """What is known of an article, and its packed Words."""
    problems: list[Problem] = []
    try:
        article = load_article(load_head(job.file.path, job.file.text), dict(job.titles), rules.config.language)
    except ContentError as error:
        return ArticleRecord(job.input_hash, "", "", b"", "", None, problems=error.problems), b""
    notes = _load_annotations(job, article.slug, rules, problems)
    written = [note.id for note in notes]
    if not rules.drafts:
        notes = tuple(_published(notes))
    shown = rules.drafts or article.status == "published"
    anchors, wrong = annotate(article, notes) if notes and shown else ((), ())
    problems += wrong
    mentions, skipped = _mentions(article, rules) if shown else ((), ())
    mentions = tuple(one for one in mentions if one.entity in rules.entities)
    laid = {one.annotation.id for one in anchors}
    in_notes = tuple(_entities_in_annotations(article, anchors, mentions, rules))
    stored, named = StoredArticle.of(article), named_entities(article.text, mentions)
    bare = fingerprint(article, mentions)
    found = ArticleRecord(
        input_hash=job.input_hash,
        digest=fingerprint(bare, anchors, skipped, in_notes),
        text_digest=bare,
        excerpt_digests=b"".join(_excerpt_digest(article.text, mentions, one.entity) for one in named),
        metadata_digest=fingerprint(stored.told, named, skipped, in_notes, len(anchors)),
        article=stored,
        anchors=anchors,
        named_entities=named,
        unlinked=skipped,
        entities_in_annotations=in_notes,
        references=tuple(_references(article, anchors, problems)) if shown else (),
        draft_ids=tuple(f"{article.slug}#{one}" for one in written if one not in laid),
        problems=tuple(problems),
    )
    return found, pack(ArticleText(article.body, article.text, article.layout, article.places, mentions))


def _excerpt_digest(text: str, mentions: Iterable[Mention], entity: str) -> bytes:
    return bytes.fromhex(fingerprint(named_excerpts(text, mentions, entity)))[:EXCERPT_DIGEST_BYTES]


def _load_annotations(job: Job, slug: str, rules: AnalysisContext, problems: list[Problem]) -> tuple[Annotation, ...]:
    """The annotations of all its files, each with its replies."""
    found: list[Annotation] = []
    replies: list[Reply] = []
    wrong: list[Problem] = []
    for file in job.annotations:
        try:
            read = load_annotations(file.path, file.text, slug, rules.config)
        except ContentError as error:
            wrong += error.problems
            continue
        found += read.annotations
        replies += read.replies
        wrong += read.problems
    notes, astray = with_replies(found, replies)
    # What is answered may be in a file that could not be read whole: then it is not called unknown too.
    if not errors(wrong):
        wrong += _orphan_replies(astray, notes)
    problems += wrong
    return notes


def _orphan_replies(replies: Iterable[Reply], notes: Iterable[Annotation]) -> Iterator[Problem]:
    known = [one.id for one in notes]
    for one in replies:
        mend = did_you_mean(one.answers, known) or f"known: {', '.join(known) or 'none'}"
        yield Problem("N132", f"`reply-to: {one.answers}` leads to no annotation of the article", one.place, mend)


def _published(notes: Iterable[Annotation]) -> Iterator[Annotation]:
    """Those that are no drafts, without replies that are."""
    for note in notes:
        if note.status == "published":
            yield replace(note, replies=tuple(reply for reply in note.replies if reply.status == "published"))


def _mentions(article: Article, rules: AnalysisContext) -> tuple[tuple[Mention, ...], tuple[Unlinked, ...]]:
    structure = TextStructure(article.text, article.title, article.layout)
    return link(article, rules.gazetteer, structure, policy=rules.config.link)


def _entities_in_annotations(
    article: Article, anchors: Iterable[Anchor], mentions: Iterable[Mention], rules: AnalysisContext
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """By the place of an annotation, the entities that it is about or names itself."""
    for anchor in anchors:
        named = set(_entities_named(article.language, article.entities, note_text(anchor.annotation), rules))
        if anchor.passage:
            start, end = anchor.passage
            named |= {one.entity for one in mentions if one.passage.start < end and start < one.passage.end}
        if named:
            yield anchor.annotation.place, tuple(sorted(named))


def _entities_named(language: str, overrides: EntityOverrides, text: str, rules: AnalysisContext) -> Iterator[str]:
    """Those that a note names; where in it does not matter, so that its Markdown is not parsed."""
    article = Article("note", "", "", None, "", "", Place("note"), language=language, entities=overrides)
    blocks = tuple(Passage(*paragraph.span()) for paragraph in PARAGRAPH.finditer(text))
    mentions, _ = link(article, rules.gazetteer, TextStructure(text, "", Layout(blocks)))
    yield from (one.entity for one in mentions)


def note_text(note: Annotation) -> str:
    """The words of a note and of its replies."""
    replies = [words for reply in note.replies for words in (reply.title, reply.comment)]
    return "\n\n".join([note.title, note.claim, note.comment, *replies])


def _references(article: Article, anchors: Iterable[Anchor], problems: list[Problem]) -> Iterator[TextLinks]:
    items: list[Article | Annotation] = [article, *(anchor.annotation for anchor in anchors)]
    for item in items:
        for text in texts_of(item):
            try:
                found = links_of(text)
            except ContentError as error:
                problems += error.problems
                continue
            if found.hrefs or found.crosslinks or found.refused or found.anchors:
                yield found
