from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from tests.browser.demo import BASE, ORIGIN, ROOT, Demo, in_every_theme

VALIDATOR = ROOT / ".cache" / "checkers" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LINKING = {
    "a": "href",
    "link": "href",
    "img": "src",
    "script": "src",
    "source": "src",
    "area": "href",
    "form": "action",
}


class Links(HTMLParser):
    """The addresses a page leads to, and the ids on it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.feed(page.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        target = found.get(LINKING.get(tag, ""))
        if target is not None:
            self.targets.append(target)


@in_every_theme
def test_every_internal_link_resolves_and_stays_below_the_base_path(demo: Demo):
    pages = {page: Links(demo.file(page)) for page in demo.pages()}
    broken = set()
    for page, links in pages.items():
        for target in links.targets:
            whole, anchor = urldefrag(urljoin(f"{ORIGIN}{BASE}{page}", target))
            parts = urlsplit(whole)
            if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
                continue
            path = unquote(parts.path)
            inner = path.removeprefix(BASE)
            file = demo.folder / (f"{inner}index.html" if inner.endswith("/") or not inner else inner)
            is_there = path.startswith(BASE) and file.is_file()
            if not is_there or (anchor and inner in pages and unquote(anchor) not in pages[inner].ids):
                broken.add(f"{page}: {target}")
    assert not broken


@in_every_theme
def test_no_id_stands_twice_on_a_page(demo: Demo):
    twice = {}
    for page in demo.pages():
        ids = Links(demo.file(page)).ids
        repeated = sorted({one for one in ids if ids.count(one) > 1})
        if repeated:
            twice[page] = repeated
    assert not twice


@in_every_theme
def test_every_page_but_errors_and_redirects_is_reached_from_the_front_page(demo: Demo):
    seen = set()
    waiting = [""]
    while waiting:
        page = waiting.pop()
        if page in seen or not demo.file(page).is_file():
            continue
        seen.add(page)
        for target in Links(demo.file(page)).targets:
            whole = urlsplit(urljoin(f"{ORIGIN}{BASE}{page}", target))
            inner = unquote(whole.path).removeprefix(BASE)
            if whole.netloc == urlsplit(ORIGIN).netloc and (inner.endswith(("/", ".html")) or not inner):
                waiting.append(inner)
    redirects = {page for page in demo.pages() if 'http-equiv="refresh"' in demo.file(page).read_text("utf-8")}
    assert set(demo.pages()) - seen - redirects == {"404.html"}


def test_the_manifest_proves_every_file_of_the_site(demo: Demo):
    listed = {}
    for line in (demo.folder / "manifest-sha256.txt").read_text("utf-8").splitlines():
        checksum, _, path = line.partition("  ")
        listed[path] = checksum
    found = {
        path.relative_to(demo.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in demo.folder.rglob("*")
        if path.is_file() and path.name != "manifest-sha256.txt"
    }
    assert listed == found


def test_every_xml_file_is_well_formed_and_names_the_published_address(demo: Demo):
    found = sorted(demo.folder.rglob("*.xml"))
    assert {"feed.xml", "sitemap.xml"} <= {path.name for path in found}
    for path in found:
        ET.parse(path)
        assert f"{ORIGIN}{BASE}" in path.read_text("utf-8")


def test_the_site_can_be_published_as_it_is(demo: Demo):
    for path in demo.folder.rglob("*"):
        status = path.lstat()
        assert not path.is_symlink()
        assert status.st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)
        assert path.is_dir() or status.st_nlink == 1


@in_every_theme
@pytest.mark.skipif(shutil.which("java") is None, reason="the Nu HTML checker needs Java")
def test_the_nu_checker_finds_nothing(demo: Demo):
    assert VALIDATOR.is_file(), "run `make checkers`, which needs npm to fetch the Nu HTML checker"
    command = ["java", "-jar", str(VALIDATOR), "--skip-non-html", "--stdout", "--exit-zero-always", "--format", "json"]
    done = subprocess.run([*command, str(demo.folder)], capture_output=True, text=True, check=True)
    messages = [
        f"{message['url'].rpartition('/site/')[2]}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        # Of a file it cannot know what 'self' is, and it takes data for a script: the browser is asked instead.
        if "violates Content Security Policy" not in message["message"]
    ]
    assert not messages
