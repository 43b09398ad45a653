"""Imports: web annotations from elsewhere become notes of the archive, in files of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

from slugify import slugify

from builder.annotate import block_quote, requoted, resolve
from builder.build.matching import Archive, archive_of, found_in
from builder.build.translated import comment_of, properties, title_of
from builder.config import Config
from builder.convert.comments import tamed
from builder.convert.notes import Draft, written
from builder.convert.webannotations import LIMIT, Target, WebAnnotation, read_web_annotations
from builder.files import read_bytes, relative, write_new
from builder.load.annotations import load_annotations
from builder.load.properties import KEYS, REPLY_KEYS
from builder.model import Article, Site
from builder.problems import Place, Problem

TODAY: Callable[[], dt.date] = dt.date.today
"""Names the new file, and dates an annotation that has no date of its own."""


@dataclass(frozen=True)
class Report:
    """What was taken over, or would be."""

    files: tuple[tuple[str, int], ...]
    """Path, and how many notes and replies are in it."""
    known: int
    """How many the archive has already."""
    problems: tuple[Problem, ...]
    dry_run: bool

    def __str__(self) -> str:
        lines = [f"{path}: {_counted(number, 'note')}" for path, number in self.files]
        done = "would be taken over" if self.dry_run else "taken over"
        found = _counted(len(self.problems), "problem") if self.problems else "no problems"
        taken = _counted(sum(number for _, number in self.files), "web annotation")
        return "\n".join([*lines, f"{taken} {done}, {self.known:,} known, {found}"])


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


@dataclass
class _Work:
    """What has been found out so far."""

    config: Config
    archive: Archive
    place: Place
    """The file that is read."""
    drafts: dict[str, dict[str, Draft]] = field(default_factory=dict)
    """By slug of the article, and id of the web annotation."""
    ids: dict[str, set[str]] = field(default_factory=dict)
    """Of the notes on an article, those there are and those to come."""
    known: set[str] = field(default_factory=set)
    """Ids of web annotations that the archive has already."""
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, one: WebAnnotation, message: str, mend: str) -> None:
        """Say why; by its number, as the words and names of strangers are not for our log."""
        self.problems.append(Problem("C507", f"annotation {one.number}: {message}", self.place, mend))


def import_annotations(site: Site, config: Config, path: Path, *, dry_run: bool = False) -> Report:
    """Notes made of a file of web annotations; raises ContentError when it holds none.

    What the archive has already is left alone, and no file that is there is touched.
    """
    name = relative(path.resolve(), config.root)
    incoming = read_web_annotations(read_bytes(path.resolve(), config.root, limit=LIMIT), name)
    work = _Work(config, archive_of(site, config), Place(name))
    for one in incoming:
        if not one.answers:
            _take(one, work)
    for one in incoming:
        if one.answers:
            _answer(one, incoming, work)
    problems = tuple(sorted(work.problems, key=lambda problem: int(problem.message.split()[1].rstrip(":"))))
    files = tuple(_write(slug, list(drafts.values()), work, dry_run=dry_run) for slug, drafts in work.drafts.items())
    return Report(files, len(work.known), problems, dry_run)


def _take(one: WebAnnotation, work: _Work) -> None:
    """A note of its own."""
    found = found_in(work.archive, one)
    if found is None:
        mend = "its target must be the page of an article here, or the `url` or `archived` of an article's source"
        work.refuse(one, "it is about no article of the archive", mend)
        return
    article, target = found
    if not (one.comment.strip() or one.sources or one.title):
        work.refuse(one, "nothing is said in it", "write a comment, or leave the highlight out")
    elif target.positioned:
        work.refuse(one, "its place is not told by words", "export it with a TextQuoteSelector")
    elif _is_picture(target, work.archive) and not work.archive.picture(article, target):
        work.refuse(one, f"its picture is not in {article.place.path}", "write it by hand, or add the picture")
    elif _is_known(one, article, target, work):
        work.known.add(one.id)
    else:
        _add(one, article, target, work)


def _is_picture(target: Target, archive: Archive) -> bool:
    return bool(target.scope) and archive.article_at(target.source) is None


def _is_known(one: WebAnnotation, article: Article, target: Target, work: _Work) -> bool:
    """Whether this very note is there, or one that says the same on the same day."""
    comment = _comment(one, article, target.scope or target.source, work)
    days = {one.created[:10], one.modified[:10]}
    notes = work.archive.notes.get(article.slug, {}).values()
    return work.archive.has(one.id) or any(
        bool(comment) and note.comment == comment and note.date.isoformat() in days for note in notes
    )


def _add(one: WebAnnotation, article: Article, target: Target, work: _Work) -> None:
    ids = work.ids.setdefault(article.slug, set(work.archive.notes.get(article.slug, ())))
    own = work.archive.note_at(one.id)
    title = title_of(one, target)
    identity = _free(own[1] if own else _slug(title), ids)
    found = properties(one, target, article, work.archive, TODAY())
    draft = Draft(
        title=title,
        quotation=_quotation(article, target, work.archive),
        properties=(*found.items(), ("id", "" if _slug(title) == identity else identity)),
        sources=one.sources,
        comment=_comment(one, article, target.scope or target.source, work),
    )
    if wrong := _wrong(draft, article, work.config):
        work.refuse(one, f"as a note it would be wrong: {wrong}", "write it by hand")
        return
    ids.add(identity)
    work.drafts.setdefault(article.slug, {})[one.id or f"#{one.number}"] = draft
    if target.exact and resolve(article.text, target.exact, target.prefix, target.suffix).passage is None:
        message = f"its words do not stand in {article.place.path}, or stand in several places of it"
        work.refuse(one, message, "the note is made all the same; `check` says what is nearest")


def _answer(one: WebAnnotation, incoming: Sequence[WebAnnotation], work: _Work) -> None:
    """A reply below the note that its thread is about."""
    if work.archive.has(one.id) or (tamed(one.comment, frozenset(KEYS)), one.created[:10]) in work.archive.replies:
        work.known.add(one.id)
        return
    by_id = {other.id: other for other in incoming if other.id}
    parent = one.answers
    for _ in incoming:  # a thread is no longer than the file, and may run in a circle
        parent = by_id[parent].answers if parent in by_id and by_id[parent].answers else parent
    slug = next((slug for slug, drafts in work.drafts.items() if parent in drafts), None)
    if slug is None:
        is_here = parent in work.known or work.archive.has(parent)
        mend = "add it there by hand: ### and its title" if is_here else "take that over first"
        work.refuse(one, "what it answers is not among the notes that are taken over", mend)
        return
    article, note = work.archive.articles[slug], work.drafts[slug][parent]
    answered = note.answered(_reply(one, note, article, work))
    if wrong := _wrong(answered, article, work.config):
        work.refuse(one, f"as a reply it would be wrong: {wrong}", "write it by hand")
        return
    work.drafts[slug][parent] = answered


def _reply(one: WebAnnotation, note: Draft, article: Article, work: _Work) -> Draft:
    """With the properties that a reply may have."""
    target = Target(one.answers)
    title, own = title_of(one, target), work.archive.reply_at(one.id)
    taken = {dict(reply.properties).get("id") or _slug(reply.title) for reply in note.replies}
    identity = _free(own[2] if own else _slug(title), taken)
    found = properties(one, target, article, work.archive, TODAY())
    allowed = [(key, value) for key, value in found.items() if key in REPLY_KEYS]
    return Draft(
        title=title,
        quotation="",
        properties=(*allowed, ("id", "" if _slug(title) == identity else identity)),
        sources=one.sources,
        comment=_comment(one, article, work.config.url + article.address.lstrip("/"), work),
    )


def _comment(one: WebAnnotation, article: Article, page: str, work: _Work) -> str:
    """As it may stand in a note; relative links elsewhere are meant from `page`."""
    comment, archive = comment_of(one, work.config), work.archive
    if one.native:
        is_ours = archive.note_at(one.id) or archive.reply_at(one.id)
        comment = archive.rebased(comment, article, "" if is_ours else page)
    return tamed(comment, frozenset(KEYS))


def _quotation(article: Article, target: Target, archive: Archive) -> str:
    """The passage in the shortest form that finds it, or its words with those around them when it is not found."""
    if picture := archive.picture(article, target):
        return f"> ![]({picture})"
    if not target.exact.strip():
        return ""
    passage = resolve(article.text, target.exact, target.prefix, target.suffix).passage
    if passage and (quotation := requoted(article.text, passage)):
        return quotation
    # Cut off at 32 characters, the outermost words are likely halves.
    return block_quote(target.exact, target.prefix.partition(" ")[2], target.suffix.rpartition(" ")[0])


def _free(wanted: str, taken: set[str]) -> str:
    return next(name for name in (wanted, *(f"{wanted}-{number}" for number in range(2, 10_000))) if name not in taken)


def _slug(title: str) -> str:
    """As the id of a note is made of its heading."""
    return str(slugify(title, max_length=80, word_boundary=True))


def _wrong(draft: Draft, article: Article, config: Config) -> str:
    """What an editor would be told of the note; nothing when it reads back as it was meant."""
    notes, problems = load_annotations(article.place.path, written([draft]), article.slug, config)
    if problems:
        # Without the words themselves: they are a stranger's.
        return f"{problems[0].code}, line {problems[0].place.line}"
    meant = [draft.comment, *(reply.comment for reply in draft.replies)]
    read: list[str] = [text for note in notes for text in (note.comment, *(reply.comment for reply in note.replies))]
    return "" if read == meant else "its parts run into each other"


def _write(slug: str, drafts: Sequence[Draft], work: _Work, *, dry_run: bool) -> tuple[str, int]:
    """The first free name of the day, in the folder of the article's notes."""
    inside = PurePosixPath(work.archive.articles[slug].place.path).relative_to("content/articles").with_suffix("")
    names = (f"content/annotations/{inside}/imported-{TODAY():%Y-%m-%d}-{number}.md" for number in count(1))
    path = next(name for name in names if not (work.config.root / name).exists())
    if not dry_run:
        write_new(work.config.root / path, written(drafts).encode())
    return path, len(drafts) + sum(len(draft.replies) for draft in drafts)
