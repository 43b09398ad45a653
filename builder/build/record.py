"""Record: what each name meant at the last build, kept for the report on a change to the registry."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from builder.check.registry import Links, links_of
from builder.config import Config
from builder.files import rewrite, write_new
from builder.model import Site


def keep_links(config: Config, site: Site) -> None:
    """Keep what each name means now; like all in .cache/, nothing needs it to be there."""
    path = _path(config)
    content = json.dumps(links_of(site), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    with suppress(OSError):
        before = path.read_bytes() if path.is_file() else None
        if before is None:
            write_new(path, content)
        elif before != content:
            rewrite(path, before, content)


def read_links(config: Config) -> Links | None:
    """What each name meant at the last build; None where that is not known."""
    try:
        kept = json.loads(_path(config).read_bytes())
    except (OSError, ValueError):
        return None
    known = isinstance(kept, dict) and all(
        isinstance(counts, dict) and all(isinstance(count, int) for count in counts.values())
        for counts in kept.values()
    )
    return kept if known else None


def _path(config: Config) -> Path:
    return config.root / ".cache" / "links.json"
