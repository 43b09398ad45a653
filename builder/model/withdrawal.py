"""Withdrawal: what stays of something that was published and taken back: its address, a day and a reason."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from builder.addresses import note_id, reply_id
from builder.paths import path_name
from builder.problems import Place

WithdrawnKind = Literal["article", "entity", "topic"]
WITHDRAWN_LABELS: dict[WithdrawnKind, str] = {
    "article": "a withdrawn article",
    "entity": "a withdrawn name",
    "topic": "a withdrawn topic",
}
"""What a link without words of its own shows for it."""


@dataclass(frozen=True)
class Withdrawal:
    """`withdrawn:` of an article, entity, topic or annotation."""

    date: dt.date
    reason: str
    """In the editors' words, for readers."""


@dataclass(frozen=True)
class WithdrawnItem:
    """A withdrawn article, entity or topic. It has none of its words, so that no page can show them."""

    kind: WithdrawnKind
    name: str
    """Slug or id."""
    address: str
    withdrawal: Withdrawal
    place: Place
    aliases: tuple[str, ...] = ()
    """Former addresses."""

    @property
    def path_name(self) -> str:
        """As `Article.path_name`, for an article."""
        return path_name(self.place.path)


@dataclass(frozen=True)
class WithdrawnNote:
    """A withdrawn annotation or reply. It has none of its words either."""

    id: str
    withdrawal: Withdrawal
    place: Place
    answers: str = ""
    """Id of the annotation that it replied to; empty for an annotation."""
    origin: str = ""
    """Id of the web annotation that it was imported from, which must not be imported again."""

    @property
    def element_id(self) -> str:
        """The id of its element, which stays on the page."""
        return reply_id(self.answers, self.id) if self.answers else note_id(self.id)
