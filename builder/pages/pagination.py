"""Pagination: long lists on several pages whose addresses and content do not change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Pager:
    """Addresses of the other pages of a list, empty if there is none, and the position in the list."""

    newest: str = ""
    later: str = ""
    earlier: str = ""
    oldest: str = ""
    number: int = 1
    """Of this page; the oldest has 1."""
    count: int = 0
    """Items on this page; only on the newest page."""
    pages: int = 0
    """Pages of the whole list; only on the newest page, as the older ones would change with each addition."""
    total: int = 0
    """Items of the whole list; only on the newest page."""


@dataclass(frozen=True)
class ListPage(Generic[Item]):
    """One page of a list."""

    address: str
    number: int
    """0 for the page with the newest items; the oldest page has 1."""
    items: tuple[Item, ...]
    pager: Pager

    def describe(self, description: str) -> str:
        """The description of the list, with the number of an older page."""
        return f"{description} Page {self.number}." if self.number else description


def list_pages(newest_first: Sequence[Item], address: str, *, size: int, mark: str = "") -> Iterator[ListPage[Item]]:
    """The pages of a list, newest first.

    They are filled and numbered from the oldest, so that an addition changes only the first page, and an address
    cited today shows the same items in ten years. The first page has between `size` and twice as many items; when it
    is full, its oldest items move to a new page.
    """
    total = len(newest_first)
    older = max(0, total // size - 1)
    first = total - older * size

    def page_address(number: int) -> str:
        return address if number > older else f"{address}{mark}{number}/"

    for number in range(older + 1, 0, -1):
        earlier = page_address(number - 1) if number > 1 else ""
        oldest = page_address(1) if number > 2 else ""
        if number > older:
            pager = Pager("", "", earlier, oldest, number, count=first, pages=number, total=total)
            yield ListPage(address, 0, tuple(newest_first[:first]), pager)
        else:
            start = first + (older - number) * size
            pager = Pager(address, page_address(number + 1), earlier, oldest, number)
            yield ListPage(page_address(number), number, tuple(newest_first[start : start + size]), pager)
