"""Articles: the topics and entities that they name exist."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Site
from builder.problems import Place, Problem, did_you_mean


def check_articles(site: Site) -> Iterator[Problem]:
    """Topics and entities that have no file."""
    topics = {slug for slug, topic in site.topics.items() if topic.place.path.startswith("content/topics/")}
    for article in site.articles:
        for index, slug in enumerate(article.topics):
            if slug not in topics and f"content/topics/{slug}.md" not in site.invalid_paths:
                place = site.texts[article.slug].places.get(f"topics.{index}", article.place)
                help_ = did_you_mean(slug, topics) or f"write content/topics/{slug}.md, or remove the topic"
                yield Problem("T301", f"unknown topic `{slug}`", place, help_)
        named = [(entity, f"entities.about.{index}") for index, entity in enumerate(article.entities.about)]
        named += [(entity, f"entities.pin.{name}") for name, entity in article.entities.pin.items()]
        for entity, key in named:
            yield from unknown_entity(entity, site.texts[article.slug].places.get(key, article.place), site)


def unknown_entity(entity: str, place: Place, site: Site) -> Iterator[Problem]:
    """The problem of an id that is not in the registry, if it is not."""
    path = f"content/entities/{entity}.md"
    if entity not in site.entities and path not in site.invalid_paths:
        help_ = did_you_mean(entity, site.entities) or f"write {path}"
        yield Problem("E201", f"unknown entity `{entity}`", place, help_)
