"""Articles: each is studied once, and again only when something that it hangs on has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from builder.cache import builder_fingerprint, fingerprint
from builder.link import Changes, gather_names
from builder.load import File, read_file
from builder.load.articles import load_head
from builder.model import Entity
from builder.pipeline.analyze import Job, Rules, Studied, Titles, Words, said, study, targets_of
from builder.pipeline.shards import PARTS, parted
from builder.problems import ContentError, Place, Problem
from builder.workers import Workers
from builder.workers.serialization import pack, unpack

FETCHED = 64
"""Articles whose words are held for whoever asks next."""
ASKED = (
    "id", "name", "kind", "aliases", "short", "contextual", "demonyms", "default_for", "not_", "link",
)  # fmt: skip
"""What the linker asks of an entity."""
LINKED_BY = attrgetter(*ASKED)
COMMON = ("authors", "publisher", "language", "topics", "rights")
"""What many articles have the same of."""


class Memory(NamedTuple):
    """What is remembered of what held for all articles alike."""

    rules: str
    registry: str
    entities: bytes
    """What the linker knew of the registry, packed: it is looked at only when the registry has changed."""
    parts: tuple[int, ...]
    """Checksums of the parts that hang on it: one that another build has kept may know of another registry."""


class Shelf:
    """The articles of the archive: what all must know of them is here, and their words are fetched from the cache."""

    def __init__(self, workers: Workers, rules: Rules) -> None:
        self._workers = workers
        self._rules = rules
        config = rules.config
        self._print = fingerprint(
            builder_fingerprint(), config.language, config.link, config.annotation_types, config.verdicts,
            config.editors,
        )  # fmt: skip
        self._registry = fingerprint([LINKED_BY(entity) for entity in rules.entities.values()])
        self._name = fingerprint("articles", rules.drafts)
        self._sums = [0] * PARTS
        self._before, self._changes = self._remembered()
        self._now: dict[str, Studied] = {}
        self._seen: dict[str, tuple[str, Titles]] = {}
        """By path: the sum of the file, and the titles its text shows."""
        self._prints: dict[str, str] = {}
        """By path: a name of all that is known of the article."""
        self._held: dict[str, bytes] = {}
        """Words that no cache keeps."""
        self._common: dict[Any, Any] = {}
        """Parts that many articles have, each kept once."""
        words = lru_cache(FETCHED)(self._words)
        self._words_of = lambda path: words(path, self._prints[path])

    def study(
        self, files: Sequence[File], annotations: Mapping[str, Sequence[File]], names: Mapping[str, str]
    ) -> dict[str, Studied]:
        """Every article by its path.

        `annotations` has the files of its notes by the same path, `names` those of entities by id.
        """
        linking: list[File] = []
        self._add(self._jobs(files, annotations, linking), len(files))
        titles = {**names, **dict(_titles(linking)), **dict(self._known_titles())}
        self._add((self._job(file, annotations, titles) for file in linking), len(linking))
        self._remember()
        found = dict(sorted(self._now.items()))
        self._now, self._before, self._common = {}, {}, {}
        return found

    def _jobs(
        self, files: Iterable[File], annotations: Mapping[str, Sequence[File]], linking: list[File]
    ) -> Iterator[Job]:
        """Those that show the title of no other; the others are put into `linking`."""
        for file in files:
            if b"[[" in file.content:
                linking.append(file)
            else:
                yield self._job(file, annotations, {})

    def _job(self, file: File, annotations: Mapping[str, Sequence[File]], titles: Mapping[str, str]) -> Job:
        notes = tuple(annotations.get(file.path, ()))
        shown = tuple((target, titles[target]) for target in sorted(targets_of(file.content)) if target in titles)
        self._seen[file.path] = file.sha256, shown
        key = fingerprint(file.path, file.sha256, [(note.path, note.sha256) for note in notes], shown, self._print)
        return Job(key, file, notes, shown)

    def _add(self, jobs: Iterable[Job], total: int) -> None:
        """What is known of each, from the last build or from looking at it now."""
        for job, (studied, words) in self._workers.pairs(study, self._unknown(jobs), self._rules, total=total):
            if words and not self._workers.cache.put(_words_name(studied.print), words):
                self._held[job.file.path] = words
            self._now[job.file.path] = self._bound(job.file.path, self._with_common_parts(job.file.path, studied))

    def _unknown(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for job in jobs:
            known = self._before.get(job.file.path)
            if known and known.key == job.key:
                self._now[job.file.path] = self._bound(job.file.path, known)
                if not (self._changes and _touched(known, self._changes)):
                    continue
            yield job

    def _bound(self, path: str, known: Studied) -> Studied:
        if known.article:
            known.article.__dict__["words_of"] = self._words_of
            self._prints[path] = known.print
        return known

    def _with_common_parts(self, path: str, known: Studied) -> Studied:
        """The same, but what it has in common with others is what they have: each came as a copy of its own."""
        common = self._common.setdefault
        if known.article:
            told = known.article.__dict__
            told |= {name: common(told[name], told[name]) for name in COMMON if name in told}
            told["place"] = told["place"]._replace(path=path)
        return known._replace(named=tuple(common(one, one) for one in known.named))

    def _words(self, path: str, name: str) -> Words:
        packed = self._held.get(path) or self._workers.cache.get(_words_name(name))
        words = unpack(packed) if packed else None
        return words if isinstance(words, Words) else self._words_again(path)

    def _words_again(self, path: str) -> Words:
        """From the file, when the cache has lost them; raises ContentError when the file is another by now."""
        root = self._rules.config.root
        file = read_file(root / path, root)
        sum_, titles = self._seen[path]
        if file.sha256 != sum_:
            raise ContentError(Problem("S604", "the file was changed during the build", Place(path), "build again"))
        found: Words = unpack(study(Job("", file, (), titles), self._rules)[1])
        return found

    def _known_titles(self) -> Iterator[tuple[str, str]]:
        for known in self._now.values():
            if known.article:
                yield known.article.slug, known.article.title

    def _remembered(self) -> tuple[dict[str, Studied], Changes | None]:
        """By path, and what the registry says otherwise now."""
        packed = self._workers.cache.get(self._name)
        memory = unpack(packed) if packed else None
        if not isinstance(memory, Memory) or memory.rules != self._print:
            return {}, None
        self._sums = list(memory.parts)
        articles = dict(chain.from_iterable(self._part(number) for number in range(PARTS)))
        if memory.registry == self._registry:
            return articles, None
        before = (Entity(place=Place(""), **dict(zip(ASKED, one, strict=True))) for one in unpack(memory.entities))
        return articles, Changes(gather_names(before), self._rules.names)

    def _part(self, number: int) -> Iterable[tuple[str, Studied]]:
        packed = self._workers.cache.get(f"{self._name}-{number}")
        part = unpack(packed) if packed and crc32(packed) == self._sums[number] else None
        return part.items() if isinstance(part, dict) else ()

    def _remember(self) -> None:
        """Keep it for the next build."""
        parts, before = parted(self._now), parted(self._before)
        for number, part in enumerate(parts):
            if part != before[number]:
                packed = pack(part)
                self._sums[number] = crc32(packed)
                self._workers.cache.put(f"{self._name}-{number}", packed)
        if self._changes or parts != before:
            entities = pack([LINKED_BY(entity) for entity in self._rules.entities.values()])
            memory = Memory(self._print, self._registry, entities, tuple(self._sums))
            self._workers.cache.put(self._name, pack(memory))


def _touched(known: Studied, changes: Changes) -> bool:
    """Whether the article or its notes may name other entities now."""
    if not known.article:
        return False
    texts = [known.article.title, known.article.text, *(said(anchor.annotation) for anchor in known.anchors)]
    by_hand = [crosslink.target for crosslink in known.article.layout.crosslinks]
    return changes.touch(texts, {*by_hand, *known.article.entities.pin.values()})


def _words_name(name: str) -> str:
    return f"words-{name}"


def _titles(files: Iterable[File]) -> Iterator[tuple[str, str]]:
    """By slug; an article with errors has none, and they are reported when it is studied."""
    for file in files:
        try:
            head = load_head(file.path, file.text)
        except ContentError:
            continue
        yield head.slug, head.read.title
