"""Link: passages that name an entity become mentions of it."""

from __future__ import annotations

from builder.link.decide import link
from builder.link.ground import CrossLink, Ground
from builder.link.names import Names, gather_names
from builder.link.reading import occurring

__all__ = ["CrossLink", "Ground", "Names", "gather_names", "link", "occurring"]
