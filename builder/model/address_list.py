"""Address list: the permanent addresses that a published site carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Digests = Mapping[str, str]
"""By address: a digest of what is found there. What has moved is known by it."""


@dataclass(frozen=True)
class AddressList:
    """The permanent addresses of a site. Paths are written as in `aliases`: signs such as `%` and `?` are escaped."""

    articles: Digests = field(default_factory=dict)
    notes: Mapping[str, Digests] = field(default_factory=dict)
    """By address of the article: the ends of its addresses, `note-<id>` and `reply-<id>--<id>`, with their digests."""
    entities: Digests = field(default_factory=dict)
    topics: Digests = field(default_factory=dict)
    pages: Digests = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    """By former address: the present one. One with `#` stays on the page as a second anchor."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """By address that no longer exists: its digest, or the address that it led to."""

    def of_pages(self) -> dict[str, str]:
        """The digests of all pages by address."""
        return {**self.articles, **self.entities, **self.topics, **self.pages}
