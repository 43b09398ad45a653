"""The tutorial, followed to the letter: its files are written, its commands run, and the archive is what it says."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.doc_pages import PAGES, ROOT

COMMANDS = ("annotated-archive ", "python -m builder ", "cd ")


class Block(NamedTuple):
    """Fenced code, and the paragraph above it."""

    language: str
    code: str
    above: str


def blocks(text: str) -> Iterator[Block]:
    """Each fenced block that is not indented."""
    for match in re.finditer(r"([^\n]+)\n\n```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield Block(match[2], match[3], match[1])


class Reader:
    """Does what the tutorial says, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ran: list[str] = []
        self.wrote: list[str] = []
        self.said = ""
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}

    def follow(self, block: Block) -> None:
        """Run its commands, or save its file; other blocks are only to be read."""
        if block.language == "sh" and block.code.startswith(COMMANDS):
            for line in block.code.splitlines():
                self.run(line)
        elif saved := re.search(r"[Ss]ave this(?: file| one)? as `([^`]+)`", block.above):
            path = self.folder / saved[1]
            assert not path.exists(), path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.code, encoding="utf-8")
            self.wrote.append(saved[1])
        elif added := re.search(r"front matter of `([^`]+)`, below its (\w+)", block.above):
            path = self.folder / added[1]
            text, count = re.subn(
                rf"(?m)^{added[2]}: .*\n", lambda match: match[0] + block.code, path.read_text(encoding="utf-8")
            )
            assert count == 1
            path.write_text(text, encoding="utf-8")
            self.wrote.append(added[1])

    def run(self, line: str) -> None:
        """One line of the shell."""
        words = line.split()
        if words[0] == "cd":
            self.folder /= words[1]
            return
        self.ran.append(words[-1] if words[0] == "python" else words[1])
        command = [sys.executable, "-m", "builder", *words[3 if words[0] == "python" else 1 :]]
        if "serve" in command:
            self.preview(command)
            return
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        self.said = done.stdout + done.stderr
        assert done.returncode == 0, f"{line}\n{self.said}"

    def preview(self, command: list[str]) -> None:
        """The preview is there, and ends."""
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = str(one.getsockname()[1])
        with subprocess.Popen(
            [*command, "--port", port],
            cwd=self.folder,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdout is not None
            try:
                assert any(f":{port}/" in line for line in process.stdout)
            finally:
                process.terminate()


def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    text = (PAGES / "tutorial.md").read_text(encoding="utf-8")
    reader = Reader(tmp_path)
    for block in blocks(text):
        reader.follow(block)
    assert reader.ran == ["new", "build", "serve", "convert", "suggest", "check", "build"]
    assert len(reader.wrote) == 5
    assert "no problems" in reader.said
    article = "2015/11/03/harbour-talks-open-in-vellmar/index.html"
    page = (reader.folder / "site" / article).read_text(encoding="utf-8")
    assert 'id="note-the-quay-closed-earlier"' in page
    assert "entities/harbour-office/" in page
    assert "topics/harbour/" in page
