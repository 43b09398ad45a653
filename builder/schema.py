"""Schema: the keys of a YAML mapping, in front matter, site.yaml or a profile."""

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LinkPolicy = Literal["first", "section", "every", "off"]
"""Which mentions of an entity in an article become links."""
LinkPolicyField = Annotated[LinkPolicy, Meta(description="first, section, every or off")]
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
LanguageField = Annotated[str, Meta(pattern=f"^{LANGUAGE.pattern}$", description="a language tag such as en")]

MARK = "x-number"
OR_NUMBER = {MARK: True}
"""Marks a text such as `1895`: other readers of YAML, text editors among them, take it for a number."""


class Schema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of one kind of mapping; `builder.frontmatter` validates it."""
