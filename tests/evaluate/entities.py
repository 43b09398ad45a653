"""Entities: precision and recall of the linker on the demonstration archive and on invented news.

    python -m tests.evaluate.entities

Both gold sets are in tests/gold/ and were annotated by hand. A mention counts as found only with the same start, end
and entity.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from builder.cache import Cache
from builder.config import load_config
from builder.link import TextStructure, gazetteer_of, link
from builder.load.entities import load_entity_list
from builder.model import Article, EntityOverrides, Layout, Mention, Passage, Site
from builder.pipeline.load_site import load_archive
from builder.problems import Place
from builder.workers import Workers

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "gold"
MARKED = re.compile(r"\[([^\]]*)\]\(([a-z0-9-]+)\)")
PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
HEAD = re.compile(r"(?:---\n(?P<settings>.*?)---\n+)?# (?P<title>[^\n]*)\n+(?P<body>.*)", re.DOTALL)


class Named(NamedTuple):
    """A mention in a text of the gold set."""

    text: str
    start: int
    end: int
    entity: str
    words: str


class Score(NamedTuple):
    """The mentions found in a gold set."""

    gold: frozenset[Named]
    found: frozenset[Named]

    @property
    def precision(self) -> float:
        return 100 * len(self.gold & self.found) / (len(self.found) or 1)

    @property
    def recall(self) -> float:
        return 100 * len(self.gold & self.found) / (len(self.gold) or 1)

    @property
    def f1(self) -> float:
        return 200 * len(self.gold & self.found) / (len(self.gold) + len(self.found) or 1)

    def __str__(self) -> str:
        texts = len({one.text for one in self.gold})
        return (
            f"{len(self.gold)} mentions in {texts} texts: "
            f"precision {self.precision:.1f}, recall {self.recall:.1f}, F1 {self.f1:.1f}"
        )

    def mistakes(self) -> Iterator[str]:
        for one in sorted(self.found - self.gold):
            yield f"{one.text}:{one.start}: “{one.words}” is not {one.entity}"
        for one in sorted(self.gold - self.found):
            yield f"{one.text}:{one.start}: “{one.words}” is {one.entity}"


def demo_site() -> Site:
    """The demonstration archive as it was read for names."""
    site, _ = load_archive(load_config(ROOT / "site.yaml"), Workers(Cache(None), 1), drafts=True)
    return site


def demo() -> Score:
    """The score on the demonstration archive, linked as by `build`."""
    site = demo_site()
    found = {
        named(article.slug, text.text, mention)
        for article in site.articles
        for text in (site.texts[article.slug],)
        for mention in text.mentions
    }
    return Score(frozenset(demo_gold(site)), frozenset(found))


def demo_gold(site: Site) -> Iterator[Named]:
    """The gold mentions, found in the articles one after the other."""
    texts = {article.slug: site.texts[article.slug].text for article in site.articles}
    sections = (GOLD / "demo-mentions.md").read_text(encoding="utf-8").split("\n## ")[1:]
    assert {part.partition("\n")[0] for part in sections} == texts.keys()
    for part in sections:
        slug, *lines = part.strip().split("\n")
        position = 0
        for line in lines:
            words, _, entity = line.rpartition(" = ")
            match = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(texts[slug], position)
            assert match, f"{slug}: “{words}” is missing"
            position = match.end()
            if entity != "-":
                yield Named(slug, *match.span(), entity, words)


def news() -> Score:
    """The score on invented news, where every mention is marked `[text](entity)`; other names are traps."""
    path = GOLD / "news" / "registry.yaml"
    entities, problems = load_entity_list(path.name, path.read_text(encoding="utf-8"))
    assert not problems, problems
    gazetteer = gazetteer_of(entities)
    gold, found = set(), set()
    for file in sorted((GOLD / "news").glob("*.md")):
        match = HEAD.fullmatch(file.read_text(encoding="utf-8"))
        assert match, file
        text, marked = unmarked(file.stem, match["body"].rstrip())
        gold |= marked
        blocks = tuple(Passage(*one.span()) for one in PARAGRAPH.finditer(text))
        article = article_of(file.stem, yaml.safe_load(match["settings"] or "{}"))
        mentions, _ = link(article, gazetteer, TextStructure(text, match["title"], Layout(blocks)))
        found |= {named(file.stem, text, mention) for mention in mentions}
    return Score(frozenset(gold), frozenset(found))


def article_of(slug: str, settings: Mapping[str, Any]) -> Article:
    overrides = EntityOverrides(pin=settings.get("pin", {}), skip=tuple(settings.get("skip", ())))
    return Article(slug, "", "", None, Place(slug), entities=overrides)


def unmarked(name: str, body: str) -> tuple[str, set[Named]]:
    """The text without its marks, and the marked mentions."""
    parts: list[str] = []
    mentions = set()
    length = position = 0
    for match in MARKED.finditer(body):
        before = body[position : match.start()]
        start = length + len(before)
        length = start + len(match[1])
        parts += [before, match[1]]
        mentions.add(Named(name, start, length, match[2], match[1]))
        position = match.end()
    return "".join([*parts, body[position:]]), mentions


def named(name: str, text: str, mention: Mention) -> Named:
    start, end = mention.passage
    return Named(name, start, end, mention.entity, text[start:end])


def main() -> None:
    """Print the scores and every mistake."""
    for title, score in (("demonstration archive", demo()), ("invented news", news())):
        sys.stdout.write(f"{title}: {score}\n")
        for mistake in score.mistakes():
            sys.stdout.write(f"  {mistake}\n")


if __name__ == "__main__":
    main()
