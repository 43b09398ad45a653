"""Free pages: pages of the site itself, such as about and the editors' guide."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model import Page, Prose
from builder.pages.head import Head, menu
from builder.pages.index import Index
from builder.pages.note_views import edit_url
from builder.problems import Place


@dataclass(frozen=True)
class FreePageView:
    """What a free page shows."""

    head: Head
    place: Place
    title: str
    text: Prose
    edit: str


def free_pages(index: Index) -> Iterator[Page]:
    """One page for each file of content/pages/."""
    for page in index.site.pages:
        head = Head(page.title, page.address, page.summary, menu(index))
        text = index.prose(page.body, page.place)
        view = FreePageView(head, page.place, page.title, text, edit_url(index, page.place))
        yield Page(page.address, "page.html", view)
