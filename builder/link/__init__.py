"""Link: passages that name an entity become mentions of it."""

from __future__ import annotations

from builder.link.gazetteer import Gazetteer, gazetteer_of
from builder.link.linker import link
from builder.link.registry_diff import RegistryDiff
from builder.link.text_structure import CrossLink, TextStructure

__all__ = ["CrossLink", "Gazetteer", "RegistryDiff", "TextStructure", "gazetteer_of", "link"]
