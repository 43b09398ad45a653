"""The YAML block at the head of a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from builder.frontmatter import dump, json_schema, key_places, read_mapping, read_struct, read_yaml
from builder.problems import ContentError, Place
from builder.schema import Schema
from tests.cost import cost
from tests.examples import examples


class Inner(Schema, frozen=True):
    url: Annotated[str, Meta(max_length=20, description="an address")] = ""


class Example(Schema, frozen=True):
    title: str
    count: Annotated[int, Meta(ge=1, description="a whole number above 0")] = 1
    names: Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(description="a list of names")] = msgspec.field(
        default_factory=list
    )
    source: Inner = msgspec.field(default_factory=Inner)
    many: list[Inner] = msgspec.field(default_factory=list)


def test_every_scalar_is_text_as_written() -> None:
    front = read_mapping("---\nan: no\nbn: 012\ncn: 12:30\ndn: 2015-11-03\nen: ~\nfn: ''\n---\nBody\n", "a.md")
    assert front.values == {"an": "no", "bn": "012", "cn": "12:30", "dn": "2015-11-03", "en": None, "fn": ""}


def test_the_body_and_its_first_line_are_found() -> None:
    front = read_mapping("---\ntitle: x\n---\n\n\nBody\n\nmore\n", "a.md")
    assert (front.body, front.body_line) == ("Body\n\nmore", 6)


def test_every_value_has_its_place() -> None:
    front = read_mapping("---\ntitle: x\nsource:\n  url: y\nnames: [a, b]\n---\n", "a.md")
    places = key_places(front.places)
    assert places["source.url"] == Place("a.md", 4, 8)
    assert places["names.1"] == Place("a.md", 5, 12)


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_only_the_lines_of_the_file_count_for_a_place(sign: str) -> None:
    front = read_mapping(f"---\ntitle: 'a{sign}b'\nnames: [c, '{sign}', d]\n---\n", "x.md")
    assert key_places(front.places)["names.2"] == Place("x.md", 3, 17)
    with pytest.raises(ContentError) as error:
        read_mapping(f"---\ntitle: 'a{sign}b'\nnames: [c\n---\n", "x.md")
    assert error.value.problems[0].place.line == 4
    with pytest.raises(ContentError) as error:
        read_mapping(f"---\n# {sign}\nnames: &a c\n---\n", "x.md")
    assert error.value.problems[0].place.line == 3


def test_every_problem_of_a_file_is_found_in_one_run() -> None:
    front = read_mapping(
        "---\ntitel: x\ncount: none\nnames: [a, '']\nsource: {url: aaaaaaaaaaaaaaaaaaaaaaaaa}\nmany: [{u: 1}]\n---\n",
        "a.md",
    )
    value, problems = read_struct(front.values, front.places, Example, "a.md")
    assert value is None
    assert [(problem.code, problem.place.line, problem.place.column) for problem in problems] == [
        ("F007", 2, 1), ("F008", 3, 8), ("F008", 4, 12), ("F008", 5, 15), ("F007", 6, 9), ("F009", 2, 1),
    ]  # fmt: skip
    assert problems[0].help == "did you mean 'title'?"
    assert problems[1].help == "write a whole number above 0"


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 60_000,
        "a: " + "{a: " * 9_000,
        "- " * 30_000,
        "? " * 30_000,
        "a: &b [x]\nc: *b",
        "a: !!int 1",
        "<<: {a: 1}",
        "? [a]\n: b",
    ],
)
def test_expensive_or_hidden_yaml_is_rejected_at_once(text: str) -> None:
    def read() -> None:
        with pytest.raises(ContentError) as refused:
            read_yaml(text, "a.md", limit=1 << 20)
        assert refused.value.problems[0].code == "F011"

    assert cost(read) < 25


def test_a_quoted_merge_sign_is_a_key_like_any_other() -> None:
    assert read_yaml("'<<': x", "a.md")[0] == {"<<": "x"}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@examples(300)
@given(
    st.dictionaries(
        st.text("abcdefgh_", min_size=1, max_size=8),
        TEXTS
        | st.lists(TEXTS, max_size=4)
        | st.dates()
        | st.dictionaries(st.text("xyz", min_size=1), TEXTS, max_size=3),
        max_size=8,
    )
)
def test_what_is_written_is_read_back(values: dict[str, object]) -> None:
    try:
        written = dump(values)
    except (ValueError, ContentError):
        return
    read = read_yaml(written, "a.md")[0] or {}
    assert read == {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def test_words_that_yaml_would_read_as_something_else_stay_words() -> None:
    assert dump({"a": "No", "b": "12:30", "c": 'He said: "x" # y', "d": "2015-11-03", "e": date(2015, 11, 3)}) == (
        "a: 'No'\nb: '12:30'\nc: 'He said: \"x\" # y'\nd: '2015-11-03'\ne: 2015-11-03\n"
    )


def test_the_schema_for_editors_comes_from_the_same_definition() -> None:
    schema = json_schema(Example)["$defs"]["Example"]
    assert schema["required"] == ["title"]
    assert schema["properties"]["count"]["description"] == "a whole number above 0"
