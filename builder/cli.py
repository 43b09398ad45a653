"""The commands, one short function each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from builder.files import relative
from builder.problems import ContentError, Place, Problem, errors, in_reading_order

if TYPE_CHECKING:
    from builder.build.fix import Fix
    from builder.config import Config
    from builder.model import Site

EXIT_PROBLEMS = 1

site_option = click.option(
    "--site",
    "site",
    default="site.yaml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The archive's site.yaml.",
)
jobs_option = click.option(
    "--jobs", default=0, type=click.IntRange(0, 256), help="Processes to work with; 0: one for each core."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Build a static site from an annotated news archive.

    \b
    Example:  python -m builder build --site site.yaml --output site
    """


@main.command()
@site_option
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder to publish in; `output` of site.yaml otherwise."
)
@click.option("--url", help="Address the site will have, with its base path; `url` of site.yaml otherwise.")
@jobs_option
@click.option("--drafts", is_flag=True, help="Publish drafts too.")
@click.option("--no-search", is_flag=True, help="Leave out the search page and its index.")
def build(site: Path, output: Path | None, url: str | None, jobs: int, drafts: bool, no_search: bool) -> None:
    """Publish the archive, or leave the published one as it is.

    \b
    Example:  python -m builder build --output site --url https://example.org/archive/
    """
    with _problems_said():
        from builder.build import build as build_site

        config = replace(_config(site, url), search="none" if no_search else "new")
        report = build_site(config, output or config.root / config.output, jobs=jobs, drafts=drafts, say=_say)
        _say_problems(report.problems)
        click.echo(report)
        if not report.published:
            sys.exit(EXIT_PROBLEMS)


@main.command()
@site_option
@jobs_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How problems are printed.",
)
@click.option("--explain", metavar="ARTICLE", help="Print every name in this article, and why it is linked or not.")
@click.option(
    "--fix", "fixing", is_flag=True, help="First let quotations take over the words their article has now (N103, N104)."
)
@click.option("--report", "reporting", is_flag=True, help="Print what the articles tell of the registry of names, too.")
def check(site: Path, jobs: int, form: str, explain: str | None, fixing: bool, reporting: bool) -> None:
    """Say what is wrong with the content, where, and how to mend it.

    \b
    Example:  python -m builder check --format github
    """
    with _problems_said():
        from builder.build import check_site

        config = _config(site)
        report = check_site(config, jobs=jobs, say=_say)
        if fixing and report.site and (fixed := _fixed(report.site, config)):
            for one in fixed:
                click.echo(one, err=form != "text")
            report = check_site(config, jobs=jobs, say=_say)
        if explain is not None:
            _say_problems(errors(report.problems))
            _explain(report.site, explain)
            return
        _say_problems(report.problems, form)
        if reporting and report.site and form == "text":
            _say_registry(report.site, config)
        if form == "text":
            found = (
                f"{len(report.problems)} problem{'s' if len(report.problems) != 1 else ''}"
                if report.problems
                else "no problems"
            )
            click.echo(f"{found}, {report.seconds:.1f} s")
        if errors(report.problems):
            sys.exit(EXIT_PROBLEMS)


@main.command()
@site_option
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--profile", help="Name of the profile in content/profiles/; otherwise the one that fits.")
@click.option("--date", "date", help="Day of publication, such as 2015-11-03, when the capture does not say.")
@click.option("--annotations", type=click.Path(path_type=Path), help="A file of web annotations to make notes of.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def convert(
    site: Path, paths: tuple[Path, ...], profile: str | None, date: str | None, annotations: Path | None, dry_run: bool
) -> None:
    """Make articles of captures; without PATHS, of all in content/sources/ that have none yet.

    With --annotations, make notes of web annotations instead: those of the W3C, or an export of Hypothesis.

    \b
    Example:  python -m builder convert content/sources/2015/moscow-talks.txt
    """
    with _problems_said():
        config = _config(site)
        report = (
            _imported(config, annotations, dry_run=dry_run)
            if annotations
            else _converted(config, paths, profile, date, dry_run=dry_run)
        )
        _say_problems(report.problems)
        click.echo(report)
        if errors(report.problems):
            sys.exit(EXIT_PROBLEMS)


@main.command()
@site_option
@jobs_option
@click.argument("names", nargs=-1)
@click.option("--most", default=40, show_default=True, type=click.IntRange(1, 10_000), help="Names to print, or write.")
@click.option("--write", "writing", is_flag=True, help="Make the files, and add the names to those that are there.")
def suggest(site: Path, jobs: int, names: tuple[str, ...], most: int, writing: bool) -> None:
    """Print names that the articles have and no entity has yet, the most frequent first; or NAMES of them alone.

    \b
    Example:  python -m builder suggest "Arab League" "Sergei Ivanov" --write
    """
    with _problems_said():
        from builder.build.registry import suggestions, take_in

        config = _config(site)
        known, found = suggestions(config, names=names, jobs=jobs, say=_say)
        if not writing:
            for one in found[:most]:
                click.echo(one)
            click.echo(f"{len(found[:most]):,} of {len(found):,} names; nothing is written without --write")
            return
        for one, path in take_in(config, known, found[:most]):
            by_hand = f"not written; do it by hand in {_file_of(known, one.entity)}"
            click.echo(f"{one.name}: {relative(path, config.root) if path else by_hand}")


@main.command()
@site_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(site: Path, port: int) -> None:
    """Show the site, drafts included, on this machine; it follows every change of the content.

    \b
    Example:  python -m builder serve --port 8000
    """
    with _problems_said():
        from builder.serve import serve as serve_site

        serve_site(site.resolve(), port=port)


@main.group()
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

    _made(lambda: article(_config(site), title, date))


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

    _made(lambda: annotation(_config(site), article, quote=quote, kind=kind, by=by, title=title))


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

    _made(lambda: entity(_config(site), name, kind))


@new.command("topic")
@site_option
@click.argument("title")
def new_topic(site: Path, title: str) -> None:
    """A topic."""
    from builder.new import topic

    _made(lambda: topic(_config(site), title))


@new.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
def new_site(folder: Path) -> None:
    """A whole archive in FOLDER, which must be empty or not be there yet."""
    from builder.new import site

    _made(lambda: site(folder))


@new.command("schemas")
@click.argument("folder", type=click.Path(path_type=Path))
def new_schemas(folder: Path) -> None:
    """A JSON Schema of each kind of front matter in FOLDER, for programs that complete and check by one."""
    from builder.new import schemas

    _made(lambda: schemas(folder))


class Done(Protocol):
    """What a command that makes files says when it is done; printed as it is."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that was found wrong on the way."""
        ...


class _problems_said:  # noqa: N801 - reads as a clause of the command
    """Problems are printed and end the command with 1; a mistake of ours keeps its traceback."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ContentError):
            _say_problems(in_reading_order(error.problems))
            sys.exit(EXIT_PROBLEMS)
        if isinstance(error, KeyboardInterrupt):
            click.echo("stopped", err=True)
            sys.exit(130)


def _config(site: Path, url: str | None = None) -> Config:
    from builder.config import is_web_address, load_config

    if not site.is_file():
        raise ContentError(
            Problem(
                "S601",
                f"there is no {site.name} in this folder",
                Place(str(site)),
                "name it with --site, or make one with `python -m builder new site FOLDER`",
            )
        )
    config = load_config(site)
    if url is None:
        return config
    if not is_web_address(url):
        raise click.BadParameter(f"{url!r} is not a web address", param_hint="--url")
    return replace(config, url=url.rstrip("/") + "/")


def _made(make: Callable[[], Iterable[Path]]) -> None:
    with _problems_said():
        for path in make():
            click.echo(path)


def _say(message: str) -> None:
    click.echo(message, err=True)


def _say_problems(problems: Iterable[Problem], form: str = "text") -> None:
    if form == "json":
        import json

        records = [
            {
                "path": one.place.path,
                "line": one.place.line,
                "column": one.place.column,
                "severity": one.severity,
                "code": one.code,
                "message": one.message,
                "help": one.help,
            }
            for one in problems
        ]
        click.echo(json.dumps(records, indent=2, ensure_ascii=False))
        return
    for problem in problems:
        click.echo(_for_github(problem) if form == "github" else str(problem), err=form == "text")


def _for_github(problem: Problem) -> str:
    """A workflow command, which GitHub shows beside the line; its data must not hold line breaks or percent signs."""
    message = f"{problem.message}. {problem.help}" if problem.help else problem.message
    for sign, written in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        message = message.replace(sign, written)
    path = problem.place.path.replace("%", "%25").replace(",", "%2C").replace(":", "%3A").replace("\n", "%0A")
    where = f"file={path},line={problem.place.line},col={problem.place.column},title={problem.code}"
    return f"::{problem.severity} {where}::{message}"


def _converted(
    config: Config, paths: tuple[Path, ...], profile: str | None, date: str | None, *, dry_run: bool
) -> Done:
    from builder.convert import convert_all

    return convert_all(config, paths, profile=profile, date=date, dry_run=dry_run)


def _imported(config: Config, path: Path, *, dry_run: bool) -> Done:
    from builder.build import check_site
    from builder.build.imports import import_annotations

    site = check_site(config, say=_say).site
    if site is None:
        raise ContentError(Problem("S601", "the archive cannot be read", Place("site.yaml")))
    return import_annotations(site, config, path, dry_run=dry_run)


def _fixed(site: Site, config: Config) -> tuple[Fix, ...]:
    from builder.build.fix import fix

    return fix(site, config)


def _say_registry(site: Site, config: Config) -> None:
    from builder.build.registry import report

    for title, lines in report(config, site):
        click.echo(f"{title}:")
        for line in lines:
            click.echo(f"  {line}")


def _file_of(site: Site, entity: str) -> str:
    return site.entities[entity].place.path if entity else "content/entities/"


def _explain(site: Site | None, slug: str) -> None:
    article = next((one for one in site.articles if one.slug == slug), None) if site else None
    if site is None or article is None:
        raise click.BadParameter(f"there is no article {slug!r}", param_hint="--explain")
    rows = [
        (mention.passage, f"{mention.entity}{'' if mention.linked else ' (not linked)'}", mention.rule)
        for mention in site.mentions.get(slug, ())
    ]
    rows += [
        (skipped.passage, f"left alone: {', '.join(skipped.candidates)}", skipped.rule)
        for skipped in site.skipped.get(slug, ())
    ]
    for passage, decision, rule in sorted(rows):
        words = " ".join(article.text[passage.start : passage.end].split())
        click.echo(f"{passage.start:>6}  {words}  →  {decision}  [{rule}]")
