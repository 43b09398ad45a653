"""Handler: serves the preview as GitHub Pages serves a site, with a script in each page that reloads it."""

import json
import mimetypes
import os
import posixpath
import re
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from builder.files import read_bytes
from builder.problems import ContentError, Place, Problem
from builder.serve.preview import HOST, Preview, PreviewState

RESERVED = "-/"
"""Path of the preview's own files; a slug never begins with a hyphen."""
PAGE_LIMIT = 1 << 30
KEEP_ALIVE_SECONDS = 15.0
"""Some browsers close an event stream without data for longer."""
SCRIPT = Path(__file__).with_name("reload.js")
PLACEHOLDER = b"<!doctype html><html lang=en><title>Preview</title><body>The site is not built yet.</body></html>"


def open_server(preview: Preview, port: int) -> ThreadingHTTPServer:
    """A server of the preview for this machine only; raises ContentError when the port is in use."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    try:
        return Server((HOST, port), partial(Handler, preview))
    except OSError as error:
        message = f"the preview cannot use port {port}: {os.strerror(error.errno or 0).lower()}"
        help_ = f"stop the program that uses the port, or use another port: --port {port % 65535 + 1}"
        raise ContentError(Problem("S607", message, Place("--port"), help_)) from error


class Handler(BaseHTTPRequestHandler):
    """Answers a request with a file of the preview, or with the events and script that reload a page."""

    protocol_version = "HTTP/1.1"
    server_version = "preview"
    sys_version = ""

    def __init__(self, preview: Preview, *arguments: Any) -> None:
        self._preview = preview
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer a GET or HEAD request."""
        # DNS rebinding: a page of another host, whose name resolves to this machine, must not read drafts.
        if self.headers.get("Host", "").partition(":")[0].lower() not in {HOST, "localhost"}:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"this preview is for this machine only", "text/plain")
            return
        path = unquote(urlsplit(self.path).path)
        base = self._preview.base
        if not path.startswith(base):
            self._redirect(base)
        elif path == f"{base}{RESERVED}reload.js":
            self._send(HTTPStatus.OK, SCRIPT.read_bytes(), "text/javascript; charset=utf-8")
        elif path == f"{base}{RESERVED}events":
            self._send_events()
        else:
            self._send_file(path.removeprefix(base))

    do_HEAD = do_GET  # noqa: N815 - a name of the base class

    def log_message(self, *_: object) -> None:
        """Log nothing: the terminal shows the builds."""

    def _send_file(self, path: str) -> None:
        found = find_file(self._preview.folder, path)
        if found is None:
            missing = find_file(self._preview.folder, "404.html")
            content = self._read(missing) if missing else PLACEHOLDER
            self._send(HTTPStatus.NOT_FOUND, self._with_script(content), "text/html; charset=utf-8")
            return
        if found.name == "index.html" and path and not path.endswith("/") and posixpath.basename(path) != "index.html":
            self._redirect(f"{self._preview.base}{path}/")
            return
        type_ = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        content = self._read(found)
        if type_ == "text/html":
            content = self._with_script(content)
        if type_.startswith("text/") or type_.endswith(("xml", "json")):
            type_ += "; charset=utf-8"
        self._send(HTTPStatus.OK, content, type_)

    def _read(self, path: Path) -> bytes:
        try:
            return read_bytes(path, self._preview.folder, limit=PAGE_LIMIT)
        except ContentError:
            return b""

    def _with_script(self, page: bytes) -> bytes:
        reserved = quote(self._preview.base) + RESERVED
        tag = f'<script src="{reserved}reload.js" data-events="{reserved}events" defer></script>'
        page = _POLICY.sub(_with_script_allowed, page, count=1)
        before, end, after = page.rpartition(b"</body>")
        return before + tag.encode() + end + after if end else page + tag.encode()

    def _send_events(self) -> None:
        """Send each new state of the preview until the browser leaves the page."""
        self._begin(HTTPStatus.OK, {"Content-Type": "text/event-stream", "Connection": "close"})
        preview = self._preview
        sent: PreviewState | None = None
        try:
            while True:
                with preview.state_changed:
                    if preview.state == sent:
                        preview.state_changed.wait(KEEP_ALIVE_SECONDS)
                    state = preview.state
                message = f"data: {json.dumps(vars(state))}\n\n" if state != sent else ": keep-alive\n\n"
                self.wfile.write(message.encode())
                self.wfile.flush()
                sent = state
        except OSError:
            # The browser closed the connection.
            return

    def _redirect(self, target: str) -> None:
        # Two slashes at the start would be another host.
        self._begin(HTTPStatus.FOUND, {"Location": "/" + quote(target).lstrip("/"), "Content-Length": "0"})

    def _send(self, status: HTTPStatus, content: bytes, type_: str) -> None:
        self._begin(status, {"Content-Type": type_, "Content-Length": str(len(content))})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _begin(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}.items():
            self.send_header(name, value)
        self.end_headers()


def find_file(folder: Path, path: str) -> Path | None:
    """The file for an address of the site, by the rules of GitHub Pages; None when there is none."""
    parts = [part for part in path.split("/") if part]
    if any(part in {".", ".."} or "\\" in part or "\0" in part for part in parts):
        return None
    target = folder.joinpath(*parts)
    choices = [target / "index.html"]
    if parts and not path.endswith("/"):
        choices = [target, target.with_name(f"{target.name}.html"), *choices]
    root = folder.resolve()
    try:
        return next((one for one in choices if one.is_file() and one.resolve().is_relative_to(root)), None)
    except OSError:
        # The name is too long.
        return None


_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")')


def _with_script_allowed(match: re.Match[bytes]) -> bytes:
    """The page's content security policy, extended so that it allows the script and its events."""
    policy = match[2]
    for directive in (b"script-src", b"connect-src"):
        if directive not in policy:
            policy += b"; " + directive + b" 'self'"
    return match[1] + policy + match[3]
