"""Find and end every process that a page has started.

On Linux a supervisor adopts the orphans among its descendants, so that a process which left the
page's group by `setsid` is found as well. Elsewhere only the group is ended.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of all orphans among the descendants of this process."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def sees_children() -> bool:
    """Tell whether this system lists the children of a process."""
    return Path(f"/proc/self/task/{os.getpid()}/children").exists()


def descendants(pid: int) -> tuple[int, ...]:
    """Return all living processes below one, parents before their children."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return tuple(found)


def megabytes_of(processes: Iterable[int]) -> float:
    """Return how much memory some processes take together; what they share counts once.

    0 where the system does not tell.
    """
    return sum(map(_proportional_kilobytes, processes)) / 1024


def _proportional_kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def kill_descendants(group: int | None = None, seconds: float = 5.0) -> None:
    """Kill all descendants of this process, and reap them.

    Parameters
    ----------
    group
        Also kill this process group, at once: a group cannot outrun its killing by forking.
    seconds
        When to give up on processes that the kernel does not let go.
    """
    end = time.monotonic() + seconds
    if group is not None:
        kill_group(group)
    while time.monotonic() < end:
        for pid in descendants(os.getpid()):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if not _reap():
            return
        time.sleep(0.001)


def kill_group(group: int) -> None:
    """Kill a process group, where there are groups."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _reap() -> bool:
    """Collect the children that have ended; tell whether any are left."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == 0:
            return True


def _children(pid: int) -> list[int]:
    """Return the children of all threads of a process."""
    children: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                children += map(int, (thread / "children").read_text().split())
    return children


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
