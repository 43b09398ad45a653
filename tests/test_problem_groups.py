"""A problem that occurs many times is printed once."""

from __future__ import annotations

from builder.problem_groups import grouped
from builder.problems import Place, Problem


def many(number: int, message: str = "unknown topic `earn`", code: str = "T301") -> list[Problem]:
    return [Problem(code, message, Place(f"content/articles/{one:04}.md", 4, 10), "help") for one in range(number)]


def test_ten_problems_of_a_kind_are_printed_one_by_one() -> None:
    assert grouped(many(10)) == many(10)


def test_more_are_one_problem_with_their_number_and_first_places() -> None:
    (one,) = grouped(many(3700))
    assert str(one) == (
        "content/articles/0000.md:4:10: warning T301: unknown topic `earn` (3,700 times in 3,700 files: here,"
        " content/articles/0001.md:4:10, content/articles/0002.md:4:10, …)\n  help: help"
    )


def test_values_as_written_do_not_make_another_kind() -> None:
    dates = [
        Problem("F008", f"`date` cannot be {value!r}", Place("a.md", line))
        for line, value in enumerate(["2015-11-03 12:00", "it's", *map(str, range(10))], 1)
    ]
    (one,) = grouped(dates)
    assert one.message == "`date` cannot be '2015-11-03 12:00' (12 like it: here, a.md:2:1, a.md:3:1, …)"
    other = Problem("F008", "`captured` cannot be 'x'", Place("a.md", 99))
    assert grouped([*dates, other]) == [one, other]


def test_of_many_kinds_the_frequent_ones_are_printed_and_the_rest_is_counted() -> None:
    kinds = [many(2 + number, f"unknown topic `t{number}`") for number in range(500)]
    lines = [str(problem) for problem in grouped(problem for kind in kinds for problem in kind)]
    assert len(lines) == 11
    assert "`t499` (501 times in 501 files" in "".join(lines)
    rest = sum(2 + number for number in range(490))
    assert f"T301: unknown topic ({rest:,} more in 491 files: here," in lines[-1]
    assert lines[-1].endswith("help: `--all` prints each of them")


def test_warnings_and_errors_of_one_code_stay_apart() -> None:
    dead = many(20, "broken link: /gone/", "L401")
    lenient = [Problem(one.code, one.message, one.place, one.help, is_lenient=True) for one in dead]
    assert [problem.severity for problem in grouped([*dead, *lenient])] == ["error", "warning"]
