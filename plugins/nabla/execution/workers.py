"""The worker processes of a build, seen from the building process."""

from __future__ import annotations

import importlib.util
import json
import os
import pickle
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.ending import Ending, read_ending
from nabla.execution.isolation import clean_environment
from nabla.execution.output import PageResult
from nabla.execution.supervisor import Brief
from nabla.execution.task import Check
from nabla.execution.wire import receive, send, unpack_as

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from nabla.execution.task import Task

_SPARE_SECONDS = 90.0  # for a supervisor to load, to kill and to answer, beyond its page's limits
_CACHES = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "MPLCONFIGDIR")
_MAIN = """
import sys
sys.path += [folder for folder in {folders!r} if folder not in sys.path]
from nabla.execution.warm_parent import main
main()
"""


class Workers:
    """A warm parent, and the supervisors that it has forked: each runs one page at a time.

    The warm parent is started by the first page, or earlier by `start`, and ends with the
    building process, however that ends. `run` may be called from several threads.

    Parameters
    ----------
    draw
        Whether pages run Python, so that matplotlib should be loaded once for all.
    modules
        To load once for all: those of the checks.
    """

    def __init__(self, *, draw: bool = True, modules: Iterable[str] = ()) -> None:
        self._draw = draw
        self._modules = ("numpy", "numpy.testing", *sorted(set(modules) - {"__main__"}))
        self._lock = threading.Lock()
        self._parent: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._idle: list[socket.socket] = []
        self._all: set[socket.socket] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the warm parent if it is not running, without waiting until it is warm."""
        with self._lock:
            self._started()

    def run(self, task: Task) -> PageResult:
        """Run a page, each of its processes within limits, and return what came of it."""
        result, again = read_ending(task, self._attempt(task))
        outputs = list(result.outputs)
        while again:
            rest = replace(task, steps=tuple(task.steps[number] for number in again))
            partial, further = read_ending(rest, self._attempt(rest))
            for number, output in zip(again, partial.outputs, strict=True):
                outputs[number] = output
            again = tuple(again[number] for number in further)
        return PageResult(tuple(outputs), result.reads)

    def close(self) -> None:
        """End the warm parent and all pages that still run."""
        with self._lock:
            self._closed = True
            for supervisor in self._all:
                with suppress(OSError):
                    supervisor.shutdown(socket.SHUT_RDWR)
            if self._control is not None:
                self._control.close()
            parent = self._parent
        if parent is not None:
            try:
                parent.wait(10)
            except subprocess.TimeoutExpired:
                parent.kill()
                parent.wait()

    def _attempt(self, task: Task) -> Ending:
        """Give a page to a supervisor and wait for its answer."""
        seconds = tuple(task.seconds(number) for number in range(len(task.steps)))
        brief = Brief(task.limits, seconds, pickle.dumps(task, protocol=5))
        try:
            supervisor = self._take_supervisor()
            supervisor.settimeout(sum(seconds) + _SPARE_SECONDS)
            send(supervisor, pickle.dumps(brief, protocol=5))
            answer = receive(supervisor)
        except OSError:
            answer = None
        if answer is None:
            reason = "the build was stopped" if self._closed else "the page's supervisor was lost"
            return Ending((), cause="died", reason=reason)
        with self._lock:
            self._idle.append(supervisor)
        return unpack_as(answer, Ending)

    def _take_supervisor(self) -> socket.socket:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(self._started(), [b"+"], [theirs.fileno()])
                except BrokenPipeError:
                    self._parent = None  # somebody has killed it; begin anew
                    socket.send_fds(self._started(), [b"+"], [theirs.fileno()])
            self._all.add(ours)
            return ours

    def _started(self) -> socket.socket:
        """Return the control socket of the warm parent, which is running from then on."""
        if self._closed:
            message = "these workers are closed"
            raise OSError(message)
        if self._control is None or self._parent is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._parent = self._spawn(theirs.fileno())
        return self._control

    def _spawn(self, control: int) -> subprocess.Popen[bytes]:
        caches = {name: os.environ[name] for name in _CACHES if name in os.environ}
        draw = "draw" if self._draw else "-"
        arguments = [str(control), json.dumps(self._modules), draw]
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _MAIN.format(folders=_folders()), *arguments],
            env={**clean_environment(os.environ), **caches},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(control,),
            start_new_session=True,  # an interrupt in the terminal is the builder's to handle
        )


def modules_of(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Return the modules in which the work of checks is defined."""
    works = (step.work for task in tasks for step in task.steps if isinstance(step, Check))
    return tuple(sorted({type(work).__module__ for work in works}))


def _folders() -> list[str]:
    """Return where this package and its libraries are imported from."""
    found = [importlib.util.find_spec(name) for name in ("nabla", "numpy", "matplotlib")]
    return [str(Path(spec.origin).parents[1]) for spec in found if spec and spec.origin]
