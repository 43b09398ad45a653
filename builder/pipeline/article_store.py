"""Article store: each article is analysed once, and again only when something that its analysis depends on has changed.

The records of all articles are in memory. Their texts are in the cache and are loaded when they are needed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

from builder.cache import builder_fingerprint, fingerprint
from builder.link import RegistryDiff, gazetteer_of
from builder.load import File, read_file
from builder.load.articles import load_head
from builder.model import WITHDRAWN_LABELS, ArticleText, Entity
from builder.paths import file_name, path_name
from builder.pipeline.analyze import AnalysisContext, ArticleRecord, Job, Titles, analyze, note_text, targets_of
from builder.pipeline.shards import SHARDS, shards_of
from builder.problems import ContentError, Place, Problem
from builder.workers import Workers
from builder.workers.serialization import pack, unpack

TEXTS_IN_MEMORY = 64
"""Number of texts kept for the next reader."""
LINKER_FIELDS = (
    "id", "name", "kind", "aliases", "short", "contextual", "demonyms", "default_for", "not_", "link",
    "withdrawn",
)  # fmt: skip
"""Fields of an entity on which its mentions depend."""
linker_key = attrgetter(*LINKER_FIELDS)
SHARED_FIELDS = ("authors", "publisher", "language", "topics", "rights", "in_print")
"""Fields whose values many articles share."""


class StoreHeader(NamedTuple):
    """What the saved records of all articles depend on."""

    context: str
    registry: str
    entities: bytes
    """What the linker read of the registry, packed: read only when the registry has changed."""
    shard_checksums: tuple[int, ...]
    """A shard with another checksum was saved by another build, perhaps with another registry."""


class ArticleTexts(Mapping[str, ArticleText]):
    """The texts of articles by slug, loaded when they are read."""

    def __init__(self, paths: Mapping[str, str], load: Callable[[str], ArticleText]) -> None:
        """`load` returns the text of the article whose file has this path."""
        self._paths = paths
        self._load = load

    def __getitem__(self, slug: str) -> ArticleText:
        return self._load(self._paths[slug])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class ArticleStore:
    """The records of the archive's articles, and their texts."""

    def __init__(self, workers: Workers, context: AnalysisContext) -> None:
        self._workers = workers
        self._context = context
        config = context.config
        self._context_fingerprint = fingerprint(
            builder_fingerprint(), config.language, config.link, config.annotation_types, config.verdicts,
            config.editors,
        )  # fmt: skip
        self._registry_fingerprint = fingerprint([linker_key(entity) for entity in context.entities.values()])
        self._name = fingerprint("articles", context.drafts)
        self._shard_checksums = [0] * SHARDS
        self._previous, self._diff = self._load()
        self._current: dict[str, ArticleRecord] = {}
        self._inputs: dict[str, tuple[str, Titles]] = {}
        """By path: the digest of the file, and the titles that its text shows."""
        self._digests: dict[str, str] = {}
        """By path: `ArticleRecord.digest`."""
        self._uncached: dict[str, bytes] = {}
        """By path: texts that the cache could not store."""
        self._shared: dict[Any, Any] = {}
        """Values that many articles share, each stored once."""
        self._cached_text = lru_cache(TEXTS_IN_MEMORY)(self._text)

    def analyze(
        self, files: Sequence[File], annotations: Mapping[str, Sequence[File]], names: Mapping[str, str]
    ) -> dict[str, ArticleRecord]:
        """The record of every article by its path.

        `annotations` are the files of its annotations by the same path, `names` those of entities by id.
        """
        crosslinking: list[File] = []
        self._analyze_jobs(self._jobs(files, annotations, crosslinking), len(files))
        titles = {**names, **_by_name([*_titles(crosslinking), *self._known_titles()])}
        self._analyze_jobs((self._job(file, annotations, titles) for file in crosslinking), len(crosslinking))
        self._save()
        found = dict(sorted(self._current.items()))
        self._current, self._previous, self._shared = {}, {}, {}
        return found

    def texts(self, paths: Mapping[str, str]) -> ArticleTexts:
        """The texts of articles, given the path of each by its slug."""
        return ArticleTexts(paths, self.text)

    def text(self, path: str) -> ArticleText:
        """The text of the article whose file has this path."""
        return self._cached_text(path, self._digests[path])

    def _jobs(
        self, files: Iterable[File], annotations: Mapping[str, Sequence[File]], crosslinking: list[File]
    ) -> Iterator[Job]:
        """Jobs of the articles that show no title of another; the others are appended to `crosslinking`."""
        for file in files:
            if b"[[" in file.content:
                crosslinking.append(file)
            else:
                yield self._job(file, annotations, {})

    def _job(self, file: File, annotations: Mapping[str, Sequence[File]], titles: Mapping[str, str]) -> Job:
        own = tuple(annotations.get(file.path, ()))
        used = tuple((target, titles[target]) for target in sorted(targets_of(file.content)) if target in titles)
        self._inputs[file.path] = file.sha256, used
        key = fingerprint(
            file.path, file.sha256, [(one.path, one.sha256) for one in own], used, self._context_fingerprint
        )
        return Job(key, file, own, used)

    def _analyze_jobs(self, jobs: Iterable[Job], total: int) -> None:
        """Add the record of each article, saved by the last build or analysed now."""
        outdated = self._outdated(jobs)
        for job, (record, text) in self._workers.pairs(analyze, outdated, self._context, total=total):
            if text and not self._workers.cache.put(_text_key(record.digest), text):
                self._uncached[job.file.path] = text
            self._add(job.file.path, self._interned(job.file.path, record))

    def _outdated(self, jobs: Iterable[Job]) -> Iterator[Job]:
        for job in jobs:
            record = self._previous.get(job.file.path)
            if record and record.input_hash == job.input_hash:
                self._add(job.file.path, record)
                if not (self._diff and self._is_affected(record, self._diff)):
                    continue
            yield job

    def _is_affected(self, record: ArticleRecord, diff: RegistryDiff) -> bool:
        """Whether the article or its annotations may name other entities now."""
        if not record.article:
            return False
        text = self.text(record.article.place.path)
        notes = (note_text(anchor.annotation) for anchor in record.anchors)
        linked = {crosslink.target for crosslink in text.layout.crosslinks}
        return diff.affects([record.article.title, text.text, *notes], linked | {*record.article.entities.pin.values()})

    def _add(self, path: str, record: ArticleRecord) -> None:
        self._digests[path] = record.digest
        self._current[path] = record

    def _interned(self, path: str, record: ArticleRecord) -> ArticleRecord:
        """The record with values that other articles have too replaced by theirs: results of workers are copies."""
        share = self._shared.setdefault
        if article := record.article:
            values: dict[str, Any] = {name: share(value := getattr(article, name), value) for name in SHARED_FIELDS}
            record = record._replace(article=replace(article, place=article.place._replace(path=path), **values))
        named = tuple(share(one, one) for one in record.named_entities)
        return record._replace(named_entities=named, named_at=share(record.named_at, record.named_at))

    def _text(self, path: str, digest: str) -> ArticleText:
        text = unpack(self._uncached.get(path) or self._workers.cache.get(_text_key(digest)))
        return text if isinstance(text, ArticleText) else self._text_from_file(path)

    def _text_from_file(self, path: str) -> ArticleText:
        """The text when the cache has lost it; raises ContentError when the file has changed during the build."""
        root = self._context.config.root
        file = read_file(root / path, root)
        digest, titles = self._inputs[path]
        if file.sha256 != digest:
            raise ContentError(Problem("S604", "the file was changed during the build", Place(path), "build again"))
        text: ArticleText = unpack(analyze(Job("", file, (), titles), self._context)[1])
        return text

    def _known_titles(self) -> Iterator[tuple[str, str]]:
        for path, record in self._current.items():
            if record.article:
                yield path, record.article.title

    def _load(self) -> tuple[dict[str, ArticleRecord], RegistryDiff | None]:
        """The saved records by path, and the difference between the registry then and now."""
        header = unpack(self._workers.cache.get(self._name))
        if not isinstance(header, StoreHeader) or header.context != self._context_fingerprint:
            return {}, None
        self._shard_checksums = list(header.shard_checksums)
        records = dict(chain.from_iterable(self._load_shard(number) for number in range(SHARDS)))
        if header.registry == self._registry_fingerprint:
            return records, None
        entities = (
            Entity(place=Place(""), **dict(zip(LINKER_FIELDS, one, strict=True))) for one in unpack(header.entities)
        )
        return records, RegistryDiff(gazetteer_of(entities), self._context.gazetteer)

    def _load_shard(self, number: int) -> Iterable[tuple[str, ArticleRecord]]:
        packed = self._workers.cache.get(f"{self._name}-{number}")
        shard = unpack(packed) if packed and crc32(packed) == self._shard_checksums[number] else None
        return shard.items() if isinstance(shard, dict) else ()

    def _save(self) -> None:
        """Save the shards that have changed."""
        shards, previous = shards_of(self._current), shards_of(self._previous)
        for number, shard in enumerate(shards):
            if shard != previous[number]:
                packed = pack(shard)
                self._shard_checksums[number] = crc32(packed)
                self._workers.cache.put(f"{self._name}-{number}", packed)
        if self._diff or shards != previous:
            entities = pack([linker_key(entity) for entity in self._context.entities.values()])
            header = StoreHeader(
                self._context_fingerprint, self._registry_fingerprint, entities, tuple(self._shard_checksums)
            )
            self._workers.cache.put(self._name, pack(header))


def _text_key(digest: str) -> str:
    return f"text-{digest}"


def _titles(files: Iterable[File]) -> Iterator[tuple[str, str]]:
    """Path and title; an article that cannot be read has none, and its errors are reported when it is analysed."""
    for file in files:
        try:
            head = load_head(file.path, file.text)
        except ContentError:
            continue
        yield file.path, WITHDRAWN_LABELS["article"] if head.withdrawn else head.keys.title


def _by_name(titles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each title by the path of its article below content/articles/, and by the name of the file if it is unique."""
    by_path = {path_name(path): title for path, title in titles}
    counts = Counter(map(file_name, by_path))
    by_name = {slug: title for name, title in by_path.items() if counts[slug := file_name(name)] == 1}
    return {name: title for name, title in by_path.items() if "/" in name} | by_name
