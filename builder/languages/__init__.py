"""Languages: words and phrases of each language, in text files that an editor can read and extend."""

import re
from functools import cache
from pathlib import Path

COMMENT = re.compile(r"#.*")
NAME = re.compile(r"^\[([\w ]+)\]$", re.MULTILINE)


def word_lists(language: str) -> dict[str, frozenset[str]]:
    """The word lists in `<language>.txt`, by the name in brackets above each."""
    return {name: frozenset(words.split()) for name, words in _lists(f"{language}.txt").items()}


def phrase_lists(language: str) -> dict[str, str]:
    """The lists in `<language>.phrases.txt`, by name, each as a regular expression that matches one of its phrases."""
    return {name: "|".join(phrases.split("\n")) for name, phrases in _lists(f"{language}.phrases.txt").items()}


def sense_lists(language: str) -> dict[str, list[list[list[str]]]]:
    """The lists in `<language>.sense.txt`, by name: lines of groups of words, which ` | ` separates.

    Empty for a language without that file.
    """
    file = f"{language}.sense.txt"
    lists = _lists(file) if language.isalpha() and Path(__file__).with_name(file).is_file() else {}
    return {
        name: [[group.split() for group in line.split("|")] for line in words.splitlines() if line.strip()]
        for name, words in lists.items()
    }


HEADS = tuple(sorted(path.name.partition(".")[0] for path in Path(__file__).parent.glob("*.head.txt")))
"""The languages whose dates and bylines under a headline are known."""

PHRASES = tuple(sorted(path.name.partition(".")[0] for path in Path(__file__).parent.glob("*.phrases.txt")))
"""The languages whose boilerplate is known."""


@cache
def head_lists(language: str) -> dict[str, tuple[str, ...]]:
    """The lists in `<language>.head.txt`, by name: their lines."""
    lists = _lists(f"{language}.head.txt")
    return {name: tuple(line for line in text.splitlines() if line.strip()) for name, text in lists.items()}


@cache
def head_words(name: str) -> frozenset[str]:
    """The words of one list of all languages: the language of a capture is often not known."""
    return frozenset(word for one in HEADS for line in head_lists(one).get(name, ()) for word in line.split())


@cache
def head_phrases(name: str) -> tuple[str, ...]:
    """The lines of one list of all languages, the longest first."""
    phrases = {line for one in HEADS for line in head_lists(one).get(name, ())}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def _lists(file: str) -> dict[str, str]:
    """Name and text of each list in a file."""
    parts = NAME.split(COMMENT.sub("", Path(__file__).with_name(file).read_text(encoding="utf-8")))
    return dict(zip(parts[1::2], map(str.strip, parts[2::2]), strict=True))
