"""Schema: the keys of a YAML mapping, in front matter, site.yaml or a profile."""

from __future__ import annotations

from typing import Literal

import msgspec

LinkPolicy = Literal["first", "section", "every", "off"]
"""Which mentions of an entity in an article become links."""


class Schema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of one kind of mapping; `builder.frontmatter` validates it."""
