"""Importer: each web annotation of a file becomes an annotation or reply in a new file, unless the archive has it."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from builder.annotate import block_quote, quotation_of, resolve
from builder.config import Config
from builder.files import read_bytes, relative, write_new
from builder.importing.annotation_targets import TargetIndex
from builder.importing.comments import escape_structure
from builder.importing.from_web_annotation import comment_of, note_properties, title_of
from builder.importing.note_files import Draft, render_notes
from builder.importing.web_annotations import LIMIT, Target, WebAnnotation, read_web_annotations
from builder.load.annotations import load_annotations
from builder.load.properties import KEYS, REPLY_KEYS
from builder.model import Annotation, Article, Reference, Reply, Site
from builder.problems import Place, Problem
from builder.slugs import title_slug

TODAY: Callable[[], dt.date] = dt.date.today
"""Used in the name of a new file, and as the date of an annotation without one."""


@dataclass(frozen=True)
class ImportReport:
    """The result of an import, or of a dry run."""

    files: tuple[tuple[str, int], ...]
    """Path of each new file, and its number of annotations and replies."""
    duplicates: int
    """Web annotations that the archive has already."""
    problems: tuple[Problem, ...]
    dry_run: bool

    def __str__(self) -> str:
        lines = [f"{path}: {_pluralize(number, 'note')}" for path, number in self.files]
        done = "would be imported" if self.dry_run else "imported"
        problems = _pluralize(len(self.problems), "problem") if self.problems else "no problems"
        imported = _pluralize(sum(number for _, number in self.files), "web annotation")
        return "\n".join([*lines, f"{imported} {done}, {self.duplicates:,} already present, {problems}"])


def _pluralize(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def import_annotations(site: Site, config: Config, path: Path, *, dry_run: bool = False) -> ImportReport:
    """Import a file of web annotations into new files; raises ContentError when it contains none.

    Annotations that the archive has already are skipped, and no existing file is changed.
    """
    name = relative(path.resolve(), config.root)
    incoming = read_web_annotations(read_bytes(path.resolve(), config.root, limit=LIMIT), name)
    importer = _Importer(TargetIndex(site, config), Place(name), incoming)
    # An annotation must be known before the replies to it.
    for one in sorted(incoming, key=lambda one: bool(one.reply_to)):
        importer.add(one)
    problems = [problem for _, problem in sorted(importer.problems, key=lambda found: found[0])]
    files = tuple(importer.write(slug, dry_run=dry_run) for slug in dict.fromkeys((*importer.notes, *importer.replies)))
    return ImportReport(files, len(importer.duplicates), tuple(problems), dry_run)


class _Importer:
    """Collects the drafts of one import."""

    def __init__(self, targets: TargetIndex, place: Place, incoming: Sequence[WebAnnotation]) -> None:
        self.targets, self.config = targets, targets.config
        self.place = place
        """Of the imported file."""
        self.by_id = {one.id: one for one in incoming if one.id}
        self.notes: dict[str, dict[str, Draft]] = {}
        """By slug of the article, and id of the web annotation."""
        self.replies: dict[str, list[tuple[str, Draft]]] = {}
        """By slug of the article: replies to existing annotations, each with the id of the annotation."""
        self.ids: dict[str, set[str]] = {}
        """By slug: the ids of its annotations, existing and new."""
        self.duplicates: dict[str, tuple[str, str]] = {}
        """By id of a web annotation that the archive has: slug and id of the annotation, or of the one replied to."""
        self.problems: list[tuple[int, Problem]] = []
        """With the number of the web annotation."""

    def add(self, one: WebAnnotation) -> None:
        """Add one web annotation, or report why it cannot be imported."""
        if one.reply_to:
            self._import_reply(one)
        else:
            self._import_note(one)

    def _reject(self, one: WebAnnotation, message: str, help_: str) -> None:
        # Only by number: the text and names of strangers must not get into logs.
        problem = Problem("C507", f"annotation {one.number}: {message}", self.place, help_)
        self.problems.append((one.number, problem))

    def _import_note(self, one: WebAnnotation) -> None:
        matched = self.targets.match(one)
        if matched is None:
            help_ = "its target must be the page of an article here, or the `url` or `archived` of an article's source"
            self._reject(one, "its target is not an article of this archive", help_)
            return
        article, target = matched
        is_image = bool(target.scope) and self.targets.article_at(target.source) is None
        if not (one.comment.strip() or one.sources or one.title):
            self._reject(one, "it has no text", "add a comment, or remove the highlight")
        elif target.positioned:
            self._reject(one, "it does not quote the text it is about", "export it with a TextQuoteSelector")
        elif is_image and not self.targets.image_at(article, target):
            self._reject(one, f"its image is not in {article.place.path}", "write it by hand, or add the image")
        elif duplicate := self._find_duplicate(one, article, target):
            self.duplicates[one.id] = (article.slug, duplicate)
        else:
            self._add_note(one, article, target)

    def _find_duplicate(self, one: WebAnnotation, article: Article, target: Target) -> str:
        """The id of this annotation in the archive, or of one with its text and day; empty when there is none."""
        if self.targets.has(one.id) and (found := self.targets.note_at(one.id)):
            return found[1]
        comment = self._comment(one, article, target.scope or target.source)
        days = {one.created[:10], one.modified[:10]}
        notes = self.targets.notes.get(article.slug, {}).values()
        same = (note.id for note in notes if comment and note.comment == comment and note.date.isoformat() in days)
        return next(same, "")

    def _add_note(self, one: WebAnnotation, article: Article, target: Target) -> None:
        ids = self.ids.setdefault(article.slug, set(self.targets.notes.get(article.slug, ())))
        original = self.targets.note_at(one.id)
        draft, note_id = self._draft(one, article, target, original[1] if original else "", ids)
        draft = replace(draft, quotation=_quotation(article, target, self.targets))
        if self._is_rejected(one, "annotation", article, [draft], []):
            return
        ids.add(note_id)
        self.notes.setdefault(article.slug, {})[one.id or f"#{one.number}"] = draft
        text = self.targets.texts[article.slug].text
        if target.exact and resolve(text, target.exact, target.prefix, target.suffix).passage is None:
            message = f"its quotation is not in {article.place.path}, or is ambiguous there"
            self._reject(one, message, "it is imported nevertheless; `check` shows the nearest passage")

    def _import_reply(self, one: WebAnnotation) -> None:
        """Add a reply to the annotation its thread is about, in a new file if that annotation exists already."""
        if duplicate := self._find_duplicate_reply(one):
            self.duplicates[one.id] = duplicate
            return
        root = self._thread_root(one)
        slug = next((slug for slug, notes in self.notes.items() if root in notes), None)
        if slug is not None:
            article, note = self.targets.articles[slug], self.notes[slug][root]
            reply = self._reply(one, article, map(_id_of, note.replies))
            with_reply = note.with_reply(reply)
            if not self._is_rejected(one, "reply", article, [with_reply], []):
                self.notes[slug][root] = with_reply
        elif existing := self.duplicates.get(root) or self.targets.existing_note(root):
            self._add_to_existing(one, *existing)
        else:
            message = "the annotation it replies to is neither imported nor in the archive"
            self._reject(one, message, "import that annotation first")

    def _find_duplicate_reply(self, one: WebAnnotation) -> tuple[str, str] | None:
        """Slug and annotation of this reply in the archive, or of one with its text and day."""
        if self.targets.has(one.id):
            return self.targets.existing_note(one.id)
        return self.targets.replies.get((escape_structure(one.comment, frozenset(KEYS)), one.created[:10]))

    def _thread_root(self, one: WebAnnotation) -> str:
        """The id of the first annotation of a thread."""
        root = one.reply_to
        for _ in self.by_id:  # a thread is not longer than the file, and replies may form a cycle
            root = self.by_id[root].reply_to if root in self.by_id and self.by_id[root].reply_to else root
        return root

    def _add_to_existing(self, one: WebAnnotation, slug: str, note_id: str) -> None:
        article, note = self.targets.articles[slug], self.targets.notes[slug][note_id]
        replies = self.replies.setdefault(slug, [])
        new = (_id_of(reply) for target, reply in replies if target == note_id)
        reply = self._reply(one, article, chain((reply.id for reply in note.replies), new), reply_to=note_id)
        if not self._is_rejected(one, "reply", article, [], [reply]):
            replies.append((note_id, reply))

    def _reply(self, one: WebAnnotation, article: Article, taken: Iterator[str], reply_to: str = "") -> Draft:
        original = self.targets.reply_at(one.id)
        target = Target(self.config.url + article.address.lstrip("/"))
        draft, _ = self._draft(one, article, target, original[2] if original else "", set(taken))
        allowed = tuple((key, value) for key, value in draft.properties if key in REPLY_KEYS)
        return replace(draft, properties=(("reply-to", reply_to), *allowed))

    def _draft(
        self, one: WebAnnotation, article: Article, target: Target, wanted: str, taken: set[str]
    ) -> tuple[Draft, str]:
        """The draft without its quotation, and its id: `wanted` or the one of its title, with a number if taken."""
        title = title_of(one, target)
        slug = title_slug(title)
        names = chain([wanted or slug], (f"{wanted or slug}-{number}" for number in count(2)))
        note_id = next(name for name in names if name not in taken)
        properties = note_properties(one, target, article, self.targets, TODAY())
        urls = ((source, self.targets.path_to(source.url, article) or source.url) for source in one.sources)
        draft = Draft(
            title=title,
            quotation="",
            properties=(*properties.items(), ("id", "" if slug == note_id else note_id)),
            sources=tuple(replace(source, url=url) for source, url in urls),
            comment=self._comment(one, article, target.scope or target.source),
        )
        return draft, note_id

    def _comment(self, one: WebAnnotation, article: Article, page: str) -> str:
        """The comment as Markdown of an annotation; relative links from elsewhere are resolved against `page`."""
        comment = comment_of(one, self.config)
        if one.is_markdown:
            is_local = self.targets.note_at(one.id) or self.targets.reply_at(one.id)
            comment = self.targets.rebased(comment, article, "" if is_local else page)
        return escape_structure(comment, frozenset(KEYS))

    def _is_rejected(
        self, one: WebAnnotation, what: str, article: Article, notes: Sequence[Draft], replies: Sequence[Draft]
    ) -> bool:
        """Whether the drafts do not load as they were meant; reports it."""
        if error := _load_error(notes, replies, article, self.config):
            self._reject(one, f"it does not make a valid {what}: {error}", "write it by hand")
        return bool(error)

    def write(self, slug: str, *, dry_run: bool) -> tuple[str, int]:
        """Write the new file of an article: its annotations file if it has none, else a dated one in its folder."""
        article = self.targets.articles[slug]
        path = self.targets.notes_file(article)
        if self.targets.has_notes_file(article):
            names = (f"{path.removesuffix('.md')}/imported-{TODAY():%Y-%m-%d}-{number}.md" for number in count(1))
            path = next(name for name in names if not (self.config.root / name).exists())
        notes, replies = [*self.notes.get(slug, {}).values()], [reply for _, reply in self.replies.get(slug, ())]
        if not dry_run:
            write_new(self.config.root / path, render_notes(notes, replies).encode())
        return path, len(notes) + len(replies) + sum(len(note.replies) for note in notes)


def _quotation(article: Article, target: Target, targets: TargetIndex) -> str:
    """The shortest quotation that identifies the passage, or the quoted text with its context if it is not found."""
    if image := targets.image_at(article, target):
        return f"> ![]({image})"
    if not target.exact.strip():
        return ""
    text = targets.texts[article.slug].text
    passage = resolve(text, target.exact, target.prefix, target.suffix).passage
    if passage and (quotation := quotation_of(text, passage)):
        return quotation
    # Prefix and suffix are usually cut at 32 characters, so their outermost words may be incomplete.
    return block_quote(target.exact, target.prefix.partition(" ")[2], target.suffix.rpartition(" ")[0])


def _id_of(draft: Draft) -> str:
    return dict(draft.properties).get("id") or title_slug(draft.title)


def _load_error(notes: Sequence[Draft], replies: Sequence[Draft], article: Article, config: Config) -> str:
    """Why the drafts do not load with the same comments and sources; empty when they do."""
    loaded = load_annotations(article.place.path, render_notes(notes, replies), article.slug, config)
    if loaded.problems:
        # Without the message: it may quote a stranger.
        return f"{loaded.problems[0].code}, line {loaded.problems[0].place.line}"
    expected = [*_contents([*notes, *replies])]
    return "" if [*_contents([*loaded.annotations, *loaded.replies])] == expected else "its parts cannot be separated"


def _contents(notes: Sequence[Draft | Annotation | Reply]) -> Iterator[tuple[str, tuple[Reference, ...]]]:
    """Comment and sources of each note, and of its replies."""
    for note in notes:
        yield note.comment, note.sources
        if not isinstance(note, Reply):
            yield from ((reply.comment, reply.sources) for reply in note.replies)
