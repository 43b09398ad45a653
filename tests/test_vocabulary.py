"""One vocabulary: words that were replaced by standard terms stay away from names, comments, messages and documents."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES = words(
    """
    alone around aside astray bare bearer called company come faces families family faults follows furniture gone
    ground hear held_by holders house kept kin laid look manner mend namesakes near odd parted portrait print prints
    product renewal room said settle settled shelf shown slip spare spelled stamp studied study sum_of sums tamed
    together told turn twin understand understood unplaced weigh workshop wrong
    """
)
"""No module, class, function, parameter, variable or attribute has one of these names."""
PARTS = words("astray furniture kin mend namesakes shelf spare studied tamed twin workshop")
"""Nor a name that one of these is a part of, as in `spare_folder`; the others are plain words in a longer name."""
PHRASES = {
    r"hangs? on|hanging on": "depends on",
    r"mend(s|ed|ing)?": "fix",
    r"what (became|becomes) of": "result",
    r"twins?": "standby, counterpart",
    r"spares?": "standby",
    r"kin|namesakes?": "related, of the same name",
    r"anew": "again",
    r"furniture": "boilerplate",
    r"(lead|leads|led) nowhere": "broken link, no longer exists",
    r"held against": "compared with",
    r"(asked|asks?|asking) of": "name who asks",
    r"lies in": "is in",
    r"of (our|its) own making|of our making": "made by the builder",
    r"in the words of": "as ... says",
    r"all else": "everything else",
    r"the like": "name it",
    r"(that|which) (are|is) no(?! (longer|more)\b) \w+": "that is not a",
    r"none of (its|their) own": "not its own",
    r"told|tells? (of|from|when|whether|which)": "reported, shown, says",
    r"stands?( \w+)? (in|on|at|below|above|beside|under|before|after|there|alone|twice)": "is",
    r"in a circle|circles": "cycle",
    r"empty lines?": "blank line",
    r"take turns|takes turns|turned? round|turns round": "alternate, inverted",
    r"a name (of|for) (all|what|(an?|the|these) (article|file|list|page|sentence|template|view)s?)": "digest",
    r"rooms|(a|the|each|every) room|doors?|shelf|shelves|workshop|astray|tamed": "package, entry point",
    r"unplaced": "orphaned",
    r"looked at": "read, compared, checked",
}
"""Patterns of whole words in prose, and what to write instead."""
EXCEPTIONS = {
    ("builder/pages/annotations.py", "unplaced"): "part of a published address",
    ("builder/pages/related.py", "product"): "the product of two counts",
}
"""By file and word: why it may stay."""
WRITTEN = ("*.html", "*.css", "*.js", "*.xml", "*.md", "*.yml", "*.toml", "Makefile", "run", "environment", "browser")
DOCUMENTS = (
    "themes", "docs/content", "README.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile", "pyproject.toml", ".ci",
    ".github",
)  # fmt: skip
_PROSE = re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in PHRASES), re.IGNORECASE)
_WORD_LIST = re.compile(r"lexicon|demonyms|policy")


def definitions(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of everything that a module defines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name


def retired_name(name: str) -> str:
    """The retired word that a name is or has; empty for none."""
    word = name.strip("_").lower()
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
    return word if word in NAMES else next((part for part in parts if part in PARTS), "")


def prose(text: str, *, python: bool) -> Iterator[tuple[int, str]]:
    """Line and text of what is read by people: of a module, its comments and strings; of another file, each line."""
    if not python:
        yield from enumerate(text.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING):
            for number, line in enumerate(token.string.splitlines()):
                yield token.start[0] + number, line


def modules() -> list[Path]:
    """Of the builder, and the helpers of its tests, whose own names are sentences."""
    helpers = [path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_")]
    return [*sorted((ROOT / "builder").rglob("*.py")), *sorted(helpers)]


def documents() -> Iterator[Path]:
    for name in DOCUMENTS:
        path = ROOT / name
        found = [file for pattern in WRITTEN for file in path.rglob(pattern)] if path.is_dir() else [path]
        yield from sorted(file for file in found if file.is_file())


def allowed(path: Path, word: str) -> bool:
    return (path.relative_to(ROOT).as_posix(), word.lower()) in EXCEPTIONS


def retired_names() -> Iterator[str]:
    for path in modules():
        for line, name in ((1, path.stem), *definitions(ast.parse(path.read_text(encoding="utf-8")))):
            word = retired_name(name)
            if word and not allowed(path, word):
                yield f"{path.relative_to(ROOT)}:{line}: the name `{name}`"


def retired_phrases() -> Iterator[str]:
    sources = [path for path in modules() if path.is_relative_to(ROOT / "builder") and not _WORD_LIST.search(path.stem)]
    for path in [*sources, *documents()]:
        for line, text in prose(path.read_text(encoding="utf-8"), python=path.suffix == ".py"):
            for found in _PROSE.finditer(text):
                if not allowed(path, found[0]):
                    yield f"{path.relative_to(ROOT)}:{line}: “{found[0]}” ({instead_of(found[0])})"


def instead_of(phrase: str) -> str:
    return next(better for pattern, better in PHRASES.items() if re.fullmatch(pattern, phrase, re.IGNORECASE))


def test_no_name_is_a_retired_word() -> None:
    assert list(retired_names()) == []


def test_no_text_has_a_retired_phrase() -> None:
    assert list(retired_phrases()) == []


def test_every_exception_is_needed_and_has_a_reason() -> None:
    texts = {path: (ROOT / path).read_text(encoding="utf-8").lower() for path, _ in EXCEPTIONS}
    assert [(path, word) for path, word in EXCEPTIONS if word not in texts[path]] == []
    assert all(EXCEPTIONS.values())


@pytest.mark.parametrize(
    ("name", "word"),
    [("_spare", "spare"), ("SpareFolder", "spare"), ("twin_of", "twin"), ("shown", "shown"), ("shown_tags", "")],
)
def test_a_retired_word_is_found_in_a_name(name: str, word: str) -> None:
    assert retired_name(name) == word


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# It hangs on the clock.", "hangs on"),
        ('MESSAGE = "Mend the link."', "Mend"),
        ("mend = 1", ""),
        ("# It is no longer there, and a name of a person is not a digest.", ""),
        ("# A folder that is no site.", "that is no site"),
    ],
)
def test_a_retired_phrase_is_found_in_comments_and_strings(text: str, found: str) -> None:
    lines = [one for _, line in prose(text, python=True) for one in _PROSE.findall(line)]
    matches = [match[0] for _, line in prose(text, python=True) for match in _PROSE.finditer(line)]
    assert len(lines) == len(matches)
    assert matches == ([found] if found else [])
