"""Drafts: web annotations as annotations and replies to be written, and whether they read as they were meant."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from builder.annotate import block_quote, quotation_of, resolve
from builder.importing.annotation_targets import TargetIndex
from builder.importing.comments import escape_structure
from builder.importing.from_web_annotation import comment_of, note_properties, own_title, title_of
from builder.importing.note_files import Draft, render_notes
from builder.importing.origins import Words, origin_id, words_of
from builder.importing.web_annotations import Target, WebAnnotation
from builder.load.annotations import load_annotations
from builder.load.properties import KEYS, REPLY_KEYS
from builder.load.threads import with_replies
from builder.model import Annotation, Article, Reference, Reply
from builder.slugs import title_slug

TODAY: Callable[[], dt.date] = dt.date.today
"""Used in the name of a new file, and as the date of an annotation without one."""


class InvalidDraftError(Exception):
    """A draft that does not load as it was meant; says why in words that quote nobody."""


@dataclass(frozen=True)
class Placed:
    """A web annotation and where it belongs."""

    one: WebAnnotation
    article: Article
    target: Target
    folder: str
    """Of the file of annotations."""


class Drafts:
    """Makes drafts for an archive."""

    def __init__(self, targets: TargetIndex) -> None:
        self.targets, self.config = targets, targets.config

    def note(self, placed: Placed, taken: Collection[str]) -> tuple[Draft, Words]:
        """The draft of an annotation with an id that is not taken, and its words; raises InvalidDraftError."""
        original = self.targets.note_at(placed.one.id)
        draft = self._draft(placed, original[1] if original else "", taken)
        return self._with_origin(replace(draft, quotation=self._quotation(placed)), placed, is_reply=False)

    def reply(self, placed: Placed, taken: Collection[str], reply_to: str) -> tuple[Draft, Words]:
        """The draft of a reply, likewise; `reply_to` is empty for one below the annotation that it answers."""
        original = self.targets.reply_at(placed.one.id)
        draft = self._draft(placed, original[2] if original else "", taken)
        allowed = tuple((key, value) for key, value in draft.properties if key in REPLY_KEYS)
        draft = replace(draft, properties=(("reply-to", reply_to), *allowed))
        return self._with_origin(draft, placed, is_reply=True)

    def check(self, notes: Sequence[Draft], replies: Sequence[Draft], article: Article) -> None:
        """Raise InvalidDraftError unless the drafts load with the same comments and sources."""
        loaded, others = self._load(notes, replies, article)
        expected = Counter(_contents([*notes, *replies]))
        if Counter(_contents([*loaded, *others])) != expected:
            raise InvalidDraftError("its parts cannot be separated")

    def comment(self, placed: Placed) -> str:
        """The comment as Markdown of an annotation; relative links from elsewhere are resolved against the page."""
        one, target = placed.one, placed.target
        comment = comment_of(one, self.config)
        if one.is_markdown:
            page = "" if self.targets.is_local(one.id) else target.scope or target.source
            comment = self.targets.rebased(comment, placed.article, placed.folder, page)
        return escape_structure(comment, frozenset(KEYS))

    def page_of(self, article: Article) -> Target:
        """The page of an article, which links in a reply are relative to."""
        return Target(self.config.url + article.address.lstrip("/"))

    def _draft(self, placed: Placed, wanted: str, taken: Collection[str]) -> Draft:
        """The draft without quotation and origin; its id is `wanted` or made of its title, with a number if taken."""
        one, article = placed.one, placed.article
        title = title_of(one, placed.target)
        slug = title_slug(title)
        names = chain([wanted or slug], (f"{wanted or slug}-{number}" for number in count(2)))
        note_id = next(name for name in names if name not in taken)
        properties = note_properties(one, placed.target, article, self.targets, TODAY())
        urls = ((source, self.targets.path_to(source.url, placed.folder) or source.url) for source in one.sources)
        return Draft(
            title=title,
            quotation="",
            properties=(*properties.items(), ("id", "" if slug == note_id else note_id)),
            sources=tuple(replace(source, url=url) for source, url in urls),
            comment=self.comment(placed),
        )

    def _quotation(self, placed: Placed) -> str:
        """The shortest quotation of the passage, or the quoted text with its context if it is not found."""
        article, target = placed.article, placed.target
        if image := self.targets.image_at(article, target):
            return f"> ![]({image})"
        if not target.exact.strip():
            return ""
        text = self.targets.texts[article.slug].text
        passage = resolve(text, target.exact, target.prefix, target.suffix, article.language).passage
        if passage and (quotation := quotation_of(text, passage)):
            return quotation
        # Prefix and suffix are usually cut at 32 characters, so their outermost words may be incomplete.
        return block_quote(target.exact, target.prefix.partition(" ")[2], target.suffix.rpartition(" ")[0])

    def _with_origin(self, draft: Draft, placed: Placed, *, is_reply: bool) -> tuple[Draft, Words]:
        """The draft with its origin, unless it comes from this archive itself; and its words as they load."""
        notes, replies = ([], [draft]) if is_reply else ([draft], [])
        loaded, others = self._load(notes, [replace(one, properties=_below(one)) for one in replies], placed.article)
        entries: list[Annotation | Reply] = [*loaded, *others]
        if len(entries) != 1:
            raise InvalidDraftError("its parts cannot be separated")
        passage = "" if is_reply else placed.target.exact
        words = words_of(entries[0], heading=own_title(placed.one), passage=passage)
        identifier = placed.one.via if self.targets.is_local(placed.one.id) else placed.one.id
        origin = f"{origin_id(identifier)} {words.digest}" if identifier else ""
        return replace(draft, properties=(*draft.properties, ("imported-from", origin))), words

    def _load(
        self, notes: Sequence[Draft], replies: Sequence[Draft], article: Article
    ) -> tuple[tuple[Annotation, ...], tuple[Reply, ...]]:
        """The drafts as they load, and the replies to annotations elsewhere."""
        loaded = load_annotations(article.place.path, render_notes(notes, replies), article.slug, self.config)
        if loaded.problems:
            # Without the message: it may quote a stranger.
            raise InvalidDraftError(f"{loaded.problems[0].code}, line {loaded.problems[0].place.line}")
        return with_replies(loaded.annotations, loaded.replies)


def id_of(draft: Draft) -> str:
    """The id that the draft will have."""
    return dict(draft.properties).get("id") or title_slug(draft.title)


def _below(reply: Draft) -> tuple[tuple[str, str], ...]:
    """The properties of a reply that is loaded alone: it answers something."""
    return tuple((key, value or "elsewhere" if key == "reply-to" else value) for key, value in reply.properties)


def _contents(notes: Sequence[Draft | Annotation | Reply]) -> Iterator[tuple[str, tuple[Reference, ...]]]:
    """Comment and sources of each note, and of its replies."""
    for note in notes:
        yield note.comment, note.sources
        if not isinstance(note, Reply):
            yield from ((reply.comment, reply.sources) for reply in note.replies)
