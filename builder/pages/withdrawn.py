"""Withdrawn pages: what an address answers after its article, entity or topic was withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model import Page, WithdrawnKind
from builder.pages.dates import DateView, required_date
from builder.pages.head import Head, menu
from builder.pages.index import Index
from builder.problems import Place
from builder.slugs import former_address

TITLES: dict[WithdrawnKind, str] = {
    "article": "This article was withdrawn",
    "entity": "This name was withdrawn",
    "topic": "This topic was withdrawn",
}


@dataclass(frozen=True)
class WithdrawnView:
    """What the page of a withdrawn article, entity or topic shows: neither its title nor its names."""

    head: Head
    place: Place
    title: str
    """`This article was withdrawn`"""
    date: DateView
    """The day of the withdrawal."""
    reason: str
    """Why, in the editors' words."""


def withdrawn_pages(index: Index) -> Iterator[Page]:
    """A page at each address of what was withdrawn, former addresses too."""
    redirects = index.site.redirects.items()
    for one in index.site.withdrawn:
        day = required_date(one.withdrawal.date)
        carried = (path for path, target in redirects if target == one.address)
        former = (former_address(path) for path in (*one.aliases, *carried))
        for address in dict.fromkeys((one.address, *filter(None, former))):
            description = f"Withdrawn on {day.text}. {one.withdrawal.reason}"
            head = Head(f"Withdrawn: {address}", address, description, menu(index), indexed=False)
            view = WithdrawnView(head, one.place, TITLES[one.kind], day, one.withdrawal.reason)
            yield Page(address, "withdrawn.html", view)
