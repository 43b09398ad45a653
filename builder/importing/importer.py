"""Importer: each web annotation of a file becomes an annotation or reply in a new file, unless the archive has it."""

from collections.abc import Container, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from builder.config import Config
from builder.files import read_bytes, relative, write_new
from builder.importing import drafts
from builder.importing.annotation_targets import TargetIndex
from builder.importing.changes import Changes
from builder.importing.drafts import Drafts, InvalidDraftError, Placed, id_of
from builder.importing.note_files import Draft, render_notes
from builder.importing.origins import Known, KnownNotes, origin_key
from builder.importing.report import ImportReport
from builder.importing.web_annotations import LIMIT, WebAnnotation, read_web_annotations
from builder.model import Site
from builder.problems import Place, Problem, in_reading_order


def import_annotations(
    site: Site, config: Config, path: Path, *, dry_run: bool = False, update: bool = False
) -> ImportReport:
    """Import a file of web annotations into new files; raises ContentError when it contains none.

    Annotations that the archive has already are skipped. With `update`, those whose web annotation has changed take
    over its words if they still have those that were imported; without it, no existing file is changed.
    """
    name = relative(path.resolve(), config.root)
    incoming = read_web_annotations(read_bytes(path.resolve(), config.root, limit=LIMIT), name)
    importer = _Importer(site, config, Place(name), update=update)
    for one in _parents_first(incoming.annotations):
        importer.add(one)
    changes = importer.changes
    if incoming.is_complete:
        changes.report_missing({spot.slug for spot in importer.spots.values()}, incoming.annotations, name)
    files = tuple(importer.write(slug, dry_run=dry_run) for slug in dict.fromkeys((*importer.notes, *importer.replies)))
    updates = tuple(changes.write(dry_run=dry_run))
    rejected = [problem for _, problem in sorted(importer.rejected, key=lambda found: found[0])]
    problems = (*rejected, *in_reading_order(changes.problems))
    return ImportReport(files, updates, importer.duplicates, problems, dry_run)


def _parents_first(incoming: Sequence[WebAnnotation]) -> Iterator[WebAnnotation]:
    """The annotations, then the replies, each after the one that it answers."""
    yield from (one for one in incoming if not one.answers)
    waiting = {id(one): one for one in incoming if one.answers}
    by_key = {origin_key(one.id): one for one in waiting.values() if one.id}
    for reply in list(waiting.values()):
        above: list[WebAnnotation] = []
        one: WebAnnotation | None = reply
        while one is not None and id(one) in waiting:
            above.append(waiting.pop(id(one)))
            one = by_key.get(origin_key(one.answers[0]))
        yield from reversed(above)


class _Spot(NamedTuple):
    """Where a web annotation is in the archive, or will be."""

    slug: str
    note: str
    """Id of the annotation."""
    reply: str = ""
    """Id of the reply; empty for the annotation itself."""


def _spot_of(known: Known) -> _Spot:
    return _Spot(known.note.article, known.note.id, known.reply.id if known.reply else "")


def _is_same(known: Known, one: WebAnnotation, comment: str, days: Container[str]) -> bool:
    """Whether a note has this comment and one of these days, and is not known to be from elsewhere."""
    entry = known.entry
    return entry.comment == comment and entry.date.isoformat() in days and not (entry.origin and one.id)


class _Importer:
    """Collects the drafts of one import."""

    def __init__(self, site: Site, config: Config, place: Place, *, update: bool) -> None:
        self.targets, self.known = TargetIndex(site, config), KnownNotes(site, config)
        self.drafts, self.config = Drafts(self.targets), config
        self.changes = Changes(self.known, self.drafts, update=update)
        self.place = place
        """Of the imported file."""
        self.notes: dict[str, dict[str, Draft]] = {}
        """By slug of the article and id: the new annotations."""
        self.replies: dict[str, list[tuple[_Spot, Draft]]] = {}
        """By slug of the article: new replies to existing annotations, each with what it answers."""
        self.spots: dict[str, _Spot] = {}
        """By `origin_key`: where each web annotation of the file is."""
        self.duplicates = 0
        self.rejected: list[tuple[int, Problem]] = []
        """With the number of the web annotation."""

    def add(self, one: WebAnnotation) -> None:
        """Add one web annotation, or report why it cannot be imported."""
        try:
            if one.id and origin_key(one.id) in self.spots:
                self.duplicates += 1
            elif here := self._here(one):
                self._add_duplicate(one, here)
            elif known := self.known.of(one):
                self._set_spot(one, _spot_of(known))
                self.duplicates += self.changes.compare(one, known)
            elif self._is_withdrawn(one.id, one.via):
                self.duplicates += 1
            elif path := self.known.unreadable.get(origin_key(one.id)) if one.id else None:
                self._reject(one, f"{path} has it already, and cannot be read completely", "fix that file first")
            elif one.answers:
                self._import_reply(one)
            else:
                self._import_note(one)
        except InvalidDraftError as error:
            what = "reply" if one.answers else "annotation"
            self._reject(one, f"it does not make a valid {what}: {error}", "write it by hand")

    def _here(self, one: WebAnnotation) -> Known | None:
        """The annotation or reply that has this address on this site."""
        slug, note, reply = self._address(one.id)
        entries = self.known.on(slug, note if reply else "")
        return next((known for known in entries if known.entry.id == (reply or note)), None)

    def _address(self, identifier: str) -> _Spot:
        """What an address of this site names, which need not exist; an empty slug for another address."""
        return _Spot(*(self.targets.reply_at(identifier) or self.targets.note_at(identifier) or ("", "")))

    def _is_withdrawn(self, *identifiers: str) -> bool:
        """Whether a web annotation with one of these ids is in the archive, and withdrawn."""
        for slug, note, reply in map(self._address, identifiers):
            withdrawn = (
                (one.answers or one.id, one.id if one.answers else "") for one in self.known.withdrawn_on(slug)
            )
            if (note, reply) in withdrawn:
                return True
        return self.known.has_withdrawn(*identifiers)

    def _reject(self, one: WebAnnotation, message: str, help_: str) -> None:
        # Only by number: the text and names of strangers must not get into logs.
        problem = Problem("C507", f"annotation {one.number}: {message}", self.place, help_)
        self.rejected.append((one.number, problem))

    def _import_note(self, one: WebAnnotation) -> None:
        matched = self.targets.match(one)
        if matched is None:
            help_ = "its target must be the page of an article here, or the `url` or `archived` of an article's source"
            self._reject(one, "its target is not an article of this archive", help_)
            return
        article, target = matched
        is_image = bool(target.scope) and self.targets.article_at(target.source) is None
        placed = Placed(one, article, target, self.targets.new_folder(article))
        if not (one.comment.strip() or one.sources or one.title):
            self._reject(one, "it has no text", "add a comment, or remove the highlight")
        elif target.positioned:
            self._reject(one, "it does not quote the text it is about", "export it with a TextQuoteSelector")
        elif is_image and not self.targets.image_at(article, target):
            self._reject(one, f"its image is not in {article.place.path}", "write it by hand, or add the image")
        elif known := self._same_note(placed):
            self._add_duplicate(one, known)
        else:
            self._add_note(placed)

    def _same_note(self, placed: Placed) -> Known | None:
        """An annotation without an origin that has the text and day of this one."""
        one, comment = placed.one, self.drafts.comment(placed)
        days = {one.created[:10], one.modified[:10]}
        entries = self.known.on(placed.article.slug) if comment else ()
        return next((known for known in entries if _is_same(known, one, comment, days)), None)

    def _add_duplicate(self, one: WebAnnotation, known: Known) -> None:
        self.duplicates += 1
        self._set_spot(one, _spot_of(known))
        if not self.targets.is_local(one.id):
            self.changes.adopt(one, known)

    def _set_spot(self, one: WebAnnotation, spot: _Spot) -> None:
        self.spots[origin_key(one.id or f"#{one.number}")] = spot

    def _add_note(self, placed: Placed) -> None:
        one, article, target = placed.one, placed.article, placed.target
        draft, _ = self.drafts.note(placed, self._threads(article.slug))
        self.drafts.check([draft], [], article)
        self.notes.setdefault(article.slug, {})[id_of(draft)] = draft
        self._set_spot(one, _Spot(article.slug, id_of(draft)))
        if target.exact and not self.targets.finds(article, target):
            message = f"its quotation is not in {article.place.path}, or is ambiguous there"
            self._reject(one, message, "it is imported nevertheless; `check` shows the nearest passage")

    def _import_reply(self, one: WebAnnotation) -> None:
        """Add a reply to what it answers, in a new file if that annotation exists already."""
        spot = next(filter(None, map(self._answered, one.answers)), None)
        if spot is None:
            if self._is_withdrawn(*one.answers):
                self._reject(one, "the annotation it replies to is withdrawn", "leave it out")
                return
            message = "the annotation it replies to is neither imported nor in the archive"
            self._reject(one, message, "import that annotation first")
            return
        if known := self._same_reply(one, spot):
            self._add_duplicate(one, known)
        else:
            self._add_reply(one, spot)

    def _answered(self, identifier: str) -> _Spot | None:
        """Where what a reply answers is: in the file, imported before, or at an address of this site."""
        if spot := self.spots.get(origin_key(identifier)):
            return spot
        if known := self.known.by_origin.get(origin_key(identifier)):
            return _spot_of(known)
        spot = self._address(identifier)
        return spot if spot.note in self.targets.notes.get(spot.slug, {}) else None

    def _same_reply(self, one: WebAnnotation, spot: _Spot) -> Known | None:
        """A reply in the same thread without an origin that has the text and day of this one."""
        comment = self.drafts.comment(self._placed_reply(one, spot))
        entries = self.known.on(spot.slug, spot.note) if comment else ()
        return next((known for known in entries if _is_same(known, one, comment, {one.created[:10]})), None)

    def _threads(self, slug: str) -> dict[str, set[str]]:
        """By id of each annotation of the article, present, withdrawn and new: the ids of the replies to it."""
        threads = {one.id: {reply.id for reply in one.replies} for one in self.targets.notes.get(slug, {}).values()}
        for withdrawn in self.known.withdrawn_on(slug):
            replies = threads.setdefault(withdrawn.answers or withdrawn.id, set())
            replies.update([withdrawn.id] if withdrawn.answers else [])
        threads |= {key: set(map(id_of, draft.replies)) for key, draft in self.notes.get(slug, {}).items()}
        for spot, reply in self.replies.get(slug, ()):
            threads[spot.note].add(id_of(reply))
        return threads

    def _placed_reply(self, one: WebAnnotation, spot: _Spot) -> Placed:
        article = self.targets.articles[spot.slug]
        return Placed(one, article, self.drafts.page_of(article), self.targets.new_folder(article))

    def _add_reply(self, one: WebAnnotation, spot: _Spot) -> None:
        new_note = self.notes.get(spot.slug, {}).get(spot.note)
        threads = self._threads(spot.slug)
        # With an id of its own in the article, a reply is found also when the heading of its annotation changes.
        is_local = self.targets.is_local(one.id)
        taken = threads[spot.note] if is_local else {*threads, *chain.from_iterable(threads.values())}
        is_unique = spot.reply not in threads and sum(spot.reply in ids for ids in threads.values()) == 1
        answered = (spot.reply if is_unique else f"{spot.note}--{spot.reply}") if spot.reply else spot.note
        reply_to = answered if spot.reply or not new_note else ""
        placed = self._placed_reply(one, spot)
        draft, _ = self.drafts.reply(placed, taken, reply_to)
        if new_note:
            note = new_note.with_reply(draft)
            self.drafts.check([note], [], placed.article)
            self.notes[spot.slug][spot.note] = note
        else:
            self.drafts.check([], [draft], placed.article)
            self.replies.setdefault(spot.slug, []).append((spot, draft))
        self._set_spot(one, _Spot(spot.slug, spot.note, id_of(draft)))

    def write(self, slug: str, *, dry_run: bool) -> tuple[str, int]:
        """Write the new file of an article: its annotations file if it has none, else a dated one in its folder."""
        article = self.targets.articles[slug]
        path = self.targets.notes_file(article)
        if self.targets.has_notes_file(article):
            name = f"{path.removesuffix('.md')}/imported-{drafts.TODAY():%Y-%m-%d}"
            names = (f"{name}-{number}.md" for number in count(1))
            path = next(name for name in names if not (self.config.root / name).exists())
        notes, replies = [*self.notes.get(slug, {}).values()], [reply for _, reply in self.replies.get(slug, ())]
        if not dry_run:
            write_new(self.config.root / path, render_notes(notes, replies).encode())
        return path, len(notes) + len(replies) + sum(len(note.replies) for note in notes)
