"""Converted addresses: of the former addresses that captures gave their articles, each is that of one page only."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from builder.files import read_bytes, rewrite
from builder.frontmatter import dump
from builder.problems import Place, Problem
from builder.slugs import former_address

_LISTS = re.compile(
    r"/(?:\d{4}/(?:\d\d/){0,2}|(?:annotations|archive|corrections|entities|on-this-day|search|sources|timeline|topics|"
    r"undated)/(?:.*/)?)?"
)
"""Addresses of pages that the builder makes."""


class ConvertedArticle(NamedTuple):
    """An article that was written in this run."""

    path: str
    """Relative to the archive."""
    address: str
    aliases: tuple[str, ...]


def drop_taken(root: Path, articles: Iterable[ConvertedArticle], taken: set[str]) -> Iterator[Problem]:
    """Take off each alias that another page has; yields a problem for each.

    A site of files has one page at an address, and old sites often gave two of theirs the same. `taken` has the
    addresses and former addresses of what the archive had before.
    """
    articles = list(articles)
    own = {article.address for article in articles}
    for article in articles:
        lost: list[str] = []
        mine: set[str] = {article.address}
        for alias in article.aliases:
            address = former_address(alias)
            if address and address not in mine and (address in own or address in taken or _LISTS.fullmatch(address)):
                lost.append(alias)
            else:
                mine.add(address)
        taken |= mine
        if lost:
            _rewrite_without(root / article.path, lost, root)
        for alias in lost:
            message = f"'{alias[:80]}' is the address of another page of the archive"
            yield Problem("C523", message, Place(article.path), "its readers are led to that page")


def _rewrite_without(path: Path, aliases: Iterable[str], root: Path) -> None:
    before = read_bytes(path, root)
    head, end, body = before.decode().partition("\n---\n")
    for alias in aliases:
        line = dump({"aliases": [alias]}).split("\n")[1]
        head = head.replace(f"\n{line}", "", 1)
    head = re.sub(r"\naliases:(?=\n\S|\Z)", "", head)
    rewrite(path, before, f"{head}{end}{body}".encode())
