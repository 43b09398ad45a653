"""CBOR: as much of it (RFC 8949) as Pagefind writes: whole numbers, texts and lists, all of known length."""

from __future__ import annotations

from typing import Any

WHOLE, NEGATIVE, TEXT, LIST = 0, 1, 3, 4
LENGTHS = {24: 1, 25: 2, 26: 4, 27: 8}


def decode(content: bytes) -> Any:
    """The one item that this is; raises ValueError for anything else."""
    item, end = _item(content, 0)
    if end != len(content):
        raise ValueError("more than one item")
    return item


def encode(item: Any) -> bytes:
    """The item in the shortest form; raises TypeError for what is neither number, text nor list."""
    pieces: list[bytes] = []
    _write(item, pieces)
    return b"".join(pieces)


def _item(content: bytes, at: int) -> tuple[Any, int]:
    kind, number = content[at] >> 5, content[at] & 31
    at += 1
    if number >= min(LENGTHS):
        length = LENGTHS[number]
        number = int.from_bytes(content[at : at + length], "big")
        at += length
    if kind == WHOLE:
        return number, at
    if kind == NEGATIVE:
        return -1 - number, at
    if kind == TEXT:
        return content[at : at + number].decode(), at + number
    if kind != LIST:
        raise ValueError(f"an item of kind {kind}")
    items = []
    for _ in range(number):
        item, at = _item(content, at)
        items.append(item)
    return items, at


def _write(item: Any, pieces: list[bytes]) -> None:
    if isinstance(item, int):
        pieces.append(_head(WHOLE, item) if item >= 0 else _head(NEGATIVE, -1 - item))
    elif isinstance(item, str):
        text = item.encode()
        pieces += (_head(TEXT, len(text)), text)
    elif isinstance(item, list):
        pieces.append(_head(LIST, len(item)))
        for inner in item:
            _write(inner, pieces)
    else:
        raise TypeError(f"a {type(item).__name__}")


def _head(kind: int, number: int) -> bytes:
    if number < min(LENGTHS):
        return bytes([kind << 5 | number])
    sign, length = next((sign, length) for sign, length in LENGTHS.items() if number < 1 << 8 * length)
    return bytes([kind << 5 | sign]) + number.to_bytes(length, "big")
