"""Tags: the annotations of each tag, and the addresses that tags had before letters kept their marks."""

from collections import defaultdict
from dataclasses import dataclass, field

from builder.addresses import tag_address
from builder.pages.head import Link
from builder.pages.index import Index, PlacedAnnotation
from builder.slugs import former_tag_slug, tag_slug


@dataclass
class TagList:
    """A page of a tag."""

    link: Link
    """With the newest spelling; of an address that only former tags had, with its slug."""
    members: list[PlacedAnnotation] = field(default_factory=list)
    """The annotations with the tag, newest first."""
    see_also: list[Link] = field(default_factory=list)
    """Tags that had this address before."""


def tag_link(tag: str) -> Link:
    """The tag as a link to its page; without an address if the tag has no page."""
    return Link(tag, tag_address(tag_slug(tag)))


def tag_lists(index: Index) -> list[TagList]:
    """Every page of a tag by address, former addresses included."""
    found: dict[str, TagList] = {}
    former: defaultdict[str, dict[str, Link]] = defaultdict(dict)
    for one in index.annotations:
        for link in {link.address: link for link in map(tag_link, one.annotation.tags)}.values():
            if link.address:
                found.setdefault(link.address, TagList(link)).members.append(one)
                former[tag_address(former_tag_slug(link.label))].setdefault(link.address, link)
    for address, links in former.items():
        others = [link for other, link in sorted(links.items()) if other != address]
        if address and others:
            slug = address.rstrip("/").rpartition("/")[2]
            found.setdefault(address, TagList(Link(slug, address))).see_also += others
    return [one for _, one in sorted(found.items())]
