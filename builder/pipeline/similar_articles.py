"""Similar articles: finds the article that a new one is nearly the same as, among all of an archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from builder.convert import Conversion
from builder.convert.article import article_file
from builder.convert.duplicates import Index, Signature, signature
from builder.files import files_below, read_text, relative
from builder.frontmatter import read_body
from builder.problems import ContentError, Place, Problem

ARTICLES = "content/articles"


class SimilarArticles:
    """The words of all articles, which are read only when there is a new one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._index: Index | None = None

    def find(self, found: Signature | None, *, other_than: str) -> str:
        """The path of the most similar article; empty if none is nearly the same."""
        return self._articles().most_similar(found, other_than=other_than) if found else ""

    def add(self, article: str, found: Signature | None) -> None:
        """Add a new article."""
        if found:
            self._articles().add(article, found)

    def _articles(self) -> Index:
        if self._index is None:
            self._index = Index()
            for path in files_below(self._root / ARTICLES, suffixes=(".md",)):
                try:
                    found = signature(read_body(read_text(path, self._root), "", ()).body)
                except ContentError:
                    continue  # `load` reports it
                if found:
                    self._index.add(relative(path, self._root), found)
        return self._index


def marked(result: Conversion, similar: str) -> Conversion:
    """The article with the name of the one that it is nearly the same as; unchanged if there is none."""
    if not similar:
        return result
    source = result.values["source"]
    name = similar.removeprefix(f"{ARTICLES}/").removesuffix(".md")
    meta = {**source.get("meta", {}), "duplicate_of": name}
    values = {**result.values, "source": {**source, "meta": meta}}
    return replace(result, values=values, text=article_file(values, result.document.body))


def copied(article: str, place: Place) -> Problem:
    """The problem of a capture with the bytes of another, which has this article."""
    help_ = f"its article is {article}; delete the copy, or set it aside in content/ignore.yaml"
    return Problem("C536", "the capture has the same bytes as another, so it got no article", place, help_)


def repeated(similar: str, article: str) -> Problem:
    """The problem of an article that is nearly the same as another."""
    help_ = f"see {similar}; `duplicate_of` under `source` names it. Delete one of the two, or leave both"
    return Problem("C536", "the text is nearly the same as that of another article", Place(article), help_)
