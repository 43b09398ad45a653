"""Address list: the permanent addresses of the site, which the next build compares with its own."""

import json
from collections.abc import Iterator, Mapping

from builder.model import AddressList, Page
from builder.pages.exports import TextView
from builder.pages.index import Index

ADDRESS_LIST = "/addresses.json"


def address_list_pages(index: Index) -> Iterator[Page]:
    """The list as JSON."""
    yield Page(ADDRESS_LIST, "plain.txt", TextView(format_address_list(index.site.addresses)))


def format_address_list(addresses: AddressList) -> str:
    """The list as JSON, an address each line, so that two lists can be compared line by line."""
    parts = [f"{json.dumps(name)}: {_format(values)}" for name, values in vars(addresses).items()]
    return "{\n" + ",\n".join(['"format": 1', *parts]) + "\n}\n"


def _format(values: Mapping[str, object]) -> str:
    lines = [f"{_dump(key)}: {_dump(value)}" for key, value in sorted(values.items())]
    return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
