"""Command line: one function for each command."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from builder import __version__
from builder.cli.messages import EXIT_PROBLEMS, exit_on_problems, print_problems, stderr
from builder.cli.new import new
from builder.cli.options import (
    all_option,
    executor_option,
    jobs_option,
    load_archive_config,
    published_option,
    site_option,
)
from builder.files import relative
from builder.problems import ContentError, Place, Problem, errors

if TYPE_CHECKING:
    from builder.config import Config
    from builder.model import Site


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="annotated-archive", message="%(prog)s %(version)s")
def main() -> None:
    """Build a static site from an annotated news archive.

    \b
    Example:  python -m builder build --site site.yaml --output site
    """


main.add_command(new)


@main.command()
@site_option
@click.option("--output", type=click.Path(path_type=Path), help="Output folder.  [default: `output` of site.yaml]")
@click.option("--url", help="Address of the site, with its base path.  [default: `url` of site.yaml]")
@published_option
@jobs_option
@executor_option
@click.option("--drafts", is_flag=True, help="Also publish drafts.")
@click.option("--no-search", is_flag=True, help="Build without the search page and its index.")
@click.option("--profile", "profiling", is_flag=True, help="Print the time of each stage.")
@all_option
def build(
    site: Path,
    output: Path | None,
    url: str | None,
    published: Path | None,
    jobs: int,
    executor: str,
    drafts: bool,
    no_search: bool,
    profiling: bool,
    each: bool,
) -> None:
    """Build and publish the site. If there are errors, the published site is left untouched.

    \b
    Example:  python -m builder build --output site --url https://example.org/archive/
    """
    with exit_on_problems(each=each):
        from builder.cli.progress import profile, show_progress
        from builder.pipeline import BuildRequest
        from builder.pipeline import build as build_site

        config = replace(load_archive_config(site, url), search="none" if no_search else "new")
        with show_progress() as progress:
            # The context keeps the report until the process ends, because freeing a large archive takes long.
            folder = output or config.root / config.output
            report = click.get_current_context().obj = build_site(
                BuildRequest(config, folder, drafts, jobs, executor, progress, published, stderr)
            )
        print_problems(report.problems, each=each)
        for line in profile(progress.meters, report.seconds) if profiling else ():
            stderr(line)
        click.echo(report)
        if not report.published:
            sys.exit(EXIT_PROBLEMS)


@main.command()
@site_option
@published_option
@jobs_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="Format of the problems.",
)
@click.option(
    "--explain",
    metavar="ARTICLE",
    help="Print every name in this article (path, name or address of its page) and why it is linked or not.",
)
@click.option(
    "--fix",
    "fixing",
    is_flag=True,
    help="First update quotations to the article's current text (N103, N104), and write former addresses (N131, L405).",
)
@click.option("--report", "reporting", is_flag=True, help="Also print a report on the name registry.")
@all_option
def check(
    site: Path,
    published: Path | None,
    jobs: int,
    format_: str,
    explain: str | None,
    fixing: bool,
    reporting: bool,
    each: bool,
) -> None:
    """Check the content and explain how to fix problems.

    \b
    Example:  python -m builder check --format github
    """
    with exit_on_problems(each=each):
        from builder.cli.progress import show_progress
        from builder.pipeline import check_site

        config = load_archive_config(site)
        with show_progress() as progress:
            report = check_site(config, jobs=jobs, progress=progress, published=published, warn=stderr)
        if fixing and report.site:
            from builder.pipeline.fix import fix
            from builder.pipeline.fix_addresses import fix_addresses

            for step in (fix, fix_addresses):
                fixed = step(report.site, config)
                for one in fixed:
                    click.echo(one, err=format_ != "text")
                if fixed:
                    report = check_site(config, jobs=jobs, published=published, warn=stderr)
        if explain is not None:
            print_problems(errors(report.problems), each=each)
            if report.site:
                _explain(report.site, explain)
            return
        print_problems(report.problems, format_, each=each)
        if reporting and report.site and format_ == "text":
            _print_registry_report(report.site, config)
        if format_ == "text":
            count = len(report.problems)
            click.echo(f"{count or 'no'} problem{'' if count == 1 else 's'}, {report.seconds:.1f} s")
        if errors(report.problems):
            sys.exit(EXIT_PROBLEMS)


@main.command()
@site_option
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@jobs_option
@click.option("--from", "format_", help="Format to read the captures as.  [default: recognized by their content]")
@click.option("--profile", help="Site profile in content/profiles/.  [default: the one that matches]")
@click.option("--date", "date", help="Date of publication, such as 2015-11-03 or 2015.")
@click.option("--annotations", type=click.Path(path_type=Path), help="File of web annotations to import instead.")
@click.option(
    "--update", "updating", is_flag=True, help="With --annotations: take over words that have changed since the import."
)
@click.option("--dry-run", is_flag=True, help="Print what would be written without writing it.")
@click.option("--profile-test", "tested", metavar="ID", help="Print what a profile takes from captures.")
@click.option("--keep-going", is_flag=True, help="End well although some captures could not be converted.")
@all_option
def convert(
    site: Path,
    paths: tuple[Path, ...],
    jobs: int,
    format_: str | None,
    profile: str | None,
    date: str | None,
    annotations: Path | None,
    updating: bool,
    dry_run: bool,
    tested: str | None,
    keep_going: bool,
    each: bool,
) -> None:
    """Convert captures to articles (default: all new captures; - is standard input and needs --from).

    With --annotations, import W3C Web Annotations or an export of Hypothesis instead.

    \b
    Example:  python -m builder convert content/sources/2015/moscow-talks.txt
    """
    if updating and not annotations:
        raise click.BadParameter("it needs --annotations", param_hint="--update")
    with exit_on_problems(each=each):
        config = load_archive_config(site)
        if tested:
            from builder.pipeline.profile_test import profile_test

            for line in profile_test(config, tested, [_in_archive(path, config) for path in paths]):
                click.echo(line)
            return
        if annotations:
            report = _imported(config, _in_archive(annotations, config), dry_run=dry_run, update=updating)
        else:
            from builder.cli.progress import show_progress
            from builder.pipeline.conversion import convert_all

            found = [_in_archive(path, config) for path in paths]
            with show_progress() as progress:
                report = convert_all(
                    config, found, format_=format_ or "", profile=profile, date=date, dry_run=dry_run, jobs=jobs,
                    progress=progress,
                )  # fmt: skip
        print_problems(report.problems, each=each)
        click.echo(report)
        if errors(report.problems) and not keep_going:
            sys.exit(EXIT_PROBLEMS)


@main.command()
@site_option
@jobs_option
@click.argument("names", nargs=-1)
@click.option("--register", type=click.Path(path_type=Path), help="File of known names: list those that articles have.")
@click.option("--most", default=40, show_default=True, type=click.IntRange(1, 10_000), help="Maximal number of names.")
@click.option("--write", "writing", is_flag=True, help="Create entity files, and add names to existing ones.")
def suggest(site: Path, jobs: int, names: tuple[str, ...], register: Path | None, most: int, writing: bool) -> None:
    """List names found in articles that are not yet in the entity registry, most frequent first; or only NAMES.

    \b
    Example:  python -m builder suggest "Arab League" "Sergei Ivanov" --write
    """
    with exit_on_problems():
        from builder.pipeline.entity_report import caseless_note, suggestions
        from builder.suggest import write

        config = load_archive_config(site)
        path = _in_archive(register, config) if register else None
        registry, found = suggestions(config, names=names, register=path, jobs=jobs, warn=stderr)
        if not register and (note := caseless_note(registry)):
            stderr(note)
        if not writing:
            for one in found[:most]:
                click.echo(one)
            click.echo(f"{len(found[:most]):,} of {len(found):,} names; nothing is written without --write")
            return
        for one in found[:most]:
            file = write(config.root, one, registry.entities)
            manual = f"not written; add it to {_file_of(registry, one.entity)} by hand"
            click.echo(f"{one.name}: {relative(file, config.root) if file else manual}")


@main.command()
@site_option
@click.option("--export", "exported", type=click.Path(path_type=Path), help="Write all entities to this CSV file.")
@click.option(
    "--import", "imported", type=click.Path(path_type=Path), help="Take over what was edited in the CSV file."
)
@click.option("--dry-run", is_flag=True, help="Print what --import would write without writing it.")
@all_option
def entities(site: Path, exported: Path | None, imported: Path | None, dry_run: bool, each: bool) -> None:
    """Edit the entity registry as a spreadsheet. --import changes and adds what the file has, and deletes nothing.

    \b
    Example:  python -m builder entities --export entities.csv
    """
    if (exported is None) == (imported is None):
        raise click.UsageError("give either --export FILE or --import FILE")
    with exit_on_problems(each=each):
        from builder.pipeline.entity_report import registry_of
        from builder.pipeline.entity_table import read_table, table

        config = load_archive_config(site)
        registry = registry_of(config, warn=stderr)
        if exported:
            exported.write_bytes(table(registry).encode())
            click.echo(f"{len(registry.entities):,} entities: {exported}")
            return
        report = read_table(registry, config.root, _in_archive(imported or Path(), config), dry_run=dry_run)
        print_problems(report.problems, each=each)
        for path in report.written:
            click.echo(path)
        click.echo(report)
        if errors(report.problems):
            sys.exit(EXIT_PROBLEMS)


@main.command()
@site_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(site: Path, port: int) -> None:
    """Show a preview of the site with drafts on this machine, and rebuild it on every change.

    \b
    Example:  python -m builder serve --port 8000
    """
    with exit_on_problems():
        from builder.serve import serve as serve_site

        serve_site(site.resolve(), port=port)


class FilesReport(Protocol):
    """The report of a command that writes files, printed as it is."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems that were found."""


def _in_archive(path: Path, config: Config) -> Path:
    """The path as given, or, if nothing is there, as messages print it: relative to the archive."""
    return path if path.exists() or not (config.root / path).exists() else config.root / path


def _imported(config: Config, path: Path, *, dry_run: bool, update: bool) -> FilesReport:
    from builder.importing import import_annotations
    from builder.pipeline import check_site

    site = check_site(config, warn=stderr).site
    if site is None:
        raise ContentError(Problem("S601", "the archive cannot be read", Place("site.yaml")))
    return import_annotations(site, config, path, dry_run=dry_run, update=update)


def _print_registry_report(site: Site, config: Config) -> None:
    from builder.pipeline.entity_report import report

    for title, lines in report(config, site):
        click.echo(f"{title}:")
        for line in lines:
            click.echo(f"  {line}")


def _file_of(site: Site, entity: str) -> str:
    return site.entities[entity].place.path if entity else "content/entities/"


def _explain(site: Site, name: str) -> None:
    from builder.load.article_names import article_path

    slugs = {article.place.path: article.slug for article in site.articles}
    try:
        slug = slugs[article_path(name, {one.place.path: one.address for one in site.articles})]
    except ContentError as error:
        problem = error.problems[0]
        raise click.BadParameter(f"{problem.message}; {problem.help}", param_hint="--explain") from error
    rows = [
        (mention.passage, f"{mention.entity}{'' if mention.linked else ' (not linked)'}", mention.rule)
        for mention in site.texts[slug].mentions
    ]
    rows += [
        (skipped.passage, f"not linked: {', '.join(skipped.candidates)}", skipped.rule)
        for skipped in site.unlinked.get(slug, ())
    ]
    for passage, decision, rule in sorted(rows):
        text = " ".join(site.texts[slug].text[passage.start : passage.end].split())
        click.echo(f"{passage.start:>6}  {text}  →  {decision}  [{rule}]")
