"""The demonstration archive, built by the real command and served below a base path as on GitHub Pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ORIGIN = "https://example.org"
BASE = "/some/base/"
in_every_theme = pytest.mark.parametrize("demo", ["classic", "plain"], indirect=True)
"""For tests of what every theme must do."""


@dataclass(frozen=True)
class Demo:
    """A built site and its address."""

    folder: Path
    address: str
    """Of the front page; ends with a slash."""

    def pages(self) -> list[str]:
        """Every HTML page, relative to the front page."""
        paths = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return sorted(path.removesuffix("index.html") for path in paths)

    def one_of_each_kind(self) -> dict[str, str]:
        """The largest page of each kind, which is likely to show everything."""
        found: dict[str, str] = {}
        for page in self.pages():
            kind = kind_of(page)
            if kind not in found or self.size(page) > self.size(found[kind]):
                found[kind] = page
        return found

    def size(self, page: str) -> int:
        """Bytes of the page."""
        return self.file(page).stat().st_size

    def file(self, page: str) -> Path:
        """The file of the page."""
        return self.folder / (page if page.endswith(".html") else f"{page}index.html")


def kind_of(page: str) -> str:
    """The kind of page at an address: `article`, `entity`, `topics/` …"""
    parts = page.rstrip("/").split("/")
    if parts[-1] == "changes":
        return "changes"
    if parts[0] == "undated" or (len(parts) == 4 and parts[0].isdigit()):
        return "article"
    if parts[0].isdigit():
        return ("", "year", "month", "day")[len(parts)]
    if len(parts) == 2 and parts[0] in {"topics", "entities", "annotations"}:
        return {"topics": "topic", "entities": "entity", "annotations": "annotations of a type"}[parts[0]]
    if parts[0] == "topics" and parts[2:] == ["timeline"]:
        return "timeline of a topic"
    if len(parts) > 2:
        return f"{parts[0]}, further pages"
    return page or "front page"


def build_demo(folder: Path, theme: str = "classic") -> None:
    """Build it into `folder` with the real command, for publishing at the base path."""
    with _with_theme(theme) as site:
        command = [sys.executable, "-m", "builder", "build", "--site", str(site), "--output", str(folder)]
        command += ["--url", f"{ORIGIN}{BASE}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the demonstration archive cannot be built:\n{done.stdout}{done.stderr}")


@contextmanager
def _with_theme(theme: str) -> Iterator[Path]:
    """The demonstration archive's site.yaml, or that of a copy with another theme."""
    text = (ROOT / "site.yaml").read_text("utf-8")
    if f"\ntheme: {theme}\n" in text:
        yield ROOT / "site.yaml"
        return
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "content", Path(folder, "content"))
        site = Path(folder, "site.yaml")
        site.write_text(re.sub(r"(?m)^theme: .*$", f"theme: {theme}", text), "utf-8")
        yield site


@contextmanager
def serving(folder: Path) -> Iterator[Demo]:
    """The built site on a local port."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), partial(_Handler, folder)) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield Demo(folder, f"http://127.0.0.1:{server.server_address[1]}{BASE}")
        server.shutdown()


class _Handler(SimpleHTTPRequestHandler):
    """Serves the folder below the base path, and 404.html for unknown addresses."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder = folder
        super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

    def send_head(self):
        if not self.path.startswith(BASE):
            self.send_error(404)
            return None
        self.path = "/" + self.path.removeprefix(BASE)
        target = self.folder / self.path.split("?")[0].lstrip("/")
        if not (target.is_file() or (target / "index.html").is_file()):
            content = (self.folder / "404.html").read_bytes()
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            return None
        return super().send_head()

    def log_message(self, *_: object) -> None:
        pass
