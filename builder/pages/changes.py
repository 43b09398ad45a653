"""Changes: what was edited in an article, word by word, beside the capture it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from builder.config import Config
from builder.model import Article, Change, Page
from builder.pages.dates import day_words
from builder.pages.index import Index
from builder.pages.summaries import Head, Link, changes_address, menu


@dataclass(frozen=True)
class ChangeSection:
    """A paragraph with changes, or a number of paragraphs without any."""

    changes: tuple[Change, ...]
    """Empty for paragraphs without changes."""
    paragraphs: int
    """How many they are."""


@dataclass(frozen=True)
class ChangesView:
    """What the page of an article's changes shows."""

    head: Head
    article: Link
    language: str
    edited: str
    """Why, in the editors' words."""
    removed: int
    """Words that only the capture has."""
    added: int
    """Words that only the article has."""
    sections: tuple[ChangeSection, ...]


def changes_pages(index: Index, config: Config, article: Article) -> Iterator[Page]:  # noqa: ARG001 - as all of its kind
    """A page for an article whose words differ from its capture's."""
    paragraphs = index.site.changes.get(article.slug)
    if paragraphs:
        yield Page(changes_address(article), "changes.html", _view(index, article, paragraphs))


def _view(index: Index, article: Article, paragraphs: Sequence[tuple[Change, ...]]) -> ChangesView:
    day = day_words(article.day) if article.day else "undated"
    return ChangesView(
        head=Head(
            title=f"Changes in {article.title} — {day}",
            address=changes_address(article),
            description=f"Every difference between “{article.title}” and its original capture.",
            menu=menu(index.site.pages),
            crumbs=(Link(article.title, article.address),),
        ),
        article=Link(article.title, article.address),
        language=article.language,
        edited=article.edited,
        removed=_words(paragraphs, "removed"),
        added=_words(paragraphs, "added"),
        sections=tuple(_stretches(paragraphs)),
    )


def _stretches(paragraphs: Sequence[tuple[Change, ...]]) -> Iterator[ChangeSection]:
    for changed, members in groupby(paragraphs, key=_is_changed):
        if changed:
            yield from (ChangeSection(paragraph, 1) for paragraph in members)
        else:
            yield ChangeSection((), sum(1 for _ in members))


def _is_changed(paragraph: tuple[Change, ...]) -> bool:
    return any(one.kind != "same" for one in paragraph)


def _words(paragraphs: Sequence[tuple[Change, ...]], kind: str) -> int:
    return sum(len(one.words.split()) for paragraph in paragraphs for one in paragraph if one.kind == kind)
