"""The worker processes of a build, seen from the building process."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.ending import Ending, read_ending
from nabla.execution.isolation import clean_environment
from nabla.execution.output import PageResult
from nabla.execution.spawned import supervise_spawned
from nabla.execution.task import Check, Task
from nabla.execution.watch import DRAWS, PLAIN, Brief
from nabla.execution.wire import receive, send, unpack_as

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from nabla.execution.output import Output

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
_LOADED = ("numpy", "numpy.random", "resource")  # once, for all pages
_LOADED_AHEAD = (
    "numpy.testing",
    "nabla.execution.doctests",
)  # for which a single page may have no use
_SPARE_SECONDS = 90.0  # for a supervisor to load, to kill and to answer, beyond its page's limits
_CACHES = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "MPLCONFIGDIR")
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_BYTECODE = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
_WARM, _SPAWNED = "warm_parent", "spawned"
_MAIN = """
import sys
# After the standard library and before what else is installed: the builder's own copies count.
after = [n for n, folder in enumerate(sys.path) if folder.endswith("-packages")]
sys.path[after[0] if after else len(sys.path):0] = {folders!r}
from nabla.execution.{module} import main
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
    ahead
        Whether to load all, and to draw a first figure, which costs the time of several, before
        any page is taken: worth it where there are many pages. Else what a page does not need is
        loaded only as long as none waits.
    modules
        To load once for all: those of the checks.
    fork
        False: start an interpreter for each page, as where there is no fork.
    """

    def __init__(
        self,
        *,
        draw: bool = True,
        ahead: bool = True,
        modules: Iterable[str] = (),
        fork: bool = CAN_FORK,
    ) -> None:
        self._fork = fork
        self._matplotlib = "-" if not draw else "draw" if ahead else "load"
        loaded = (*_LOADED, *_LOADED_AHEAD) if ahead else _LOADED
        self._modules = loaded, tuple(sorted(set(modules) - {"__main__"}))
        self._lock = threading.Lock()
        self._parent: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: str | None = None
        self._idle: list[socket.socket] = []
        self._busy: set[socket.socket] = set()
        self._used = self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the warm parent if it is not running, without waiting until it is warm."""
        with self._lock:
            if self._fork and not self._closed:
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
        return PageResult(tuple(outputs), result.reads, result.alone)

    def close(self) -> None:
        """End the warm parent and all pages that still run, and wait until they are gone."""
        self.hang_up()
        with self._lock:
            parent = self._parent
        if parent is not None:
            try:
                parent.wait(10)
            except subprocess.TimeoutExpired:
                parent.kill()
                parent.wait()
            self._remove_folder()

    def hang_up(self) -> None:
        """Tell the warm parent and all pages that still run to end; `close` waits for them."""
        with self._lock:
            self._closed = True
            for supervisor in self._busy:  # its thread wakes up and closes it
                with suppress(OSError):
                    supervisor.shutdown(socket.SHUT_RDWR)
            for supervisor in self._idle:
                supervisor.close()
            self._idle.clear()
            if self._control is not None:
                self._control.close()
            if self._parent is not None and not self._used:
                self._parent.kill()  # it may still be loading, and has no pages to end

    def _attempt(self, task: Task) -> Ending:
        """Give a page to a supervisor and wait for its answer."""
        seconds = tuple(task.seconds(number) for number in range(len(task.steps)))
        draws = task.has_python and self._matplotlib != "-"
        brief = Brief(task.limits, seconds, task.modules, pickle.dumps(task, protocol=5), draws)
        if not self._fork:
            return supervise_spawned(brief, _command(_SPAWNED), _environment())
        answer = self._ask(brief, sum(seconds) + _SPARE_SECONDS)
        if answer is None:
            reason = "the build was stopped" if self._closed else "the page's supervisor was lost"
            return Ending((), cause="died", reason=reason)
        return unpack_as(answer, Ending)

    def _ask(self, brief: Brief, seconds: float) -> bytes | None:
        """Give a supervisor a page and return its answer, None if it does not answer in time."""
        supervisor = self._take_supervisor(DRAWS if brief.draws else PLAIN)
        if supervisor is None:
            return None
        answer = None
        with suppress(OSError):  # lost, or too late: there is no answer
            supervisor.settimeout(seconds)
            send(supervisor, pickle.dumps(brief, protocol=5))
            answer = receive(supervisor)
        with self._lock:
            self._busy.discard(supervisor)
            if answer is None or self._closed:
                supervisor.close()
            else:
                self._idle.append(supervisor)
        return answer

    def _take_supervisor(self, need: bytes) -> socket.socket | None:
        with self._lock:
            if self._closed:
                return None
            if self._idle:
                supervisor = self._idle.pop()
                self._busy.add(supervisor)
                return supervisor
            self._used = True
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(self._started(), [need], [theirs.fileno()])
                except OSError:
                    self._abandon()  # somebody has killed it; begin anew
                    socket.send_fds(self._started(), [need], [theirs.fileno()])
            self._busy.add(ours)
            return ours

    def _started(self) -> socket.socket:
        """Return the control socket of the warm parent, which is running from then on."""
        if self._control is None or self._parent is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._parent = self._spawn(theirs.fileno())
        return self._control

    def _abandon(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._parent is not None:
            self._parent.wait()
        self._control = self._parent = None
        self._remove_folder()

    def _remove_folder(self) -> None:
        """Remove what the warm parent has not: it does, unless it is killed."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _spawn(self, control: int) -> subprocess.Popen[bytes]:
        self._folder = tempfile.mkdtemp(prefix="nabla-")
        arguments = [str(control), self._folder, json.dumps(self._modules), self._matplotlib]
        return subprocess.Popen(
            [*_command(_WARM), *arguments],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(control,),
            start_new_session=True,  # an interrupt in the terminal is the builder's to handle
        )


@functools.cache
def resident() -> Workers:
    """Return the workers that this process keeps for itself, as long as it lives.

    A process that is handed single pages by an executor, here or on a cluster, does not know
    whether more will follow; a warm parent for each page would cost more than most pages.
    """
    workers = Workers()
    atexit.register(workers.close)
    return workers


def run_page(task: Task) -> PageResult:
    """Run a page in a process forked for it, whatever process this is."""
    return resident().run(task)


def run_task(task: Task) -> tuple[Output, ...]:
    """Return the outputs of a page, run in a process forked for it.

    >>> from nabla.execution.task import Inline
    >>> run_task(Task("x.md", "/", (Inline("6 * 7", 3, 1),)))[0].value
    '42'
    """
    return run_page(task).outputs


def modules_of(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Return the modules that the work of checks is defined in and imports."""
    works = [step.work for task in tasks for step in task.steps if isinstance(step, Check)]
    defined = {type(work).__module__ for work in works}
    return tuple(sorted(defined.union(*(work.modules for work in works))))


def _command(module: str) -> list[str]:
    """Return how to start an interpreter that sees this package and nothing of the builder's."""
    return [sys.executable, "-P", "-c", _MAIN.format(folders=_folders(), module=module)]


def _environment() -> dict[str, str]:
    """Return the environment of a process that loads libraries: it may use and fill its caches."""
    names = _CACHES + _TEMPORARY + _BYTECODE
    clean = {n: v for n, v in clean_environment(os.environ).items() if n not in _BYTECODE}
    return clean | {name: os.environ[name] for name in names if name in os.environ}


def _folders() -> list[str]:
    """Return where this package and its libraries are imported from."""
    found = [importlib.util.find_spec(name) for name in ("nabla", "numpy", "matplotlib")]
    folders = [str(Path(spec.origin).parents[1]) for spec in found if spec and spec.origin]
    return list(dict.fromkeys(folders))
