"""New: the commands that create a file or an archive."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from builder.cli.messages import exit_on_problems
from builder.cli.options import load_archive_config, site_option


def _validate_requirement(_: click.Context, __: click.Parameter, spec: str | None) -> str | None:
    if spec is not None and (not spec.strip() or not spec.isprintable()):
        raise click.BadParameter("it must be one line, such as `annotated-archive==0.1.0` or the path of a wheel")
    return spec


@click.group()
def new() -> None:
    """Create an article, an annotation, an entity, a topic or a whole archive.

    \b
    Example:  python -m builder new entity "Kofi Annan" --kind person
    """


@new.command("article")
@site_option
@click.argument("title")
@click.option("--date", help="Date of publication, such as 2015-11-03, 2015-11 or 2015.")
def new_article(site: Path, title: str, date: str | None) -> None:
    """Create an article without a capture, to be filled in."""
    from builder.new import article

    _print_created(lambda: article(load_archive_config(site), title, date))


@new.command("annotation")
@site_option
@click.argument("article")
@click.option("--quote", default="", help="The passage to annotate.")
@click.option("--type", "kind", default="context", show_default=True)
@click.option("--by", default="", help="Author of the annotation.  [default: the first editor of site.yaml]")
@click.option("--title", default="Title of the note", help="Heading of the annotation.", show_default=True)
def new_annotation(site: Path, article: str, quote: str, kind: str, by: str, title: str) -> None:
    """Create an annotation of ARTICLE in its own file.

    ARTICLE is the path of its file, its name, or the address of its page.

    \b
    Example:  python -m builder new annotation content/articles/2015/moscow-talks.md
    """
    from builder.new import annotation

    _print_created(lambda: annotation(load_archive_config(site), article, quote=quote, kind=kind, by=by, title=title))


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
    """Create an entity: a person, organisation, place, event or work."""
    from builder.new import entity

    _print_created(lambda: entity(load_archive_config(site), name, kind))


@new.command("topic")
@site_option
@click.argument("title")
def new_topic(site: Path, title: str) -> None:
    """Create a topic."""
    from builder.new import topic

    _print_created(lambda: topic(load_archive_config(site), title))


@new.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--builder",
    metavar="SPEC",
    callback=_validate_requirement,
    help="Requirement for requirements.txt, as pip reads it.  [default: the release of this version]",
)
def new_site(folder: Path, builder: str | None) -> None:
    """Create an archive in FOLDER, which must be empty or not exist yet."""
    from builder.new import site
    from builder.new.archive import RELEASE

    _print_created(lambda: site(folder, builder or RELEASE))


@new.command("schemas")
@click.argument("folder", type=click.Path(path_type=Path))
def new_schemas(folder: Path) -> None:
    """Write a JSON Schema of each kind of front matter to FOLDER, for text editors that use one."""
    from builder.new import schemas

    _print_created(lambda: schemas(folder))


def _print_created(create: Callable[[], Iterable[Path]]) -> None:
    with exit_on_problems():
        for path in create():
            click.echo(path)
