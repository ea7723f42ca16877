"""Hold this process to its limits.

Where there is no `resource` module (Windows) or a limit is not enforced (memory on macOS), the
clock of the supervising process is the only limit.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nabla.execution.task import Limits

_MEGABYTE = 1 << 20


def restrict(limits: Limits) -> None:
    """Limit memory, open files, the size of files; leave no core dumps."""
    if sys.platform == "win32":
        return
    import resource

    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_FSIZE, limits.file_mb * _MEGABYTE)
    size = _address_space()
    if size is not None:
        _lower(resource.RLIMIT_AS, size + limits.memory_mb * _MEGABYTE)


def restrict_seconds(seconds: float) -> None:
    """Let the kernel end this process if all its threads compute for so long from now on.

    The supervisor's clock comes first; this holds even if the supervisor is gone.
    """
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime + seconds * (os.cpu_count() or 1)) + 2
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _lower(kind: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (most, most))


def _address_space() -> int | None:
    """Return how many bytes of addresses this process already has, where that can be known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        return None
    import resource

    return pages * resource.getpagesize()
