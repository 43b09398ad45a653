"""Languages: word lists of each language, in text files that an editor can read and extend."""

import re
from pathlib import Path

COMMENT = re.compile(r"#.*")


def word_lists(language: str) -> dict[str, frozenset[str]]:
    """The word lists in `<language>.txt`, by the name in brackets above each."""
    text = Path(__file__).with_name(f"{language}.txt").read_text(encoding="utf-8")
    sections = (section.partition("]") for section in COMMENT.sub("", text).split("[")[1:])
    return {name: frozenset(words.split()) for name, _, words in sections}
