"""Updates: a note takes over the present words of its web annotation, and keeps what editors decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.config import Config
from builder.files import decode, line_end, read_bytes, rewrite, split_lines
from builder.importing.note_files import Draft, render_notes
from builder.importing.origins import Words, words_of
from builder.load.annotations import load_annotations
from builder.load.section_parts import SectionParts, split_section
from builder.load.sections import Section, sections
from builder.model import Annotation, Origin, Reply, without_places

TAKEN_OVER = ("updated", "tags", "verdict", "claim", "claimant", "region")
"""Properties with the words of a web annotation; the others stay as they are."""


@dataclass(frozen=True)
class Update:
    """The present words of an annotation or reply."""

    note: Annotation
    reply: Reply | None
    draft: Draft
    """As it would be imported today."""
    words: Words
    origin: Origin
    heading: bool
    """Whether its own title has changed."""
    passage: bool
    """Whether it quotes other words."""

    @property
    def entry(self) -> Annotation | Reply:
        """The reply, or else the annotation."""
        return self.reply or self.note


def update_file(path: str, updates: Sequence[Update], config: Config, *, dry_run: bool) -> list[Update]:
    """Write the present words into a file; returns the updates that were possible without changing anything else."""
    file = config.root / path
    content = after = read_bytes(file, config.root)
    done = []
    # From the last to the first, so that line numbers stay valid.
    for one in sorted(updates, key=lambda one: one.entry.place, reverse=True):
        candidate = _updated(after, path, one)
        if candidate and _changes_only(one, path, after, candidate, config):
            after = candidate
            done.append(one)
    if after != content and not dry_run and not rewrite(file, content, after):
        return []
    return done[::-1]


def _updated(content: bytes, path: str, update: Update) -> bytes | None:
    """The file with the section of the annotation or reply written again; None if there is no such section."""
    found, _ = sections(decode(content, path), 1, path)
    section = next((one for one in found if one.line == update.entry.place.line), None)
    if section is None:
        return None
    lines = split_lines(content.decode("utf-8"))
    last = max((number for number, line in section.lines if line.strip()), default=section.line)
    ending = line_end(lines[section.line - 1])
    draft = _merged(update, section, split_section(section, path))
    text = render_notes([], [draft]) if update.reply else render_notes([draft])
    written = "".join(f"{line}{ending}" for line in text.rstrip("\n").split("\n"))
    return "".join((*lines[: section.line - 1], written, *lines[last:])).encode()


def _merged(update: Update, section: Section, parts: SectionParts) -> Draft:
    """The section with the present words; heading and quotation are as in the file unless they changed elsewhere."""
    draft, origin = update.draft, update.origin
    taken_over = {key: value for key, value in draft.properties if key in TAKEN_OVER}
    properties = {one.key: one.value for one in parts.listed if one.key != "source"} | taken_over
    if update.heading:
        # The address of the annotation is made of the old heading.
        properties["id"] = update.entry.id
    properties["imported-from"] = f"{origin.id} {origin.words}"
    text = dict(section.lines)
    quoted = "\n".join(text[number] for number, _ in parts.quoted)
    return replace(
        draft,
        title=draft.title if update.heading else section.title,
        quotation=draft.quotation if update.passage else quoted,
        properties=tuple(properties.items()),
        replies=(),
    )


def _changes_only(update: Update, path: str, before: bytes, after: bytes, config: Config) -> bool:
    """Whether the entry now has the words and the origin, and everything else in the file is as it was."""
    old, new = (dict(_entries(path, content, update.note.article, config)) for content in (before, after))
    old_entry, new_entry = (found.pop(_key(update), None) for found in (old, new))
    if old != new or old_entry is None or new_entry is None or new_entry.origin != update.origin:
        return False
    words = words_of(new_entry, heading=update.words.heading, passage="")
    return words == replace(update.words, passage="") and (new_entry.id, new_entry.by) == (old_entry.id, old_entry.by)


def _key(update: Update) -> tuple[str, str]:
    if not update.reply:
        return update.note.id, ""
    # Replies with `reply-to` are not joined with their annotation when a file is read alone.
    return update.reply.answers or update.note.id, update.reply.id


def _entries(
    path: str, content: bytes, slug: str, config: Config
) -> Iterator[tuple[tuple[str, str], Annotation | Reply]]:
    """The annotations and replies of a file, without their places."""
    loaded = load_annotations(path, decode(content, path), slug, config)
    for note in loaded.annotations:
        yield (note.id, ""), replace(without_places(note), checked=None, replies=())
        for reply in note.replies:
            yield (note.id, reply.id), without_places(reply)
    for reply in loaded.replies:
        yield (reply.answers, reply.id), without_places(reply)
