"""Link: passages that name an entity become mentions of it."""

from __future__ import annotations

from builder.link.gazetteer import Names, gather_names
from builder.link.linker import link
from builder.link.registry_diff import Changes
from builder.link.text_structure import CrossLink, Ground

__all__ = ["Changes", "CrossLink", "Ground", "Names", "gather_names", "link"]
