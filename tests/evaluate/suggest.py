"""Recall of `suggest`: how many names of the demonstration archive it finds with an empty registry.

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
    """Entities found in the first `most` suggestions, all entities, and the same for their surface forms."""
    site = demo_site()
    forms = {
        (" ".join(one.words.split()).casefold(), one.entity)
        for one in demo_gold(site)
        # Lower-case text of a manual link is not a name.
        if not one.words.islower()
    }
    suggestions = suggest(_without_registry(site))[:most]
    names = {name.casefold() for one in suggestions for name in (one.name, *one.aliases, *one.short, *one.demonyms)}
    names |= {name.partition(" ")[2] for name in names if name.startswith("the ")}
    found = {form for form in forms if form[0].removeprefix("the ") in names}
    return {entity for _, entity in found}, {entity for _, entity in forms}, found, forms


def main() -> None:
    """Print recall, and the names that are not found."""
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
