"""An archive of 300 articles that reaches the limits which change what a page shows; invented, and always the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

ARTICLES = 300
UNDATED, SPARSE, NOVEMBER = 10, 16, 120
"""Articles without a date, one a year from 2000 on, and of one month; all others are from the rest of its year."""
EVENTS = 64
"""Entities with a first and a last day in that year, so that it has a few entries more than a page of the timeline."""
NOTED = 130
"""Articles with an annotation."""
TAGS = 70
PLACES = [f"{side} {what}" for side, what in product(("North", "South", "East", "West", "Old"), ("Quay", "Canal"))]
"""Named in many articles each; every article of more than six of them leaves the most frequent out of account."""
SETTINGS = """\
title: Large archive
url: https://example.org/large/
description: As many articles as it takes.
editors: {desk: The desk}
"""
TOPICS: dict[str, dict[str, str]] = {"harbour": {}, "trade": {}, "letters": {"parent": "trade"}}


def write_large_archive(root: Path) -> None:
    """Fill a folder with the archive's settings and content."""
    for name, text in _files():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _files() -> Iterator[tuple[str, str]]:
    yield "site.yaml", SETTINGS
    yield "content/pages/about.md", "---\ntitle: About\n---\nInvented.\n"
    for slug, parent in TOPICS.items():
        yield f"content/topics/{slug}.md", _page({"title": slug.capitalize(), **parent}, "")
    for identifier, head in _entities():
        yield f"content/entities/{identifier}.md", _page(head, "")
    for number in range(ARTICLES):
        folder = f"{'undated' if number < UNDATED else 2000 + number % 3}/article-{number:03}.md"
        yield f"content/articles/{folder}", _article(number)
        if number % 2 and number < 2 * NOTED:
            yield f"content/annotations/{folder}", _note(number)


def _entities() -> Iterator[tuple[str, dict[str, str]]]:
    for first in ("ada", "byron"):
        yield (
            f"{first}-lovelace",
            {"name": f"{first.capitalize()} Lovelace", "kind": "person", "short": "[Lovelace]", "born": "1815-12-10"},
        )
    for name in PLACES:
        yield name.lower().replace(" ", "-"), {"name": name, "kind": "place", "description": "Where ships lie."}
    for number in range(EVENTS):
        start = date(2015, 1, 1) + timedelta(number * 5)
        head = {"kind": "event", "start": str(start), "end": str(start + timedelta(3))}
        yield f"fair-{number:02}", {"name": f"Fair of the {number:02}th Ship", **head}


def _article(number: int) -> str:
    head = {"title": f"Report {number} from the quays", "topics": _topics(number)}
    if number >= UNDATED:
        head["date"] = str(_day(number - UNDATED))
    return _page(head, "\n\n".join(_paragraphs(number)) + "\n")


def _day(number: int) -> date:
    if number < SPARSE:
        return date(2000 + number, 6, 1)
    if number < SPARSE + NOVEMBER:
        return date(2015, 11, 1) + timedelta(number % 30)
    return date(2015, 1, 1) + timedelta((number * 7) % 300)


def _topics(number: int) -> str:
    return f"[{', '.join(slug for place, slug in enumerate(TOPICS) if number % (place + 2) == 0)}]"


def _paragraphs(number: int) -> Iterator[str]:
    named = PLACES[number % 3 :: 1 + number % 3]
    yield f"Crane {number} was seen at the {' and the '.join(named)} on the same day."
    if number % 5 == 0:
        yield f"Ada Lovelace counted {number} ships."
    elif number % 2:
        yield f"Lovelace is said to have counted {number} ships."
    if number % 10 == 0:
        yield " ".join(f"The {PLACES[0]} had {count} ships in hour {count}." for count in range(12))
    yield f"All met at the Fair of the {number % EVENTS:02}th Ship, as in [[{PLACES[-1].lower().replace(' ', '-')}]]."


def _note(number: int) -> str:
    kind = ("context", "correction", "update")[number % 3]
    quotation = f"Crane {number} was seen" if number % 11 else "Nobody wrote this"
    properties = f"- type: {kind}\n- by: desk\n- date: 2026-0{1 + number % 9}-01\n- tags: tag-{number // 2 % TAGS}"
    comment = f"Crane {number} was painted by the Old Quay."
    return f"## Note {number}\n\n> {quotation}\n\n{properties}\n\n{comment}\n"


def _page(head: dict[str, str], body: str) -> str:
    return "\n".join(["---", *(f"{key}: {value}" for key, value in head.items()), "---", body])
