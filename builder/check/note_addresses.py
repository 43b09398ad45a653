"""Note addresses: the notes and replies that the last publication had, and where they are now.

The end of a note's address, `note-<id>`, cannot be redirected by a host. Where a note has lost its id, the old id stays
on the page as a second anchor, and remains the permanent one until `id:` in the file keeps it or gives it up.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from builder.addresses import note_id, parts_of, reply_id
from builder.model import AddressList, Annotation, Article, Reply, Site
from builder.problems import Place, Problem

KEY_LENGTH = 120
"""Characters of the quotation in the digest of a note."""
DIGEST_LENGTH = 8
"""Hexadecimal digits; digests are compared within an article only."""


class Element(NamedTuple):
    """A note or reply on the page of its article."""

    digest: str
    note: Annotation
    reply: Reply | None = None

    @property
    def place(self) -> Place:
        """Where its heading is."""
        return self.reply.place if self.reply else self.note.place

    def renamed(self, former: str) -> bool:
        """Whether its own id has changed, not only that of the note that it replies to."""
        note, reply = parts_of(former)
        return reply != self.reply.id if self.reply else note != self.note.id

    def accepts(self, former: str) -> bool:
        """Whether its file says that the id has changed."""
        pinned = self.reply.pinned if self.reply and self.renamed(former) else self.note.pinned
        return pinned and (not self.reply or self.note.pinned or parts_of(former)[0] == self.note.id)


@dataclass
class NoteAddresses:
    """The addresses of notes and replies, and those that they had."""

    promised: dict[str, dict[str, str]] = field(default_factory=dict)
    """By address of the article and id of the element: its digest."""
    redirects: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    former_ids: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """By slug of the article and id of an element: the ids that it had."""
    problems: list[tuple[Article, Problem]] = field(default_factory=list)
    """Each with the article it is about."""


def annotation_key(note: Annotation | Reply) -> str:
    """Date, author and quotation, or the comment where nothing is quoted."""
    quoted = (note.quote or note.image) if isinstance(note, Annotation) else ""
    return f"{note.date} {note.by}: {' '.join((quoted or note.comment).split())[:KEY_LENGTH]}"


def compare_notes(site: Site, published: AddressList, find: Callable[[str], str]) -> NoteAddresses:
    """The notes of the site compared with the last list; `find` gives the present address of an article's page."""
    found = NoteAddresses()
    articles = {one.address: one for one in site.articles if one.is_public(site.day)}
    # The page of a withdrawn article is all that is left of its notes.
    withdrawn = {one.address for one in site.withdrawn}
    before = _by_present_article(published, {*articles, *withdrawn}, find, found.lost)
    for address, article in articles.items():
        elements = dict(_elements(site, article))
        left = [one.element_id for one in site.withdrawn_notes.get(article.slug, ())]
        if elements or left or address in before:
            _ArticleComparison(article, elements, left, before.get(address, {}), found).run()
    return found


def _elements(site: Site, article: Article) -> Iterator[tuple[str, Element]]:
    """The published notes and replies of the article, by the ids of their elements."""
    for anchor in site.anchors.get(article.slug, ()):
        note = anchor.annotation
        if note.status == "published":
            yield note_id(note.id), Element(_digest(note), note)
            for reply in note.replies:
                if reply.status == "published":
                    yield reply_id(note.id, reply.id), Element(_digest(reply), note, reply)


def _digest(note: Annotation | Reply) -> str:
    return sha256(annotation_key(note).encode(errors="surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def _by_present_article(
    published: AddressList, articles: Collection[str], find: Callable[[str], str], lost: dict[str, str]
) -> Mapping[str, dict[str, str]]:
    """By present address of the article: each id of the last list, and its digest or the id that it led to.

    `articles` are the addresses of all articles. What belonged to an article that is lost is added to `lost`.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for page, ids in _of_last_list(published):
        present = find(page)
        if present in articles:
            found[present].update(ids)
        else:
            lost |= {f"{page}#{one}": value if _is_digest(value) else f"{page}#{value}" for one, value in ids.items()}
    return found


def _of_last_list(published: AddressList) -> Iterator[tuple[str, Mapping[str, str]]]:
    for address, value in {**published.lost, **published.redirects}.items():
        page, hash_mark, element = address.partition("#")
        if hash_mark:
            yield page, {element: value.partition("#")[2] or value}
    yield from published.notes.items()


def _is_digest(value: str) -> bool:
    return not value.startswith(("note-", "reply-"))


class _ArticleComparison:
    """The notes and replies of one article, compared with those of the last list."""

    def __init__(
        self,
        article: Article,
        elements: Mapping[str, Element],
        withdrawn: Iterable[str],
        before: Mapping[str, str],
        found: NoteAddresses,
    ) -> None:
        """`withdrawn` are the ids of elements that only say so."""
        self._article, self._elements, self._found = article, elements, found
        self._withdrawn = frozenset(withdrawn)
        digests = {one: value for one, value in before.items() if _is_digest(value)}
        self._promised = {one: element.digest for one, element in elements.items()} | dict.fromkeys(self._withdrawn, "")
        self._missing = {one: digest for one, digest in digests.items() if not self._exists(one)}
        self._links = {one: to for one, to in before.items() if not _is_digest(to) and not self._exists(one)}
        new = {one: element.digest for one, element in elements.items() if one not in digests}
        self._successors = successors(self._missing, new)
        self._former: defaultdict[str, list[str]] = defaultdict(list)
        self._keep_withdrawn(before)

    def run(self) -> None:
        """Add the result to what was found."""
        for old, new in self._successors.items():
            self._follow(old, new)
        for old, target in self._links.items():
            self._carry_on(old, target)
        self._report_lost()
        if self._promised:
            self._found.promised[self._article.address] = self._promised
        if self._former:
            ids = {one: tuple(sorted(former)) for one, former in sorted(self._former.items())}
            self._found.former_ids[self._article.slug] = ids

    def _exists(self, element_id: str) -> bool:
        """Whether the element is on the page, or was withdrawn with the note that it belonged to."""
        note, _ = parts_of(element_id)
        return element_id in self._promised or note_id(note) in self._withdrawn

    def _keep_withdrawn(self, before: Mapping[str, str]) -> None:
        """Keep the ids that withdrawn notes had lost while no file said which is the permanent one."""
        new_ids = {old: new for new, old in before.items() if new in self._withdrawn}
        for old in [*self._missing]:
            note, _ = parts_of(old)
            if new := new_ids.get(old) or new_ids.get(note_id(note)):
                del self._missing[old]
                self._former[new].append(old)
                self._redirect(old, new)

    def _follow(self, old: str, new: str) -> None:
        """Keep an id that a note has lost, or give it up if the file says so."""
        element = self._elements[new]
        self._former[new].append(old)
        if element.accepts(old):
            self._redirect(old, new)
            return
        self._promised[old] = self._promised.pop(new)
        self._redirect(new, old)
        if element.renamed(old):
            self._report(_renamed(old, element))

    def _carry_on(self, old: str, target: str) -> None:
        """Keep an id that a note lost earlier."""
        new = self._successors.get(target, target)
        if new in self._elements or new in self._withdrawn:
            self._former[new].append(old)
            self._redirect(old, target if target in self._promised else new)
        else:
            self._found.lost[self._address(old)] = self._address(target)

    def _report_lost(self) -> None:
        lost = sorted(self._missing.keys() - self._successors.keys())
        for old in lost:
            self._found.lost[self._address(old)] = self._missing[old]
            note, reply = parts_of(old)
            # The replies of a note that is lost are not reported as well.
            if not (reply and note_id(note) in lost):
                self._report(_lost(self._article, self._elements, old))

    def _redirect(self, old: str, new: str) -> None:
        self._found.redirects[self._address(old)] = self._address(new)

    def _address(self, element_id: str) -> str:
        return f"{self._article.address}#{element_id}"

    def _report(self, problem: Problem) -> None:
        self._found.problems.append((self._article, problem))


def successors(missing: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """The new address or id of each missing one, by their digests, where there can be no doubt about it."""
    missing_count, new_count = Counter(missing.values()), Counter(new.values())
    by_digest = {digest: one for one, digest in new.items()}
    return {
        one: by_digest[digest]
        for one, digest in missing.items()
        if digest and missing_count[digest] == 1 and new_count[digest] == 1
    }


def _renamed(old: str, element: Element) -> Problem:
    note, reply = parts_of(old)
    present = element.reply.id if element.reply else element.note.id
    message = f"changing this heading changed the annotation's permanent address (#{old})"
    help_ = (
        f"to keep it, add `- id: {reply or note}`, or run `check --fix`; to accept the new one, add `- id: {present}`"
    )
    return Problem("N131", message, element.place, help_)


def _lost(article: Article, elements: Mapping[str, Element], old: str) -> Problem:
    place = next((one.place for one in elements.values()), article.place)
    note, reply = parts_of(old)
    help_ = (
        f"add `- id: {reply or note}` to what took its place; or bring it back, with `- withdrawn: YEAR-MONTH-DAY` and "
        "`- reason: …` if it may not be read"
    )
    message = f"{article.address}#{old} was published, and no longer exists"
    return Problem("L406", message, Place(place.path), help_)
