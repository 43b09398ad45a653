"""Public: the site as pages and the search index may show it, without the texts that may not be published.

Pages are made from this site only, so no page kind has to know what it must leave out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from builder.config import Config
from builder.model import Anchor, Article, ArticleText, NamedEntity, Site, Variant

UNSPACED = "\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Scripts without spaces, of which each character counts as a word."""
WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


def public_site(site: Site, config: Config) -> Site:
    """The site without texts of `access: metadata`, and without withdrawn topics of articles.

    Of such a text there are only the beginnings of annotated passages, and how often it names which entity.
    """
    topics = {one.name for one in site.withdrawn if one.kind == "topic"}
    unread = frozenset(one.slug for one in site.articles if one.access == "metadata")
    if not topics and not unread:
        return site
    quoted = {
        slug: tuple(_quoted(site.texts[slug].text, one, config.quotation_words) for one in site.anchors[slug])
        for slug in sorted(unread & site.anchors.keys())
    }
    counted = {slug: tuple(_counted(site, slug)) for slug in unread}
    return replace(
        site,
        articles=tuple(_without(one, topics) for one in site.articles),
        anchors={slug: quoted.get(slug, anchors) for slug, anchors in site.anchors.items()},
        texts=_PublicTexts(site.texts, unread),
        named_entities={**site.named_entities, **counted},
        excerpt_digests={**site.excerpt_digests, **dict.fromkeys(unread, b"")},
        changes={slug: changes for slug, changes in site.changes.items() if slug not in unread},
    )


def first_words(text: str, most: int) -> str:
    """The text on one line, with an ellipsis after this many words if it has more."""
    line = " ".join(text.split())
    words = list(WORD.finditer(line))
    if len(words) <= most:
        return line
    return f"{line[: words[most - 1].end()].rstrip(',;:—– ')} …" if most else ""


def _without(article: Article, topics: set[str]) -> Article:
    """The article without its opening if its text is not published, and without these topics."""
    if article.access == "metadata":
        article = replace(article, opening="")
    others = tuple(one for one in article.topics if one not in topics)
    return article if others == article.topics else replace(article, topics=others)


def _quoted(text: str, anchor: Anchor, most: int) -> Anchor:
    """The anchor without a position in a text that nobody can read; its quotation is the beginning of the passage."""
    note = anchor.annotation
    passage = text[slice(*anchor.passage)] if anchor.passage else note.quote
    note = replace(note, quote=first_words(passage, most), prefix="", suffix="", image="", region=None)
    return Anchor(note, None, "whole" if anchor.placed else anchor.state)


def _counted(site: Site, slug: str) -> Iterator[NamedEntity]:
    """The named entities with their own names instead of the words of the text."""
    for one in site.named_entities.get(slug, ()):
        count = sum(variant.count for variant in one.variants)
        yield NamedEntity(one.entity, (Variant(site.entities[one.entity].name, count, 1),))


@dataclass(frozen=True)
class _PublicTexts(Mapping[str, ArticleText]):
    """The texts of articles by slug, empty where they are not published."""

    texts: Mapping[str, ArticleText]
    unread: frozenset[str]

    def __getitem__(self, slug: str) -> ArticleText:
        text = self.texts[slug]
        return ArticleText("", "", places=text.places) if slug in self.unread else text

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)
