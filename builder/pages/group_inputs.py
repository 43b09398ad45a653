"""Group inputs: the other articles and entities that a page group depends on."""

from dataclasses import dataclass
from typing import Protocol

from builder.cache import fingerprint
from builder.model import Article, Entity
from builder.pages.dates import full_years
from builder.pages.index import Index
from builder.pages.note_views import article_inputs
from builder.pages.related import NameIndex, Related, most_related, related_articles

RELATED, CO_OCCURRING = 4, 10
"""The most of each on a page: related articles, and entities often mentioned together."""


class GroupInputs(Protocol):
    """What a page group depends on besides its own content; read only if the archive has changed."""

    def key(self) -> str:
        """Fingerprint of the inputs."""

    def slugs(self) -> list[str]:
        """The articles whose metadata the group's pages show."""


@dataclass(frozen=True, slots=True)
class ArticleInputs:
    """The articles that an article's page links to: related ones, and its neighbours in its topics."""

    index: Index
    article: Article

    def key(self) -> str:
        """Fingerprint of which articles these are, and why."""
        pairs = [[one and one.slug for one in pair] for pair in self._neighbours()]
        index, slug = self.index, self.article.slug
        return fingerprint(index.once(NameIndex).digests(index.named_in[slug], index.position[slug]), pairs)

    def slugs(self) -> list[str]:
        """Slugs of these articles."""
        neighbours = [one.slug for pair in self._neighbours() for one in pair if one]
        return [one.article.slug for one in related_to(self.index, self.article)] + neighbours

    def _neighbours(self) -> list[tuple[Article | None, Article | None]]:
        return [self.index.neighbours[topic, self.article.slug] for topic in self.article.topics]


@dataclass(frozen=True, slots=True)
class EntityInputs:
    """The entities that are often mentioned together with an entity."""

    index: Index
    entity: Entity

    def key(self) -> str:
        """Fingerprint of which entities these are."""
        return fingerprint(most_related(self.index, self.entity, CO_OCCURRING))

    def slugs(self) -> list[str]:
        """None: the page shows only articles that mention the entity, which the group's own key includes."""
        return []


def related_to(index: Index, article: Article) -> tuple[Related, ...]:
    """The related articles; the last result is cached, as it is needed twice in a row."""
    last: tuple[str, tuple[Related, ...]] | None = index.memo.get("related")
    if last is None or last[0] != article.slug:
        last = index.memo["related"] = article.slug, related_articles(index, article, RELATED)
    return last[1]


def article_key(index: Index, article: Article, site_key: str) -> str:
    """Fingerprint of what an article's pages show, without its inputs; `site_key` is that of every page."""
    site, slug = index.site, article.slug
    entities = dict.fromkeys((*index.named_in[slug], *article.entities.about))
    cards = [index.entity_card_digests.get(one) for one in entities]
    digests = site_key, index.digest_of(article), age_in_years(index, article), cards
    slugs, places = (site.anchors, site.changes, site.former_ids), (site.links, site.titles)
    if any(slug in one for one in slugs) or any(article.place in one for one in places):
        return fingerprint(digests, article_inputs(index, article), site.changes.get(slug))
    return fingerprint(digests)


def age_in_years(index: Index, article: Article) -> int:
    """Full years from the article's date to that of the newest annotation; 0 if the date is unknown or not certain.

    The current date is not used, because the same content must give the same bytes. A new annotation changes only the
    articles whose anniversary has passed since the one before.
    """
    if article.date is None or article.date.qualifier:
        return 0
    return max(0, full_years(article.date, index.newest_annotation_date))
