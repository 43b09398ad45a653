"""Articles: each is studied once, and again only when something that it hangs on has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from builder.cache import builder_fingerprint, fingerprint
from builder.link import RegistryDiff, gazetteer_of
from builder.load import File, read_file
from builder.load.articles import load_head
from builder.model import Entity
from builder.pipeline.analyze import (
    AnalysisContext,
    ArticleRecord,
    ArticleText,
    Job,
    Titles,
    analyze,
    note_text,
    targets_of,
)
from builder.pipeline.shards import SHARDS, shards_of
from builder.problems import ContentError, Place, Problem
from builder.workers import Workers
from builder.workers.serialization import pack, unpack

TEXTS_IN_MEMORY = 64
"""Articles whose words are held for whoever asks next."""
LINKER_FIELDS = (
    "id", "name", "kind", "aliases", "short", "contextual", "demonyms", "default_for", "not_", "link",
)  # fmt: skip
"""What the linker asks of an entity."""
linker_key = attrgetter(*LINKER_FIELDS)
SHARED_FIELDS = ("authors", "publisher", "language", "topics", "rights")
"""What many articles have the same of."""


class StoreHeader(NamedTuple):
    """What is remembered of what held for all articles alike."""

    context: str
    registry: str
    entities: bytes
    """What the linker knew of the registry, packed: it is looked at only when the registry has changed."""
    shard_checksums: tuple[int, ...]
    """Checksums of the parts that hang on it: one that another build has kept may know of another registry."""


class ArticleStore:
    """The articles of the archive: what all must know of them is here, and their words are fetched from the cache."""

    def __init__(self, workers: Workers, rules: AnalysisContext) -> None:
        self._workers = workers
        self._context = rules
        config = rules.config
        self._context_fingerprint = fingerprint(
            builder_fingerprint(), config.language, config.link, config.annotation_types, config.verdicts,
            config.editors,
        )  # fmt: skip
        self._registry_fingerprint = fingerprint([linker_key(entity) for entity in rules.entities.values()])
        self._name = fingerprint("articles", rules.drafts)
        self._shard_checksums = [0] * SHARDS
        self._previous, self._changes = self._load()
        self._current: dict[str, ArticleRecord] = {}
        self._seen: dict[str, tuple[str, Titles]] = {}
        """By path: the sum of the file, and the titles its text shows."""
        self._digests: dict[str, str] = {}
        """By path: a name of all that is known of the article."""
        self._uncached: dict[str, bytes] = {}
        """Words that no cache keeps."""
        self._shared: dict[Any, Any] = {}
        """Parts that many articles have, each kept once."""
        words = lru_cache(TEXTS_IN_MEMORY)(self._text)
        self._words_of = lambda path: words(path, self._digests[path])

    def analyze(
        self, files: Sequence[File], annotations: Mapping[str, Sequence[File]], names: Mapping[str, str]
    ) -> dict[str, ArticleRecord]:
        """Every article by its path.

        `annotations` has the files of its notes by the same path, `names` those of entities by id.
        """
        linking: list[File] = []
        self._analyze_jobs(self._jobs(files, annotations, linking), len(files))
        titles = {**names, **dict(_titles(linking)), **dict(self._known_titles())}
        self._analyze_jobs((self._job(file, annotations, titles) for file in linking), len(linking))
        self._save()
        found = dict(sorted(self._current.items()))
        self._current, self._previous, self._shared = {}, {}, {}
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
        key = fingerprint(
            file.path, file.sha256, [(note.path, note.sha256) for note in notes], shown, self._context_fingerprint
        )
        return Job(key, file, notes, shown)

    def _analyze_jobs(self, jobs: Iterable[Job], total: int) -> None:
        """What is known of each, from the last build or from looking at it now."""
        for job, (studied, words) in self._workers.pairs(analyze, self._outdated(jobs), self._context, total=total):
            if words and not self._workers.cache.put(_text_key(studied.digest), words):
                self._uncached[job.file.path] = words
            self._current[job.file.path] = self._attach_text(job.file.path, self._interned(job.file.path, studied))

    def _outdated(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for job in jobs:
            known = self._previous.get(job.file.path)
            if known and known.input_hash == job.input_hash:
                self._current[job.file.path] = self._attach_text(job.file.path, known)
                if not (self._changes and _is_affected(known, self._changes)):
                    continue
            yield job

    def _attach_text(self, path: str, known: ArticleRecord) -> ArticleRecord:
        if known.article:
            known.article.__dict__["words_of"] = self._words_of
            self._digests[path] = known.digest
        return known

    def _interned(self, path: str, known: ArticleRecord) -> ArticleRecord:
        """The same, but what it has in common with others is what they have: each came as a copy of its own."""
        common = self._shared.setdefault
        if known.article:
            told = known.article.__dict__
            told |= {name: common(told[name], told[name]) for name in SHARED_FIELDS if name in told}
            told["place"] = told["place"]._replace(path=path)
        return known._replace(named_entities=tuple(common(one, one) for one in known.named_entities))

    def _text(self, path: str, name: str) -> ArticleText:
        packed = self._uncached.get(path) or self._workers.cache.get(_text_key(name))
        words = unpack(packed) if packed else None
        return words if isinstance(words, ArticleText) else self._text_from_file(path)

    def _text_from_file(self, path: str) -> ArticleText:
        """From the file, when the cache has lost them; raises ContentError when the file is another by now."""
        root = self._context.config.root
        file = read_file(root / path, root)
        sum_, titles = self._seen[path]
        if file.sha256 != sum_:
            raise ContentError(Problem("S604", "the file was changed during the build", Place(path), "build again"))
        found: ArticleText = unpack(analyze(Job("", file, (), titles), self._context)[1])
        return found

    def _known_titles(self) -> Iterator[tuple[str, str]]:
        for known in self._current.values():
            if known.article:
                yield known.article.slug, known.article.title

    def _load(self) -> tuple[dict[str, ArticleRecord], RegistryDiff | None]:
        """By path, and what the registry says otherwise now."""
        packed = self._workers.cache.get(self._name)
        memory = unpack(packed) if packed else None
        if not isinstance(memory, StoreHeader) or memory.context != self._context_fingerprint:
            return {}, None
        self._shard_checksums = list(memory.shard_checksums)
        articles = dict(chain.from_iterable(self._load_shard(number) for number in range(SHARDS)))
        if memory.registry == self._registry_fingerprint:
            return articles, None
        before = (
            Entity(place=Place(""), **dict(zip(LINKER_FIELDS, one, strict=True))) for one in unpack(memory.entities)
        )
        return articles, RegistryDiff(gazetteer_of(before), self._context.gazetteer)

    def _load_shard(self, number: int) -> Iterable[tuple[str, ArticleRecord]]:
        packed = self._workers.cache.get(f"{self._name}-{number}")
        part = unpack(packed) if packed and crc32(packed) == self._shard_checksums[number] else None
        return part.items() if isinstance(part, dict) else ()

    def _save(self) -> None:
        """Keep it for the next build."""
        parts, before = shards_of(self._current), shards_of(self._previous)
        for number, part in enumerate(parts):
            if part != before[number]:
                packed = pack(part)
                self._shard_checksums[number] = crc32(packed)
                self._workers.cache.put(f"{self._name}-{number}", packed)
        if self._changes or parts != before:
            entities = pack([linker_key(entity) for entity in self._context.entities.values()])
            memory = StoreHeader(
                self._context_fingerprint, self._registry_fingerprint, entities, tuple(self._shard_checksums)
            )
            self._workers.cache.put(self._name, pack(memory))


def _is_affected(known: ArticleRecord, changes: RegistryDiff) -> bool:
    """Whether the article or its notes may name other entities now."""
    if not known.article:
        return False
    texts = [known.article.title, known.article.text, *(note_text(anchor.annotation) for anchor in known.anchors)]
    by_hand = [crosslink.target for crosslink in known.article.layout.crosslinks]
    return changes.affects(texts, {*by_hand, *known.article.entities.pin.values()})


def _text_key(name: str) -> str:
    return f"words-{name}"


def _titles(files: Iterable[File]) -> Iterator[tuple[str, str]]:
    """By slug; an article with errors has none, and they are reported when it is studied."""
    for file in files:
        try:
            head = load_head(file.path, file.text)
        except ContentError:
            continue
        yield head.slug, head.keys.title
