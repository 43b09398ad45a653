"""Pagefind: runs the indexer as a subprocess.

The client in Pagefind's package waits 0.1 s for each answer, a quarter of an hour for ten thousand pages. So this
module talks to the program directly: base64 of JSON, each message followed by a comma. The files come through the pipe
too, as the program reports files as written before they are.
"""

import os
import select
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Self

import msgspec

TIMEOUT = 600.0
"""Seconds without an answer after which the program is given up."""
CHUNK_SIZE = 4000
"""Word positions in one index chunk. A search loads the chunk of each word and the list of all chunks: this size gives
the smallest sum for an archive of ten thousand articles.
"""


class SearchError(Exception):
    """Why there is no index, for editors."""


class _File(msgspec.Struct):
    path: str
    content: bytes


class _Payload(msgspec.Struct):
    type: str
    message: str = ""
    files: tuple[_File, ...] = ()


class _Answer(msgspec.Struct):
    payload: _Payload


class Pagefind:
    """A running program with one index; raises SearchError if it cannot be started or does not answer as expected."""

    def __init__(self) -> None:
        self._sent = 0
        try:
            # Imports asyncio, which no other command needs.
            from pagefind.service import get_executable  # noqa: PLC0415

            program = get_executable()
            if program is None:
                raise SearchError("the program Pagefind is not installed")
            self._process = subprocess.Popen(  # noqa: S603 - the program of a required package
                [program, "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Other environment variables must not affect the index.
                env={"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": str(CHUNK_SIZE)},
            )
        except (ImportError, OSError) as error:
            raise SearchError(f"the program Pagefind cannot be started: {_reason(error)}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            # Unsent input is discarded.
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()

    def begin(self, language: str) -> None:
        """Use the stemming of this language for all pages, so that pages in other languages are in the same index."""
        self._send({"type": "NewIndex", "config": {"force_language": language}})

    def add(self, address: str, page: str) -> None:
        """Add a page of HTML."""
        self._send({"type": "AddFile", "index_id": 0, "file_path": None, "url": address, "file_contents": page})

    def files(self) -> dict[str, bytes]:
        """Every file of the finished index, by path."""
        self._send({"type": "GetFiles", "index_id": 0})
        answers = self._answers()
        payload = _Payload("")
        for _ in range(self._sent):
            payload = next(answers)
            if payload.type == "Error":
                raise SearchError(f"Pagefind reports: {payload.message}")
        return {file.path: file.content for file in payload.files}

    def _send(self, payload: dict[str, Any]) -> None:
        self._sent += 1
        message = b64encode(_encoder.encode({"message_id": self._sent, "payload": payload}))
        stdin = self._process.stdin
        try:
            if stdin is not None:
                # The program reads everything at once and answers meanwhile, so neither side blocks the other.
                stdin.write(message + b",")
                if payload["type"] != "AddFile":
                    stdin.flush()
        except OSError as error:
            raise SearchError(ENDED) from error

    def _answers(self) -> Iterator[_Payload]:
        parts: list[bytes] = []
        while True:
            first, *others = self._read().split(b",")
            parts.append(first)
            for other in others:
                try:
                    yield _decoder.decode(b64decode(b"".join(parts))).payload
                except (ValueError, msgspec.MsgspecError) as error:
                    raise SearchError("the program Pagefind gives unreadable answers") from error
                parts = [other]

    def _read(self) -> bytes:
        if self._process.stdout is None:
            raise SearchError(ENDED)
        descriptor = self._process.stdout.fileno()
        if not select.select([descriptor], [], [], TIMEOUT)[0]:
            raise SearchError("the program Pagefind does not answer")
        content = os.read(descriptor, 1 << 20)
        if not content:
            raise SearchError(ENDED)
        return content


ENDED = "the program Pagefind ended unexpectedly"
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Answer)


def _reason(error: Exception) -> str:
    message = error.strerror if isinstance(error, OSError) else None
    return (message or str(error)).lower()
