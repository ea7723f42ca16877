"""Keep a page from changing files that are not its own, and from signalling others.

This hears what Python itself does and can say so in the page's terms; `landlock` holds a page's
child processes and foreign code to the same where the kernel can.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.processes import descendants, sees_children

if TYPE_CHECKING:
    from nabla.execution.audit import Ear

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Which arguments of an audit event name what is changed, and which the folder they start from.
_CHANGES = {
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.link": ((1, 3),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
}


class Guard:
    """What a page may change: the files below one folder, and devices such as ``/dev/null``."""

    def __init__(self, home: str) -> None:
        self._allowed = (f"{os.path.realpath(home)}{os.sep}", "/dev/", f"/proc/{os.getpid()}/")

    def ears(self) -> dict[str, Ear]:
        """Return what to do at which audit event."""
        ears: dict[str, Ear] = {"open": self._judge_open}
        ears |= dict.fromkeys(_CHANGES, self._judge_change)
        return ears | dict.fromkeys(("os.kill", "os.killpg"), _judge_signal)

    def _judge_open(self, _: str, arguments: tuple[object, ...]) -> None:
        path, _mode, flags = arguments
        if isinstance(flags, int) and flags & _WRITING:
            self._judge(path, None, follow=True)

    def _judge_change(self, event: str, arguments: tuple[object, ...]) -> None:
        for named, folder in _CHANGES[event]:
            self._judge(arguments[named], None if folder is None else arguments[folder])

    def _judge(self, path: object, folder: object, *, follow: bool = False) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return  # a descriptor: it was judged when it was opened
        name = os.fsdecode(path)
        try:
            start = f"/proc/self/fd/{folder}" if _is_descriptor(folder) else "."
            entry = Path(start, name)
            changed = os.path.realpath(entry if follow else entry.parent)
        except OSError:  # no working directory any more: there is nothing to change
            return
        if not f"{changed}{os.sep}".startswith(self._allowed):
            what = "a page may change files only in its own temporary folder"
            raise PermissionError(errno.EACCES, what, name)


def _is_descriptor(folder: object) -> bool:
    return isinstance(folder, int) and folder >= 0


def _judge_signal(event: str, arguments: tuple[object, ...]) -> None:
    own, (target, signal) = os.getpid(), arguments
    asks = signal == 0  # sends nothing
    if asks or target in (0, own) or (event == "os.killpg" and target == os.getpgid(0)):
        return
    if sees_children() and target not in descendants(own):
        what = "a page may signal only processes that it has started"
        raise PermissionError(errno.EPERM, what)
