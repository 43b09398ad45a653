"""Changes: web annotations that have other words than when they were imported, or that are gone."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.importing.drafts import Drafts, Placed
from builder.importing.from_web_annotation import first_words
from builder.importing.note_files import Draft
from builder.importing.origins import Known, KnownNotes, Words, differences, origin_id, origin_key
from builder.importing.updates import Update, update_file
from builder.importing.web_annotations import Target, WebAnnotation
from builder.model import Annotation, Origin, Reply
from builder.problems import Place, Problem


class Changes:
    """Collects what has changed; with `update`, notes that still have the imported words take over the new ones."""

    def __init__(self, known: KnownNotes, drafts: Drafts, *, update: bool) -> None:
        self._known, self._drafts, self._update = known, drafts, update
        self._updates: list[tuple[str, Update]] = []
        """With what is new."""
        self.problems: list[Problem] = []

    def compare(self, one: WebAnnotation, known: Known) -> bool:
        """Whether a note has the present words of its web annotation; if not, these are reported or taken over."""
        draft, words = self._draft_again(one, known)
        origin = known.entry.origin
        possible = {its.digest: its for its in self._known.possible_words(known)}
        if words.digest in possible or (origin and origin.words == words.digest):
            return True
        before = possible.get(origin.words if origin else "")
        if before and self._update:
            self._add_update(one, known, draft, words, before)
            return False
        present = before or self._known.words(known, like=words)
        message = f"the web annotation has changed: {differences(present, words)}"
        help_ = "`--update` takes over its words"
        if before is None:
            message += "; the note no longer has the words that were imported, and is left as it is"
            line = f"- imported-from: {origin.id if origin else origin_id(one.id)} {words.digest}"
            help_ = f"take over by hand what you want to have; then write {line}"
        self.problems.append(Problem("C511", message, known.entry.place, help_))
        return False

    def adopt(self, one: WebAnnotation, known: Known) -> None:
        """With `update`, give a note that was imported before ids were kept the id of its web annotation."""
        if self._update and one.id and not known.entry.origin:
            draft, words = self._draft_again(one, known)
            if words.digest in {its.digest for its in self._known.possible_words(known)}:
                self._add_update(one, known, draft, words, None)

    def report_missing(self, articles: set[str], incoming: Iterable[WebAnnotation], path: str) -> None:
        """Report each note on these articles that is from the same service as the incoming ones and not among them."""
        keys = {origin_key(identifier) for one in incoming for identifier in (one.id, one.via) if identifier}
        for known in self._known.missing(articles, keys):
            message = f"{path} does not have the web annotation that this was imported from"
            help_ = "if it was deleted there, delete this too, or keep it and remove its line `imported-from`"
            self.problems.append(Problem("C512", message, known.entry.place, help_))

    def write(self, *, dry_run: bool) -> Iterator[tuple[Place, str]]:
        """Write the updates; yields the place and the new words of each, and reports those that are not possible."""
        by_path: dict[str, list[tuple[str, Update]]] = {}
        for what, update in self._updates:
            by_path.setdefault(update.entry.place.path, []).append((what, update))
        for path, group in sorted(by_path.items()):
            done = update_file(path, [update for _, update in group], self._drafts.config, dry_run=dry_run)
            for what, update in group:
                if update in done:
                    yield update.entry.place, what
                else:
                    message = f"the web annotation has changed: {what}; it could not be taken over"
                    problem = Problem("C511", message, update.entry.place, "take over by hand what you want to have")
                    self.problems.append(problem)

    def _add_update(self, one: WebAnnotation, known: Known, draft: Draft, words: Words, before: Words | None) -> None:
        origin = Origin(known.entry.origin.id if known.entry.origin else origin_id(one.id), words.digest)
        update = Update(
            note=known.note,
            reply=known.reply,
            draft=draft,
            words=words,
            origin=origin,
            heading=before is not None and _has_other_heading(known.entry, draft, words),
            passage=before is not None and words.passage != before.passage,
        )
        self._updates.append((_changes(before, words, update) if before else f"imported from {origin.id}", update))

    def _draft_again(self, one: WebAnnotation, known: Known) -> tuple[Draft, Words]:
        """The draft and the words that a web annotation would give in the folder of the note made from it."""
        targets = self._drafts.targets
        article = targets.articles[known.note.article]
        folder = posixpath.dirname(known.entry.place.path)
        if known.reply:
            return self._drafts.reply(Placed(one, article, self._drafts.page_of(article), folder), (), "")
        matched = targets.match(one)
        target = matched[1] if matched else next(iter(one.targets), Target(""))
        return self._drafts.note(Placed(one, article, target, folder), ())


def _changes(before: Words, words: Words, update: Update) -> str:
    """The old and the new words; of the passage as they are written, not as they are compared."""
    if update.passage:
        quoted = " ".join(line.removeprefix(">").strip() for line in update.draft.quotation.split("\n"))
        before, words = replace(before, passage=update.note.quote), replace(words, passage=quoted)
    return differences(before, words)


def _has_other_heading(entry: Annotation | Reply, draft: Draft, words: Words) -> bool:
    """Whether the heading has changed, or is made of words that the comment no longer has."""
    is_made = not words.heading and entry.title == first_words(entry.comment)
    return (bool(words.heading) or is_made) and draft.title != entry.title
