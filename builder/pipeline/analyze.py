"""Analyze one article: the record of it that stays in memory, and its text, which is stored until it is needed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from builder.annotate import annotate
from builder.cache import fingerprint
from builder.check.addresses import words_digest
from builder.config import Config
from builder.link import Gazetteer, TextStructure, gazetteer_of, link
from builder.load import File
from builder.load.annotations import load_annotations
from builder.load.articles import load_article, load_head
from builder.load.links import MarkdownText, links_of, markdown_texts
from builder.load.threads import reply_problems, with_replies
from builder.model import (
    EXCERPT_DIGEST_BYTES,
    Anchor,
    Annotation,
    Article,
    ArticleText,
    Entity,
    Layout,
    Mention,
    NamedEntity,
    Passage,
    Reply,
    TextLinks,
    Unlinked,
    WithdrawnNote,
    named_entities,
)
from builder.pages.excerpts import named_excerpts
from builder.paths import file_name
from builder.pipeline.withdrawn import split_withdrawn, without_words
from builder.problems import UNREAD, ContentError, Place, Problem
from builder.workers.serialization import pack

PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
TARGET = re.compile(rb"\[\[([^\[\]|\n]+)\]\]")
Titles = tuple[tuple[str, str], ...]
"""Targets of cross-links without a label, and the title to show for each."""


@dataclass(frozen=True)
class AnalysisContext:
    """What the analysis of every article depends on."""

    config: Config
    entities: Mapping[str, Entity]
    """Of the whole registry."""
    drafts: bool

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names of all entities; built when the first article is analysed, since most builds analyse none."""
        return gazetteer_of(self.entities.values())

    def publishes(self, entity: str) -> bool:
        """Whether the entity exists and is not withdrawn."""
        return entity in self.entities and not self.entities[entity].withdrawn


class Job(NamedTuple):
    """An article to analyse, the files of its annotations, and the titles that its text shows."""

    input_hash: str
    """Fingerprint of everything the analysis reads except the entity registry."""
    file: File
    annotations: tuple[File, ...]
    titles: Titles


class ArticleRecord(NamedTuple):
    """What the rest of the archive must know of an article."""

    input_hash: str
    """Fingerprint of everything the analysis reads except the entity registry."""
    digest: str
    """Digest of the result. It may stay the same when `input_hash` changes: not every edit changes the text."""
    text_digest: str
    """Digest of the article's text and mentions, without annotations."""
    excerpt_digests: bytes
    """For each named entity, in order, the digest of the sentences that name it."""
    words_digest: str
    """Digest of the article's words alone, by which it is known when its address has changed."""
    metadata_digest: str
    """Digest of what other pages may show of the article: everything but its text."""
    article: Article | None
    """None when its file cannot be read. With other errors, the keys that have one are absent."""
    anchors: tuple[Anchor, ...] = ()
    named_entities: tuple[NamedEntity, ...] = ()
    unlinked: tuple[Unlinked, ...] = ()
    entities_in_annotations: tuple[tuple[Place, tuple[str, ...]], ...] = ()
    links: tuple[TextLinks, ...] = ()
    """Of the texts that have links or headings."""
    unpublished_ids: tuple[str, ...] = ()
    """`<slug>#<id>` of the annotations that are drafts or withdrawn, or on an article that is."""
    withdrawn_notes: tuple[WithdrawnNote, ...] = ()
    hidden_links: tuple[TextLinks, ...] = ()
    """Of the texts that are not published, although the article is or was."""
    problems: tuple[Problem, ...] = ()
    named_at: tuple[tuple[int, int], ...] = ()
    """As `Site.named_at` has it."""


def targets_of(content: bytes) -> frozenset[str]:
    """Targets of the `[[cross-links]]` in an article's file: its reading text depends on their titles only."""
    found = TARGET.findall(content) if b"[[" in content else ()
    return frozenset(target.decode("utf-8", "replace").strip() for target in found)


def analyze(job: Job, context: AnalysisContext) -> tuple[ArticleRecord, bytes]:
    """The record of an article, and its packed ArticleText; an article with errors is analysed for more of them."""
    try:
        loaded = load_article(load_head(job.file.path, job.file.text), dict(job.titles), context.config.language)
    except ContentError as error:
        _, problems = _load_annotations(job, file_name(job.file.path), context)
        return ArticleRecord(job.input_hash, "", "", b"", "", "", None, problems=(*error.problems, *problems)), b""
    article, text = loaded.article, loaded.text
    annotations, problems = _load_annotations(job, article.slug, context)
    problems += loaded.problems
    ids = [annotation.id for annotation in annotations]
    is_visible = context.drafts or article.status == "published"
    annotations, withdrawn_notes, hidden = split_withdrawn(article, text, annotations, is_draft=not is_visible)
    if article.withdrawn:
        article, text = without_words(article)
    if not context.drafts:
        annotations = tuple(_published(annotations))
    anchors: tuple[Anchor, ...] = ()
    unlinked: tuple[Unlinked, ...] = ()
    links: tuple[TextLinks, ...] = ()
    if is_visible and not article.withdrawn:
        anchors, doubts = annotate(article.place.path, text, annotations, article.language)
        problems += doubts
        structure = TextStructure(text.text, article.title, text.layout)
        mentions, unlinked = link(article, context.gazetteer, structure, policy=context.config.link)
        unlinked = tuple(sorted((*unlinked, *_of_withdrawn(text.text, mentions, context)), key=attrgetter("passage")))
        text = text._replace(mentions=tuple(one for one in mentions if context.publishes(one.entity)))
        texts = [MarkdownText(article.place, text.body_line, text.body, text.layout)]
        links, invalid = links_of(chain(texts, *(markdown_texts(anchor.annotation) for anchor in anchors)))
        problems += invalid
    named = named_entities(text.text, text.mentions)
    in_annotations = tuple(_entities_in_annotations(article, anchors, text.mentions, context))
    text_digest = fingerprint(article, text)
    anchored = {anchor.annotation.id for anchor in anchors}
    record = ArticleRecord(
        input_hash=job.input_hash,
        digest=fingerprint(text_digest, anchors, unlinked, in_annotations, withdrawn_notes),
        text_digest=text_digest,
        excerpt_digests=b"".join(_excerpt_digest(text, one.entity) for one in named),
        words_digest=words_digest(article.title, text.text),
        metadata_digest=fingerprint(replace(article, opening=""), named, unlinked, in_annotations, len(anchors)),
        article=article,
        anchors=anchors,
        named_entities=named,
        unlinked=unlinked,
        entities_in_annotations=in_annotations,
        links=links,
        unpublished_ids=tuple(f"{article.slug}#{one}" for one in ids if one not in anchored),
        withdrawn_notes=withdrawn_notes,
        hidden_links=hidden,
        problems=tuple(problems),
        named_at=loaded.named_at,
    )
    return record, pack(text)


def _of_withdrawn(text: str, mentions: Iterable[Mention], context: AnalysisContext) -> Iterator[Unlinked]:
    """The names of withdrawn entities, which stay plain words and must not be taken for new ones."""
    for one in mentions:
        if one.entity in context.entities and not context.publishes(one.entity):
            yield Unlinked(text[slice(*one.passage)], one.passage, (one.entity,), "withdrawn")


def renamed(record: ArticleRecord, slug: str) -> ArticleRecord:
    """The record of an article that is known by another slug than the name of its file, which is not unique."""
    if record.article is None:
        return record
    anchors = (replace(one, annotation=replace(one.annotation, article=slug)) for one in record.anchors)
    return record._replace(
        article=replace(record.article, slug=slug),
        anchors=tuple(anchors),
        unpublished_ids=tuple(f"{slug}#{one.partition('#')[2]}" for one in record.unpublished_ids),
        digest=fingerprint(record.digest, slug),
        text_digest=fingerprint(record.text_digest, slug),
        metadata_digest=fingerprint(record.metadata_digest, slug),
    )


def _excerpt_digest(text: ArticleText, entity: str) -> bytes:
    return bytes.fromhex(fingerprint(named_excerpts(text.text, text.mentions, entity)))[:EXCERPT_DIGEST_BYTES]


def _load_annotations(job: Job, slug: str, context: AnalysisContext) -> tuple[tuple[Annotation, ...], list[Problem]]:
    """The annotations of all files of the article, each with its replies."""
    loaded: list[Annotation] = []
    replies: list[Reply] = []
    problems: list[Problem] = []
    for file in job.annotations:
        try:
            parsed = load_annotations(file.path, file.text, slug, context.config)
        except ContentError as error:
            problems += error.problems
            continue
        loaded += parsed.annotations
        replies += parsed.replies
        problems += parsed.problems
    annotations, unknown = with_replies(loaded, replies)
    # The annotation may be one that could not be read: its replies are not reported as well.
    if UNREAD.isdisjoint(one.code for one in problems):
        problems += reply_problems(unknown, annotations)
    return annotations, problems


def _published(annotations: Iterable[Annotation]) -> Iterator[Annotation]:
    """The annotations that are not drafts, without replies that are, or that answer one that is."""
    for one in annotations:
        if one.status == "published":
            replies: list[Reply] = []
            known = {reply.id for reply in one.replies}  # without those that are withdrawn
            published = {""}  # what a reply to the annotation has as parent
            for reply in one.replies:  # each after the one that it answers
                if reply.status == "published" and (reply.parent in published or reply.parent not in known):
                    published.add(reply.id)
                    replies.append(reply)
            yield replace(one, replies=tuple(replies))


def _entities_in_annotations(
    article: Article, anchors: Iterable[Anchor], mentions: Iterable[Mention], context: AnalysisContext
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """By place of an annotation: the entities named in its comment or in its passage."""
    for anchor in anchors:
        found = set(_entities_named(article, note_text(anchor.annotation), context))
        if anchor.passage:
            start, end = anchor.passage
            found |= {one.entity for one in mentions if one.passage.start < end and start < one.passage.end}
        if found:
            yield anchor.annotation.place, tuple(sorted(found))


def _entities_named(annotated: Article, text: str, context: AnalysisContext) -> Iterator[str]:
    """The entities named in a comment. Their position does not matter, so its Markdown is not parsed."""
    article = Article("note", "", "", None, Place("note"), language=annotated.language, entities=annotated.entities)
    blocks = tuple(Passage(*paragraph.span()) for paragraph in PARAGRAPH.finditer(text))
    mentions, _ = link(article, context.gazetteer, TextStructure(text, "", Layout(blocks)))
    yield from (one.entity for one in mentions if context.publishes(one.entity))


def note_text(annotation: Annotation) -> str:
    """The text of an annotation and of its replies, as one."""
    replies = [text for reply in annotation.replies for text in (reply.title, reply.comment)]
    return "\n\n".join([annotation.title, annotation.claim, annotation.comment, *replies])
