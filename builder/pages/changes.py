"""Changes: what was edited in an article, compared word by word with its capture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from builder.addresses import changes_address
from builder.model import Article, Change, Page
from builder.pages.dates import date_words
from builder.pages.head import Head, Link, menu
from builder.pages.index import Index


@dataclass(frozen=True)
class ChangeSection:
    """A paragraph with changes, or a number of unchanged paragraphs."""

    changes: tuple[Change, ...]
    """Empty for unchanged paragraphs."""
    paragraphs: int
    """Number of paragraphs."""


@dataclass(frozen=True)
class ChangesView:
    """What the page of an article's changes shows."""

    head: Head
    article: Link
    language: str
    edited: str
    """The editors' reason."""
    removed: int
    """Number of words that only the capture has."""
    added: int
    """Number of words that only the article has."""
    sections: tuple[ChangeSection, ...]


def changes_pages(index: Index, article: Article) -> Iterator[Page]:
    """A page for an article that differs from its capture."""
    paragraphs = index.site.changes.get(article.slug)
    if paragraphs:
        yield Page(changes_address(article.address), "changes.html", _view(index, article, paragraphs))


def _view(index: Index, article: Article, paragraphs: Sequence[tuple[Change, ...]]) -> ChangesView:
    day = date_words(article.date) if article.date else "undated"
    link = Link(article.title, article.address)
    description = f"Every difference between “{article.title}” and its original capture."
    title = f"Changes in {article.title} — {day}"
    indexed = article.robots == "index"
    return ChangesView(
        head=Head(title, changes_address(article.address), description, menu(index), (link,), indexed=indexed),
        article=link,
        language=article.language,
        edited=article.edited,
        removed=_count(paragraphs, "removed"),
        added=_count(paragraphs, "added"),
        sections=tuple(_sections(paragraphs)),
    )


def _sections(paragraphs: Sequence[tuple[Change, ...]]) -> Iterator[ChangeSection]:
    for changed, members in groupby(paragraphs, key=_is_changed):
        if changed:
            yield from (ChangeSection(paragraph, 1) for paragraph in members)
        else:
            yield ChangeSection((), sum(1 for _ in members))


def _is_changed(paragraph: tuple[Change, ...]) -> bool:
    return any(one.kind != "same" for one in paragraph)


def _count(paragraphs: Sequence[tuple[Change, ...]], kind: str) -> int:
    return sum(len(one.words.split()) for paragraph in paragraphs for one in paragraph if one.kind == kind)
