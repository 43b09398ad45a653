"""New: files for editors to fill in, and whole archives to begin with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from builder import slugs
from builder.config import Config
from builder.files import files_below, read_text, relative, write_new
from builder.frontmatter import dump, json_schema
from builder.load.annotations import AnnotationsSchema
from builder.load.articles import ArticleSchema
from builder.load.entities import EntitySchema
from builder.load.fields import read_day
from builder.load.section_parts import split_section
from builder.load.sections import sections
from builder.load.topics import PageSchema, TopicSchema
from builder.new.archive import RELEASE, archive_files, require_empty
from builder.problems import ContentError, Place, Problem, did_you_mean
from builder.schema import Schema

TODAY: Callable[[], dt.date] = dt.date.today
"""The clock is only read here: an annotation is signed with the day it is written."""


def article(config: Config, title: str, when: str | None) -> list[Path]:
    """An article without a capture, as a draft; raises ContentError when its file is there already."""
    values: dict[str, object] = {"title": title}
    folder = "undated"
    if when:
        day, problems = read_day(when, Place("--date"), "date")
        if day is None:
            raise ContentError(*problems)
        values["date"] = day
        folder = f"{day.year:04}"
    values |= {"language": config.language, "topics": [], "status": "draft"}
    return [
        _write(
            config.root,
            f"content/articles/{folder}/{_slug(title)}.md",
            _head(values) + "\nThe text of the article, word for word.\n",
        )
    ]


def entity(config: Config, name: str, kind: str) -> list[Path]:
    """An entity with the two lines it needs."""
    values = {"name": name, "kind": kind}
    return [_write(config.root, f"content/entities/{_slug(name)}.md", _head(values))]


def topic(config: Config, title: str) -> list[Path]:
    """A topic with its title."""
    return [_write(config.root, f"content/topics/{_slug(title)}.md", _head({"title": title}))]


def annotation(  # noqa: PLR0913 - as many as a note has parts
    config: Config, slug: str, *, quote: str, kind: str, by: str, title: str
) -> list[Path]:
    """A draft of a note, in a file of its own so that two editors never write in one.

    A heading that another note of the article has is counted up, for it gives the note its address.
    """
    folder = config.root / "content" / "articles"
    paths = {path.stem: path for path in files_below(folder, suffixes=(".md",))}
    if slug not in paths:
        raise ContentError(
            Problem("N105", f"there is no article `{slug}`", Place("content/articles"), did_you_mean(slug, paths))
        )
    if kind not in config.annotation_types:
        mend = did_you_mean(kind, config.annotation_types) or f"use one of {', '.join(config.annotation_types)}"
        raise ContentError(Problem("N122", f"unknown type `{kind}`", Place("--type"), mend))
    signed = _editors(config, by) if by else next(iter(config.editors), "")
    inside = paths[slug].relative_to(folder).with_suffix("").as_posix()
    heading, identity = _own(" ".join(title.split()), set(_taken(config, inside)))
    quoted = "".join(f"> {line}\n" if line else ">\n" for line in quote.splitlines())
    properties = f"- type: {kind}\n- by: {signed}\n- date: {TODAY():%Y-%m-%d}\n- status: draft\n"
    if identity != _slug(heading):
        properties += f"- id: {identity}\n"
    text = "\n".join(part for part in (f"## {heading}\n", quoted, properties, "The comment, in Markdown.\n") if part)
    name = f"{TODAY():%Y-%m-%d}-{identity}"
    target, count = f"content/annotations/{inside}/{name}.md", 1
    while (config.root / target).exists():
        count += 1
        target = f"content/annotations/{inside}/{name}-{count}.md"
    return [_write(config.root, target, text)]


def _editors(config: Config, by: str) -> str:
    """Who signs, each an editor of site.yaml when that names any; raises ContentError for one that is none."""
    signed = [part.strip() for part in by.split(",")]
    for one in signed:
        if config.editors and one not in config.editors:
            mend = did_you_mean(one, config.editors) or f"use one of {', '.join(config.editors)}"
            raise ContentError(Problem("N122", f"unknown editor `{one}`", Place("--by"), mend))
    return ", ".join(signed)


def _taken(config: Config, inside: str) -> Iterator[str]:
    """Ids of the article's notes, also of those that are not finished."""
    folder = config.root / "content" / "annotations"
    for path in (folder / f"{inside}.md", *files_below(folder / inside, suffixes=(".md",))):
        try:
            text = read_text(path, config.root)
        except ContentError:
            continue  # there is none, or `check` says what is wrong with it
        for section in sections(text, 1, "")[0]:
            listed = {one.key: one.value for one in split_section(section, "").listed}
            yield listed.get("id") or slugs.title_slug(section.title)


def _own(title: str, taken: set[str]) -> tuple[str, str]:
    """The heading of a note and its id, counted up until the id is free."""
    slug = _slug(title)
    heading, identity, count = title, slug, 1
    while identity in taken:
        count += 1
        heading, identity = f"{title} {count}", f"{slug}-{count}"
    return heading, identity


def site(folder: Path, builder: str = RELEASE) -> list[Path]:
    """A whole archive that can be published as it is; raises ContentError when the folder holds anything.

    `builder` is what its workflows install: a requirement as pip reads it.
    """
    require_empty(folder)
    return [_write(folder, inside, text) for inside, text in archive_files(builder, TODAY())]


def schemas(folder: Path) -> list[Path]:
    """The JSON Schema of each kind of front matter, for the editor programs that complete and check by one."""
    kinds: dict[str, type[Schema]] = {
        "annotations": AnnotationsSchema,
        "article": ArticleSchema,
        "entity": EntitySchema,
        "page": PageSchema,
        "topic": TopicSchema,
    }
    return [
        _write(folder, f"{kind}.schema.json", json.dumps(json_schema(schema), indent=2, ensure_ascii=False) + "\n")
        for kind, schema in kinds.items()
    ]


def _head(values: Mapping[str, object]) -> str:
    return f"---\n{dump({key: value for key, value in values.items() if value not in ('', [])})}---\n"


def _slug(words: str) -> str:
    slug = slugs.title_slug(words)
    if not slug:
        raise ContentError(
            Problem("F013", f"no address can be made of {words!r}", Place("new"), "use some letters or digits")
        )
    return str(slug)


def _write(root: Path, inside: str, text: str) -> Path:
    path = root / inside
    try:
        write_new(path, text.encode())
    except FileExistsError as error:
        raise ContentError(
            Problem("F015", "the file is there already", Place(inside), "open it, or take another title")
        ) from error
    except OSError as error:
        raise ContentError(
            Problem(
                "S604", f"the file cannot be written: {(error.strerror or '').lower()}", Place(relative(path, root))
            )
        ) from error
    return path
