"""Imports: web annotations from elsewhere become notes of the archive, in files of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from builder.annotate import block_quote, requoted, resolve
from builder.config import Config
from builder.files import read_bytes, relative, write_new
from builder.importing.annotation_targets import TargetIndex, match, target_index
from builder.importing.comments import escape_structure
from builder.importing.from_web_annotation import comment_of, properties, title_of
from builder.importing.note_files import Draft, render_notes
from builder.importing.web_annotations import LIMIT, Target, WebAnnotation, read_web_annotations
from builder.load.annotations import load_annotations
from builder.load.properties import KEYS, REPLY_KEYS
from builder.model import Article, Reference, Site
from builder.problems import Place, Problem
from builder.slugs import title_slug

TODAY: Callable[[], dt.date] = dt.date.today
"""Names the new file, and dates an annotation that has no date of its own."""


@dataclass(frozen=True)
class ImportReport:
    """What was taken over, or would be."""

    files: tuple[tuple[str, int], ...]
    """Path, and how many notes and replies are in it."""
    known: int
    """How many the archive has already."""
    problems: tuple[Problem, ...]
    dry_run: bool

    def __str__(self) -> str:
        lines = [f"{path}: {_pluralize(number, 'note')}" for path, number in self.files]
        done = "would be taken over" if self.dry_run else "taken over"
        found = _pluralize(len(self.problems), "problem") if self.problems else "no problems"
        taken = _pluralize(sum(number for _, number in self.files), "web annotation")
        return "\n".join([*lines, f"{taken} {done}, {self.known:,} known, {found}"])


def _pluralize(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


@dataclass
class ImportState:
    """What has been found out so far."""

    config: Config
    archive: TargetIndex
    place: Place
    """The file that is read."""
    drafts: dict[str, dict[str, Draft]] = field(default_factory=dict)
    """By slug of the article, and id of the web annotation."""
    ids: dict[str, set[str]] = field(default_factory=dict)
    """Of the notes on an article, those there are and those to come."""
    replies: dict[str, list[tuple[str, Draft]]] = field(default_factory=dict)
    """By slug of the article: replies to notes that are there already, each with the id of the note."""
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By id of a web annotation that the archive has already: slug and id of the note, or of the one it is below."""
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, one: WebAnnotation, message: str, mend: str) -> None:
        """Say why; by its number, as the words and names of strangers are not for our log."""
        self.problems.append(Problem("C507", f"annotation {one.number}: {message}", self.place, mend))


def import_annotations(site: Site, config: Config, path: Path, *, dry_run: bool = False) -> ImportReport:
    """Notes made of a file of web annotations; raises ContentError when it holds none.

    What the archive has already is left alone, and no file that is there is touched.
    """
    name = relative(path.resolve(), config.root)
    incoming = read_web_annotations(read_bytes(path.resolve(), config.root, limit=LIMIT), name)
    work = ImportState(config, target_index(site, config), Place(name))
    for one in incoming:
        if not one.answers:
            import_note(one, work)
    for one in incoming:
        if one.answers:
            import_reply(one, incoming, work)
    problems = tuple(sorted(work.problems, key=lambda problem: int(problem.message.split()[1].rstrip(":"))))
    slugs = dict.fromkeys((*work.drafts, *work.replies))
    files = tuple(_write(slug, work, dry_run=dry_run) for slug in slugs)
    return ImportReport(files, len(work.known), problems, dry_run)


def import_note(one: WebAnnotation, work: ImportState) -> None:
    """A note of its own."""
    found = match(work.archive, one)
    if found is None:
        mend = "its target must be the page of an article here, or the `url` or `archived` of an article's source"
        work.refuse(one, "it is about no article of the archive", mend)
        return
    article, target = found
    if not (one.comment.strip() or one.sources or one.title):
        work.refuse(one, "nothing is said in it", "write a comment, or leave the highlight out")
    elif target.positioned:
        work.refuse(one, "its place is not told by words", "export it with a TextQuoteSelector")
    elif _is_image(target, work.archive) and not work.archive.image_at(article, target):
        work.refuse(one, f"its picture is not in {article.place.path}", "write it by hand, or add the picture")
    elif known := find_duplicate(one, article, target, work):
        work.known[one.id] = (article.slug, known)
    else:
        _add(one, article, target, work)


def _is_image(target: Target, archive: TargetIndex) -> bool:
    return bool(target.scope) and archive.article_at(target.source) is None


def find_duplicate(one: WebAnnotation, article: Article, target: Target, work: ImportState) -> str:
    """The id of this very note, or of one that says the same on the same day; empty when there is none."""
    if work.archive.has(one.id) and (own := work.archive.note_at(one.id)):
        return own[1]
    comment = _comment(one, article, target.scope or target.source, work)
    days = {one.created[:10], one.modified[:10]}
    notes = work.archive.notes.get(article.slug, {}).values()
    same = (note.id for note in notes if comment and note.comment == comment and note.date.isoformat() in days)
    return next(same, "")


def _add(one: WebAnnotation, article: Article, target: Target, work: ImportState) -> None:
    ids = work.ids.setdefault(article.slug, set(work.archive.notes.get(article.slug, ())))
    own = work.archive.note_at(one.id)
    title = title_of(one, target)
    identity = _unused_id(own[1] if own else title_slug(title), ids)
    found = properties(one, target, article, work.archive, TODAY())
    draft = Draft(
        title=title,
        quotation=_quotation(article, target, work.archive),
        properties=(*found.items(), ("id", "" if title_slug(title) == identity else identity)),
        sources=_sources(one, article, work.archive),
        comment=_comment(one, article, target.scope or target.source, work),
    )
    if wrong := _problems_in([draft], [], article, work.config):
        work.refuse(one, f"as a note it would be wrong: {wrong}", "write it by hand")
        return
    ids.add(identity)
    work.drafts.setdefault(article.slug, {})[one.id or f"#{one.number}"] = draft
    if target.exact and resolve(article.text, target.exact, target.prefix, target.suffix).passage is None:
        message = f"its words do not stand in {article.place.path}, or stand in several places of it"
        work.refuse(one, message, "the note is made all the same; `check` says what is nearest")


def import_reply(one: WebAnnotation, incoming: Sequence[WebAnnotation], work: ImportState) -> None:
    """A reply below the note that its thread is about, or in a new file when that note is there already."""
    if known := find_duplicate_reply(one, work):
        work.known[one.id] = known
        return
    by_id = {other.id: other for other in incoming if other.id}
    parent = one.answers
    for _ in incoming:  # a thread is no longer than the file, and may run in a circle
        parent = by_id[parent].answers if parent in by_id and by_id[parent].answers else parent
    slug = next((slug for slug, drafts in work.drafts.items() if parent in drafts), None)
    if slug is not None:
        article, note = work.archive.articles[slug], work.drafts[slug][parent]
        taken = {_id_of(reply) for reply in note.replies}
        answered = note.answered(_reply(one, article, taken, work))
        if wrong := _problems_in([answered], [], article, work.config):
            work.refuse(one, f"as a reply it would be wrong: {wrong}", "write it by hand")
        else:
            work.drafts[slug][parent] = answered
    elif there := work.known.get(parent) or _note_at(parent, work.archive):
        _reply_to_existing(one, *there, work)
    else:
        work.refuse(one, "what it answers is not among the notes that are taken over", "take that over first")


def find_duplicate_reply(one: WebAnnotation, work: ImportState) -> tuple[str, str] | None:
    """Slug and note of this very reply, or of one that says the same on the same day."""
    if work.archive.has(one.id):
        return _note_at(one.id, work.archive)
    return work.archive.replies.get((escape_structure(one.comment, frozenset(KEYS)), one.created[:10]))


def _note_at(url: str, archive: TargetIndex) -> tuple[str, str] | None:
    """Slug and id of the note at an address of this site, or of the one whose reply stands there; None for none."""
    found = archive.note_at(url) or archive.reply_at(url)
    return (found[0], found[1]) if found and found[1] in archive.notes.get(found[0], {}) else None


def _reply_to_existing(one: WebAnnotation, slug: str, identity: str, work: ImportState) -> None:
    article, note = work.archive.articles[slug], work.archive.notes[slug][identity]
    written_now = work.replies.setdefault(slug, [])
    taken = {reply.id for reply in note.replies} | {_id_of(reply) for to, reply in written_now if to == identity}
    reply = _reply(one, article, taken, work, answers=identity)
    if wrong := _problems_in([], [reply], article, work.config):
        work.refuse(one, f"as a reply it would be wrong: {wrong}", "write it by hand")
    else:
        written_now.append((identity, reply))


def _reply(one: WebAnnotation, article: Article, taken: set[str], work: ImportState, answers: str = "") -> Draft:
    """With the properties that a reply may have."""
    title, own = title_of(one, Target(one.answers)), work.archive.reply_at(one.id)
    identity = _unused_id(own[2] if own else title_slug(title), taken)
    found = properties(one, Target(one.answers), article, work.archive, TODAY())
    allowed = [(key, value) for key, value in found.items() if key in REPLY_KEYS]
    return Draft(
        title=title,
        quotation="",
        properties=(("reply-to", answers), *allowed, ("id", "" if title_slug(title) == identity else identity)),
        sources=_sources(one, article, work.archive),
        comment=_comment(one, article, work.config.url + article.address.lstrip("/"), work),
    )


def _id_of(draft: Draft) -> str:
    return dict(draft.properties).get("id") or title_slug(draft.title)


def _sources(one: WebAnnotation, article: Article, archive: TargetIndex) -> tuple[Reference, ...]:
    """Those that are files of this archive by their paths."""
    return tuple(replace(source, url=archive.path_to(source.url, article) or source.url) for source in one.sources)


def _comment(one: WebAnnotation, article: Article, page: str, work: ImportState) -> str:
    """As it may stand in a note; relative links elsewhere are meant from `page`."""
    comment, archive = comment_of(one, work.config), work.archive
    if one.native:
        is_ours = archive.note_at(one.id) or archive.reply_at(one.id)
        comment = archive.rebased(comment, article, "" if is_ours else page)
    return escape_structure(comment, frozenset(KEYS))


def _quotation(article: Article, target: Target, archive: TargetIndex) -> str:
    """The passage in the shortest form that finds it, or its words with those around them when it is not found."""
    if picture := archive.image_at(article, target):
        return f"> ![]({picture})"
    if not target.exact.strip():
        return ""
    passage = resolve(article.text, target.exact, target.prefix, target.suffix).passage
    if passage and (quotation := requoted(article.text, passage)):
        return quotation
    # Cut off at 32 characters, the outermost words are likely halves.
    return block_quote(target.exact, target.prefix.partition(" ")[2], target.suffix.rpartition(" ")[0])


def _unused_id(wanted: str, taken: set[str]) -> str:
    return next(name for name in (wanted, *(f"{wanted}-{number}" for number in range(2, 10_000))) if name not in taken)


def _problems_in(drafts: Sequence[Draft], replies: Sequence[Draft], article: Article, config: Config) -> str:
    """What an editor would be told of the notes; nothing when they read back as they were meant."""
    read = load_annotations(article.place.path, render_notes(drafts, replies), article.slug, config)
    if read.problems:
        # Without the words themselves: they are a stranger's.
        return f"{read.problems[0].code}, line {read.problems[0].place.line}"
    meant = [(one.comment, one.sources) for draft in drafts for one in (draft, *draft.replies)]
    meant += [(reply.comment, reply.sources) for reply in replies]
    found = []
    for note in read.annotations:
        found += [(note.comment, note.sources), *((reply.comment, reply.sources) for reply in note.replies)]
    found += [(reply.comment, reply.sources) for reply in read.replies]
    return "" if found == meant else "its parts run into each other"


def _write(slug: str, work: ImportState, *, dry_run: bool) -> tuple[str, int]:
    """The article's own file of notes where it has none, else the first free name of the day in its folder."""
    path = work.archive.notes_file(work.archive.articles[slug])
    if work.archive.has_notes_file(slug):
        names = (f"{path.removesuffix('.md')}/imported-{TODAY():%Y-%m-%d}-{number}.md" for number in count(1))
        path = next(name for name in names if not (work.config.root / name).exists())
    drafts, replies = [*work.drafts.get(slug, {}).values()], [reply for _, reply in work.replies.get(slug, ())]
    if not dry_run:
        write_new(work.config.root / path, render_notes(drafts, replies).encode())
    return path, len(drafts) + len(replies) + sum(len(draft.replies) for draft in drafts)
