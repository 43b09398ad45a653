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
    ground: TextStructure, *entities: Entity, **settings: Any
) -> tuple[tuple[Mention, ...], tuple[Unlinked, ...]]:
    return link(settings.pop("article", article()), gazetteer_of(entities), ground, **settings)


def told(ground: TextStructure, mentions: tuple[Mention, ...]) -> list[tuple[str, str, bool]]:
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
    assert [one.rule for one in mentions] == ["by hand", "short form: full name in the article"]


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
        Unlinked("Assad", Passage(14, 19), ("bashar-al-assad", "hafez-al-assad"), "ambiguous"),
    )


def test_the_order_of_the_registry_changes_nothing():
    ground = plain("Bashar al-Assad left Damascus. Then Assad spoke of Hafez al-Assad, and Assad wept. Dimashq slept.")
    assert found(ground, *ASSADS) == found(ground, *reversed(ASSADS))


def touched(text: str, old: tuple[Entity, ...], new: tuple[Entity, ...], *named: str) -> bool:
    return RegistryDiff(gazetteer_of(old), gazetteer_of(new)).affects([text], named)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The Red Front met in Damascus.", True),
        ("The RED FRONT met.", True),
        ("A front of red and RED banners.", False),
        ("Red banners, a Front of them.", False),
        ("Assad met Hafez al-Assad in Damascus.", False),
    ],
)
def test_a_new_name_touches_only_articles_in_which_all_its_words_stand(text, told):
    front = replace(ASSADS[2], aliases=("Dimashq", "Red Front"))
    assert touched(text, ASSADS, (*ASSADS[:2], front)) is told
    assert touched(text, (*ASSADS[:2], front), ASSADS) is told


@pytest.mark.parametrize(
    ("text", "told"), [("Assad and Majid met.", True), ("M. Assad left.", True), ("Majid left.", False)]
)
def test_a_new_given_name_touches_only_articles_that_have_it_beside_a_name_of_that_person(text, told):
    hafez = replace(ASSADS[1], aliases=("Majid al-Assad",))
    assert touched(text, ASSADS, (ASSADS[0], hafez, ASSADS[2])) is told


def test_what_no_mention_hangs_on_touches_nothing():
    told = replace(ASSADS[2], description="A city.", wikidata="Q3766", body="Old.", related=("hafez-al-assad",))
    assert not touched("In Damascus.", ASSADS, (*ASSADS[:2], told))
    assert touched("In Damascus.", ASSADS, (*ASSADS[:2], replace(told, link="off")))
    # Who is pinned or linked by hand may be known, or have another given name, though no word names them.
    assert touched("He left.", ASSADS, ASSADS[:2], "damascus")
    bashar = replace(ASSADS[0], aliases=("Doctor Assad",))
    assert touched("The Doctor left.", ASSADS, (bashar, *ASSADS[1:]), "bashar-al-assad")
    assert not touched("The Doctor left.", ASSADS, (bashar, *ASSADS[1:]))


def test_names_go_to_other_processes():
    names = gazetteer_of(ASSADS)
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
        names = gazetteer_of(entities)
        forms = Asked(names.forms)
        mentions, _ = link(
            article(), replace(names, forms=forms), plain("The Ward 7 Council met the Ward 49 Council in the ward.")
        )
        assert [one.entity for one in mentions] == ["e7", "e49"]
        asked.append(forms.count)
    assert asked[0] == asked[1]


def test_a_hundred_times_the_names_take_hardly_longer():
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
def test_mentions_are_sorted_apart_and_within_a_block(text, title):
    ground = plain(text, title.replace("\n", " "))
    mentions, skipped = found(ground, *PROPERTY, policy="every")
    passages = sorted([one.passage for one in mentions] + [one.passage for one in skipped])
    assert [one.passage for one in mentions] == sorted(one.passage for one in mentions)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert all(any(start <= one.start < one.end <= end for start, end in ground.layout.blocks) for one in passages)
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
def test_an_article_that_a_change_does_not_touch_keeps_its_mentions(text, entities, changed, pin):
    edited = [*(one for one in entities if one.id != changed.id), changed]
    told = touched(text, tuple(entities), tuple(edited), *pin.values())
    event(f"touched: {told}")
    if not told:
        ground, over = plain(text), article(pin=pin)
        assert found(ground, *entities, article=over) == found(ground, *edited, article=over)
