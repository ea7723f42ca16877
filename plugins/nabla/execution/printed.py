"""What a page prints, bounded."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing_extensions import Buffer

_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}(?=>)")


class LimitReached(BaseException):
    """A limit of the page was reached.

    Not an `Exception`: a page's ``except Exception`` must not swallow it.
    """


class Bounded(io.RawIOBase):
    """The binary stream under ``sys.stdout``: writes to a file descriptor, up to a limit."""

    def __init__(self, descriptor: int, limit: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._limit = limit
        self._written = 0

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the descriptor, so that child processes print to the same place."""
        return self._descriptor

    def write(self, chunk: Buffer, /) -> int:
        """Write, or raise `LimitReached` when the limit would be passed."""
        raw = bytes(chunk)
        room = self._limit - self._written
        self._written += len(raw)
        os.write(self._descriptor, raw[: max(room, 0)])
        if len(raw) > room:
            message = f"more than {self._limit} bytes printed"
            raise LimitReached(message)
        return len(raw)


class Printed:
    """The text that steps print into a file, one step after the other."""

    def __init__(self, descriptor: int, limit: int) -> None:
        self._descriptor = descriptor
        self._limit = limit
        self._start = 0
        self.stream = io.TextIOWrapper(
            cast("io.BufferedWriter", Bounded(descriptor, limit)),  # raw, as under python -u
            encoding="utf-8",
            errors="backslashreplace",
            write_through=True,
        )

    @property
    def is_full(self) -> bool:
        """Whether more was printed than may be, by whatever way it got into the file."""
        return os.fstat(self._descriptor).st_size > self._limit

    def take(self) -> bytes:
        """Return what was printed since the last call."""
        start = self._start
        self._start = os.fstat(self._descriptor).st_size
        return _read(self._descriptor, min(self._start - start, self._limit), start)


def _read(descriptor: int, size: int, start: int) -> bytes:
    """Read from a place in a file without moving where it is written, which is its end."""
    if sys.platform != "win32":
        return os.pread(descriptor, size, start)
    os.lseek(descriptor, start, os.SEEK_SET)
    try:
        return os.read(descriptor, size)
    finally:
        os.lseek(descriptor, 0, os.SEEK_END)


def without_addresses(text: str) -> str:
    """Return a text without addresses in memory, which differ from run to run.

    >>> without_addresses("<function f at 0x7f3c5d0e1a80>")
    '<function f at 0x…>'
    """
    return _ADDRESS.sub("at 0x…", text)


def storable(text: str) -> str:
    """Return a text that UTF-8 can hold: lone surrogates are written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
