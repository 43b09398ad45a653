"""Facets: the pages with each topic, year or name, in one file for each facet, loaded when a reader opens it.

Pagefind's own filters are not used: their bytes differ between runs, they are twice as large, and counting with them
takes quadratic time.
"""

import json
from collections.abc import Sequence

from builder.model import Searchable


def facet_files(pages: Sequence[Searchable]) -> dict[str, bytes]:
    """For each facet its values: id, label, and the numbers of its pages as differences."""
    facets: dict[str, dict[tuple[str, str], list[int]]] = {}
    for number, page in enumerate(pages):
        for facet in dict.fromkeys(page.facets):
            facets.setdefault(facet.name, {}).setdefault((facet.id, facet.words), []).append(number)
    return {
        f"facets/{name}.json": json.dumps(
            [[*value, _steps(numbers)] for value, numbers in sorted(values.items())],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode("utf-8", "replace")
        for name, values in sorted(facets.items())
    }


def _steps(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]
