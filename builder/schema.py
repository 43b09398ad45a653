"""Schema: what a mapping may hold, of front matter, of site.yaml, or inside them."""

from __future__ import annotations

import msgspec


class Schema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of mapping; `builder.frontmatter` reads it and says what is wrong."""
