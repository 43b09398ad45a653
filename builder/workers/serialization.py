"""Serialization: results as bytes, and bytes as plain data of the builder only."""

import io
import pickle
from dataclasses import is_dataclass
from typing import Any

from msgspec import Struct


def pack(result: Any) -> bytes:
    """The bytes of a result."""
    return pickle.dumps(result, protocol=5)


def unpack(packed: bytes | None) -> Any:
    """The packed result; None for other bytes, or none. No code in them is run."""
    try:
        return _Unpickler(io.BytesIO(packed or b"")).load()
    except Exception:  # noqa: BLE001 - invalid bytes may fail in any way
        return None


class _Unpickler(pickle.Unpickler):
    """Loads data classes of the builder and nothing else, so a cache from someone else cannot run code."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in {"date", "datetime", "timedelta", "timezone"}:
            return super().find_class(module, name)
        if module.startswith("builder.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, (tuple, Struct))):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not data of the builder")
