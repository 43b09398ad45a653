"""Link: passages that name an entity become mentions of it."""

from __future__ import annotations

from builder.link.decide import link
from builder.link.dependence import Dependence, words_of
from builder.link.ground import CrossLink, Ground
from builder.link.names import Names, gather_names

__all__ = ["CrossLink", "Dependence", "Ground", "Names", "gather_names", "link", "words_of"]
