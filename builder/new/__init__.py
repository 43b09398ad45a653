"""New: files for editors to fill in, and new archives."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from builder import slugs
from builder.config import Config
from builder.dates import read_date
from builder.files import files_below, read_text, relative, write_new
from builder.frontmatter import dump, json_schema
from builder.load.annotations import AnnotationsSchema
from builder.load.article_names import article_path
from builder.load.articles import ArticleSchema
from builder.load.entities import EntitySchema
from builder.load.section_parts import split_section
from builder.load.sections import sections
from builder.load.topics import PageSchema, TopicSchema
from builder.new.archive import RELEASE, archive_files, require_empty
from builder.paths import ANNOTATIONS, ARTICLES, path_name
from builder.problems import ContentError, Place, Problem, did_you_mean
from builder.schema import Schema

TODAY: Callable[[], dt.date] = dt.date.today
"""The only use of the clock: a new annotation has the date of its day."""


def article(config: Config, title: str, when: str | None) -> list[Path]:
    """Create a draft of an article without a capture; raises ContentError when its file exists."""
    values: dict[str, object] = {"title": title}
    folder = "undated"
    if when:
        date, problems = read_date(when, Place("--date"), "--date")
        if date is None:
            raise ContentError(*problems)
        values["date"] = date
        folder = f"{date.year:04}"
    values |= {"language": config.language, "topics": [], "status": "draft"}
    return [
        _write(
            config.root,
            f"{ARTICLES}{folder}/{_slug(title)}.md",
            _head(values) + "\nThe text of the article, word for word.\n",
        )
    ]


def entity(config: Config, name: str, kind: str) -> list[Path]:
    """Create an entity with its name and kind."""
    values = {"name": name, "kind": kind}
    return [_write(config.root, f"content/entities/{_slug(name)}.md", _head(values))]


def topic(config: Config, title: str) -> list[Path]:
    """Create a topic with its title."""
    return [_write(config.root, f"content/topics/{_slug(title)}.md", _head({"title": title}))]


def annotation(  # noqa: PLR0913 - one parameter for each part of an annotation
    config: Config, article: str, *, quote: str, kind: str, by: str, title: str
) -> list[Path]:
    """Create a draft of an annotation in its own file, so that two editors never edit the same file.

    `article` is any name that `article_path` understands. The heading determines the address, so it gets a number when
    another annotation of the article has the same.
    """
    files = files_below(config.root / ARTICLES, suffixes=(".md",))
    path = article_path(article, {relative(file, config.root): "" for file in files})
    if kind not in config.annotation_types:
        help_ = did_you_mean(kind, config.annotation_types) or f"use one of {', '.join(config.annotation_types)}"
        raise ContentError(Problem("N122", f"unknown type `{kind}`", Place("--type"), help_))
    author = _checked_authors(config, by) if by else next(iter(config.editors), "")
    inside = path_name(path)
    heading, identifier = _unique_heading(" ".join(title.split()), set(_annotation_ids(config, inside)))
    quoted = "".join(f"> {line}\n" if line else ">\n" for line in quote.splitlines())
    properties = f"- type: {kind}\n- by: {author}\n- date: {TODAY():%Y-%m-%d}\n- status: draft\n"
    if identifier != slugs.title_slug(heading):
        properties += f"- id: {identifier}\n"
    text = "\n".join(part for part in (f"## {heading}\n", quoted, properties, "The comment, in Markdown.\n") if part)
    name = f"{TODAY():%Y-%m-%d}-{identifier}"
    target, count = f"{ANNOTATIONS}{inside}/{name}.md", 1
    while (config.root / target).exists():
        count += 1
        target = f"{ANNOTATIONS}{inside}/{name}-{count}.md"
    return [_write(config.root, target, text)]


def _checked_authors(config: Config, by: str) -> str:
    """The authors, normalised; raises ContentError for one who is not an editor in site.yaml, if that has editors."""
    authors = [part.strip() for part in by.split(",")]
    for one in authors:
        if config.editors and one not in config.editors:
            help_ = did_you_mean(one, config.editors) or f"use one of {', '.join(config.editors)}"
            raise ContentError(Problem("N122", f"unknown editor `{one}`", Place("--by"), help_))
    return ", ".join(authors)


def _annotation_ids(config: Config, inside: str) -> Iterator[str]:
    """The ids of the annotations of an article, including incomplete ones."""
    folder = config.root / ANNOTATIONS
    for path in (folder / f"{inside}.md", *files_below(folder / inside, suffixes=(".md",))):
        try:
            text = read_text(path, config.root)
        except ContentError:
            continue  # missing, or reported by `check`
        for section in sections(text, 1, "")[0]:
            listed = {one.key: one.value for one in split_section(section, "").listed}
            yield listed.get("id") or slugs.title_slug(section.title)


def _unique_heading(title: str, used: set[str]) -> tuple[str, str]:
    """The heading and id of an annotation, with a number if the id is in use."""
    slug = _slug(title)
    heading, identifier, count = title, slug, 1
    while identifier in used:
        count += 1
        heading, identifier = f"{title} {count}", f"{slug}-{count}"
    return heading, identifier


def site(folder: Path, builder: str = RELEASE) -> list[Path]:
    """Create an archive that can be published unchanged; raises ContentError when the folder is not empty.

    `builder` is the requirement that its workflows install, as pip reads it.
    """
    require_empty(folder)
    return [_write(folder, inside, text) for inside, text in archive_files(builder, TODAY())]


def schemas(folder: Path) -> list[Path]:
    """Write the JSON Schema of each kind of front matter, for text editors that complete and check with it."""
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


def _slug(title: str) -> str:
    slug = slugs.file_slug(title)
    if not slug:
        raise ContentError(
            Problem("F013", f"no address can be made from {title!r}", Place("new"), "use some letters or digits")
        )
    return str(slug)


def _write(root: Path, inside: str, text: str) -> Path:
    path = root / inside
    try:
        write_new(path, text.encode())
    except FileExistsError as error:
        raise ContentError(
            Problem("F015", "the file already exists", Place(inside), "edit it, or use another title")
        ) from error
    except OSError as error:
        raise ContentError(
            Problem(
                "S604", f"the file cannot be written: {(error.strerror or '').lower()}", Place(relative(path, root))
            )
        ) from error
    return path
