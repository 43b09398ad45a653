"""Shards: saved records are split into 64 shards, so that one edit rewrites one shard."""

from collections.abc import Mapping
from typing import TypeVar
from zlib import crc32

Value = TypeVar("Value")
SHARDS = 64


def shards_of(records: Mapping[str, Value]) -> list[dict[str, Value]]:
    """The records by shard; a name is always in the same one."""
    shards: list[dict[str, Value]] = [{} for _ in range(SHARDS)]
    for name, value in records.items():
        shards[crc32(name.encode("utf-8", "surrogateescape")) % SHARDS][name] = value
    return shards
