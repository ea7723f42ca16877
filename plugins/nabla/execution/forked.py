"""Fork a process for a page, and end all that it started. Runs in a supervisor's own process."""

from __future__ import annotations

import os
import select
import shutil
import tempfile
import time
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from nabla.execution.page_process import WHERE, Channels, run_forked
from nabla.execution.processes import descendants, kill_descendants, megabytes_of
from nabla.execution.watch import StoppedError, Watch

if TYPE_CHECKING:
    import socket
    from typing import BinaryIO

    from nabla.execution.ending import Ending
    from nabla.execution.watch import Brief


def supervise(brief: Brief, client: socket.socket, folder: str) -> Ending:
    """Fork a process for a page, wait for it, and say how it ended.

    Parameters
    ----------
    client
        Becomes readable when whoever asked for the page has gone.
    folder
        Where the page's private folder is made; who made this one removes it in the end.
    """
    home = tempfile.mkdtemp(dir=folder)
    try:
        with TemporaryFile(dir=folder) as printed, TemporaryFile(dir=folder) as errors:
            results, write_end = os.pipe()
            channels = Channels(write_end, printed.fileno(), errors.fileno(), home)
            pid = os.fork()
            if pid == 0:
                run_forked(brief.task, brief.modules, channels)
            os.close(write_end)
            try:
                return Watch(brief, _Forked(pid, results, client, printed, errors)).until_end()
            finally:
                os.close(results)
                kill_descendants(pid)
    finally:
        shutil.rmtree(home, ignore_errors=True)


class _Forked:
    """A page's process, a child of this one."""

    def __init__(
        self, pid: int, results: int, client: socket.socket, printed: BinaryIO, errors: BinaryIO
    ) -> None:
        self._pid = pid
        self._results = results
        self._client = client.fileno()
        self.printed = printed
        self.errors = errors

    def read(self, seconds: float) -> bytes | None:
        ready, _, _ = select.select([self._results, self._client], [], [], seconds)
        if self._client in ready:
            message = "the build was stopped"
            raise StoppedError(message)
        return os.read(self._results, 1 << 20) if ready else None

    def started(self) -> int:
        return len(descendants(os.getpid())) - 1

    def megabytes(self) -> float:
        return megabytes_of(descendants(os.getpid()))

    def ask_where(self) -> None:
        before = os.fstat(self.errors.fileno()).st_size
        if WHERE is None or os.waitpid(self._pid, os.WNOHANG)[0]:
            return
        os.kill(self._pid, WHERE)
        for _ in range(50):
            time.sleep(0.002)
            if os.fstat(self.errors.fileno()).st_size > before:
                time.sleep(0.005)  # it is writing
                return

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
