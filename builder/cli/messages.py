"""Messages: how problems are printed, and the exit code of a command."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from builder.problem_groups import grouped
from builder.problems import ContentError, Problem, in_reading_order

EXIT_PROBLEMS = 1


@contextmanager
def exit_on_problems(*, each: bool = True) -> Iterator[None]:
    """Print the problems of a ContentError and exit with 1; bugs keep their traceback."""
    try:
        yield
    except ContentError as error:
        print_problems(in_reading_order(error.problems), each=each)
        sys.exit(EXIT_PROBLEMS)
    except KeyboardInterrupt:
        stderr("stopped")
        sys.exit(130)


def stderr(message: str) -> None:
    """Print to standard error, where other programs do not read it."""
    click.echo(message, err=True)


def print_problems(problems: Iterable[Problem], format_: str = "text", *, each: bool = False) -> None:
    """Print to standard error as text, to standard output in a format for programs.

    Problems of one kind are printed as one where there are many, except as JSON, or when `each` is asked for.
    """
    if format_ == "json":
        import json

        records = [
            one.place._asdict() | {"severity": one.severity, "code": one.code, "message": one.message, "help": one.help}
            for one in problems
        ]
        click.echo(json.dumps(records, indent=2, ensure_ascii=False))
        return
    for problem in problems if each else grouped(problems):
        click.echo(_for_github(problem) if format_ == "github" else str(problem), err=format_ == "text")


def _for_github(problem: Problem) -> str:
    """A workflow command, which GitHub shows beside the line; line breaks and percent signs are escaped."""
    message = f"{problem.message}. {problem.help}" if problem.help else problem.message
    for character, escaped in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        message = message.replace(character, escaped)
    path = problem.place.path.replace("%", "%25").replace(",", "%2C").replace(":", "%3A").replace("\n", "%0A")
    properties = f"file={path},line={problem.place.line},col={problem.place.column},title={problem.code}"
    return f"::{problem.severity} {properties}::{message}"
