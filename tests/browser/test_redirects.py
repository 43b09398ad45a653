"""A link to a note of an article that has moved leads to the note."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from builder.config import load_config
from builder.pipeline import BuildRequest, build

ARTICLE = "---\ntitle: Moved\ndate: 2015-11-03\naliases: [/old.php, /caf%C3%A9/]\n---\nSome words.\n"
NOTE = "## A note\n\n> Some words.\n\n- type: context\n- by: desk\n- date: 2026-01-01\n\nA comment.\n"


@pytest.mark.parametrize("former", ["old.php", "caf%C3%A9/"])
def test_a_redirect_keeps_the_note_that_an_address_names(former: str, tmp_path: Path, browser: Browser) -> None:
    for name, text in {
        "site.yaml": "title: Test\neditors: {desk: A desk}\n",
        "content/articles/moved.md": ARTICLE,
        "content/annotations/moved.md": NOTE,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "site"
    assert build(BuildRequest(load_config(tmp_path / "site.yaml"), out)).published
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(out))) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        page = browser.new_page()
        for fragment in ("", "#note-a-note"):
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/{former}{fragment}")
            page.wait_for_url(f"**/2015/11/03/moved/{fragment}", timeout=5_000)
        page.close()
        server.shutdown()
