"""Converted articles: what the archive has so far, so that no capture gets a second article."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from builder.convert import Capture
from builder.convert.capture import SOURCES
from builder.convert.formats import unsupported
from builder.dates import read_date
from builder.files import file_sha256, files_below, read_text, relative
from builder.frontmatter import read_mapping
from builder.load.articles import address_of
from builder.problems import ContentError, Place, Problem
from builder.slugs import former_address

ARTICLES = "content/articles"
TOPICS = "content/topics"


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """The capture of an article, as its front matter records it."""

    sha256: str
    place: Place


@dataclass
class ConvertedArticles:
    """The articles in content/ so far."""

    captures: dict[tuple[str, str], CaptureRecord] = field(default_factory=dict)
    """By file, relative to content/sources/, and record in it."""
    digests: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By SHA-256 of every capture that has an article: its file, and the path of the article."""
    unreadable: list[str] = field(default_factory=list)
    """Texts of articles whose front matter cannot be read."""
    slugs: set[str] = field(default_factory=set)
    """Of all years: annotations and addresses identify an article by its slug."""
    topics: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    """Of articles, with those that they had before."""
    captured: set[int] = field(default_factory=set)
    """The addresses of the web pages that articles were captured from, each as its hash."""
    versions: set[int] = field(default_factory=set)
    """Of these, address and words."""

    def has_article(self, capture: Capture) -> bool:
        """Whether this capture has an article, even if the capture was renamed or the article cannot be read."""
        if capture.record:
            digest = capture.sha256
            return digest in self.digests or any(digest in text for text in self.unreadable)
        return capture.sha256 in self.digests or (capture.file, "") in self.captures or self._is_named(capture.file)

    def is_source(self, file: str) -> bool:
        """Whether an article names this file as its source."""
        return (file, "") in self.captures or self._is_named(file)

    def _is_named(self, file: str) -> bool:
        return any(file in text for text in self.unreadable)

    def add(self, file: str, record: str, capture: CaptureRecord) -> None:
        """Record that the capture has an article."""
        self.captures[file, record] = capture
        if capture.sha256:
            self.digests.setdefault(capture.sha256, (file, capture.place.path))

    def copy_of(self, capture: Capture, root: Path) -> str:
        """The article of another capture with the same bytes; empty if there is none, or it is this one, renamed."""
        file, article = self.digests.get(capture.sha256, ("", ""))
        is_other = bool(file) and (capture.file, capture.record) not in self.captures and file != capture.file
        return article if is_other and (root / SOURCES / file).exists() else ""

    def add_version(self, address: str, words: str) -> None:
        """Record that an article with these words (their SHA-256) was captured at this address."""
        self.captured.add(hash_of(address))
        self.versions.add(hash_of(address, words))


def converted_articles(root: Path) -> ConvertedArticles:
    """The articles in content/ and what they were made from."""
    archive = ConvertedArticles(topics={path.stem for path in files_below(root / TOPICS, suffixes=(".md",))})
    for path in files_below(root / ARTICLES, suffixes=(".md",)):
        archive.slugs.add(path.stem.lower())
        try:
            text = read_text(path, root)
        except ContentError:
            continue  # `load` reports it
        try:
            front = read_mapping(text, relative(path, root))
        except ContentError:
            archive.unreadable.append(text)
            continue
        aliases, day = front.values.get("aliases"), front.values.get("date")
        archive.addresses |= {former_address(str(one)) for one in aliases} if isinstance(aliases, list) else set()
        archive.addresses.add(address_of(path.stem, read_date(str(day or ""), Place(path.name), "date")[0]))
        source = front.values.get("source")
        if isinstance(source, dict) and isinstance(source.get("file"), str):
            place = front.places.get(("source", "sha256")) or front.places["source", "file"]
            record = CaptureRecord(str(source.get("sha256") or ""), place)
            if source.get("url"):
                archive.add_version(str(source["url"]), str(source.get("text_sha256")))
            archive.add(source["file"], str(source.get("record") or ""), record)
    return archive


def hash_of(*texts: str) -> int:
    """A hash of 8 bytes, which take a tenth of the memory of an address."""
    return int.from_bytes(sha256("\0".join(texts).encode("utf-8", "replace")).digest()[:8])


def unsupported_source(path: Path, root: Path, archive: ConvertedArticles) -> str:
    """The name of an unsupported file that is the source of an article; raises ContentError for any other file."""
    file = relative(path, root / SOURCES)
    if known := archive.captures.get((file, "")):
        reject_changed(known, file, file_sha256(path, root))
    elif not archive.is_source(file):
        raise ContentError(unsupported(f"{SOURCES}/{file}", "C508"))
    return file


def reject_changed(capture: CaptureRecord, file: str, digest: str) -> None:
    """Raises ContentError if the capture is no longer the one that its article was made from."""
    if capture.sha256 not in ("", digest):
        message = f"the capture {SOURCES}/{file} has changed since it was converted"
        help_ = "restore the old capture, and save the new one under another name to make a second article"
        raise ContentError(Problem("C502", message, capture.place, help_))
