"""Schema: what a mapping may hold, of front matter, of site.yaml, or inside them."""

from __future__ import annotations

from typing import Literal

import msgspec

LinkPolicy = Literal["first", "section", "every", "off"]
"""Which mentions of an entity in an article are links."""


class Schema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of mapping; `builder.frontmatter` reads it and says what is wrong."""
