"""Serve: a preview that rebuilds the site on every change and reloads the browser."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from builder.serve.handler import open_server
from builder.serve.preview import Preview


def serve(site: Path, *, port: int = 8000, log: Callable[[str], None] = print) -> None:
    """Serve a preview of the archive of `site` (its site.yaml) on this machine until stopped.

    Raises ContentError when the port is in use, before anything is built.
    """
    from watchfiles import watch  # noqa: PLC0415 - slow to import, and used only here

    preview = Preview(site, port, log)
    with open_server(preview, port) as server:
        # The first build, which uses all cores, comes before the server's threads: a process with threads cannot fork.
        preview.build()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        log(f"Preview at {preview.address} (stop with Ctrl+C)")
        root = preview.site.parent
        try:
            for _ in watch(root, watch_filter=partial(is_source, root), raise_interrupt=False):
                preview.build(jobs=1)
        finally:
            server.shutdown()


def is_source(root: Path, _: object, path: str) -> bool:
    """Whether a change of this file may change the site."""
    parts = Path(path).relative_to(root).parts
    hidden = any(part.startswith(".") or part.endswith("~") for part in parts)
    return not hidden and parts[:1] in {("content",), ("themes",), ("site.yaml",)}
