"""Link: passages that name an entity become mentions of it."""

from __future__ import annotations

from builder.link.changes import Changes
from builder.link.decide import link
from builder.link.ground import CrossLink, Ground
from builder.link.names import Names, gather_names

__all__ = ["Changes", "CrossLink", "Ground", "Names", "gather_names", "link"]
