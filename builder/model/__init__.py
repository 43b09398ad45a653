"""The nouns of the archive."""

from builder.model.address_list import AddressList, Digests
from builder.model.annotation import Anchor, AnchorState, Annotation, Origin, Reference, Reply, Review, without_places
from builder.model.article import (
    OPENING,
    Access,
    Article,
    ArticleText,
    Change,
    ChangeKind,
    EntityOverrides,
    InPrint,
    Robots,
    Source,
    Status,
    opening_of,
)
from builder.model.entity import (
    EXCERPT_DIGEST_BYTES,
    Contextual,
    Entity,
    EntityKind,
    Mention,
    NamedEntity,
    Unlinked,
    Variant,
    named_entities,
)
from builder.model.page import Block, ImageRegion, Mark, Output, Page, Prose
from builder.model.searchable import Facet, Searchable, Section
from builder.model.site import FormerPath, FreePage, Site, Topic
from builder.model.text import CrossLink, Layout, LinkUse, Passage, TextLinks
from builder.model.withdrawal import WITHDRAWN_LABELS, Withdrawal, WithdrawnItem, WithdrawnKind, WithdrawnNote

__all__ = [
    "EXCERPT_DIGEST_BYTES", "OPENING", "WITHDRAWN_LABELS", "Access", "AddressList", "Anchor", "AnchorState",
    "Annotation", "Article", "ArticleText", "Block", "Change", "ChangeKind", "Contextual", "CrossLink", "Digests",
    "Entity", "EntityKind", "EntityOverrides", "Facet", "FormerPath", "FreePage", "ImageRegion", "InPrint", "Layout",
    "LinkUse", "Mark", "Mention", "NamedEntity", "Origin", "Output", "Page", "Passage", "Prose", "Reference", "Reply",
    "Review", "Robots", "Searchable", "Section", "Site", "Source", "Status", "TextLinks", "Topic", "Unlinked",
    "Variant", "Withdrawal", "WithdrawnItem", "WithdrawnKind", "WithdrawnNote", "named_entities", "opening_of",
    "without_places",
]  # fmt: skip
