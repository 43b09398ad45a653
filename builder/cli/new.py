"""New: the commands that begin a file or an archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from builder.cli.messages import exit_on_problems
from builder.cli.options import load_archive_config, site_option


def _requirement(_: click.Context, __: click.Parameter, spec: str | None) -> str | None:
    if spec is not None and (not spec.strip() or not spec.isprintable()):
        raise click.BadParameter("it has to be one line, such as `annotated-archive==0.1.0` or the path of a wheel")
    return spec


@click.group()
def new() -> None:
    """Begin an article, an annotation, an entity, a topic or a whole archive.

    \b
    Example:  python -m builder new entity "Kofi Annan" --kind person
    """


@new.command("article")
@site_option
@click.argument("title")
@click.option("--date", help="Day of publication, such as 2015-11-03.")
def new_article(site: Path, title: str, date: str | None) -> None:
    """An article without a capture, to be filled in."""
    from builder.new import article

    _made(lambda: article(load_archive_config(site), title, date))


@new.command("annotation")
@site_option
@click.argument("article")
@click.option("--quote", default="", help="The words it is about.")
@click.option("--type", "kind", default="context", show_default=True)
@click.option("--by", default="", help="Who signs it; the first editor of site.yaml otherwise.")
@click.option("--title", default="Title of the note", help="Its heading.")
def new_annotation(site: Path, article: str, quote: str, kind: str, by: str, title: str) -> None:
    """A note on ARTICLE (its name), in a file of its own."""
    from builder.new import annotation

    _made(lambda: annotation(load_archive_config(site), article, quote=quote, kind=kind, by=by, title=title))


@new.command("entity")
@site_option
@click.argument("name")
@click.option(
    "--kind",
    default="person",
    show_default=True,
    type=click.Choice(["person", "organisation", "place", "event", "work"]),
)
def new_entity(site: Path, name: str, kind: str) -> None:
    """A person, organisation, place, event or work."""
    from builder.new import entity

    _made(lambda: entity(load_archive_config(site), name, kind))


@new.command("topic")
@site_option
@click.argument("title")
def new_topic(site: Path, title: str) -> None:
    """A topic."""
    from builder.new import topic

    _made(lambda: topic(load_archive_config(site), title))


@new.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--builder",
    metavar="SPEC",
    callback=_requirement,
    help="What pip installs to build it, for requirements.txt; the release of this version otherwise.",
)
def new_site(folder: Path, builder: str | None) -> None:
    """A whole archive in FOLDER, which must be empty or not be there yet."""
    from builder.new import site
    from builder.new.archive import RELEASE

    _made(lambda: site(folder, builder or RELEASE))


@new.command("schemas")
@click.argument("folder", type=click.Path(path_type=Path))
def new_schemas(folder: Path) -> None:
    """A JSON Schema of each kind of front matter in FOLDER, for programs that complete and check by one."""
    from builder.new import schemas

    _made(lambda: schemas(folder))


def _made(make: Callable[[], Iterable[Path]]) -> None:
    with exit_on_problems():
        for path in make():
            click.echo(path)
