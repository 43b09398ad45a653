"""Process: Pagefind at work, told what to index and asked for the index through a pipe.

The client in Pagefind's own package waits a tenth of a second for each answer: a quarter of an hour for ten thousand
pages. So its program is spoken to here in the same words: JSON in base64, a comma after each message. The files are
asked for through the pipe as well, as the program says that it has written files to disk before it has.
"""

from __future__ import annotations

import os
import select
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import msgspec

SILENCE = 600.0
"""Seconds without an answer, after which the program is given up."""
CHUNK_SIZE = 4000
"""Places of words in one file of the index. A reader fetches the file of each word, and a list of all files: this size
keeps both together smallest for an archive of ten thousand articles."""


class SearchError(Exception):
    """Why there is no index, in words for an editor."""


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
    """The program with one index; raises SearchError when it cannot be started, or does not do what it is asked."""

    def __init__(self) -> None:
        self._asked = 0
        try:
            # It imports asyncio, which no other command needs.
            from pagefind.service import get_executable  # noqa: PLC0415

            program = get_executable()
            if program is None:
                raise SearchError("the program Pagefind is not installed")
            self._process = subprocess.Popen(  # noqa: S603 - the program of a package that we ask for
                [program, "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Nothing else of the environment may have a say in what comes out.
                env={"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": str(CHUNK_SIZE)},
            )
        except (ImportError, OSError) as error:
            raise SearchError(f"the program Pagefind cannot be started: {_reason(error)}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was not sent yet cannot be sent any more.
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()

    def begin(self, language: str) -> None:
        """All words are taken to be of this language, so that those of any other are found in the same index."""
        self._ask({"type": "NewIndex", "config": {"force_language": language}})

    def add(self, address: str, page: str) -> None:
        """A page of HTML."""
        self._ask({"type": "AddFile", "index_id": 0, "file_path": None, "url": address, "file_contents": page})

    def files(self) -> dict[str, bytes]:
        """Every file of the finished index, by its path."""
        self._ask({"type": "GetFiles", "index_id": 0})
        answers = self._answers()
        payload = _Payload("")
        for _ in range(self._asked):
            payload = next(answers)
            if payload.type == "Error":
                raise SearchError(f"Pagefind says: {payload.message}")
        return {file.path: file.content for file in payload.files}

    def _ask(self, payload: dict[str, Any]) -> None:
        self._asked += 1
        message = b64encode(_encoder.encode({"message_id": self._asked, "payload": payload}))
        stdin = self._process.stdin
        try:
            if stdin is not None:
                # The program reads all that is sent at once, and answers while we go on: neither waits for the other.
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
                    raise SearchError("the program Pagefind gives answers that are not understood") from error
                parts = [other]

    def _read(self) -> bytes:
        if self._process.stdout is None:
            raise SearchError(ENDED)
        descriptor = self._process.stdout.fileno()
        if not select.select([descriptor], [], [], SILENCE)[0]:
            raise SearchError("the program Pagefind gives no answer")
        content = os.read(descriptor, 1 << 20)
        if not content:
            raise SearchError(ENDED)
        return content


ENDED = "the program Pagefind has ended before its time"
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Answer)


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error)).lower()
