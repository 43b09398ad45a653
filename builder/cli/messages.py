"""Say: what is printed of problems, and how a command ends."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from builder.problems import ContentError, Problem, in_reading_order

EXIT_PROBLEMS = 1


class exit_on_problems:  # noqa: N801 - reads as a clause of the command
    """Problems are printed and end the command with 1; a mistake of ours keeps its traceback."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ContentError):
            print_problems(in_reading_order(error.problems))
            sys.exit(EXIT_PROBLEMS)
        if isinstance(error, KeyboardInterrupt):
            click.echo("stopped", err=True)
            sys.exit(130)


def stderr(message: str) -> None:
    """On standard error, where nothing else reads it."""
    click.echo(message, err=True)


def print_problems(problems: Iterable[Problem], form: str = "text") -> None:
    """On standard error; in a form for programs on standard output."""
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
