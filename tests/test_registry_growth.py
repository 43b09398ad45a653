"""Registry growth: what `suggest` makes of a real archive, of a register, and of the registry as a spreadsheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from builder.cli import main
from builder.frontmatter.edit import set_value
from builder.link import TextStructure, gazetteer_of, link
from builder.link.name_variants import full_variants, short_variants
from builder.load.entities import load_entity
from builder.markdown import parse
from builder.model import Contextual, Layout, Passage
from builder.pipeline.entity_table import guarded, items_of, unguarded
from builder.problems import ContentError
from builder.suggest import Suggestion, suggest
from builder.suggest.name_spans import name_spans
from builder.suggest.register import read_register
from tests.archive_factory import article, entity, site


def suggested(*bodies: str, language: str = "en") -> dict[str, Suggestion]:
    articles = [
        article(f"a{number}", body=body, layout=parse(body).layout, language=language)
        for number, body in enumerate(bodies)
    ]
    return {one.name: one for one in suggest(site(*articles))}


def test_a_place_inside_a_rare_longer_name_stays_a_name_of_its_own() -> None:
    often = ["The talks in Canada went well. A trader in Canada spoke, and in Canada they heard it."] * 6
    found = suggested(*often, "The paper Jornal do Canada wrote it. Later the debt of Canada grew.")
    assert (found["Canada"].kind, found["Canada"].articles) == ("place", 7)
    assert "Canada" not in found["Jornal do Canada"].short


def test_a_surname_that_is_mostly_used_alone_is_a_name_of_its_own() -> None:
    found = suggested("Mr Tom Brell spoke. Then Brell left.", *["The town of Brell is old. They saw Brell."] * 4)
    assert found["Brell"].articles == 5
    assert found["Tom Brell"].short == ()


def test_an_abbreviation_belongs_to_the_name_that_is_defined_with_it_most_often() -> None:
    often = ["It was made by the U.S. Harbour Services Administration (HSA) of the country. The team at HSA wrote."] * 8
    found = suggested(*often, "They bought a Huge Search Appliance (HSA) of steel. The HSA was slow.")
    assert found["Harbour Services Administration"].short == ("HSA",)
    assert "HSA" in {short for one in found.values() for short in one.short}
    assert "HSA" not in found
    assert found["Huge Search Appliance"].short == ()


def test_an_abbreviation_with_two_frequent_meanings_is_given_to_none() -> None:
    one, two = "The Quay Lamp Office (QLO) met. The QLO left.", "The Quality Label Order (QLO) passed. The QLO helps."
    found = suggested(*[one, two] * 3)
    assert found["Quay Lamp Office"].short == found["Quality Label Order"].short == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is why I’ve come and they Don’t leave. We’ve seen, and You’ll see Ada.", ["Ada"]),
        ("It fell in Vellmar. REUTER\nReuter", ["Vellmar"]),
        ("See https://Example.org/Some-Page and %D7%90%D7%91 and <a href=\"X\" Class='Big Box'>Oslo</a>.", ["Oslo"]),
        ("The report by Ada Quill\nBERLIN said so.", ["Ada Quill", "BERLIN"]),
        ("They like Quay.gov and AT&T and Brick & Mortar.", ["Quay.gov", "AT&T", "Brick & Mortar"]),
        ("The Centers for Quay Control and Prevention met.", ["Centers for Quay Control and Prevention"]),
        ("The Ministry of Justice and Bank of Vellmar met.", ["Ministry of Justice", "Bank of Vellmar"]),
    ],
)
def test_what_is_a_name_and_what_is_not(text: str, names: list[str]) -> None:
    one = article("a", body=text).as_text()
    found = [span.name for span in name_spans(one._replace(text=text, layout=Layout()), "en", [])]
    assert [name for name in found if name not in {"REUTER", "Reuter", "See"}] == names


def test_a_whole_name_with_joining_words_is_known_from_its_abbreviation() -> None:
    found = suggested(
        "It was the Quay and Harbour Works (QHW) of the town.", "Later the Quay and Harbour Works did more."
    )
    assert found["Quay and Harbour Works"].count == 3


def test_labels_of_wire_stories_and_common_phrases_are_no_names() -> None:
    found = suggested(
        "Shr loss 12 cts vs profit 3 cts. Net loss 4 vs profit 2. Revs 5 mln vs 6 mln. Avg shrs 7. Note: all is well.",
        "He reads social media. Then social media grew. In Social Media it was said. A team of Social Media wrote.",
        "Open a PDF. They made PDFs and a PDF. It has 20 MB and then 30 MB of data.",
    )
    assert not {"Net", "Revs", "Avg", "Note", "Shr", "Social Media", "PDF", "PDFs", "MB"} & found.keys()


def test_a_title_proves_no_name_that_has_common_words() -> None:
    found = suggested(
        "## Why Blind People Use Vellgram\n\nIt is why blind people use what they use. They like Vellgram very much."
    )
    assert set(found) == {"Vellgram"}
    assert found["Vellgram"].count == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They wrote on Vellgram, via Vellgram, and once in Vellgram.", "organisation"),
        ("It rained in Vellmar, and near Vellmar it snowed.", "place"),
        ("The delegates of Norway met.", "place"),
    ],
)
def test_a_company_or_product_is_no_place(text: str, kind: str) -> None:
    found = suggested(text)
    assert next(one for name, one in found.items() if name in {"Vellgram", "Vellmar", "Norway"}).kind == kind


def test_demonyms_belong_to_their_country() -> None:
    found = suggested("They met in Norway, and the Norwegian team of Norwegians won. A Hispanic fan saw it.")
    assert set(found["Norway"].demonyms) == {"Norwegian", "Norwegians"}
    assert not {"Norwegian", "Hispanic"} & found.keys()


def test_without_capitals_only_quoted_titles_are_names() -> None:
    found = suggested(
        "他在港口读《红楼梦》，说：“他们都走了，没有人。”", "סיפור על ״הספינה הישנה״ בעיר.", language="zh"
    )
    assert {name: one.kind for name, one in found.items()} == {"红楼梦": "work", "הספינה הישנה": "work"}


def test_the_short_name_of_a_club_is_contextual_like_those_of_its_fellows() -> None:
    fellows = [
        entity(
            name.lower(), f"{name} Rovers F.C.", kind="organisation", contextual=(Contextual((name,), ("football",)),)
        )
        for name in ("Ashby", "Brand", "Corve")
    ]
    club = entity("delver", "Delver Rovers F.C.", kind="organisation")
    one = article("a", body="They lost at football to Delver on Sunday.")
    (found,) = [each for each in suggest(site(one, entities=[*fellows, club])) if each.name == "Delver"]
    assert (found.entity, found.field, found.when) == ("delver", "contextual", ("football",))


REGISTERS = {
    "csv": "name,aliases,type,wikidata\nVellmar,Old Vellmar; Velmar,city,Q12\n",
    "sparql csv": "item,itemLabel,altLabel,kind\nhttp://www.wikidata.org/entity/Q12,Vellmar,Old Vellmar|Velmar,city\n",
    "json": json.dumps([{"label": "Vellmar", "aliases": ["Old Vellmar", "Velmar"], "kind": "place", "qid": "Q12"}]),
    "lines": '{"name": "Vellmar", "alias": ["Old Vellmar", "Velmar"], "type": "town", "id": "Q12"}\n',
    "wikidata": json.dumps(
        {
            "entities": {
                "Q12": {
                    "id": "Q12",
                    "type": "place",
                    "labels": {"en": {"language": "en", "value": "Vellmar"}},
                    "aliases": {"en": [{"value": "Old Vellmar"}, {"value": "Velmar"}]},
                }
            }
        }
    ),
    "sparql": json.dumps(
        {
            "results": {
                "bindings": [
                    {
                        "item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q12"},
                        "itemLabel": {"value": "Vellmar"},
                        "itemAltLabel": {"value": "Old Vellmar; Velmar"},
                        "kind": {"value": "place"},
                    }
                ]
            }
        }
    ),
}


@pytest.mark.parametrize("form", REGISTERS)
def test_a_register_is_read_in_many_forms(form: str) -> None:
    (found,) = read_register(REGISTERS[form], "register")
    assert found.name == "Vellmar"
    assert found.aliases == ("Old Vellmar", "Velmar")
    assert (found.kind, found.wikidata) == ("place", "Q12")


def test_skos_and_geonames_are_read() -> None:
    skos = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:skos="http://www.w3.org/2004/02/skos/core#"><skos:Concept rdf:about="https://example.org/1">'
        "<skos:prefLabel>Vellmar</skos:prefLabel><skos:altLabel>Velmar</skos:altLabel></skos:Concept></rdf:RDF>"
    )
    jsonld = json.dumps(
        {
            "@graph": [
                {"@id": "https://example.org/1", "skos:prefLabel": {"@value": "Vellmar"}, "skos:altLabel": ["Velmar"]}
            ]
        }
    )
    geonames = "\t".join(["7", "Vellmar", "Vellmar", "Velmar", *[""] * 15]) + "\n"
    for text, address in (
        (skos, "https://example.org/1"),
        (jsonld, "https://example.org/1"),
        (geonames, "https://www.geonames.org/7"),
    ):
        (found,) = read_register(text, "register")
        assert (found.name, found.aliases, found.same_as) == ("Vellmar", ("Velmar",), (address,))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        "<x>",
        "{",
        "[" * 5_000,
        "colour\nred\n",
        '[{"name": 5}, 3, null]',
        "<x/>",
    ],
)
def test_a_register_that_is_none_is_a_problem(text: str) -> None:
    with pytest.raises(ContentError) as raised:
        read_register(text, "register")
    assert raised.value.problems[0].code == "E210"


@pytest.mark.parametrize(
    ("name", "variants"),
    [
        ("Harbour Lines Ltd.", ["Harbour Lines"]),
        ("Vellmar F.C.", []),
        ("United States Harbour Office", ["U.S. Harbour Office", "US Harbour Office"]),
        ("World Labour Organisation", ["World Labour Organization", "World Labor Organisation"]),
        ("United States", []),
    ],
)
def test_spellings_that_need_not_be_listed(name: str, variants: list[str]) -> None:
    assert list(full_variants(name)) == variants


def test_a_department_has_a_short_name() -> None:
    assert list(short_variants("United States Department of Commerce")) == [
        "Department of Commerce",
        "Commerce Department",
    ]


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("The Bank of Vellmar said so, not the mayor of Vellmar.", 1),
        ("The film by Neil Vellmar was shown. It was long, Vellmar said.", 0),
        ("The film by Neil Vellmar was shown in Vellmar. It was long in Vellmar.", 2),
    ],
)
def test_a_place_inside_other_names_is_not_linked(text: str, linked: int) -> None:
    body = f"News\n\n{text}"
    structure = TextStructure(body, "", Layout((Passage(0, 4), Passage(6, len(body)))))
    made, _ = link(article("a"), gazetteer_of([entity("vellmar", "Vellmar", kind="place")]), structure)
    assert len(made) == linked


# The spreadsheet.

KERRY = '---\nname: "John Kerry"  # as he signs\nkind: person  # a remark\naliases: [Jon Kerry]\n---\n\nProse *here*.\n'
CLUBS = "- id: a\n  name: A Club\n  kind: organisation\n  # keep\n- id: b\n  name: B\n  kind: place\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for name, text in {
        "site.yaml": "title: T\n",
        "content/entities/kerry.md": KERRY,
        "content/entities/clubs.yaml": CLUBS,
        "content/articles/2015/a.md": "---\ntitle: A\ndate: 2015-11-03\n---\n\nJohn Kerry met us in Vellmar.\n",
        "content/articles/2015/z.md": "---\ntitle: B\ndate: 2015-11-03\nlanguage: zh\n---\n\n他在北京。北京很大。\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(archive: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--site", str(archive / "site.yaml")], catch_exceptions=False)


def test_a_table_that_is_read_back_unchanged_changes_nothing(archive: Path) -> None:
    table = archive / "entities.csv"
    assert run(archive, "entities", "--export", str(table)).exit_code == 0
    before = {path: path.read_bytes() for path in archive.rglob("content/**/*") if path.is_file()}
    done = run(archive, "entities", "--import", str(table))
    assert done.stdout == "0 files written\n"
    assert {path: path.read_bytes() for path in archive.rglob("content/**/*") if path.is_file()} == before


def test_an_edited_table_changes_only_what_was_edited(archive: Path) -> None:
    table = archive / "entities.csv"
    run(archive, "entities", "--export", str(table))
    text = table.read_text(encoding="utf-8-sig")
    text = text.replace(
        "kerry,John Kerry,person,,Jon Kerry", "kerry,John F. Kerry,person,A senator,Jon Kerry | J. Kerry"
    )
    text = text.replace("b,B,place,", "b,Bee,place,") + "new-one,New One,place,,Newone\n../x,X,place\n"
    table.write_text(text, encoding="utf-8")
    done = run(archive, "entities", "--import", str(table), "--dry-run")
    assert "3 files would be written" in done.stdout
    assert (archive / "content/entities/kerry.md").read_text(encoding="utf-8") == KERRY
    done = run(archive, "entities", "--import", str(table))
    assert done.exit_code == 1
    assert "E211" in done.stderr
    assert (archive / "content/entities/kerry.md").read_text(encoding="utf-8") == KERRY.replace(
        '"John Kerry"', "John F. Kerry"
    ).replace("[Jon Kerry]\n", "[Jon Kerry, J. Kerry]\ndescription: A senator\n")
    assert (archive / "content/entities/clubs.yaml").read_text(encoding="utf-8") == CLUBS.replace(
        "name: B\n", "name: Bee\n"
    )
    assert (archive / "content/entities/new-one.md").exists()
    assert not (archive / "content/x.md").exists()


def test_a_register_proposes_what_articles_mention_in_any_script(archive: Path) -> None:
    register = archive / "r.csv"
    register.write_text(
        "name,type,wikidata\nVellmar,city,Q12\n北京,city,Q956\nParis,city,Q90\nJohn Kerry,person,Q5\n", "utf-8"
    )
    done = run(archive, "suggest", "--register", str(register), "--write")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["北京", "Vellmar"]
    path = archive / "content/entities/vellmar.md"
    read = load_entity("content/entities/vellmar.md", path.read_text(encoding="utf-8"))
    assert (read.kind, read.wikidata) == ("place", "Q12")


def test_suggest_says_that_scripts_without_capitals_need_a_register(archive: Path) -> None:
    assert "1 of 2 articles (zh) are in a script without capitals" in run(archive, "suggest").stderr


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30))
def test_a_cell_is_read_back_as_it_was(name: str) -> None:
    assert unguarded(guarded(name.strip())) == name.strip() or name.strip().startswith("'")
    item = name.strip()
    if item and not item.endswith("\\"):
        assert items_of(item.replace("|", r"\|")) == [item]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: X  # a\nkind: place\n", "name: New  # a\nkind: place\n"),
        ("name: 'X # b' # a\nkind: place\n", "name: New # a\nkind: place\n"),
        ('name: "X"\nkind: place\n', "name: New\nkind: place\n"),
        ("name: >\n  X\n  Y\nkind: place\n", None),
    ],
)
def test_a_value_is_replaced_and_every_other_character_stays(before: str, after: str | None) -> None:
    text = set_value(f"---\n{before}---\n\nProse: *x*\n", "name", "New")
    assert text == (None if after is None else f"---\n{after}---\n\nProse: *x*\n")
