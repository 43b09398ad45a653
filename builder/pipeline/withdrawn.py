"""Withdrawn: what a withdrawn article or annotation leaves of itself, before anything else reads its words."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote, unquote

from builder.addresses import entity_address, topic_address
from builder.load.links import MarkdownText, links_of, markdown_texts
from builder.model import (
    WITHDRAWN_LABELS,
    Annotation,
    Article,
    ArticleText,
    Entity,
    Reply,
    TextLinks,
    Topic,
    Withdrawal,
    WithdrawnItem,
    WithdrawnNote,
)

ASSETS = "content/assets/"


def without_words(article: Article) -> tuple[Article, ArticleText]:
    """A withdrawn article with what its page needs: its addresses, the day and the reason."""
    left = Article(
        article.slug,
        article.address,
        WITHDRAWN_LABELS["article"],
        article.date,
        article.place,
        aliases=article.aliases,
        withdrawn=article.withdrawn,
    )
    return left, ArticleText("", "")


def split_withdrawn(
    article: Article, text: ArticleText, annotations: Iterable[Annotation], *, is_draft: bool = False
) -> tuple[tuple[Annotation, ...], tuple[WithdrawnNote, ...], tuple[TextLinks, ...]]:
    """The annotations that are not withdrawn, what is left of the others, and the links of texts that are not shown."""
    published: list[Annotation] = []
    left: list[WithdrawnNote] = []
    hidden: list[MarkdownText] = []
    is_hidden = is_draft or bool(article.withdrawn) or article.access == "metadata"
    if is_hidden:
        hidden.append(MarkdownText(article.place, text.body_line, text.body, text.layout))
    for note in annotations:
        if withdrawal := note.withdrawn or article.withdrawn:
            left += _left_of(note, withdrawal)
            hidden += markdown_texts(note)
            continue
        replies = [reply for reply in note.replies if reply.withdrawn]
        left += (_reply_left(note, reply, reply.withdrawn) for reply in replies if reply.withdrawn)
        hidden += (MarkdownText(reply.place, reply.comment_line, reply.comment) for reply in replies)
        published.append(replace(note, replies=tuple(reply for reply in note.replies if not reply.withdrawn)))
    # Problems of these texts concern nobody.
    links = links_of(hidden)[0]
    if is_hidden:
        links = (*links, *facsimile_link(article))
    return tuple(published), tuple(left), links


def facsimile_link(article: Article) -> Iterator[TextLinks]:
    """The image of an article, as a link of its text: it shows its words too."""
    if not article.in_print.facsimile:
        return
    path = posixpath.relpath(f"{ASSETS}{article.in_print.facsimile}", posixpath.dirname(article.place.path))
    yield TextLinks(article.place, ((quote(path), 1),), (), (), ())


def _left_of(note: Annotation, withdrawal: Withdrawal) -> Iterator[WithdrawnNote]:
    """A withdrawn annotation and its replies, which are withdrawn with it."""
    yield WithdrawnNote(note.id, withdrawal, note.place, origin=_origin_of(note))
    for reply in note.replies:
        yield _reply_left(note, reply, reply.withdrawn or withdrawal)


def _reply_left(note: Annotation, reply: Reply, withdrawal: Withdrawal) -> WithdrawnNote:
    return WithdrawnNote(reply.id, withdrawal, reply.place, note.id, _origin_of(reply))


def _origin_of(one: Annotation | Reply) -> str:
    return one.origin.id if one.origin else ""


def withdrawn_items(
    articles: Iterable[Article | None], entities: Iterable[Entity], topics: Iterable[Topic]
) -> tuple[WithdrawnItem, ...]:
    """What is left of those that are withdrawn, by address."""
    found = [
        WithdrawnItem("article", one.slug, one.address, one.withdrawn, one.place, one.aliases)
        for one in articles
        if one and one.withdrawn
    ]
    found += (
        WithdrawnItem("entity", one.id, entity_address(one.id), one.withdrawn, one.place, one.former_addresses)
        for one in entities
        if one.withdrawn
    )
    found += (
        WithdrawnItem("topic", one.slug, topic_address(one.slug), one.withdrawn, one.place, one.aliases)
        for one in topics
        if one.withdrawn
    )
    return tuple(sorted(found, key=lambda one: one.address))


def hidden_assets(hidden: Iterable[TextLinks], public: Iterable[str]) -> frozenset[str]:
    """Paths in the site of the assets that hidden texts show and no other; `public` has the addresses in the others."""
    paths = {
        posixpath.normpath(posixpath.join(posixpath.dirname(text.place.path), unquote(href.partition("#")[0])))
        for text in hidden
        for href, _ in text.hrefs
    }
    found = {path.removeprefix("content/") for path in paths if path.startswith(ASSETS)}
    if found:
        found -= {address.partition("#")[0].lstrip("/") for address in public}
    return frozenset(found)
