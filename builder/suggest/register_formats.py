"""Register formats: the records of a table, JSON, JSON-LD, JSON lines, SKOS in RDF/XML, or a list of GeoNames."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

GEONAMES = ("geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class")
"""The first columns of the files of geonames.org, which have no line of column names."""
GEONAMES_COLUMNS = 19
SKOS = "{http://www.w3.org/2004/02/skos/core#}"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

Record = Mapping[str, Any]


def records_of(text: str) -> Iterator[Record]:
    """The records of a register in any of the formats; raises ValueError, csv.Error or ParseError."""
    start = text.lstrip()[:1]
    if start == "<":
        yield from skos_concepts(text)
    elif start in ("{", "["):
        yield from json_records(text)
    elif text.partition("\n")[0].count("\t") == GEONAMES_COLUMNS - 1:
        yield from geonames_records(text)
    else:
        yield from table_records(text)


def skos_concepts(text: str) -> Iterator[Record]:
    """Each `skos:Concept` of RDF/XML; a document type is refused, as entities could be declared in it."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("it has a document type; remove the line `<!DOCTYPE …>`")
    for concept in ET.fromstring(text).iter():  # noqa: S314 - without a document type there are no entities
        labels = [one.text for one in concept.findall(f"{SKOS}prefLabel") if one.text]
        if labels:
            others = [one.text for one in concept.findall(f"{SKOS}altLabel") if one.text]
            yield {"name": labels[0], "aliases": [*labels[1:], *others], "uri": concept.get(RDF_ABOUT, "")}


def json_records(text: str) -> Iterator[Record]:
    """The objects of a list, a JSON-LD graph, the result of a SPARQL query, a dump of Wikidata, or one a line."""
    try:
        value = json.loads(text)
    except ValueError:
        lines = (line.strip().rstrip(",") for line in text.split("\n"))
        value = [json.loads(line) for line in lines if line not in ("", "[", "]")]
    if isinstance(value, dict):
        value = inside(value)
    yield from (record for record in value if isinstance(record, dict))


def inside(value: Mapping[str, Any]) -> list[Any]:
    """The list of records in an object, or the object itself as the only one."""
    results = value.get("results")
    if isinstance(results, dict):
        found = results.get("bindings")
    else:
        found = value.get("@graph", value.get("entities", [value]))
    if isinstance(found, dict):
        return list(found.values())
    return found if isinstance(found, list) else []


def table_records(text: str) -> Iterator[Record]:
    """The rows of a table whose first line has the names of its columns."""
    head = text.partition("\n")[0]
    yield from csv.DictReader(io.StringIO(text), delimiter=max("\t,;", key=head.count))


def geonames_records(text: str) -> Iterator[Record]:
    """The rows of a file of geonames.org; other names are separated by commas."""
    for row in csv.DictReader(io.StringIO(text), GEONAMES, delimiter="\t", quoting=csv.QUOTE_NONE):
        names = (row["alternatenames"] or "").split(",")
        uri = f"https://www.geonames.org/{row['geonameid']}"
        yield {"name": row["name"], "aliases": names, "kind": "place", "uri": uri}
