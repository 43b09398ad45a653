"""History: entity links of the last build, for reports on what has changed."""

from contextlib import suppress
from pathlib import Path

import msgspec

from builder.check.registry_report import Links, entity_links
from builder.config import Config
from builder.files import rewrite, write_new
from builder.model import Site


def save_entity_links(config: Config, site: Site) -> None:
    """Save which entity each name links to now."""
    _save(config, "links", entity_links(site))


def read_entity_links(config: Config) -> Links | None:
    """The entity that each name linked to at the last build; None when it was not saved."""
    try:
        return msgspec.json.decode(_path(config, "links").read_bytes(), type=dict[str, dict[str, int]])
    except (OSError, msgspec.DecodeError):
        return None


def _save(config: Config, name: str, value: object) -> None:
    path = _path(config, name)
    content = msgspec.json.encode(value, order="sorted")
    with suppress(OSError):
        before = path.read_bytes() if path.is_file() else None
        if before is None:
            write_new(path, content)
        elif before != content:
            rewrite(path, before, content)


def _path(config: Config, name: str) -> Path:
    return config.root / ".cache" / f"{name}.json"
