"""Articles: the topics and entities that they name exist."""

from collections.abc import Iterator
from functools import cache

from builder.model import Article, Site
from builder.paths import file_name
from builder.problems import Place, Problem, did_you_mean

EARLIEST = 1500
"""Before, nothing was printed that an archive of news has; years of other calendars are there."""


def check_articles(site: Site) -> Iterator[Problem]:
    """Topics and entities that have no file, and years without newspapers."""
    topics = {slug for slug, topic in site.topics.items() if topic.place.path.startswith("content/topics/")}
    known = topics | {file_name(path) for path in site.invalid_paths if path.startswith("content/topics/")}

    @cache  # thousands of articles may name the same one
    def words_for(slug: str) -> tuple[str, str]:
        help_ = did_you_mean(slug, topics) or f"write content/topics/{slug}.md, or remove the topic"
        return f"unknown topic `{slug}`", help_

    for article in site.articles:
        if article.date and article.date.year < EARLIEST:
            place = site.texts[article.slug].places.get("date", article.place)
            help_ = "write the date of the Gregorian calendar; a Persian, Islamic or other year is another one there"
            yield Problem("F017", f"`date`: there were no newspapers in the year {article.date.year}", place, help_)
        for index, slug in enumerate(article.topics):
            if slug not in known and not site.is_withdrawn("topic", slug):
                message, help_ = words_for(slug)
                yield Problem("T301", message, _place_of(index, article, site), help_)
        entities = (*article.entities.about, *article.entities.pin.values())
        for index, entity in enumerate(entities, len(article.topics)):
            yield from unknown_entity(entity, _place_of(index, article, site), site)


def _place_of(index: int, article: Article, site: Site) -> Place:
    """The place of a topic or entity that the front matter names, by its index in `Site.named_at`."""
    named_at = site.named_at.get(article.slug)
    return Place(article.place.path, *named_at[index]) if named_at else article.place


def unknown_entity(entity: str, place: Place, site: Site) -> Iterator[Problem]:
    """The problem of an id that is not in the registry, if it is not."""
    path = f"content/entities/{entity}.md"
    known = entity in site.entities or site.is_withdrawn("entity", entity)
    if not known and path not in site.invalid_paths:
        help_ = did_you_mean(entity, site.entities) or f"write {path}"
        yield Problem("E201", f"unknown entity `{entity}`", place, help_)
