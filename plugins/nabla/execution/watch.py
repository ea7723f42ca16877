"""Watch the process of one page and keep it to its limits."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from nabla.execution.ending import Ending
from nabla.execution.page_process import READS, READY
from nabla.execution.task import in_order
from nabla.execution.wire import FRAME, LARGEST, unpack_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from nabla.execution.ending import EndCause
    from nabla.execution.task import Limits

PLAIN, DRAWS = b"p", b"d"  # what a page needs: nothing, or matplotlib
_LOOK = 0.05  # seconds between two looks at what a page has started and printed
_LOAD_SECONDS = 60.0  # for a page to unpack its task and import what that needs
_FAREWELL_SECONDS = 10.0  # for a page to say which files it has read
_LAST_WORDS = 8192


@dataclass(frozen=True)
class Brief:
    """What a supervisor must know of a page: its limits, and the packed task that it passes on.

    `draws` tells whether the page may need matplotlib.
    """

    limits: Limits
    seconds: tuple[float, ...]
    modules: tuple[str, ...]
    task: bytes
    draws: bool = True


class PageProcess(Protocol):
    """A process in which a page runs, however it was started."""

    printed: BinaryIO
    errors: BinaryIO

    def read(self, seconds: float) -> bytes | None:
        """Return what the page sends, ``b""`` at its end, None if nothing comes in time.

        Raises `StoppedError` when nobody waits for the page any more.
        """

    def started(self) -> int:
        """Return how many processes the page has started that still live."""

    def megabytes(self) -> float:
        """Return how much memory the page and all it has started take, 0 if that is not known."""

    def ask_where(self) -> None:
        """Have the page write to `errors` at which line it is, if it can."""

    def wait(self) -> int:
        """Wait for the end and return the status, negative for a signal."""


class StoppedError(Exception):
    """A limit is passed, or nobody waits for the page any more."""


class Watch:
    """One page's process, seen from its supervisor."""

    def __init__(self, brief: Brief, page: PageProcess) -> None:
        self._brief = brief
        self._page = page
        self._buffer = bytearray()
        self._alone: tuple[int, ...] | None = None
        self._left = list(range(len(brief.seconds)))
        self._packed: dict[int, bytes] = {}
        self._reads = b""
        self._deadline = time.monotonic() + _LOAD_SECONDS
        self._printed_before = 0

    def until_end(self) -> Ending:
        """Collect what the page sends until it has ended or must be."""
        try:
            while self._listen():
                self._look()
            self._look()
        except StoppedError as stopped:
            self._page.ask_where()
            return self._ending("limit", str(stopped))
        if self._reads:
            return self._ending("ended", "")
        return self._ending(*self._how_it_died())

    def _listen(self) -> bool:
        """Wait for the page for a moment; tell whether it can still send."""
        wait = max(0.0, min(_LOOK, self._deadline - time.monotonic()))
        chunk = self._page.read(wait)
        if chunk is None:
            return True
        self._buffer += chunk
        for number, packed in self._frames():
            self._take(number, packed)
        return bool(chunk)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self._buffer) >= FRAME.size:
            number, length = FRAME.unpack_from(self._buffer)
            if length > LARGEST:
                message = f"a result of more than {LARGEST} bytes"
                raise StoppedError(message)
            if len(self._buffer) < FRAME.size + length:
                return
            packed = bytes(self._buffer[FRAME.size : FRAME.size + length])
            del self._buffer[: FRAME.size + length]
            yield number, packed

    def _take(self, number: int, packed: bytes) -> None:
        """Keep a frame, and start the clock of the next step."""
        if number == READS:
            self._reads = packed
        elif number == READY and self._alone is None:  # before any Python of the page
            self._alone = unpack_numbers(packed)
            self._left = list(in_order(self._alone, len(self._brief.seconds)))
        elif self._left and number == self._left[0]:
            self._packed[self._left.pop(0)] = packed
            self._printed_before = _size(self._page.printed)
        else:
            return  # nothing that a page has to say: it does not get more time for it
        self._deadline = time.monotonic() + self._seconds()

    def _seconds(self) -> float:
        """How long the step that is running may take."""
        return self._brief.seconds[self._left[0]] if self._left else _FAREWELL_SECONDS

    def _look(self) -> None:
        """Hold the page against the limits that no kernel enforces."""
        limits = self._brief.limits
        if time.monotonic() > self._deadline:
            message = f"more than {self._seconds():g} seconds"
            raise StoppedError(message)
        started = self._page.started()
        if started > limits.children:
            message = f"more than {limits.children} child processes"
            raise StoppedError(message)
        if started and self._page.megabytes() > limits.memory_mb:  # one alone, the kernel limits
            message = f"more than {limits.memory_mb} MB of memory in all its processes"
            raise StoppedError(message)
        most = 2 * limits.printed_bytes + (1 << 20)
        if any(_size(file) > most for file in (self._page.printed, self._page.errors)):
            message = f"more than {limits.printed_bytes} bytes printed"
            raise StoppedError(message)

    def _how_it_died(self) -> tuple[EndCause, str]:
        status = self._page.wait()
        if status >= 0:
            return "died", f"the process ended with status {status} before the snippet did"
        name = signal.Signals(-status).name
        if name == "SIGXCPU":
            return "limit", f"more than {self._seconds():g} seconds on every processor"
        return "died", f"killed by {name}"

    def _ending(self, cause: EndCause, reason: str) -> Ending:
        limit = self._brief.limits.printed_bytes
        printed = _read(self._page.printed, self._printed_before)[:limit]
        end = max(0, _size(self._page.errors) - _LAST_WORDS)
        errors = _read(self._page.errors, end)
        results, alone = tuple(self._packed.items()), self._alone or ()
        return Ending(results, self._reads, cause, reason, printed, errors, alone)


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _read(file: BinaryIO, start: int) -> bytes:
    file.seek(start)
    return file.read()
