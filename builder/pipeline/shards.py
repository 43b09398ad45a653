"""Parted: what is remembered is in many records, so that what one article changes is not all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from zlib import crc32

Value = TypeVar("Value")
SHARDS = 64


def shards_of(remembered: Mapping[str, Value]) -> list[dict[str, Value]]:
    """The parts; a name is always in the same one."""
    parts: list[dict[str, Value]] = [{} for _ in range(SHARDS)]
    for name, value in remembered.items():
        parts[crc32(name.encode("utf-8", "surrogateescape")) % SHARDS][name] = value
    return parts
