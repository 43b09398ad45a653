"""Packed: results as bytes, and back from them nothing but data of this builder."""

from __future__ import annotations

import io
import pickle
from dataclasses import is_dataclass
from typing import Any

from msgspec import Struct


def pack(result: Any) -> bytes:
    """The bytes of a result."""
    return pickle.dumps(result, protocol=5)


def unpack(packed: bytes) -> Any:
    """What was packed, or None for bytes that no value of ours gave; nothing in them is run."""
    try:
        return _Reader(io.BytesIO(packed)).load()
    except Exception:  # noqa: BLE001 - bytes that are not ours may fail in any way
        return None


class _Reader(pickle.Unpickler):
    """Makes plain data of ours and nothing else, so that a cache from a stranger cannot run anything."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in {"date", "datetime", "timedelta", "timezone"}:
            return super().find_class(module, name)
        if module.startswith("builder.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, (tuple, Struct))):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data of this builder")
