"""Profiles are validated, and patterns that could run for minutes are rejected."""

from __future__ import annotations

import pytest

from builder.convert import read_profile
from builder.convert.patterns import COST_LIMIT, PatternError, compile_pattern
from builder.problems import ContentError
from tests.capture_factory import page, problem_of, profile
from tests.cost import cost


def test_a_profile_named_on_the_command_line_must_exist() -> None:
    message = problem_of(page().encode(), profiles=(profile(),), profile="archived-pages")
    assert message.splitlines() == [
        "content/sources/a.txt:1:1: error C504: there is no profile `archived-pages`",
        "  help: did you mean 'archived-page'?",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("matsch: ['a']", "1:1: error C504: unknown key `matsch`\n  help: did you mean 'match'?"),
        ("match: '^a'", "1:8: error C504: `match` cannot be '^a'"),
        ("match: ['[']", "1:9: error C504: `match`: not a regular expression: unterminated character set"),
        ("match:\n  - 'a'\n  - '(a+)+$'", "3:5: error C504: `match`: the pattern could take minutes on one line"),
        (f"match: ['{'a' * 501}']", "1:9: error C504: `match`: the pattern has 501 characters; at most 500"),
        ("drop_line: ['a*']", "1:13: error C504: `drop_line`: the pattern matches a blank line"),
        ("byline: '^By .+$'", "1:9: error C504: `byline`: the pattern has no group (?P<author>…)"),
        ("date: {pattern: '(?P<date>x+)'}", "1:7: error C504: `format` is missing in `date`"),
        (
            "date: {pattern: '(?P<date>x+)', format: '%d %B'}",
            "1:41: error C504: `date`: the format '%d %B' does not give a day",
        ),
        (
            "comment_header: {pattern: 'x+', format: '%Y'}",
            "1:27: error C504: `comment_header`: the pattern has no group (?P<date>…)",
        ),
        (
            "quote_gap: 1",
            "1:12: error C504: `quote_gap` cannot be '1'\n  help: write a number of blank lines, at least 2",
        ),
        ("set: {licence: x}", "1:7: error C504: unknown key `licence` in `set`"),
        ("match: &a ['x']", "1:8: error C504: this YAML is rejected: an alias"),
        ("match: [", "2:1: error C504: the YAML cannot be read"),
    ],
)
def test_an_invalid_profile_is_a_problem_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ContentError) as raised:
        read_profile(text, "content/profiles/a.yaml")
    assert f"content/profiles/a.yaml:{message}" in str(raised.value)


def test_a_profile_cannot_be_named_cleaned() -> None:
    with pytest.raises(ContentError, match="C504: a profile cannot be named `cleaned`"):
        read_profile("match: ['a']", "content/profiles/cleaned.yaml")


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\w+, \d+/\d+/\d+ - \d+:\d+ \| \d+ .+$",
        r"^.{1,40}'s picture$",
        r"Posted by .+ on .+",
        r"(?i)^share (?:this|on) ?(?:page)?",
        r"(?:\w+ )*ago$",
        r"(?:\w+ ){1,3}ago",
        r"^[^]x]+]$",
        r"^(?P<a>\d{1,2}) (?P<b>[A-Z]\w+) (?P<c>\d{4})\b",
    ],
)
def test_fast_patterns_are_accepted(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    lines = ("a" * 2000, "1" * 2000, "a " * 1000, " ago" * 500)
    assert cost(lambda: [compiled.search(line) for line in lines]) < 120


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(?:a|aa)+$",
        r"(\w+)*x",
        r"^.*.*.*x",
        r"\w+ says .+ of .+ now",
        r"^(a?){30}$",
        "a?" * 30 + "a" * 30,
        r"^(?:.{1,90}.{1,90}){1,3}x",
        r"(a)\1",
        r"(?P<a>x)(?P=a)",
        r"(?x)a b",
        r"\x41",
        r"[[x]",
        "(" * 300 + ")" * 100,
    ],
)
def test_slow_patterns_are_rejected(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)
    assert COST_LIMIT < 10**8
