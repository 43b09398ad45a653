"""Articles: the topics and entities they name are known."""

from __future__ import annotations

from collections.abc import Iterator

from builder.config import Config
from builder.model import Site
from builder.problems import Place, Problem, did_you_mean


def check_articles(site: Site, config: Config) -> Iterator[Problem]:  # noqa: ARG001 - every rule is called alike
    """A topic or entity that no file is about."""
    written = {slug for slug, topic in site.topics.items() if topic.place.path.startswith("content/topics/")}
    for article in site.articles:
        for index, slug in enumerate(article.topics):
            if slug not in written and f"content/topics/{slug}.md" not in site.invalid_paths:
                place = site.texts[article.slug].places.get(f"topics.{index}", article.place)
                mend = did_you_mean(slug, written) or f"write content/topics/{slug}.md, or take the topic out"
                yield Problem("T301", f"unknown topic `{slug}`", place, mend)
        named = [(entity, f"entities.about.{index}") for index, entity in enumerate(article.entities.about)]
        named += [(entity, f"entities.pin.{words}") for words, entity in article.entities.pin.items()]
        for entity, key in named:
            yield from unknown_entity(entity, site.texts[article.slug].places.get(key, article.place), site)


def unknown_entity(entity: str, place: Place, site: Site) -> Iterator[Problem]:
    """The problem of an id that is in no registry."""
    path = f"content/entities/{entity}.md"
    if entity not in site.entities and path not in site.invalid_paths:
        mend = did_you_mean(entity, site.entities) or f"write {path}"
        yield Problem("E201", f"unknown entity `{entity}`", place, mend)
