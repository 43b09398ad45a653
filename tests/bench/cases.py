"""Cases: what an archive goes through, and what is done to the corpus for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.bench.corpus import Corpus, Entity, Note, Story

Edit = Callable[[Corpus, int], Corpus]
"""The corpus after the edit of this round; no two rounds make the same."""
FAMILIAR = 40
"""Place of the entity that is edited: 39 of the 400 are named more often."""


def _nothing(corpus: Corpus, _: int) -> Corpus:
    return corpus


def _word(corpus: Corpus, number: int) -> Corpus:
    def changed(story: Story) -> Story:
        first = story.paragraphs[0]
        return replace(story, paragraphs=(f"{first.rpartition(' ')[0]} word{number}.", *story.paragraphs[1:]))

    return _with_story(corpus, number, changed)


def _other_word(corpus: Corpus, number: int) -> Corpus:
    return _word(corpus, -number - 1)


def _annotation(corpus: Corpus, number: int) -> Corpus:
    def annotated(story: Story) -> Story:
        quotation = " ".join(story.paragraphs[-1].replace("*", "").split(" ")[-9:])
        return replace(story, notes=(*story.notes, Note(f"Note {number}", quotation, "It is explained here.")))

    return _with_story(corpus, number, annotated)


def _article(corpus: Corpus, number: int) -> Corpus:
    newest = max(corpus.stories, key=lambda story: story.day)
    written = replace(newest, slug=f"new-{number}", title=f"New article {number}", notes=())
    return replace(corpus, stories=(*corpus.stories, written))


def _description(corpus: Corpus, number: int) -> Corpus:
    entity = corpus.entities[FAMILIAR]
    return _with_entity(corpus, replace(entity, description=f"Described anew, {number}."))


def _alias(corpus: Corpus, number: int) -> Corpus:
    entity = corpus.entities[FAMILIAR]
    return _with_entity(corpus, replace(entity, aliases=(*entity.aliases, f"Great {entity.name} {number}")))


def _theme(corpus: Corpus, _: int) -> Corpus:
    return replace(corpus, theme=corpus.theme + 1)


CASES: Mapping[str, Edit] = {
    "cold": _nothing,
    "nothing changed": _nothing,
    "the first word after a cold build": _other_word,
    "one word of an article": _word,
    "one annotation": _annotation,
    "one new article": _article,
    "an entity's description": _description,
    "a new alias": _alias,
    "the theme": _theme,
}
"""In the order in which they are run; before the first, all that earlier builds left is removed."""


def _with_story(corpus: Corpus, number: int, change: Callable[[Story], Story]) -> Corpus:
    # Far from each other, and never the first or the last of a list.
    place = (number * 7 + 3) * len(corpus.stories) // 101 % len(corpus.stories)
    stories = list(corpus.stories)
    stories[place] = change(stories[place])
    return replace(corpus, stories=tuple(stories))


def _with_entity(corpus: Corpus, entity: Entity) -> Corpus:
    entities = list(corpus.entities)
    entities[FAMILIAR] = entity
    return replace(corpus, entities=tuple(entities))
