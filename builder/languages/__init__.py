"""Languages: words and phrases of each language, in text files that an editor can read and extend."""

import re
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


def _lists(file: str) -> dict[str, str]:
    """Name and text of each list in a file."""
    parts = NAME.split(COMMENT.sub("", Path(__file__).with_name(file).read_text(encoding="utf-8")))
    return dict(zip(parts[1::2], map(str.strip, parts[2::2]), strict=True))
