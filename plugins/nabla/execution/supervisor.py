"""Watch the process of one page, keep it to its limits, and end all that it started."""

from __future__ import annotations

import os
import select
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.execution.ending import Ending
from nabla.execution.page_process import READS, READY, WHERE, Channels, run_forked
from nabla.execution.processes import descendants, kill_descendants
from nabla.execution.wire import FRAME, LARGEST

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from typing import BinaryIO

    from nabla.execution.task import Limits

_LOOK = 0.05  # seconds between two looks at what a page has started and printed
_LOAD_SECONDS = 60.0  # for a page to unpack its task and import what that needs


@dataclass(frozen=True)
class Brief:
    """What a supervisor must know of a page: its limits, and the packed task that it passes on."""

    limits: Limits
    seconds: tuple[float, ...]
    task: bytes


class _StoppedError(Exception):
    """A limit is passed, or nobody waits for the page any more."""


def supervise(brief: Brief, client: socket.socket) -> Ending:
    """Fork a process for a page, wait for it, and say how it ended.

    Parameters
    ----------
    client
        Becomes readable when whoever asked for the page has gone.
    """
    home = tempfile.mkdtemp(prefix="nabla-")
    try:
        with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors:
            results, write_end = os.pipe()
            channels = Channels(write_end, printed.fileno(), errors.fileno(), home)
            page = os.fork()
            if page == 0:
                run_forked(brief.task, channels)
            os.close(write_end)
            try:
                return _Watch(brief, page, results, printed, errors).until_end(client)
            finally:
                os.close(results)
                kill_descendants(page)
    finally:
        shutil.rmtree(home, ignore_errors=True)


class _Watch:
    """One page's process, seen from its supervisor."""

    def __init__(
        self, brief: Brief, page: int, results: int, printed: BinaryIO, errors: BinaryIO
    ) -> None:
        self._brief = brief
        self._page = page
        self._source = results
        self._printed = printed
        self._errors = errors
        self._buffer = bytearray()
        self._packed: list[bytes] = []
        self._reads = b""
        self._deadline = time.monotonic() + _LOAD_SECONDS
        self._printed_before = 0

    def until_end(self, client: socket.socket) -> Ending:
        """Collect what the page sends until it has ended or must be."""
        try:
            while self._listen(client):
                self._look()
            self._look()
        except _StoppedError as stopped:
            self._ask_where()
            return self._ending("limit", str(stopped))
        if self._reads:
            return self._ending("ended", "")
        return self._ending("died", self._how_it_died())

    def _listen(self, client: socket.socket) -> bool:
        """Wait for the page for a moment; tell whether it can still send."""
        wait = max(0.0, min(_LOOK, self._deadline - time.monotonic()))
        ready, _, _ = select.select([self._source, client.fileno()], [], [], wait)
        if client.fileno() in ready:
            message = "the build was stopped"
            raise _StoppedError(message)
        if self._source not in ready:
            return True
        chunk = os.read(self._source, 1 << 20)
        self._buffer += chunk
        for number, packed in self._frames():
            self._take(number, packed)
        return bool(chunk)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        while len(self._buffer) >= FRAME.size:
            number, length = FRAME.unpack_from(self._buffer)
            if length > LARGEST:
                message = f"a result of more than {LARGEST} bytes"
                raise _StoppedError(message)
            if len(self._buffer) < FRAME.size + length:
                return
            packed = bytes(self._buffer[FRAME.size : FRAME.size + length])
            del self._buffer[: FRAME.size + length]
            yield number, packed

    def _take(self, number: int, packed: bytes) -> None:
        """Keep a frame, and start the clock of the next step."""
        if number == READS:
            self._reads = packed
        elif number == len(self._packed) < len(self._brief.seconds):
            self._packed.append(packed)
            self._printed_before = os.fstat(self._printed.fileno()).st_size
        if number != READY or not self._packed:
            self._deadline = time.monotonic() + self._seconds()

    def _seconds(self) -> float:
        """How long the step that is running may take; the last words of a page, a little."""
        running = len(self._packed)
        return self._brief.seconds[running] if running < len(self._brief.seconds) else 10.0

    def _look(self) -> None:
        """Hold the page against the limits that no kernel enforces."""
        limits = self._brief.limits
        if time.monotonic() > self._deadline:
            message = f"more than {self._seconds():g} seconds"
            raise _StoppedError(message)
        started = len(descendants(os.getpid())) - 1
        if started > limits.children:
            message = f"more than {limits.children} child processes"
            raise _StoppedError(message)
        most = 2 * limits.printed_bytes + (1 << 20)
        if any(os.fstat(f.fileno()).st_size > most for f in (self._printed, self._errors)):
            message = f"more than {limits.printed_bytes} bytes printed"
            raise _StoppedError(message)

    def _ask_where(self) -> None:
        """Have the page write down at which line it is."""
        before = os.fstat(self._errors.fileno()).st_size
        if WHERE is None or os.waitpid(self._page, os.WNOHANG)[0]:
            return
        os.kill(self._page, WHERE)
        for _ in range(50):
            time.sleep(0.002)
            if os.fstat(self._errors.fileno()).st_size > before:
                time.sleep(0.005)
                return

    def _how_it_died(self) -> str:
        _, status = os.waitpid(self._page, 0)
        if os.WIFSIGNALED(status):
            return f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
        code = os.WEXITSTATUS(status)
        return f"the process ended with status {code} before the snippet did"

    def _ending(self, cause: str, reason: str) -> Ending:
        size = os.fstat(self._printed.fileno()).st_size - self._printed_before
        size = min(size, self._brief.limits.printed_bytes)
        printed = os.pread(self._printed.fileno(), size, self._printed_before)
        end = os.fstat(self._errors.fileno()).st_size
        errors = os.pread(self._errors.fileno(), 8192, max(0, end - 8192))
        return Ending(tuple(self._packed), self._reads, cause, reason, printed, errors)  # type: ignore[arg-type] # one of the three
