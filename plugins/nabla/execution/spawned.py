"""Start a new interpreter for a page, where there is no fork (Windows).

It costs half a second a page. The clock, the bound on what is printed and, where there is a
`resource` module, its limits hold as elsewhere; a page's own child processes are ended only
together with the page's process group, which Windows does not have.
"""

from __future__ import annotations

import os
import pickle
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution import figures
from nabla.execution.page_process import run_page
from nabla.execution.processes import descendants, kill_group, megabytes_of
from nabla.execution.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from nabla.execution.ending import Ending
    from nabla.execution.task import Task
    from nabla.execution.watch import Brief


def supervise_spawned(brief: Brief, command: list[str], environment: Mapping[str, str]) -> Ending:
    """Start a process for a page, wait for it, and say how it ended.

    Parameters
    ----------
    command
        Starts an interpreter that calls `main` of this module.
    """
    home = Path(tempfile.mkdtemp(prefix="nabla-"))
    files = Path(tempfile.mkdtemp(prefix="nabla-"))
    try:
        with (files / "printed").open("w+b") as printed, (files / "errors").open("w+b") as errors:
            page = subprocess.Popen(
                [*command, str(home), str(files / "printed"), str(files / "errors")],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            with page:
                try:
                    return Watch(brief, _Spawned(page, brief, printed, errors)).until_end()
                finally:
                    kill_group(page.pid)
                    page.kill()
    finally:
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(files, ignore_errors=True)


class _Spawned:
    """A page's process, a new interpreter."""

    def __init__(
        self, page: subprocess.Popen[bytes], brief: Brief, printed: BinaryIO, errors: BinaryIO
    ) -> None:
        self._page = page
        self.printed = printed
        self.errors = errors
        self._chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        assert page.stdin is not None
        with suppress(OSError), page.stdin:  # a process that is gone will be noticed
            page.stdin.write(pickle.dumps((brief.modules, brief.task)))
        threading.Thread(target=self._fetch, daemon=True).start()

    def _fetch(self) -> None:
        assert self._page.stdout is not None
        with suppress(OSError, ValueError):
            while chunk := os.read(self._page.stdout.fileno(), 1 << 20):
                self._chunks.put(chunk)
        self._chunks.put(b"")

    def read(self, seconds: float) -> bytes | None:
        try:
            return self._chunks.get(timeout=seconds) if seconds else self._chunks.get_nowait()
        except queue.Empty:
            return None

    def started(self) -> int:
        return len(descendants(self._page.pid))

    def megabytes(self) -> float:
        return megabytes_of((self._page.pid, *descendants(self._page.pid)))

    def ask_where(self) -> None:
        """Without signals there is no asking: the step's own line will do."""

    def wait(self) -> int:
        return self._page.wait()


def main() -> None:
    """Run the page that comes through standard input; the arguments say where to print."""
    home, printed, errors = sys.argv[-3:]
    modules, task = pickle.loads(sys.stdin.buffer.read())
    results = os.dup(1)
    for path, target in ((printed, 1), (errors, 2)):
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(descriptor, target)
        os.close(descriptor)
    sys.path[:0] = modules
    unpacked: Task = pickle.loads(task)
    if unpacked.has_python:
        figures.load()
    sys.dont_write_bytecode = True  # as in the warm parent
    run_page(unpacked, results, home)
    os._exit(0)
