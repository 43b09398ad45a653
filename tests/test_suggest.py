"""Suggest: names in articles that are missing from the entity registry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.frontmatter import read_mapping
from builder.frontmatter.edit import add_item
from builder.link import lexicon as linker_lexicon
from builder.load.entities import load_entity, load_entity_list
from builder.markdown import parse
from builder.model import Entity, Passage, Site, Unlinked
from builder.suggest import Suggestion, lexicon, suggest, write
from builder.suggest.name_spans import name_spans
from builder.suggest.suggestion import Evidence
from builder.suggest.write import add_name
from tests.archive_factory import WrittenArticle, article, entity, mentions, site
from tests.evaluate.suggest import found_again

ROOT = Path(__file__).parents[1]


def written(body: str, slug: str = "a", **values: Any) -> WrittenArticle:
    return article(slug, body=body, layout=parse(body).layout, **values)


def names_in(body: str) -> list[str]:
    return [run.name for run in name_spans(written(body).as_text(), "en", [])]


def suggested(*bodies: str, **values: Any) -> dict[str, Suggestion]:
    articles = [written(body, f"a{number}") for number, body in enumerate(bodies)]
    return {one.name: one for one in suggest(site(*articles, **values))}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He met President Kofi Annan on Tuesday.", ["Kofi Annan"]),
        (
            "The Bank of England and the Council for Science and Arts met.",
            ["Bank of England", "Council for Science and Arts"],
        ),
        ("He went to Iran and Saudi Arabia.", ["Iran", "Saudi Arabia"]),
        (
            "It was Staffan de Mistura's plan, and the plan of Bashar al-Assad.",
            ["Staffan de Mistura", "Bashar al-Assad"],
        ),
        ("In May the paper by J. Smith came out.", ["J. Smith"]),
        ("They met in the U.S. and then the U.S. Open began. Malcolm X. left.", ["U.S.", "U.S. Open", "Malcolm X"]),
        ("They adopted resolution 2254 in it.", ["resolution 2254"]),
        ("In a symbol S/RES/2254 it says so.", []),
        ("```\nThe Code Of Names\n```\n", []),
        ("В Москве был Сергей Лавров.", ["В Москве", "Сергей Лавров"]),
    ],
)
def test_a_name_is_a_run_of_capitalized_words(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "name",
    [
        "Ursula van der Berg",
        "Ada von der Leyen",
        "Tomás de la Rue",
        "Inés Ramón y Cajal",
        "Omar bin Isa al-Thani",
        "Jan van Eyck",
        "Guardians of the Quay",
        "Doctors without Borders",
        "Ministry of Justice and Peace",
        "Federation of Trade Unions of Galicia",
        "Society of Friends of the Harbour",
        "Horn of Africa",
    ],
)
def test_joining_words_inside_a_name_are_part_of_it(name: str) -> None:
    assert names_in(f"It was {name} who knew. Then {name}, and nobody else.") == [name, name]


def test_joining_words_between_two_names_separate_them() -> None:
    assert names_in("He saw Ada and Ben, Cleo of the Harbour Office, and Dora for Emil.") == [
        "Ada", "Ben", "Cleo", "Harbour Office", "Dora", "Emil",
    ]  # fmt: skip
    # `y` is a word of Spanish, and joins names in an English text alone.
    assert [run.name for run in name_spans(written("Con Ana y Benito.").as_text(), "es", [])][-2:] == [
        "Con Ana",
        "Benito",
    ]


def test_a_surname_keeps_all_of_its_particles() -> None:
    (found,) = suggested("Chairman Ada van der Berg said so. Nobody heard van der Berg in it.").values()
    assert (found.name, found.short, found.count) == ("Ada van der Berg", ("van der Berg",), 2)


def test_a_longer_name_that_contains_a_registered_one_is_suggested() -> None:
    one = written("He read the Washington Post in Washington. Mr. Sam J. Keating wrote it.")

    def left(words: str, rule: str) -> Unlinked:
        return Unlinked(words, Passage(one.text.index(words), one.text.index(words) + len(words)), ("x",), rule)

    known = (
        left("Washington", "longer name: a capitalized word follows"),
        left("Keating", "longer name: another person's surname"),
    )
    place = entity("washington", "Washington", kind="place")
    found = suggest(site(one, entities=[place], unlinked={"a": known}))
    assert {suggestion.name for suggestion in found} == {"Washington Post", "Sam J. Keating"}
    assert found[0].evidence.sentence == "Mr. Sam J. Keating wrote it."


def test_the_places_of_a_dateline_are_read_as_places() -> None:
    assert names_in("NEW YORK, 5 May 2015 – It rained.")[0] == "New York"
    assert suggested("NEW YORK, 5 May 2015 – It rained.")["New York"].kind == "place"


def test_a_word_capitalized_only_at_the_start_of_a_sentence_is_not_a_name() -> None:
    assert set(suggested("Talks went on. The talks with Iran went well. Iran agreed.")) == {"Iran"}


def test_a_surname_and_a_short_form_in_brackets_are_counted_to_the_full_name() -> None:
    found = suggested(
        "Vitaly Naumkin spoke to the Arab League (AL). Then Naumkin left. The AL stayed. Naumkin did not come back."
    )
    assert set(found) == {"Vitaly Naumkin", "Arab League"}
    assert (found["Vitaly Naumkin"].count, found["Vitaly Naumkin"].short) == (3, ("Naumkin",))
    assert (found["Arab League"].count, found["Arab League"].short) == (3, ("AL",))


def test_names_are_sorted_by_frequency_and_have_a_kind_and_a_sentence() -> None:
    found = suggest(
        site(
            written("It was in Oman. It was said that Mr Josh Earnest said so in Oman."),
            written("Oman joined the Arab League.", "b"),
        )
    )
    assert [(one.name, one.kind, one.count, one.articles) for one in found] == [
        ("Oman", "place", 3, 2),
        ("Arab League", "organisation", 1, 1),
        ("Josh Earnest", "person", 1, 1),
    ]
    assert found[1].evidence == Evidence("content/articles/b.md", "Oman joined the Arab League.")


def known(*entities: Entity, bodies: tuple[str, ...], **named: str) -> dict[str, Suggestion]:
    articles = [written(body, f"a{number}") for number, body in enumerate(bodies)]
    return {
        one.name: one
        for one in suggest(
            site(*articles, entities=entities, mentions={one.slug: mentions(one, **named) for one in articles})
        )
    }


@pytest.mark.parametrize(
    ("own", "text", "name", "field"),
    [
        (entity("lavrov", "Sergey Lavrov"), "He met Sergei Lavrov.", "Sergei Lavrov", "aliases"),
        (entity("lavrov", "Сергей Лавров"), "He met Sergei Lavrov.", "Sergei Lavrov", "aliases"),
        (
            entity("port", "World Port Organization", kind="organisation"),
            "They left the World Port Organisation.",
            "World Port Organisation",
            "aliases",
        ),
        (entity("daesh", "Daesh", kind="organisation"), "They call it Da'esh now.", "Da'esh", "aliases"),
        (
            entity("opcw", "Organisation for the Prohibition of Weapons", kind="organisation"),
            "The Organisation for the Prohibition of Weapons met. Of OPW he said nothing.",
            "OPW",
            "aliases",
        ),
        (
            entity("ncc", "National Coordination Committee for Change", kind="organisation"),
            "The National Coordination Committee for Change met. So did the Coordination Committee.",
            "Coordination Committee",
            "short",
        ),
    ],
)
def test_another_name_of_an_existing_entity_is_recognized(own: Entity, text: str, name: str, field: str) -> None:
    found = known(own, bodies=(text,), **{own.id: own.name})
    assert (found[name].entity, found[name].field) == (own.id, field)
    assert found[name].reason


def test_a_name_that_matches_several_entities_is_new() -> None:
    similar = entity("one", "Sergey Lavrov"), entity("two", "Sergej Lavrov")
    assert known(*similar, bodies=("He met Sergei Lavrov.",))["Sergei Lavrov"].entity == ""
    # `Josh` is not like `John`, and half of an organisation's name is another organisation.
    assert known(entity("one", "John Kerry"), bodies=("He met Josh Kerry.",))["Josh Kerry"].entity == ""
    council = entity("un-sc", "United Nations Security Council", kind="organisation")
    assert known(council, bodies=("The United Nations met.",))["United Nations"].entity == ""


def test_names_of_the_registry_are_not_suggested_again() -> None:
    one = written("Assad spoke in Damascus and left it by way of Lake Assad.")
    assad = entity("assad", "Bashar al-Assad", short=("Assad",), not_=("Lake Assad",))
    left = Unlinked("Assad", Passage(0, 5), ("assad",), "ambiguous")
    assert [one.name for one in suggest(site(one, entities=[assad], unlinked={"a": (left,)}))] == ["Damascus"]


NEW = Suggestion(
    "Vitaly Naumkin", "person", 3, 2, Evidence("content/articles/a.md", "He said: so.\nYes"), short=("Naumkin",)
)


def test_a_new_entity_is_written_to_a_file_that_loads(tmp_path: Path) -> None:
    path = write(tmp_path, NEW, {})
    assert path == tmp_path / "content" / "entities" / "vitaly-naumkin.md"
    text = path.read_text(encoding="utf-8")
    assert "# The kind is a guess. content/articles/a.md: He said: so. Yes\n" in text
    read = load_entity("content/entities/vitaly-naumkin.md", text)
    assert (read.name, read.kind, read.short) == ("Vitaly Naumkin", "person", ("Naumkin",))
    # An existing file or id is not changed.
    assert write(tmp_path, NEW, {}) is None
    assert write(tmp_path / "other", NEW, {"vitaly-naumkin": read}) is None
    assert not (tmp_path / "other").exists()


FORMS = {
    "no list": (
        "name: X\nkind: person # guessed\n# of the dates\nborn: 1950\n",
        "kind: person # guessed\naliases: [New Name]\n# of",
    ),
    "brackets": (
        "name: X\nkind: person\naliases: [A, 'B, ]']  # two\nborn: 1950\n",
        "aliases: [A, 'B, ]', New Name]  # two\n",
    ),
    "empty brackets": ("name: X\nkind: person\naliases: []\n", "aliases: [New Name]\n"),
    "trailing comma": ("name: X\nkind: person\naliases: [A, ]\n", "aliases: [A, New Name ]\n"),
    "brackets over lines": ("name: X\nkind: person\naliases: [\n  A, # one\n  B\n]\n", "  B\n, New Name]\n"),
    "dashes": (
        "name: X\nkind: person\naliases:\n  - A\n  # a remark\n  - B # b\nborn: 1950\n",
        "  - B # b\n  - New Name\nborn",
    ),
    "dashes at the edge": ("name: X\naliases:\n- A\nkind: person\n", "- A\n- New Name\nkind"),
    "no value": ("name: X\nkind: person\naliases: # none yet\nborn: 1950\n", "aliases: [New Name] # none yet\n"),
    "quoted key": ('"name": X\nkind: person\n"aliases": [A]\n', '"aliases": [A, New Name]\n'),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_name_is_added_and_every_other_character_stays(form: str, ending: str) -> None:
    head, expected = FORMS[form]
    before = f"---\n{head}---\n\nA note: [x] -- *y*  \n".replace("\n", ending)
    after = add_name(before, entity("x"), "aliases", "New Name")
    assert after is not None
    assert expected.replace("\n", ending) in after
    lines = after.splitlines(keepends=True)
    kept = before.splitlines(keepends=True)
    assert len([line for line in kept if line not in lines]) <= 1
    assert add_name(after, entity("x"), "aliases", "New Name") == after


def test_a_list_is_not_added_where_no_known_key_comes_before_it() -> None:
    assert add_item("---\nsummary: Ships.\n---\n", "aliases", "/old/") is None


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_signs_that_end_lines_elsewhere_do_not_move_the_place_of_an_addition(sign: str) -> None:
    before = f"---\ntitle: 'A{sign}B'\naliases:\n  - /a/\nsummary: C\n---\n"
    assert add_item(before, "aliases", "/b/") == before.replace("/a/\n", "/a/\n  - /b/\n")


def test_a_name_is_added_in_a_list_of_entities() -> None:
    before = (
        "# Places\n- id: a\n  name: A\n  kind: place\n- name: B\n  id: b\n  kind: place\n  aliases: [Bee]\n\n# end\n"
    )
    place = entity("a").place
    one, two = (entity(name, place=type(place)("content/entities/places.yaml")) for name in "ab")
    after = add_name(before, one, "short", "No: 1")
    assert after == before.replace("  kind: place\n- name", '  kind: place\n  short: ["No: 1"]\n- name', 1)
    after = add_name(before, two, "aliases", "Be")
    assert after == before.replace("[Bee]", "[Bee, Be]")
    assert [item.aliases for item in load_entity_list("x.yaml", after or "")[0]] == [(), ("Bee", "Be")]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30))
def test_any_name_is_loaded_as_written_or_not_written(name: str) -> None:
    before = "---\nname: X\nkind: person\naliases: [A]\n---\n"
    after = add_name(before, entity("x"), "aliases", name)
    if after is not None:
        assert read_mapping(after, "x.md").values["aliases"] in (["A", name], ["A"])


def test_a_file_that_cannot_be_edited_safely_is_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "content" / "entities" / "x.md"
    path.parent.mkdir(parents=True)
    flow = "---\n{name: X, kind: person}\n---\n"
    path.write_text(flow, encoding="utf-8")
    one = Suggestion("Y", "person", 1, 1, Evidence("a.md", "Y."), entity="x", field="aliases")
    assert write(tmp_path, one, {"x": entity("x")}) is None
    assert path.read_text(encoding="utf-8") == flow


def command(root: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "builder", *words, "--site", str(root / "site.yaml")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_nothing_is_written_without_the_option(tmp_path: Path) -> None:
    content = tmp_path / "content"
    for name, text in {
        "site.yaml": "title: T\n",
        "content/entities/kerry.md": "---\nname: John Kerry\nkind: person  # a remark\n---\n",
        "content/articles/2015/a.md": "---\ntitle: A\ndate: 2015-11-03\n---\n\nJon Kerry met Ban Ki-moon in Oman.\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = {path: path.read_bytes() for path in content.rglob("*.md")}
    output = command(tmp_path, "suggest")
    assert "Ban Ki-moon: 1 time in 1 article; new person?" in output
    assert "Jon Kerry: 1 time in 1 article; aliases of kerry?" in output
    assert "nothing is written without --write" in output
    assert {path: path.read_bytes() for path in content.rglob("*.md")} == before
    output = command(tmp_path, "suggest", "Jon Kerry", "ban ki-moon", "--write")
    assert output == "Ban Ki-moon: content/entities/ban-ki-moon.md\nJon Kerry: content/entities/kerry.md\n"
    kerry = (content / "entities" / "kerry.md").read_text(encoding="utf-8")
    assert kerry == "---\nname: John Kerry\nkind: person  # a remark\naliases: [Jon Kerry]\n---\n"
    assert command(tmp_path, "check").startswith("no problems")


def test_most_names_of_the_demonstration_are_found_without_its_registry() -> None:
    entities, all_entities, found, forms = found_again(400)
    assert len(entities) >= 0.8 * len(all_entities)
    assert len(found) >= 0.8 * len(forms)


def test_an_archive_without_articles_has_nothing_to_suggest() -> None:
    empty: Site = site()
    assert suggest(empty) == ()


def test_words_that_occur_in_names_are_function_words_to_the_linker_only() -> None:
    assert {"old", "given", "well", "say"} <= linker_lexicon.FUNCTION_WORDS - lexicon.FUNCTION_WORDS
    assert {"five", "ten", "several"} <= lexicon.FUNCTION_WORDS - linker_lexicon.FUNCTION_WORDS
    one, two = written("Old Trafford was full."), written("Shay Given left. They saw Old Trafford and Shay Given.", "b")
    assert {"Old Trafford", "Shay Given"} <= {found.name for found in suggest(site(one, two))}
