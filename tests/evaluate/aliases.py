"""Aliases: what the linker gains from the names that `suggest` proposes for entities that the registry has.

    python -m tests.evaluate.aliases FOLDER

FOLDER has documents and a registry as `score_entities.py` reads them, and that scorer. The names are taken over
unreviewed, and the same documents linked once more.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.link import TextStructure, gazetteer_of
from builder.link import link as link_article
from builder.model import Layout, Passage, Site
from builder.suggest import suggest
from tests.archive_factory import article, site
from tests.evaluate import adapters

Records = Sequence[Mapping[str, Any]]


def archive(registry: Records, documents: Records) -> Site:
    """The documents as an archive that was read for names."""
    entities = [adapters.entity_of(one) for one in registry]
    gazetteer = gazetteer_of(entities)
    articles, found, unlinked = [], {}, {}
    for one in documents:
        blocks = tuple(Passage(*match.span()) for match in adapters.PARAGRAPH.finditer(one["text"]))
        layout = Layout(blocks)
        written = replace(article(one["id"]), body=one["text"], text=one["text"], layout=layout)
        made, left = link_article(written, gazetteer, TextStructure(one["text"], "", layout))
        articles.append(written)
        found[one["id"]], unlinked[one["id"]] = made, left
    return site(*articles, entities=entities, mentions=found, unlinked=unlinked)


def taken_over(registry: Records, documents: Records) -> list[dict[str, Any]]:
    """The registry with every name that is proposed for one of its entities."""
    records = {one["id"]: dict(one) for one in registry}
    for one in suggest(archive(registry, documents)):
        record = records.get(one.entity, {})
        names = [one.name, *one.aliases]
        if one.field == "contextual":
            known = record.get("contextual", {"names": []})
            record["contextual"] = {"names": [*known["names"], *names], "when": list(one.when)}
        elif one.field:
            record[one.field] = [*record.get(one.field, ()), *names]
    return list(records.values())


def main() -> None:
    """Print precision, recall and F1 with the registry as it is, and with the names taken over."""
    sys.path.insert(0, sys.argv[1])
    scorer = importlib.import_module("score_entities")
    registry, documents = scorer.load()
    for title, records in (("given", registry), ("with suggested names", taken_over(registry, documents))):
        precision, recall, f1 = scorer.score(adapters.link, records, documents)["mentions"]
        sys.stdout.write(f"{title}: precision {precision}, recall {recall}, F1 {f1}\n")


if __name__ == "__main__":
    main()
