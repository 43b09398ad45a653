"""Edits that somebody may make to an archive between two builds; `choice` decides which file, and to what."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

Edit = Callable[[Path, random.Random], None]


def pick(root: Path, kind: str, choice: random.Random) -> Path | None:
    found = sorted((root / "content" / kind).rglob("*.md"))
    return choice.choice(found) if found else None


def rewrite(path: Path | None, change: Callable[[str], str]) -> None:
    if path:
        path.write_text(change(path.read_text("utf-8")), "utf-8")


def set_field(name: str, value: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        head, _, body = text.removeprefix("---\n").partition("\n---\n")
        others = [line for line in head.split("\n") if not line.startswith(f"{name}:")]
        return "---\n" + "\n".join([*others, f"{name}: {value}"]) + f"\n---\n{body}"

    return change


def body(root: Path, choice: random.Random) -> None:
    number = choice.randrange(1000)
    rewrite(pick(root, "articles", choice), lambda text: f"{text.rstrip()}\n\nNobody at the harbour said {number}.\n")


def names(root: Path, choice: random.Random) -> None:
    name = choice.choice(["Ada Lovelace", "Lovelace", "Harbour Office", "Geneva"])
    rewrite(pick(root, "articles", choice), lambda text: f"{text.rstrip()} It was {name} who knew.\n")


def title(root: Path, choice: random.Random) -> None:
    number = choice.randrange(100)
    rewrite(pick(root, "articles", choice), set_field("title", f"The quay, part {number}"))


def date(root: Path, choice: random.Random) -> None:
    day = f"201{choice.randrange(10)}-0{choice.randrange(1, 10)}-1{choice.randrange(10)}"
    rewrite(pick(root, "articles", choice), set_field("date", day))


def partial_date(root: Path, choice: random.Random) -> None:
    day = choice.choice(("2015", "2015-04", "2015-04-12~", "1895?", "2062-01-01"))
    rewrite(pick(root, "articles", choice), set_field("date", day))


def publish_after(root: Path, choice: random.Random) -> None:
    rewrite(pick(root, "articles", choice), set_field("publish_after", choice.choice(("2015-04-12", "2062-01-01"))))


def in_print(root: Path, choice: random.Random) -> None:
    key = choice.choice(("section", "edition", "page", "column", "place", "text_quality"))
    rewrite(pick(root, "articles", choice), set_field(key, f"Of {choice.randrange(100)}"))


def topics(root: Path, choice: random.Random) -> None:
    chosen = choice.sample(["harbour", "trade", "letters"], choice.randrange(3))
    rewrite(pick(root, "articles", choice), set_field("topics", f"[{', '.join(chosen)}]"))


def rename(root: Path, choice: random.Random) -> None:
    path = pick(root, "articles", choice)
    if path:
        path.rename(path.with_name(f"renamed-{choice.randrange(1000)}.md"))


def same_name(root: Path, choice: random.Random) -> None:
    """Another article whose file has the name of one that is there."""
    path = pick(root, "articles", choice)
    if path:
        folder = root / "content" / "articles" / "same"
        folder.mkdir(exist_ok=True)
        (folder / path.name).write_text(
            f"---\ntitle: The same\ndate: 2015-0{choice.randrange(1, 10)}-04\n---\nHarbour.\n"
        )


def heading(root: Path, choice: random.Random) -> None:
    """The id of a note comes from its heading; the former one stays on the page."""
    number = choice.randrange(100)
    rewrite(pick(root, "annotations", choice), lambda text: re.sub(r"(?m)^## .*", f"## Remark {number}", text, count=1))


def delete(root: Path, choice: random.Random) -> None:
    path = pick(root, choice.choice(["articles", "annotations", "entities", "topics"]), choice)
    if path and len(list((root / "content" / "articles").rglob("*.md"))) > 2:
        path.unlink()


def add(root: Path, choice: random.Random) -> None:
    number = choice.randrange(1000)
    path = root / "content" / "articles" / "2015" / f"added-{number}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"---\ntitle: Added {number}\ndate: 2015-0{choice.randrange(1, 10)}-03\ntopics: [harbour]\n---\n"
        f"Ada Lovelace came to the harbour.\n\nShe left {number} letters, and saw [[ada-lovelace]] and [[letter]].\n",
        "utf-8",
    )


def annotate(root: Path, choice: random.Random) -> None:
    path = pick(root, "articles", choice)
    if path:
        inside = path.relative_to(root / "content" / "articles").with_suffix("")
        folder = root / "content" / "annotations" / inside
        folder.mkdir(parents=True, exist_ok=True)
        number = choice.randrange(1000)
        words = path.read_text("utf-8").rsplit("\n---\n", 1)[-1].split()[:3]
        (folder / f"note-{number}.md").write_text(
            f"## Note {number}\n\n> {' '.join(words)}\n\n- type: {choice.choice(['context', 'correction'])}\n"
            f"- by: desk\n- date: 2026-05-0{choice.randrange(1, 10)}\n\nOf {number}, see Ada Lovelace.\n",
            "utf-8",
        )


def description(root: Path, choice: random.Random) -> None:
    number = choice.randrange(100)
    rewrite(pick(root, "entities", choice), set_field("description", f"Described {number} times."))


def alias(root: Path, choice: random.Random) -> None:
    name = choice.choice(["Nobody", "Lovelace", "the harbour"])
    rewrite(pick(root, "entities", choice), set_field("aliases", f"[{name}]"))


def entity_text(root: Path, choice: random.Random) -> None:
    number = choice.randrange(100)
    rewrite(
        pick(root, "entities", choice), lambda text: f"{text.rstrip()}\n\nOf {number}, see [[geneva]], [[no-one]].\n"
    )


def rename_entity(root: Path, choice: random.Random) -> None:
    path = pick(root, "entities", choice)
    if path:
        path.rename(path.with_name(f"renamed-{choice.randrange(1000)}.md"))


def list_of_entities(root: Path, choice: random.Random) -> None:
    kind = choice.choice(["person", "place", "robot"])
    path = root / "content" / "entities" / "more.yaml"
    path.write_text(
        f"- {{id: quay, name: The Quay, kind: place}}\n- {{id: nobody, name: Nobody, kind: {kind}}}\n", "utf-8"
    )


def topic_title(root: Path, choice: random.Random) -> None:
    rewrite(pick(root, "topics", choice), set_field("title", f"Topic {choice.randrange(100)}"))


def topic_place(root: Path, choice: random.Random) -> None:
    above = choice.choice(["trade", "letters", "nowhere", "''"])
    rewrite(pick(root, "topics", choice), set_field("parent", above))


def write_topic(root: Path, choice: random.Random) -> None:
    name = choice.choice(["trade", "letters"])
    (root / "content" / "topics" / f"{name}.md").write_text(f"---\ntitle: {name.capitalize()}\n---\n", "utf-8")


def topic_cover(root: Path, choice: random.Random) -> None:
    path = pick(root, "articles", choice)
    if path:
        rewrite(pick(root, "topics", choice), set_field("cover", f"[{path.stem}]"))


def withdraw(root: Path, choice: random.Random) -> None:
    """Or publish it again."""
    path = pick(root, choice.choice(["articles", "entities", "topics"]), choice)
    line = choice.choice(["{date: 2026-12-01, reason: Why.}", "{date: 2026-12-01, reason: Why.}", ""])
    rewrite(path, lambda text: set_field("withdrawn", line)(text).replace("withdrawn: \n", ""))


def withdraw_note(root: Path, choice: random.Random) -> None:
    lines = "- withdrawn: 2026-12-01\n- reason: Why.\n- type:"
    rewrite(pick(root, "annotations", choice), lambda text: text.replace("- type:", lines, 1))


def withhold(root: Path, choice: random.Random) -> None:
    key, value = choice.choice([("access", "metadata"), ("access", "full"), ("robots", "noindex")])
    rewrite(pick(root, "articles", choice), set_field(key, value))


def settings_of_the_site(root: Path, choice: random.Random) -> None:
    path = root / "site.yaml"
    others = [line for line in path.read_text("utf-8").split("\n") if not line.startswith("title:")]
    path.write_text("\n".join([f"title: Archive {choice.randrange(100)}", *others]), "utf-8")


def editors(root: Path, choice: random.Random) -> None:
    path = root / "site.yaml"
    others = [line for line in path.read_text("utf-8").split("\n") if not line.startswith("editors:")]
    path.write_text("\n".join([*others, f"editors: {{desk: Desk {choice.randrange(2)}}}", ""]), "utf-8")


def branch(root: Path, choice: random.Random) -> None:
    """As when somebody leaves the archive as it is on a branch, and goes to one that was left earlier."""
    branches = root.with_name("branches")
    others = sorted(branches.glob("*"))
    shutil.copytree(root, branches / f"{len(others):03}", ignore=shutil.ignore_patterns("site", ".cache"))
    if others:
        for name in ("content", "themes"):
            shutil.rmtree(root / name)
        shutil.copytree(choice.choice(others), root, dirs_exist_ok=True)


def template(root: Path, choice: random.Random) -> None:
    path = root / "themes" / "classic" / "templates" / choice.choice(["article.html", "base.html", "topic.html"])
    path.write_text(f"{path.read_text('utf-8')}<!-- {choice.randrange(100)} -->\n", "utf-8")


def same_size_and_age(root: Path, choice: random.Random) -> None:
    path = pick(root, "articles", choice)
    if path:
        before = path.stat()
        head, _, last = path.read_text("utf-8").rpartition("e")
        path.write_text(f"{head}a{last}", "utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def remove_many(root: Path, choice: random.Random) -> None:
    """As when a feed is taken out again: below a limit that the archive was above."""
    articles = sorted((root / "content" / "articles").rglob("*.md"))
    for path in choice.sample(articles, len(articles) * choice.choice([1, 2, 5]) // 10):
        note = root / "content" / "annotations" / path.relative_to(root / "content" / "articles")
        path.unlink()
        note.unlink(missing_ok=True)


def add_many(root: Path, choice: random.Random) -> None:
    for _ in range(choice.randrange(5, 60)):
        add(root, choice)


CONTENT: tuple[Edit, ...] = (
    body, names, title, date, partial_date, publish_after, in_print, topics, rename, same_name, heading, delete, add,
    annotate, description, alias, entity_text, rename_entity, list_of_entities, topic_title, topic_place, topic_cover,
    write_topic, same_size_and_age, withdraw, withdraw_note, withhold,
)  # fmt: skip
EVERY = (*CONTENT, settings_of_the_site, editors, template, branch, branch)
LARGE = (*EVERY, remove_many, add_many)
