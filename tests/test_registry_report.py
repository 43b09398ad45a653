"""What the articles tell of the registry of names: problems of names, the report, the links of the last build."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from builder.check.entities import ends_in_punctuation, name_problems
from builder.check.registry_report import changed_links, entity_links, registry_report
from builder.cli import main
from builder.model import Contextual, Passage, Site, Unlinked
from tests.archive_factory import article, entity, mentions, site


def reported(one: Site, **values: object) -> dict[str, tuple[str, ...]]:
    return dict(registry_report(one, unlinked=(), before=None, **values))  # type: ignore[arg-type]


def test_a_name_of_two_entities_is_a_problem_unless_it_means_one_by_default() -> None:
    twins = [entity("one", "Georgia"), entity("two", "State", aliases=("Georgia",))]
    (problem,) = name_problems(twins)
    assert (problem.code, problem.place.path) == ("E205", "content/entities/two.md")
    assert "`one`" in problem.message
    # A short name is only believed beside the full one, so that several may have it.
    assert not list(name_problems([entity("one", "A", short=("X",)), entity("two", "B", short=("X",))]))
    assert not list(name_problems([entity("one", "Georgia", default_for=("Georgia",)), twins[1]]))


def test_a_name_ends_with_its_last_letter() -> None:
    wrong = ["Assad's", "Kerry’s", "the Office,", "Peace Talks.", "Annan:"]
    right = ["U.S.", "Harbour Corp.", "Yahoo!", "S/RES/2254 (2015)", "C++", "Kofi Annan", "بشار الأسد"]
    assert [name for name in wrong + right if ends_in_punctuation(name)] == wrong


def test_the_report_has_what_an_editor_of_the_registry_should_review() -> None:
    one = article("a", body="Assad met Khatib. A hijab, a hijab and a hijab are no name. Hafez al-Assad and Assad.")
    entities = [
        entity("bashar", "Bashar al-Assad", short=("Assad",), default_for=("Assad",), wikidata="Q44329"),
        entity("hafez", "Hafez al-Assad", aliases=("Hafiz al-Asad",), short=("Assad",)),
        entity("hijab", "Riyad Hijab", short=("Hijab",), wikidata="Q44329"),
        entity("geneva", "Genf", aliases=("Geneva,",), contextual=(Contextual(("Assad",), ("x",)),)),
    ]
    found = reported(
        site(
            one,
            entities=entities,
            mentions={"a": mentions(one, hafez="Hafez al-Assad")},
            unlinked={"a": (Unlinked("Assad", Passage(0, 5), ("bashar", "hafez"), "ambiguous"),)},
        )
    )
    assert found == {
        "Ambiguous names without a link": ("“Assad”: bashar or hafez; in a",),
        "Names shared by several entities": ("“Assad”: bashar (by default), hafez, geneva",),
        "Wikidata items shared by several entities": ("Q44329: bashar, hijab",),
        "Names that end in punctuation": ("“Geneva,” of geneva",),
        "Names that are also common words": ("“Hijab” of hijab: “hijab” occurs 3 times in lower case",),
        "Registered names found in no article": ("hafez: Hafiz al-Asad",),
        "Entities mentioned in no article": ("bashar", "hijab", "geneva"),
    }


def test_a_long_section_is_cut_and_the_rest_is_counted() -> None:
    found = reported(site(entities=[entity(f"e{number}") for number in range(9)]), most=4)
    assert found["Entities mentioned in no article"] == ("e0", "e1", "e2", "e3", "… and 5 more")


def test_changed_links_are_listed_by_name() -> None:
    one = article("a", body="Assad met Assad\nin Homs.")
    before = {"a": {"“Assad” → hafez": 2, "“Homs” → homs": 1}, "gone": {"“X” → x": 1}}
    now = entity_links(
        site(one, entities=[entity("bashar")], mentions={"a": mentions(one, bashar="Assad", homs="Homs")})
    )
    assert list(changed_links(before, now)) == ["a: +2 “Assad” → bashar", "a: −2 “Assad” → hafez"]


def test_check_compares_the_report_with_the_previous_build(tmp_path: Path) -> None:
    files = {
        "site.yaml": "title: T\n",
        "content/entities/kerry.md": "---\nname: John Kerry\nkind: person\n---\n",
        "content/entities/homs.md": "---\nname: Hims\nkind: place\n---\n",
        "content/articles/2015/a.md": "---\ntitle: A\ndate: 2015-11-03\n---\n\n"
        "John Kerry and the Arab League met in Homs.\n"
        "The Arab League stayed.\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    at = ["--site", str(tmp_path / "site.yaml")]
    run = CliRunner()
    output = run.invoke(main, ["check", "--report", *at], catch_exceptions=False).stdout
    assert "Links changed" not in output
    assert "Entities mentioned in no article:\n  homs\n" in output
    assert "  Arab League: 2 times in 1 article; new organisation?\n" in output
    assert run.invoke(main, ["build", "--output", str(tmp_path / "out"), *at], catch_exceptions=False).exit_code == 0
    saved = json.loads((tmp_path / ".cache" / "links.json").read_bytes())
    assert saved == {"a": {"“John Kerry” → kerry": 1}}
    (tmp_path / "content/entities/homs.md").write_text("---\nname: Homs\nkind: place\n---\n", encoding="utf-8")
    output = run.invoke(main, ["check", "--report", *at], catch_exceptions=False).stdout
    assert "Links changed since the previous build:\n  a: +1 “Homs” → homs\n" in output
    # What is in .cache/ is never needed to be there, or to be right.
    (tmp_path / ".cache" / "links.json").write_text('{"a": 1}', encoding="utf-8")
    assert run.invoke(main, ["check", "--report", *at], catch_exceptions=False).exit_code == 0


def test_every_name_of_an_article_is_explained(tmp_path: Path) -> None:
    for path, text in {
        "site.yaml": "title: Names\n",
        "content/entities/people.yaml": "- {id: son, name: Ben al-Amir, kind: person, short: [Amir],"
        " not: [Amir Bridge]}\n"
        "- {id: father, name: Omar al-Amir, kind: person, short: [Amir]}\n"
        "- {id: quay, name: The Quay, kind: place}\n- {id: town, name: Ostia, kind: place}\n",
        "content/articles/a.md": "---\ntitle: A walk\nentities: {skip: [Ostia]}\n---\n"
        "Ben\nal-Amir spoke at Amir Bridge. Amir's men left Ostia for [[|The Quay]] and The Quay.\n",
        "content/articles/b.md": "---\ntitle: Another\n---\nAmir spoke to [[father|the old man]].\n",
        "content/articles/c.md": "---\ntitle: A third\n---\nAmir spoke.\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")

    def explained(slug: str) -> list[str]:
        done = CliRunner().invoke(main, ["check", "--site", str(tmp_path / "site.yaml"), "--explain", slug])
        return [line.strip() for line in done.stdout.splitlines()]

    assert explained("a") == [
        "0  Ben al-Amir  →  son  [full name]",
        "21  Amir Bridge  →  not linked: son  [not: a longer name listed in the registry]",
        "34  Amir  →  son (not linked)  [short form: full name in the article]",
        "50  Ostia  →  not linked: town  [skipped by the article's front matter]",
        "60  The Quay  →  not linked: quay  [by hand: marked as not a link]",
        "73  The Quay  →  quay  [full name]",
    ]
    assert explained("b") == [
        "0  Amir  →  father  [short form: full name in the article]",
        "14  the old man  →  father  [by hand]",
    ]
    assert explained("c") == ["0  Amir  →  not linked: father, son  [ambiguous]"]
