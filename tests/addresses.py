"""Addresses: a site compared with what was published before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from builder.check.addresses import Comparison, compare_addresses, words_digest
from builder.model import AddressList, Site, Withdrawal
from builder.pages.address_list import format_address_list
from tests.archive_factory import anchor, article, site

NEVER = AddressList()
WITHDRAWAL = Withdrawal(date(2026, 12, 1), "It was wrong.")


def compared(given_site: Site, published: AddressList = NEVER, unread: Iterable[str] = ()) -> Comparison:
    """The comparison, which gives the same again when its own list is the last one."""
    texts = given_site.texts
    digests = {one.slug: words_digest(one.title, texts[one.slug].text) for one in given_site.articles}
    given_site = replace(given_site, word_digests=digests)
    found = compare_addresses(given_site, published, tuple(unread))
    again = compare_addresses(given_site, found.addresses, tuple(unread))
    assert format_address_list(again.addresses) == format_address_list(found.addresses)
    assert (again.redirects, again.former_ids) == (found.redirects, found.former_ids)
    assert {*again.problems} == {*found.problems}
    return found


def codes(found: Comparison) -> list[str]:
    return [problem.code for problem in found.problems]


def noted(*notes: tuple[str, str], pinned: bool = False, slug: str = "talks", **values: Any) -> Site:
    """An article with these notes: the id of each, and what it quotes."""
    one = article(slug, body="Some words. Other words.", title="Talks")
    anchors = [anchor(one, quote, name, pinned=pinned, **values) for name, quote in notes]
    return site(one, anchors=anchors)
