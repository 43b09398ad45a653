"""Link: find the entities of the registry in an article's text."""

from builder.link.gazetteer import Gazetteer, gazetteer_of
from builder.link.linker import link
from builder.link.registry_diff import RegistryDiff
from builder.link.tokens import TextStructure

__all__ = ["Gazetteer", "RegistryDiff", "TextStructure", "gazetteer_of", "link"]
