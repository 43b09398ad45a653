"""Link: passages that name an entity become mentions of it."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from builder.link import Ground, gather_names, link, occurring
from builder.markdown import parse
from builder.model import Article, Contextual, Entity, EntityOverrides, Mention, Passage, Skipped
from builder.problems import Place

CASES = sorted((Path(__file__).parent / "cases").glob("link-*.md"))
CASE = re.compile(
    r"^## (?P<title>[^\n]*)\n+```yaml\n(?P<yaml>.*?)```\n+(?:# (?P<headline>[^\n]*)\n+)?(?P<text>.*?)\s*(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
MARKED = re.compile(r"\[([^\]]*)\]\((\?)?([^)=]*)(?:=([^)]*))?\)")
PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
NOWHERE = Place("articles/a.md")

ASSADS = (
    Entity("bashar-al-assad", "Bashar al-Assad", "person", NOWHERE, short=("Assad",)),
    Entity("hafez-al-assad", "Hafez al-Assad", "person", NOWHERE, short=("Assad",)),
    Entity("damascus", "Damascus", "place", NOWHERE, aliases=("Dimashq",)),
)


class Case(NamedTuple):
    settings: dict[str, Any]
    headline: str
    text: str


def cases() -> Iterator[Any]:
    for path in CASES:
        for found in CASE.finditer(path.read_text(encoding="utf-8")):
            settings = yaml.safe_load(found["yaml"])
            if isinstance(settings, list):
                settings = {"entities": settings}
            yield pytest.param(
                Case(settings, found["headline"] or "", found["text"]), id=f"{path.stem}: {found['title']}"
            )


def entity(values: dict[str, Any]) -> Entity:
    words: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    words["not_"] = words.pop("not", ())
    words["contextual"] = tuple(
        Contextual(tuple(one["names"]), tuple(one["when"])) for one in words.get("contextual", ())
    )
    return Entity(**words, place=NOWHERE)


def article(language: str = "en", **overrides: Any) -> Article:
    return Article(
        "a", "/undated/a/", "", None, "", "", NOWHERE, language=language, entities=EntityOverrides(**overrides)
    )


def plain(text: str, title: str = "") -> Ground:
    return Ground(text, title, [Passage(*found.span()) for found in PARAGRAPH.finditer(text)])


def from_markdown(body: str, title: str = "") -> Ground:
    document = parse(body)
    return Ground(
        document.text,
        title,
        document.layout.blocks,
        document.layout.headings,
        document.layout.unlinkable,
        document.layout.crosslinks,
    )


def found(ground: Ground, *entities: Entity, **settings: Any) -> tuple[tuple[Mention, ...], tuple[Skipped, ...]]:
    return link(settings.pop("article", article()), gather_names(entities), ground, **settings)


def told(ground: Ground, mentions: tuple[Mention, ...]) -> list[tuple[str, str, bool]]:
    return [(ground.text[slice(*one.passage)], one.entity, one.linked) for one in mentions]


@pytest.mark.parametrize("case", list(cases()))
def test_cases(case):
    text = ""
    mentions: list[tuple[Any, ...]] = []
    skipped: list[tuple[Any, ...]] = []
    position = 0
    for mark in MARKED.finditer(case.text):
        text += case.text[position : mark.start()]
        passage = Passage(len(text), len(text) + len(mark[1]))
        text += mark[1]
        position = mark.end()
        (skipped if mark[2] else mentions).append((mark[1], passage, mark[3], mark[4]))
    text += case.text[position:]
    ground = plain(text, case.headline)
    overrides = {key: case.settings[key] for key in ("language", "pin", "skip") if key in case.settings}
    made, left = found(
        ground,
        *map(entity, case.settings["entities"]),
        article=article(**overrides),
        demonyms=case.settings.get("demonyms", True),
    )
    rules = {passage: rule for _, passage, _, rule in mentions}
    assert [
        (text[slice(*one.passage)], one.passage, one.entity, one.rule if rules.get(one.passage) else None)
        for one in made
    ] == mentions
    assert [(one.words, one.passage, one.rule, None) for one in left] == skipped


def test_only_the_first_mention_is_a_link():
    ground = plain("In Damascus it rained. Damascus slept.\n\nThen Damascus woke.")
    assert [linked for _, _, linked in told(ground, found(ground, *ASSADS)[0])] == [True, False, False]


@pytest.mark.parametrize(
    ("site", "own", "of_entity", "links"),
    [
        ("first", None, "first", [True, False, False, False]),
        ("section", None, "first", [True, False, True, False]),
        ("every", None, "first", [True, True, True, True]),
        ("off", None, "first", [False, False, False, False]),
        ("first", "every", "first", [True, True, True, True]),
        ("every", "first", "every", [True, False, False, False]),
        ("first", None, "every", [True, True, True, True]),
        ("every", "every", "off", [False, False, False, False]),
    ],
)
def test_what_the_article_says_goes_before_the_entity_and_that_before_the_site(site, own, of_entity, links):
    ground = from_markdown("Damascus and Damascus.\n\n## Later\n\nDamascus and Damascus.")
    damascus = Entity("damascus", "Damascus", "place", NOWHERE, link=of_entity)
    mentions, _ = found(ground, damascus, article=article(link=own), policy=site)
    assert [one.linked for one in mentions] == links


def test_names_in_headings_code_and_links_are_counted_and_not_linked():
    ground = from_markdown("## Damascus\n\nThe `Damascus` file, [Damascus](https://example.org/), and Damascus.")
    assert told(ground, found(ground, *ASSADS)[0]) == [
        ("Damascus", "damascus", False),
        ("Damascus", "damascus", False),
        ("Damascus", "damascus", False),
        ("Damascus", "damascus", True),
    ]


def test_a_name_across_emphasis_is_one_name():
    ground = from_markdown("So **Bashar** *al*-Assad said.")
    assert told(ground, found(ground, *ASSADS)[0]) == [("Bashar al-Assad", "bashar-al-assad", True)]


def test_a_name_never_crosses_the_edge_of_an_item_or_a_cell():
    york = Entity("new-york", "New York", "place", NOWHERE)
    ground = from_markdown("- old and New\n- York\n\n| New | York |\n|---|---|\n| New York | x |")
    assert told(ground, found(ground, york)[0]) == [("New York", "new-york", True)]


def test_a_link_by_hand_is_a_mention_and_counts_as_named_in_full():
    ground = from_markdown("Here [[hafez-al-assad|the old president]] ruled. The party backed Assad.")
    mentions, _ = found(ground, *ASSADS)
    assert told(ground, mentions) == [
        ("the old president", "hafez-al-assad", True),
        ("Assad", "hafez-al-assad", False),
    ]
    assert [one.rule for one in mentions] == ["by hand", "short: full name in the article"]


def test_words_closed_by_hand_are_never_a_mention():
    ground = from_markdown("Here [[|Damascus]] is steel; the city is Damascus.")
    assert told(ground, found(ground, *ASSADS)[0]) == [("Damascus", "damascus", True)]


def test_a_link_to_another_article_is_no_mention():
    ground = from_markdown("As [[a-story|the story of Damascus]] tells.")
    assert told(ground, found(ground, *ASSADS)[0]) == [("Damascus", "damascus", False)]


def test_the_title_is_no_place_for_mentions():
    ground = plain("Nothing here.", "Damascus and Assad")
    assert found(ground, *ASSADS) == ((), ())


def test_an_ambiguous_name_lists_whom_it_could_mean():
    ground = plain("The crowd saw Assad.")
    assert found(ground, *ASSADS)[1] == (
        Skipped("Assad", Passage(14, 19), ("bashar-al-assad", "hafez-al-assad"), "ambiguous"),
    )


def test_the_order_of_the_registry_changes_nothing():
    ground = plain("Bashar al-Assad left Damascus. Then Assad spoke of Hafez al-Assad, and Assad wept. Dimashq slept.")
    assert found(ground, *ASSADS) == found(ground, *reversed(ASSADS))


def test_the_entities_that_occur_are_those_a_name_could_mean():
    names = gather_names(ASSADS)
    ground = plain("The crowd saw Assad.", "From Dimashq")
    assert occurring(ground.title, ground.text, ground.blocks, names) == {
        "bashar-al-assad",
        "damascus",
        "hafez-al-assad",
    }
    assert occurring("", "Nobody.", [Passage(0, 7)], names) == frozenset()


def test_only_the_entities_that_occur_decide():
    ground = plain("Bashar al-Assad left. Then Assad spoke of Washington.")
    names = gather_names(ASSADS)
    occurs = occurring(ground.title, ground.text, ground.blocks, names)
    assert found(ground, *ASSADS) == found(ground, *(one for one in ASSADS if one.id in occurs))


def test_names_go_to_other_processes():
    names = gather_names(ASSADS)
    assert pickle.loads(pickle.dumps(names)) == names


def test_names_without_a_word_are_passed_over():
    ground = plain("What?! Nothing (at all).")
    assert found(ground, Entity("what", "?!", "work", NOWHERE, aliases=("", " "), short=("(",))) == ((), ())


class Asked(dict[str, Any]):
    """A dictionary that counts how often it is asked."""

    count = 0

    def get(self, key: str, default: Any = None) -> Any:
        self.count += 1
        return super().get(key, default)


def test_a_hundred_times_the_names_are_not_asked_for_more_often():
    asked = []
    for number in (50, 5000):
        entities = [Entity(f"e{n}", f"Ward {n} Council", "organisation", NOWHERE) for n in range(number)]
        names = gather_names(entities)
        forms = Asked(names.forms)
        mentions, _ = link(
            article(), replace(names, forms=forms), plain("The Ward 7 Council met the Ward 49 Council in the ward.")
        )
        assert [one.entity for one in mentions] == ["e7", "e49"]
        asked.append(forms.count)
    assert asked[0] == asked[1]


WORDS = st.sampled_from(
    [
        "Bashar",
        "al",
        "Assad",
        "Hafez",
        "Damascus",
        "DAMASCUS",
        "the",
        "The",
        "President",
        "of",
        "北京",
        "서울",
        "é",
        "\u0301",
    ]
)
SIGNS = st.sampled_from(
    [" ", " ", " ", "-", "'", "’s ", ". ", ".", "\n", "\n\n", ", ", " (", ") ", "\u00ad", "\t", "–", ""]
)
TEXTS = st.lists(st.tuples(WORDS, SIGNS), max_size=25).map(lambda pairs: "".join(map("".join, pairs)))
PROPERTY = (*ASSADS, Entity("beijing", "北京", "place", NOWHERE), Entity("seoul", "서울", "place", NOWHERE))


@given(TEXTS, TEXTS)
def test_mentions_are_sorted_apart_and_within_a_block(text, title):
    ground = plain(text, title.replace("\n", " "))
    mentions, skipped = found(ground, *PROPERTY, policy="every")
    passages = sorted([one.passage for one in mentions] + [one.passage for one in skipped])
    assert [one.passage for one in mentions] == sorted(one.passage for one in mentions)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert all(any(start <= one.start < one.end <= end for start, end in ground.blocks) for one in passages)
    assert all(one.words == text[slice(*one.passage)] for one in skipped)
    assert found(ground, *PROPERTY, policy="every") == (mentions, skipped)


@given(TEXTS)
def test_links_are_always_mentions_and_policies_only_choose_among_them(text):
    ground = plain(text)
    told_by = {
        policy: [(one.entity, one.passage, one.rule) for one in found(ground, *PROPERTY, policy=policy)[0]]
        for policy in ("first", "section", "every", "off")
    }
    assert told_by["first"] == told_by["section"] == told_by["every"] == told_by["off"]
