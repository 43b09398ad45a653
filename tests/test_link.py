"""Link: find the entities of the registry in an article's text."""

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
from hypothesis import event, given
from hypothesis import strategies as st

from builder.link import RegistryDiff, TextStructure, gazetteer_of, link
from builder.markdown import parse
from builder.model import Article, Contextual, Entity, EntityOverrides, Layout, Mention, Passage, Unlinked
from builder.problems import Place
from tests.evaluate.speed import growth

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
    return Article("a", "/undated/a/", "", None, NOWHERE, language=language, entities=EntityOverrides(**overrides))


def plain(text: str, title: str = "") -> TextStructure:
    return TextStructure(text, title, Layout(tuple(Passage(*found.span()) for found in PARAGRAPH.finditer(text))))


def from_markdown(body: str, title: str = "") -> TextStructure:
    document = parse(body)
    return TextStructure(document.text, title, document.layout)


def found(
    structure: TextStructure, *entities: Entity, **settings: Any
) -> tuple[tuple[Mention, ...], tuple[Unlinked, ...]]:
    return link(settings.pop("article", article()), gazetteer_of(entities), structure, **settings)


def summary(structure: TextStructure, mentions: tuple[Mention, ...]) -> list[tuple[str, str, bool]]:
    return [(structure.text[slice(*one.passage)], one.entity, one.linked) for one in mentions]


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
    structure = plain(text, case.headline)
    overrides = {key: case.settings[key] for key in ("language", "pin", "skip") if key in case.settings}
    made, left = found(
        structure,
        *map(entity, case.settings["entities"]),
        article=article(**overrides),
    )
    rules = {passage: rule for _, passage, _, rule in mentions}
    assert [
        (text[slice(*one.passage)], one.passage, one.entity, one.rule if rules.get(one.passage) else None)
        for one in made
    ] == mentions
    assert [(one.words, one.passage, one.rule, None) for one in left] == skipped


def test_only_the_first_mention_is_a_link():
    structure = plain("In Damascus it rained. Damascus slept.\n\nThen Damascus woke.")
    assert [linked for _, _, linked in summary(structure, found(structure, *ASSADS)[0])] == [True, False, False]


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
def test_the_article_overrides_the_entity_and_that_the_site(site, own, of_entity, links):
    structure = from_markdown("Damascus and Damascus.\n\n## Later\n\nDamascus and Damascus.")
    damascus = Entity("damascus", "Damascus", "place", NOWHERE, link=of_entity)
    mentions, _ = found(structure, damascus, article=article(link=own), policy=site)
    assert [one.linked for one in mentions] == links


def test_names_in_headings_code_and_links_are_counted_and_not_linked():
    structure = from_markdown("## Damascus\n\nThe `Damascus` file, [Damascus](https://example.org/), and Damascus.")
    assert summary(structure, found(structure, *ASSADS)[0]) == [
        ("Damascus", "damascus", False),
        ("Damascus", "damascus", False),
        ("Damascus", "damascus", False),
        ("Damascus", "damascus", True),
    ]


def test_a_name_across_emphasis_is_one_name():
    structure = from_markdown("So **Bashar** *al*-Assad said.")
    assert summary(structure, found(structure, *ASSADS)[0]) == [("Bashar al-Assad", "bashar-al-assad", True)]


def test_a_name_lies_within_one_list_item_or_table_cell():
    york = Entity("new-york", "New York", "place", NOWHERE)
    structure = from_markdown("- old and New\n- York\n\n| New | York |\n|---|---|\n| New York | x |")
    assert summary(structure, found(structure, york)[0]) == [("New York", "new-york", True)]


def test_a_link_by_hand_is_a_mention_and_counts_as_named_in_full():
    structure = from_markdown("Here [[hafez-al-assad|the old president]] ruled. The party backed Assad.")
    mentions, _ = found(structure, *ASSADS)
    assert summary(structure, mentions) == [
        ("the old president", "hafez-al-assad", True),
        ("Assad", "hafez-al-assad", False),
    ]
    assert [one.rule for one in mentions] == ["by hand", "short form: full name in the article"]


def test_text_marked_as_not_a_link_is_never_a_mention():
    structure = from_markdown("Here [[|Damascus]] is steel; the city is Damascus.")
    assert summary(structure, found(structure, *ASSADS)[0]) == [("Damascus", "damascus", True)]


def test_a_link_to_another_article_is_not_a_mention():
    structure = from_markdown("As [[a-story|the story of Damascus]] tells.")
    assert summary(structure, found(structure, *ASSADS)[0]) == [("Damascus", "damascus", False)]


def test_the_title_has_no_mentions():
    structure = plain("Nothing here.", "Damascus and Assad")
    assert found(structure, *ASSADS) == ((), ())


def test_an_ambiguous_name_lists_its_candidates():
    structure = plain("The crowd saw Assad.")
    assert found(structure, *ASSADS)[1] == (
        Unlinked("Assad", Passage(14, 19), ("bashar-al-assad", "hafez-al-assad"), "ambiguous"),
    )


def test_the_order_of_the_registry_changes_nothing():
    structure = plain(
        "Bashar al-Assad left Damascus. Then Assad spoke of Hafez al-Assad, and Assad wept. Dimashq slept."
    )
    assert found(structure, *ASSADS) == found(structure, *reversed(ASSADS))


def affected(text: str, old: tuple[Entity, ...], new: tuple[Entity, ...], *named: str) -> bool:
    return RegistryDiff(gazetteer_of(old), gazetteer_of(new)).affects([text], named)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Red Front met in Damascus.", True),
        ("The RED FRONT met.", True),
        ("A front of red and RED banners.", False),
        ("Red banners, a Front of them.", False),
        ("Assad met Hafez al-Assad in Damascus.", False),
    ],
)
def test_a_new_name_affects_only_articles_with_all_its_words(text, expected):
    front = replace(ASSADS[2], aliases=("Dimashq", "Red Front"))
    assert affected(text, ASSADS, (*ASSADS[:2], front)) is expected
    assert affected(text, (*ASSADS[:2], front), ASSADS) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Assad and Majid met.", True), ("M. Assad left.", True), ("Majid left.", False)]
)
def test_a_new_given_name_affects_only_articles_with_it_and_a_name_of_that_person(text, expected):
    hafez = replace(ASSADS[1], aliases=("Majid al-Assad",))
    assert affected(text, ASSADS, (ASSADS[0], hafez, ASSADS[2])) is expected


def test_a_field_that_the_linker_does_not_read_affects_no_article():
    edited = replace(ASSADS[2], description="A city.", wikidata="Q3766", body="Old.", related=("hafez-al-assad",))
    assert not affected("In Damascus.", ASSADS, (*ASSADS[:2], edited))
    assert affected("In Damascus.", ASSADS, (*ASSADS[:2], replace(edited, link="off")))
    # An entity that is pinned or linked by hand may change although no text mentions it.
    assert affected("He left.", ASSADS, ASSADS[:2], "damascus")
    bashar = replace(ASSADS[0], aliases=("Doctor Assad",))
    assert affected("The Doctor left.", ASSADS, (bashar, *ASSADS[1:]), "bashar-al-assad")
    assert not affected("The Doctor left.", ASSADS, (bashar, *ASSADS[1:]))


def test_a_gazetteer_can_be_pickled():
    names = gazetteer_of(ASSADS)
    assert pickle.loads(pickle.dumps(names)) == names


def test_names_without_a_word_are_ignored():
    structure = plain("What?! Nothing (at all).")
    assert found(structure, Entity("what", "?!", "work", NOWHERE, aliases=("", " "), short=("(",))) == ((), ())


class CountingDict(dict[str, Any]):
    """A dictionary that counts lookups."""

    count = 0

    def get(self, key: str, default: Any = None) -> Any:
        self.count += 1
        return super().get(key, default)


def test_a_hundred_times_the_names_need_no_more_lookups():
    lookups = []
    for number in (50, 5000):
        entities = [Entity(f"e{n}", f"Ward {n} Council", "organisation", NOWHERE) for n in range(number)]
        names = gazetteer_of(entities)
        forms = CountingDict(names.forms)
        mentions, _ = link(
            article(), replace(names, forms=forms), plain("The Ward 7 Council met the Ward 49 Council in the ward.")
        )
        assert [one.entity for one in mentions] == ["e7", "e49"]
        lookups.append(forms.count)
    assert lookups[0] == lookups[1]


def test_a_hundred_times_the_names_take_about_as_long():
    few, many = growth(200, 20_000, size=40_000)
    # About the same in truth; a busy machine is allowed for.
    assert many < 3 * few


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
def test_mentions_are_sorted_disjoint_and_within_a_block(text, title):
    structure = plain(text, title.replace("\n", " "))
    mentions, skipped = found(structure, *PROPERTY, policy="every")
    passages = sorted([one.passage for one in mentions] + [one.passage for one in skipped])
    assert [one.passage for one in mentions] == sorted(one.passage for one in mentions)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert all(any(start <= one.start < one.end <= end for start, end in structure.layout.blocks) for one in passages)
    assert all(one.words == text[slice(*one.passage)] for one in skipped)
    assert found(structure, *PROPERTY, policy="every") == (mentions, skipped)


@given(TEXTS)
def test_every_link_policy_finds_the_same_mentions(text):
    structure = plain(text)
    by_policy = {
        policy: [(one.entity, one.passage, one.rule) for one in found(structure, *PROPERTY, policy=policy)[0]]
        for policy in ("first", "section", "every", "off")
    }
    assert by_policy["first"] == by_policy["section"] == by_policy["every"] == by_policy["off"]


NAMES = st.lists(
    st.sampled_from(
        ["Bashar", "Assad", "al-Assad", "Bashar al-Assad", "Hafez Assad", "Damascus", "DAMASCUS", "President", "The",
         "the Assad", "Al Damascus", "U.S.", "Assad!", "北京", "B. Assad", "Bashar Hafez Damascus"]
    ),
    max_size=3,
    unique=True,
).map(tuple)  # fmt: skip
ENTITIES = st.builds(
    Entity,
    id=st.sampled_from(["a", "b", "c"]),
    name=st.sampled_from(["Bashar al-Assad", "Hafez al-Assad", "Damascus", "Damascus Assad", "President Hafez"]),
    kind=st.sampled_from(["person", "place", "organisation"]),
    place=st.just(NOWHERE),
    aliases=NAMES,
    short=NAMES,
    demonyms=NAMES,
    not_=NAMES,
    default_for=NAMES,
    contextual=st.lists(st.builds(Contextual, NAMES, st.sampled_from([("Hafez",), ("of", "the")])), max_size=1).map(
        tuple
    ),
    link=st.sampled_from(["first", "every", "off"]),
)
REGISTRIES = st.dictionaries(st.sampled_from("abc"), ENTITIES, max_size=3).map(
    lambda held: [replace(one, id=key) for key, one in sorted(held.items())]
)


@given(
    TEXTS, REGISTRIES, ENTITIES, st.dictionaries(st.sampled_from(["Assad", "Hafez", "the"]), st.sampled_from("abcd"))
)
def test_an_article_that_a_change_does_not_affect_keeps_its_mentions(text, entities, changed, pin):
    edited = [*(one for one in entities if one.id != changed.id), changed]
    is_affected = affected(text, tuple(entities), tuple(edited), *pin.values())
    event(f"affected: {is_affected}")
    if not is_affected:
        structure, over = plain(text), article(pin=pin)
        assert found(structure, *entities, article=over) == found(structure, *edited, article=over)
