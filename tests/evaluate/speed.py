"""Speed of the linker on an invented registry and invented news, in CPU seconds of one core.

python -m tests.evaluate.speed
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from builder.cache import Cache
from builder.link import Gazetteer, TextStructure, gazetteer_of, link
from builder.load import read_file
from builder.model import Article, Contextual, Entity, EntityKind, Layout, Passage
from builder.pipeline import tasks
from builder.pipeline.file_cache import parse_cached
from builder.problems import Place
from builder.workers import Workers

NOWHERE = Place("news.md")
ARTICLE = Article("news", "/undated/news/", "", None, NOWHERE)
SIZE, ENTITIES = 1_000_000, 4_651


def words(line: str) -> list[str]:
    """The words of a line."""
    return line.split()


SYLLABLES = words("ba be bor da del do ka kel ko la len lo ma men mi na nor po ra ren ri sa sel ta tor va vel za")
LOWERCASE = words(
    "the a of and to in for on that with by said would after from at as it was were has been year week talks police "
    "government month people party minister court report market state officials election troops company border"
)
KINDS: tuple[tuple[EntityKind, int], ...] = (("person", 45), ("organisation", 27), ("place", 20), ("event", 8))


def word(dice: random.Random, syllables: int) -> str:
    """An invented capitalized word."""
    return "".join(dice.choices(SYLLABLES, k=syllables)).capitalize()


def registry(count: int) -> list[Entity]:
    """Invented entities: persons with shared surnames, organisations with contextual names, places with demonyms."""
    dice = random.Random(count)
    kinds, weights = zip(*KINDS, strict=True)
    surnames = [word(dice, 3) for _ in range(max(1, count // 3))]
    found = []
    for number, kind in enumerate(dice.choices(kinds, weights, k=count)):
        entity = Entity(f"e{number}", word(dice, 3), kind, NOWHERE)
        if kind == "person":
            surname = dice.choice(surnames)
            entity = replace(entity, name=f"{word(dice, 2)} {surname}", short=(surname,))
        elif kind == "place":
            entity = replace(entity, demonyms=(f"{entity.name}ian",) if number % 4 == 0 else ())
        else:
            entity = replace(entity, name=f"{entity.name} {word(dice, 2)} {dice.choice(('Council', 'Union', 'Cup'))}")
            if number % 5 == 0:
                cue = Contextual((word(dice, 3),), ("striker", "midfielder", "league"))
                entity = replace(entity, contextual=(cue,))
        found.append(replace(entity, aliases=(f"{word(dice, 2)} {word(dice, 3)}",) if number % 2 else ()))
    return found


def news(entities: Sequence[Entity], size: int = SIZE) -> Iterator[str]:
    """Articles of about 1,200 characters with one name in sixty characters, as dense as agency news."""
    dice = random.Random(size)
    names = [name for one in entities for name in (one.name, *one.aliases, *one.short, *one.demonyms)]
    written = 0
    while written < size:
        parts = [
            dice.choice(names)
            if dice.random() < 0.1
            else dice.choice(LOWERCASE) + dice.choice(("", "", "", "", ",", "."))
            for _ in range(200)
        ]
        headline = " ".join(parts[:8]).upper()
        text = f"{headline}\n\n{' '.join(parts[8:100])}.\n\n“{' '.join(parts[100:])}.”"
        written += len(text.encode())
        yield text.replace("“", '"').replace("”", '"')


def typographic(text: str) -> str:
    """The same with typographic quotation marks and dashes."""
    return text.replace(', "', ", “").replace('"', "”").replace("'", "’").replace(",", " –")


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """CPU seconds of the fastest run."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def linking(texts: Sequence[str], gazetteer: Gazetteer) -> float:
    """CPU seconds to link all the texts."""
    structures = [TextStructure(text, "", Layout(tuple(blocks(text)))) for text in texts]
    return seconds(lambda: [link(ARTICLE, gazetteer, structure) for structure in structures])


def blocks(text: str) -> list[Passage]:
    """The paragraphs of a plain text."""
    found, start = [], 0
    for part in text.split("\n\n"):
        found.append(Passage(start, start + len(part)))
        start += len(part) + 2
    return found


def growth(few: int = 1_000, many: int = 100_000, size: int = SIZE // 4) -> tuple[float, float]:
    """CPU seconds to link the same texts with few and with many entities; only the few are mentioned."""
    entities = registry(few)
    texts = list(news(entities, size))
    others = [Entity(f"s{n}", f"Xo{n}ra Yu{n % 977}ka", "person", NOWHERE) for n in range(many - few)]
    return linking(texts, gazetteer_of(entities)), linking(texts, gazetteer_of([*entities, *others]))


def loading(root: Path, count: int) -> tuple[float, float]:
    """CPU seconds to load `count` entity files, and to load them from the cache."""
    folder = root / "content" / "entities"
    folder.mkdir(parents=True)
    paths = []
    for one in registry(count):
        lines = [f"name: {one.name}", f"kind: {one.kind}", f"description: Of {one.name}, invented."]
        lines += [f"aliases: [{', '.join(one.aliases)}]"] if one.aliases else []
        lines += [f"short: [{', '.join(one.short)}]"] if one.short else []
        paths.append(folder / f"{one.id}.md")
        paths[-1].write_text("---\n" + "\n".join(lines) + "\n---\n", encoding="utf-8")
    taken = []
    for _ in range(2):
        with Cache(root / ".cache") as cache:
            files = [read_file(path, root) for path in paths]
            workers = Workers(cache, 1)
            start = time.process_time()
            loaded = parse_cached(tasks.read_entities, files, workers)
        taken.append(time.process_time() - start)
        assert len(loaded) == count
    return taken[0], taken[1]


def main() -> None:
    """Print the measurements."""
    entities = registry(ENTITIES)
    gazetteer = gazetteer_of(entities)
    texts = list(news(entities))
    for title, some in (("plain", texts), ("typographic", [typographic(text) for text in texts])):
        size = sum(len(text.encode()) for text in some)
        sys.stdout.write(
            f"linking, {ENTITIES:,} entities, {title} text: {size / linking(some, gazetteer) / 1e6:.2f} MB/s\n"
        )
    few, many = growth()
    sys.stdout.write(f"100,000 names take {many / few:.2f} times as long as 1,000\n")
    with tempfile.TemporaryDirectory() as folder:
        cold, warm = loading(Path(folder), 5_000)
    sys.stdout.write(f"loading 5,000 entity files: {cold:.2f} s, from the cache {warm:.2f} s\n")


if __name__ == "__main__":
    main()
