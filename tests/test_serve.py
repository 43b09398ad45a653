from __future__ import annotations

import gc
import http.client
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.pages.index import Index
from builder.serve import is_source
from builder.serve import preview as preview_module
from builder.serve.handler import open_server
from builder.serve.preview import Preview, PreviewState
from tests.test_pipeline import ROOT

SMALL = ROOT / "tests" / "archives" / "small"

PAGE = (
    b'<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    b"</head><body><p>text</p></body></html>"
)


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    preview = Preview(tmp_path / "site.yaml", 0, lambda _: None)
    preview.base = "/some/base/"
    for path, content in {
        "index.html": PAGE,
        "404.html": PAGE.replace(b"text", b"not found"),
        "topics/peace/index.html": PAGE.replace(b"text", b"peace"),
        "page.html": PAGE,
        "feed.xml": b"<feed/>",
    }.items():
        target = preview.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / ".cache" / "secret.txt").write_text("secret")
    (preview.folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return preview


@pytest.fixture
def port(preview: Preview) -> Iterator[int]:
    with open_server(preview, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


def ask(port: int, path: str, *, host: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{port}")
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_the_archive_is_freed_between_two_builds(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("expected"))
    shutil.copytree(ROOT / "themes", root / "themes")
    preview = Preview(root / "site.yaml", 0, lambda _: None)
    preview.build(jobs=1)
    assert preview.state.problems == ""
    assert not [one for one in gc.get_objects() if isinstance(one, Index)]


def test_pages_are_served_below_the_base_path_as_github_pages_does(port: int):
    for path in ("", "topics/peace/", "page", "page.html", "topics/peace/index.html", "?x=1"):
        status, headers, content = ask(port, f"/some/base/{path}")
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert b"<p>" in content
    status, headers, content = ask(port, "/some/base/feed.xml")
    assert (status, content) == (200, b"<feed/>")


def test_a_folder_without_its_slash_and_an_address_outside_the_base_are_redirected(port: int):
    status, headers, _ = ask(port, "/some/base/topics/peace")
    assert (status, headers["Location"]) == (302, "/some/base/topics/peace/")
    assert ask(port, "/")[1]["Location"] == "/some/base/"
    assert ask(port, "//elsewhere.example/")[1]["Location"] == "/some/base/"


def test_a_missing_page_gets_the_404_page_of_the_site(port: int):
    status, _, content = ask(port, "/some/base/nowhere/")
    assert status == 404
    assert b"not found" in content


def test_served_pages_contain_the_script_and_their_policy_allows_it(port: int, preview: Preview):
    _, _, content = ask(port, "/some/base/")
    assert b'<script src="/some/base/-/reload.js" data-events="/some/base/-/events" defer></script></body>' in content
    assert b"default-src 'none'; script-src 'self'; connect-src 'self'" in content
    assert b"script" not in (preview.folder / "index.html").read_bytes()
    assert ask(port, "/some/base/-/reload.js")[1]["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "%2e%2e%2f%2e%2e%2fsecret.txt",
        "topics/../../secret.txt",
        "..\\secret.txt",
        "..%5csecret.txt",
        "link.txt",
        "/etc/passwd",
        "%00",
        "topics/%00/x",
        "....//secret.txt",
        "x" * 300,
    ],
)
def test_nothing_outside_the_site_is_served(port: int, path: str):
    status, _, content = ask(port, f"/some/base/{path}")
    assert status == 404
    assert b"secret" not in content
    assert b"root:" not in content


def test_only_requests_to_the_names_of_this_machine_are_answered(port: int):
    for host in (f"localhost:{port}", "localhost", "LocalHost", "127.0.0.1"):
        assert ask(port, "/some/base/", host=host)[0] == 200
    for host in (f"rebound.example:{port}", "rebound.example", f"127.0.0.1.example:{port}"):
        status, _, content = ask(port, "/some/base/", host=host)
        assert status == 421
        assert b"text" not in content


def test_head_has_no_body(port: int):
    status, headers, content = ask(port, "/some/base/feed.xml", method="HEAD")
    assert (status, headers["Content-Length"], content) == (200, "7", b"")


def test_browsers_receive_builds_and_problems(port: int, preview: Preview):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/some/base/-/events")
    stream = connection.getresponse()

    def received() -> dict[str, object]:
        line = stream.readline()
        stream.readline()
        state: dict[str, object] = json.loads(line.removeprefix(b"data: "))
        return state

    assert received() == {"version": 0, "problems": ""}
    for state in (PreviewState(1, ""), PreviewState(1, "a.md:1:1: error F001: the file is empty"), PreviewState(2, "")):
        with preview.state_changed:
            preview.state = state
            preview.state_changed.notify_all()
        assert received() == vars(state)
    connection.close()


def test_only_sources_are_watched(tmp_path: Path):
    for path in ("content/articles/a.md", "themes/classic/templates/x.html", "site.yaml"):
        assert is_source(tmp_path, None, str(tmp_path / path))
    assert not is_source(tmp_path, None, str(tmp_path))
    for path in (".cache/preview/index.html", "site/index.html", "content/.a.md.swp", "content/a.md~", ".git/index"):
        assert not is_source(tmp_path, None, str(tmp_path / path))


def test_a_port_in_use_is_reported_before_anything_is_built(tmp_path: Path):
    site = tmp_path / "site.yaml"
    site.write_text("title: Test archive\n", encoding="utf-8")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        done = CliRunner().invoke(main, ["serve", "--site", str(site), "--port", str(taken)])
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)
    assert f"error S607: the preview cannot use port {taken}: address already in use" in done.stderr
    assert "--port" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["site.yaml"]


def test_an_internal_error_is_shown_and_does_not_end_the_preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "site.yaml").write_text("title: Test archive\n", encoding="utf-8")
    log: list[str] = []
    preview = Preview(tmp_path / "site.yaml", 0, log.append)
    preview.build(jobs=1)
    assert preview.state == PreviewState(1, "")
    with monkeypatch.context() as patch:
        patch.setattr(preview_module, "build", lambda *_, **__: dict[str, str]()["no such key"])
        preview.build(jobs=1)
    assert "Traceback" in log[-1]
    assert preview.state.version == 1
    assert preview.state.problems.startswith("internal error: KeyError('no such key') (please report it)\n")
    preview.build(jobs=1)
    assert preview.state.problems == ""


def test_the_command_builds_serves_rebuilds_and_recovers(tmp_path: Path):
    command = [sys.executable, "-m", "builder"]
    subprocess.run([*command, "new", "site", str(tmp_path / "archive")], check=True, capture_output=True)
    site = tmp_path / "archive" / "site.yaml"
    port = free_port()
    process = subprocess.Popen(
        [*command, "serve", "--site", str(site), "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        page = wait_for(lambda: ask(port, "/"), lambda answer: answer[0] in {200, 302})
        base = page[1].get("Location", "/")
        title = site.read_text("utf-8")
        site.write_text(title.replace("title:", "title: Renamed", 1), "utf-8")
        wait_for(lambda: ask(port, base), lambda answer: b"Renamed" in answer[2])
        article = tmp_path / "archive" / "content" / "articles" / "2015" / "talks.md"
        article.parent.mkdir(parents=True, exist_ok=True)
        article.write_text("no front matter", "utf-8")
        wait_for(lambda: first_event(port, base), lambda state: "F005" in str(state["problems"]))
        assert ask(port, base)[0] == 200
        article.write_text("---\ntitle: Talks\ndate: 2015-11-03\n---\n\nThey met.\n", "utf-8")
        wait_for(lambda: first_event(port, base), lambda state: not state["problems"])
    finally:
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
    assert b"Traceback" not in out
    assert process.returncode in {0, 130}


def first_event(port: int, base: str) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", f"{base}-/events")
    state: dict[str, object] = json.loads(connection.getresponse().readline().removeprefix(b"data: "))
    connection.close()
    return state


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(ask_for, is_right, seconds: float = 20.0):
    until = time.monotonic() + seconds
    while True:
        try:
            answer = ask_for()
            if is_right(answer):
                return answer
        except (OSError, http.client.HTTPException):
            answer = None
        assert time.monotonic() < until, f"the last answer was {answer!r}"
        time.sleep(0.1)
