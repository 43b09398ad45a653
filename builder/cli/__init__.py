"""The commands, one short function each."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from builder.cli.messages import EXIT_PROBLEMS, exit_on_problems, print_problems, stderr
from builder.cli.new import new
from builder.cli.options import executor_option, jobs_option, load_archive_config, site_option
from builder.files import relative
from builder.problems import ContentError, Place, Problem, errors

if TYPE_CHECKING:
    from builder.config import Config
    from builder.model import Site
    from builder.pipeline.fix import Fix


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Build a static site from an annotated news archive.

    \b
    Example:  python -m builder build --site site.yaml --output site
    """


main.add_command(new)


@main.command()
@site_option
@click.option(
    "--output", type=click.Path(path_type=Path), help="Folder to publish in; `output` of site.yaml otherwise."
)
@click.option("--url", help="Address the site will have, with its base path; `url` of site.yaml otherwise.")
@jobs_option
@executor_option
@click.option("--drafts", is_flag=True, help="Publish drafts too.")
@click.option("--no-search", is_flag=True, help="Leave out the search page and its index.")
@click.option("--profile", "profiling", is_flag=True, help="Print the seconds that each stage took.")
def build(
    site: Path,
    output: Path | None,
    url: str | None,
    jobs: int,
    executor: str,
    drafts: bool,
    no_search: bool,
    profiling: bool,
) -> None:
    """Publish the archive, or leave the published one as it is.

    \b
    Example:  python -m builder build --output site --url https://example.org/archive/
    """
    with exit_on_problems():
        from builder.cli.progress import profile, show_progress
        from builder.pipeline import BuildRequest
        from builder.pipeline import build as build_site

        config = replace(load_archive_config(site, url), search="none" if no_search else "new")
        with show_progress() as progress:
            # In the context, which lives to the end of the process: to take an archive to pieces takes long.
            report = click.get_current_context().obj = build_site(
                BuildRequest(config, output or config.root / config.output, drafts, jobs, executor, progress, stderr)
            )
        print_problems(report.problems)
        for line in profile(progress.meters, report.seconds) if profiling else ():
            stderr(line)
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
    with exit_on_problems():
        from builder.cli.progress import show_progress
        from builder.pipeline import check_site

        config = load_archive_config(site)
        with show_progress() as progress:
            report = check_site(config, jobs=jobs, progress=progress, warn=stderr)
        if fixing and report.site and (fixed := _fixed(report.site, config)):
            for one in fixed:
                click.echo(one, err=form != "text")
            report = check_site(config, jobs=jobs, warn=stderr)
        if explain is not None:
            print_problems(errors(report.problems))
            _explain(report.site, explain)
            return
        print_problems(report.problems, form)
        if reporting and report.site and form == "text":
            _print_registry_report(report.site, config)
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
    with exit_on_problems():
        config = load_archive_config(site)
        report = (
            _imported(config, annotations, dry_run=dry_run)
            if annotations
            else _converted(config, paths, profile, date, dry_run=dry_run)
        )
        print_problems(report.problems)
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
    with exit_on_problems():
        from builder.pipeline.entity_report import accept, suggestions

        config = load_archive_config(site)
        known, found = suggestions(config, names=names, jobs=jobs, warn=stderr)
        if not writing:
            for one in found[:most]:
                click.echo(one)
            click.echo(f"{len(found[:most]):,} of {len(found):,} names; nothing is written without --write")
            return
        for one, path in accept(config, known, found[:most]):
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
    with exit_on_problems():
        from builder.serve import serve as serve_site

        serve_site(site.resolve(), port=port)


class Done(Protocol):
    """What a command that makes files says when it is done; printed as it is."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that was found wrong on the way."""
        ...


def _converted(
    config: Config, paths: tuple[Path, ...], profile: str | None, date: str | None, *, dry_run: bool
) -> Done:
    from builder.convert import convert_all

    return convert_all(config, paths, profile=profile, date=date, dry_run=dry_run)


def _imported(config: Config, path: Path, *, dry_run: bool) -> Done:
    from builder.importing import import_annotations
    from builder.pipeline import check_site

    site = check_site(config, warn=stderr).site
    if site is None:
        raise ContentError(Problem("S601", "the archive cannot be read", Place("site.yaml")))
    return import_annotations(site, config, path, dry_run=dry_run)


def _fixed(site: Site, config: Config) -> tuple[Fix, ...]:
    from builder.pipeline.fix import fix

    return fix(site, config)


def _print_registry_report(site: Site, config: Config) -> None:
    from builder.pipeline.entity_report import report

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
        for mention in site.texts[slug].mentions
    ]
    rows += [
        (skipped.passage, f"left alone: {', '.join(skipped.candidates)}", skipped.rule)
        for skipped in site.unlinked.get(slug, ())
    ]
    for passage, decision, rule in sorted(rows):
        words = " ".join(site.texts[slug].text[passage.start : passage.end].split())
        click.echo(f"{passage.start:>6}  {words}  →  {decision}  [{rule}]")
