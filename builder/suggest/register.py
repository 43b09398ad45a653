"""Register: names, kinds and ids from an authority file, of which an archive takes what its articles mention."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from builder.model import EntityKind
from builder.problems import ContentError, Place, Problem
from builder.suggest.register_formats import Record, records_of

NAME_KEYS = ("name", "label", "preflabel", "itemlabel", "personlabel", "title", "heading", "labels")
ALIAS_KEYS = ("aliases", "alias", "altlabel", "itemaltlabel", "alternatenames", "also known as", "alternatename")
KIND_KEYS = ("kind", "type", "@type", "instanceof", "instanceoflabel", "class", "instance of")
ID_KEYS = ("wikidata", "qid", "item", "id", "@id", "uri", "same_as", "sameas", "exactmatch")
"""Columns and keys of common registers, in lower case and without the prefix of a vocabulary."""
KINDS: tuple[tuple[EntityKind, re.Pattern[str]], ...] = (
    ("person", re.compile(r"person|human|\bQ5\b", re.IGNORECASE)),
    ("organisation", re.compile(r"organi[sz]ation|company|business|agency|party|corporate|\bQ43229\b", re.IGNORECASE)),
    ("place", re.compile(r"place|city|town|village|country|region|river|geographic|\bQ(?:515|6256)\b", re.IGNORECASE)),
    ("event", re.compile(r"event|war\b|battle|election|conference", re.IGNORECASE)),
    ("work", re.compile(r"work|book|film|newspaper|\blaw\b|treaty", re.IGNORECASE)),
)
"""Words for each kind that registers use."""
WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d*)")
ADDRESS = re.compile(r"https?://\S+")
SEPARATOR = re.compile(r"[|;\n]")
MAX_ALIASES = 64
MAX_NAME = 200


class RegisterEntry(NamedTuple):
    """One entity of a register."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: EntityKind | None = None
    """None if the register does not say, or in words that are not known."""
    wikidata: str = ""
    same_as: tuple[str, ...] = ()


def read_register(text: str, path: str) -> list[RegisterEntry]:
    """The entries of a CSV, TSV, JSON, JSON-LD or JSON-lines file, SKOS in RDF/XML, or a list of GeoNames.

    Raises ContentError (E210) if it is none of these, or has no names.
    """
    try:
        entries = [entry for record in records_of(text) if (entry := entry_of(record))]
    except (ValueError, csv.Error, ParseError, RecursionError) as error:
        raise ContentError(Problem("E210", f"the register cannot be read: {error}", Place(path))) from error
    if not entries:
        help_ = "it needs a column or key `name` or `label`; others are aliases, kind and wikidata"
        raise ContentError(Problem("E210", "no names are in this register", Place(path), help_))
    return entries


def entry_of(record: Record) -> RegisterEntry | None:
    """The record as an entry; None without a name."""
    values = {plain_key(key): value for key, value in record.items() if key}
    names = [one.strip() for one in values_of(values, NAME_KEYS)]
    if not names or len(names[0]) > MAX_NAME:
        return None
    aliases = (part.strip() for one in values_of(values, ALIAS_KEYS) for part in SEPARATOR.split(one))
    others = dict.fromkeys(one for one in (*names[1:], *aliases) if one and one != names[0] and len(one) <= MAX_NAME)
    wikidata, same_as = ids_of(values_of(values, ID_KEYS))
    return RegisterEntry(names[0], tuple(others)[:MAX_ALIASES], kind_of(values), wikidata, same_as)


def plain_key(key: str) -> str:
    """A column or key in lower case, without the address or prefix of its vocabulary: `skos:prefLabel`."""
    return re.split(r"[#/:]", str(key).strip())[-1].lower()


def values_of(values: Mapping[str, Any], keys: Iterable[str]) -> Iterator[str]:
    """All texts under these keys."""
    for key in keys:
        yield from texts(values.get(key))


def kind_of(values: Mapping[str, Any]) -> EntityKind | None:
    """The kind that the record names in words known here."""
    words = " ".join(values_of(values, KIND_KEYS))
    return next((kind for kind, pattern in KINDS if pattern.search(words)), None)


def ids_of(ids: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The item of Wikidata and the other addresses among these."""
    wikidata = ""
    addresses: dict[str, None] = {}
    for one in ids:
        if match := WIKIDATA.fullmatch(one):
            wikidata = wikidata or match[1]
        elif ADDRESS.fullmatch(one):
            addresses[one] = None
    return wikidata, tuple(addresses)


def texts(value: Any) -> Iterator[str]:
    """The texts in a value of JSON, JSON-LD or Wikidata: `"x"`, `["x"]`, `{"en": {"value": "x"}}`."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, Mapping):
        known = next((value[key] for key in ("@value", "value", "@id") if key in value), None)
        for one in (known,) if known is not None else value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)
