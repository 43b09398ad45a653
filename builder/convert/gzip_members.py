"""Gzip members: a file of any number of them as one stream that goes on after a damaged one."""

import io
import zlib
from typing import BinaryIO

_PIECE = 64 << 10
_OUTPUT = 1 << 20
_MAGIC = b"\x1f\x8b\x08"
_RATIO, _ALLOWANCE = 200, 100 << 20
"""Bytes that a file may become for each of its own, and in addition to these."""


class ExpansionError(ValueError):
    """A small file that would become a huge one."""


class GzipMembers(io.RawIOBase):
    """The content of a file, decompressed if it is compressed. `damaged` counts the members that could not be read."""

    def __init__(self, file: BinaryIO) -> None:
        self.damaged = 0
        self._file = file
        self._input = file.read(_PIECE)
        self._is_plain = not self._input.startswith(_MAGIC)
        self._decoder = zlib.decompressobj(31)
        self._is_fresh = True
        """Whether the input begins with a member."""
        self._output = b""
        self._read, self._written = len(self._input), 0

    def readable(self) -> bool:
        """See io.RawIOBase."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """See io.RawIOBase; raises ExpansionError."""
        while not self._output and (self._input or self._more()):
            self._output, self._input = (self._input, b"") if self._is_plain else (self._decompressed(), self._input)
        piece, self._output = self._output[: len(buffer)], self._output[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def _more(self) -> bool:
        """Read the next input; False at the end of the file."""
        self._input = self._file.read(_PIECE)
        self._read += len(self._input)
        if not self._input and not self._is_fresh:
            self.damaged += 1  # the file is cut off
            self._is_fresh = True
        return bool(self._input)

    def _decompressed(self) -> bytes:
        given = self._input
        try:
            output = self._decoder.decompress(given, _OUTPUT)
        except zlib.error:
            self.damaged += 1
            self._seek_member(given)
            return b""
        self._written += len(output)
        if self._written > _RATIO * self._read + _ALLOWANCE:
            raise ExpansionError
        self._is_fresh = self._decoder.eof
        self._input = self._decoder.unused_data.lstrip(b"\0") if self._decoder.eof else self._decoder.unconsumed_tail
        if self._decoder.eof:
            self._decoder = zlib.decompressobj(31)
        return output

    def _seek_member(self, given: bytes) -> None:
        """Go to the next place where a member may begin."""
        self._decoder = zlib.decompressobj(31)
        rest = given[1:] if self._is_fresh else given
        while (at := rest.find(_MAGIC)) < 0:
            if not self._more():
                return
            rest = rest[-2:] + self._input
        self._input, self._is_fresh = rest[at:], True
