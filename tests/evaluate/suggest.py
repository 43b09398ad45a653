"""Suggest: how many names of the demonstration archive are found again when its registry is empty.

python -m tests.evaluate.suggest
"""

from __future__ import annotations

import sys
from dataclasses import replace

from builder.model import Site
from builder.suggest import suggest
from tests.evaluate.entities import demo_gold, demo_site


def _without_registry(site: Site) -> Site:
    texts = {slug: text._replace(mentions=()) for slug, text in site.texts.items()}
    return replace(site, entities={}, texts=texts, named_entities={}, unlinked={})


def found_again(most: int) -> tuple[set[str], set[str], set[tuple[str, str]], set[tuple[str, str]]]:
    """Entities and (words, entity) found in the first proposals, and all there are to find: (found, all) of each."""
    site = demo_site()
    forms = {
        (" ".join(one.words.split()).casefold(), one.entity)
        for one in demo_gold(site)
        # The editors' own words for a link by hand are no name.
        if not one.words.islower()
    }
    proposed = suggest(_without_registry(site))[:most]
    names = {name.casefold() for one in proposed for name in (one.name, *one.aliases, *one.short)}
    names |= {name.partition(" ")[2] for name in names if name.startswith("the ")}
    found = {form for form in forms if form[0].removeprefix("the ") in names}
    return {entity for _, entity in found}, {entity for _, entity in forms}, found, forms


def main() -> None:
    """Print the figures, and the names that are not found."""
    for most in (100, 400):
        entities, all_entities, found, forms = found_again(most)
        sys.stdout.write(
            f"first {most}: {len(entities)} of {len(all_entities)} entities, "
            f"{len(found)} of {len(forms)} forms of their names\n"
        )
    for words, entity in sorted(forms - found):
        sys.stdout.write(f"  {words} ({entity})\n")


if __name__ == "__main__":
    main()
