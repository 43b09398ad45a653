"""Stages: each is pure work on one job, so that it can be done on any core and kept by its fingerprint."""

from __future__ import annotations

import re
from typing import NamedTuple

from builder.annotate import annotate
from builder.config import Config
from builder.link import Ground, Names, link
from builder.load import File
from builder.load.annotations import Notes, load_annotations
from builder.load.articles import ArticleHead, load_article, load_head
from builder.load.entities import load_entity, load_entity_list
from builder.load.texts import Text, uses_of
from builder.load.topics import load_page, load_topic
from builder.model import (
    Anchor,
    Annotation,
    Article,
    Entity,
    EntityOverrides,
    FreePage,
    LinkPolicy,
    Mention,
    Output,
    Page,
    Passage,
    Skipped,
    Topic,
    Uses,
)
from builder.problems import Place, Problem
from builder.render import Renderer

PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
Titles = tuple[tuple[str, str], ...]
"""What cross-links without words name, and the words to show."""


def read_entities(file: File, _: None) -> tuple[tuple[Entity, ...], tuple[Problem, ...]]:
    """One of its own file, or those of a list that are well, and what is wrong with the others."""
    if file.path.endswith(".md"):
        return (load_entity(file.path, file.text),), ()
    return load_entity_list(file.path, file.text)


def read_topic(file: File, _: None) -> Topic:
    """A topic."""
    return load_topic(file.path, file.text)


def read_page(file: File, _: None) -> FreePage:
    """A free page."""
    return load_page(file.path, file.text)


def read_head(file: File, _: None) -> ArticleHead:
    """An article's front matter."""
    return load_head(file.path, file.text)


class ArticleJob(NamedTuple):
    """An article whose Markdown is to be parsed."""

    head: ArticleHead
    titles: Titles


def read_article(job: ArticleJob, language: str) -> Article:
    """An article with its reading text."""
    return load_article(job.head, dict(job.titles), language)


class AnnotationsJob(NamedTuple):
    """A file of annotations and the article it belongs to."""

    file: File
    slug: str


def read_annotations(job: AnnotationsJob, config: Config) -> Notes:
    """The annotations of a file."""
    return load_annotations(job.file.path, job.file.text, job.slug, config)


class AnchorJob(NamedTuple):
    """An article and the annotations to be laid on it."""

    article: Article
    annotations: tuple[Annotation, ...]


def anchor(job: AnchorJob, _: None) -> tuple[tuple[Anchor, ...], tuple[Problem, ...]]:
    """Where each annotation's passage is."""
    return annotate(job.article, job.annotations)


class LinkRules(NamedTuple):
    """What holds for every article alike."""

    names: Names
    policy: LinkPolicy


def find_mentions(article: Article, rules: LinkRules) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    """Which passages name an entity, and which names were left alone."""
    layout = article.layout
    ground = Ground(article.text, article.title, layout.blocks, layout.headings, layout.unlinkable, layout.crosslinks)
    return link(article, rules.names, ground, policy=rules.policy)


class NotesJob(NamedTuple):
    """What the notes on an article say, and what its front matter says of names."""

    language: str
    overrides: EntityOverrides
    notes: tuple[str, ...]
    """Markdown."""


def find_named(job: NotesJob, rules: LinkRules) -> tuple[tuple[str, ...], ...]:
    """Ids of the entities that each note names; where in it does not matter, so that its Markdown is not parsed."""
    nowhere = Place("note")
    article = Article("note", "", "", None, "", "", nowhere, language=job.language, entities=job.overrides)
    found = []
    for text in job.notes:
        blocks = [Passage(*paragraph.span()) for paragraph in PARAGRAPH.finditer(text)]
        mentions, _ = link(article, rules.names, Ground(text, "", blocks))
        found.append(tuple(sorted({mention.entity for mention in mentions})))
    return tuple(found)


def find_uses(text: Text, _: None) -> Uses:
    """The links of a text."""
    return uses_of(text)


def render(page: Page, renderer: Renderer) -> Output:
    """A page as a file."""
    return renderer.render(page)
