"""Serve: rebuilds what changed and reloads the browser."""

from __future__ import annotations

import gc
import json
import mimetypes
import os
import posixpath
import re
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from builder.config import Config, load_config
from builder.files import read_bytes
from builder.pipeline import BuildRequest, build
from builder.problems import ContentError, Place, Problem, in_reading_order

HOST = "127.0.0.1"
OWN = "-/"
"""Addresses below this are the preview's own; a slug never begins with a hyphen."""
PAGE_LIMIT = 1 << 30
KEEP_ALIVE_SECONDS = 15.0
"""A stream on which nothing is said for longer is dropped by some browsers."""

SCRIPT = """\
// Reloads the page when the site was built anew, and shows what kept it from being built.
const events = new EventSource(document.currentScript.dataset.events);
let version = null;
let overlay = null;
events.onmessage = (event) => {
  const state = JSON.parse(event.data);
  if (version !== null && state.version !== version) location.reload();
  version = state.version;
  overlay?.remove();
  overlay = null;
  if (!state.problems) return;
  overlay = document.createElement("pre");
  overlay.setAttribute("role", "alert");
  overlay.textContent = state.problems;
  Object.assign(overlay.style, {
    position: "fixed", insetInline: "0", insetBlockEnd: "0", zIndex: "2147483647", maxBlockSize: "60vh",
    overflow: "auto", margin: "0", padding: "1rem", whiteSpace: "pre-wrap", font: "14px/1.5 ui-monospace, monospace",
    color: "#fff", background: "#5c1a1a", borderBlockStart: "4px solid #ff8a80",
  });
  document.body.append(overlay);
};
"""
WAITING = "<!doctype html><html lang=en><title>Preview</title><body><p>The site is not built yet.</p></body></html>"


@dataclass(frozen=True)
class State:
    """What the browsers are told."""

    version: int = 0
    """Counts the builds that changed the site."""
    problems: str = ""
    """What kept the last build from being published; empty when it was."""


class Preview:
    """An archive built into its cache, again and again, and what became of it."""

    def __init__(self, site: Path, port: int, say: Callable[[str], None]) -> None:
        self.site = site.absolute()
        self.folder = self.site.parent / ".cache" / "preview"
        self.base = "/"
        self.state = State()
        self.news = threading.Condition()
        self._port = port
        self._say = say

    @property
    def address(self) -> str:
        """Where the browser finds the front page."""
        return f"http://{HOST}:{self._port}{self.base}"

    def build(self, *, jobs: int = 0) -> None:
        """Build the site with its drafts; what is wrong is said here and in the browser, and the last site stays."""
        state = self.state
        try:
            config = self._config()
            report = build(BuildRequest(config, self.folder, drafts=True, jobs=jobs, warn=self._say))
            problems = "\n".join(map(str, report.problems))
            self._say(f"{problems}\n{report}" if problems else str(report))
            changed = bool(report.written or report.removed or config.base_path != self.base)
            self.base = config.base_path
            state = State(state.version + changed, "" if report.published else problems)
        except ContentError as error:
            problems = "\n".join(map(str, in_reading_order(error.problems)))
            self._say(problems)
            state = replace(state, problems=problems)
        except Exception as error:  # noqa: BLE001 - a mistake of ours, or a file saved at that moment, ends no preview
            self._say(traceback.format_exc())
            where = "the window in which the preview runs says where; your next change builds again"
            state = replace(state, problems=f"the builder made a mistake: {error!r}\n  help: {where}")
        with self.news:
            self.state = state
            self.news.notify_all()
        # A build looks for no garbage, and what it knew of the archive holds itself in circles.
        gc.collect()

    def _config(self) -> Config:
        config = load_config(self.site)
        # An index takes longer than all the rest: a preview searches the words of the last build.
        return replace(config, url=f"http://{HOST}:{self._port}{config.base_path}", search="last")


def serve(site: Path, *, port: int = 8000, say: Callable[[str], None] = print) -> None:
    """Show the archive of `site` (its site.yaml) on this machine only, and follow every change, until stopped.

    Raises ContentError when the port is taken, before anything is built.
    """
    from watchfiles import watch  # noqa: PLC0415 - needed here alone, and slow to load

    preview = Preview(site, port, say)
    with listening(preview, port) as server:
        # The large build comes before the server's threads, beside which no processes may be forked.
        preview.build()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(f"{preview.address} shows the site and follows your changes; Ctrl+C ends it")
        root = preview.site.parent
        try:
            for _ in watch(root, watch_filter=partial(_is_source, root), raise_interrupt=False):
                preview.build(jobs=1)
        finally:
            server.shutdown()


def listening(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server for this machine alone that answers from the preview; raises ContentError when the port is taken."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    try:
        return Server((HOST, port), partial(Handler, preview))
    except OSError as error:
        message = f"the site cannot be shown on port {port}: {os.strerror(error.errno or 0).lower()}"
        mend = f"stop what uses the port, perhaps another preview, or take another one: --port {port % 65535 + 1}"
        raise ContentError(Problem("S607", message, Place("--port"), mend)) from error


def _is_source(root: Path, _: object, path: str) -> bool:
    """Whether a change of this file may change the site."""
    parts = Path(path).relative_to(root).parts
    hidden = any(part.startswith(".") or part.endswith("~") for part in parts)
    return not hidden and parts[:1] in {("content",), ("themes",), ("site.yaml",)}


class Handler(BaseHTTPRequestHandler):
    """Answers as GitHub Pages does, with the script that follows changes put into each page."""

    protocol_version = "HTTP/1.1"
    server_version = "preview"
    sys_version = ""

    def __init__(self, preview: Preview, *arguments: Any) -> None:
        self._preview = preview
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with a page, or with what the page's script asks for."""
        # A page of another host, whose name was made to lead here, must not read the drafts.
        if self.headers.get("Host", "").partition(":")[0].lower() not in {HOST, "localhost"}:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"this preview is for this machine", "text/plain")
            return
        path = unquote(urlsplit(self.path).path)
        base = self._preview.base
        if not path.startswith(base):
            self._redirect(base)
        elif path == f"{base}{OWN}reload.js":
            self._send(HTTPStatus.OK, SCRIPT.encode(), "text/javascript; charset=utf-8")
        elif path == f"{base}{OWN}events":
            self._follow()
        else:
            self._page(path.removeprefix(base))

    do_HEAD = do_GET  # noqa: N815 - as above

    def log_message(self, *_: object) -> None:
        """Nothing: what an editor wants to read is what the builds say."""

    def _page(self, path: str) -> None:
        found = find(self._preview.folder, path)
        if found is None:
            missing = find(self._preview.folder, "404.html")
            content = self._read(missing) if missing else WAITING.encode()
            self._send(HTTPStatus.NOT_FOUND, self._with_script(content), "text/html; charset=utf-8")
            return
        if found.name == "index.html" and path and not path.endswith("/") and posixpath.basename(path) != "index.html":
            self._redirect(f"{self._preview.base}{path}/")
            return
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        content = self._read(found)
        if kind == "text/html":
            content = self._with_script(content)
        if kind.startswith("text/") or kind.endswith(("xml", "json")):
            kind += "; charset=utf-8"
        self._send(HTTPStatus.OK, content, kind)

    def _read(self, path: Path) -> bytes:
        try:
            return read_bytes(path, self._preview.folder, limit=PAGE_LIMIT)
        except ContentError:
            return b""

    def _with_script(self, page: bytes) -> bytes:
        base = quote(self._preview.base)
        tag = f'<script src="{base}{OWN}reload.js" data-events="{base}{OWN}events" defer></script>'
        page = _POLICY.sub(_with_own_script, page, count=1)
        before, end, after = page.rpartition(b"</body>")
        return before + tag.encode() + end + after if end else page + tag.encode()

    def _follow(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        preview = self._preview
        told: State | None = None
        try:
            while True:
                with preview.news:
                    if preview.state == told:
                        preview.news.wait(KEEP_ALIVE_SECONDS)
                    state = preview.state
                message = f"data: {json.dumps(vars(state))}\n\n" if state != told else ": still here\n\n"
                self.wfile.write(message.encode())
                self.wfile.flush()
                told = state
        except OSError:
            # The reader has gone to another page.
            return

    def _redirect(self, target: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        # Two slashes at the head would name another host.
        self.send_header("Location", "/" + quote(target).lstrip("/"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def find(folder: Path, path: str) -> Path | None:
    """The file that answers for an address of the site, as GitHub Pages chooses it; None when there is none."""
    parts = [part for part in path.split("/") if part]
    if any(part in {".", ".."} or "\\" in part or "\0" in part for part in parts):
        return None
    target = folder.joinpath(*parts)
    choices = [target / "index.html"]
    if parts and not path.endswith("/"):
        choices = [target, target.with_name(f"{target.name}.html"), *choices]
    inside = folder.resolve()
    try:
        return next((one for one in choices if one.is_file() and one.resolve().is_relative_to(inside)), None)
    except OSError:
        # A name that is longer than any file's.
        return None


_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")')


def _with_own_script(match: re.Match[bytes]) -> bytes:
    """The page's own policy, which may forbid scripts, and leave for ours."""
    policy = match[2]
    for directive in (b"script-src", b"connect-src"):
        if directive not in policy:
            policy += b"; " + directive + b" 'self'"
    return match[1] + policy + match[3]
