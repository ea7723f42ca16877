"""Make the world of one page: the same on every machine, and nobody else's."""

from __future__ import annotations

import locale
import os
import random
import sys
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from nabla.execution import figures
from nabla.execution.page_path import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from nabla.execution.task import Task

# What a page may see of the builder's environment: where programs and their libraries are.
_ALLOWED = frozenset(
    {"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR"}
)
# One thread for each worker: two workers then keep two cores busy, and sums are taken in one order.
_FIXED = {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}
_HOMES = ("HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE")


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a worker: an allow-list, so that no secret is among it.

    >>> cleaned = clean_environment({"PATH": "/bin", "TOKEN": "secret"})
    >>> cleaned["PATH"], "TOKEN" in cleaned
    ('/bin', False)
    """
    return {**{n: v for n, v in environment.items() if n.upper() in _ALLOWED}, **_FIXED}


def settle(task: Task, home: str) -> None:
    """Make this process, which is about to run a page, look the same to every page.

    Parameters
    ----------
    home
        The page's private folder: its working directory, its home and its temporary folder.
    """
    homes = dict.fromkeys(_HOMES, home)
    environment = {**clean_environment(os.environ), **homes, FOLDER: task.folder}
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(home)
    tempfile.tempdir = None
    sys.argv = [task.path]
    sys.dont_write_bytecode = True
    with suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
    reset_states(task.seed)


def reset_states(seed: int) -> None:
    """Seed the global random states and give libraries their defaults."""
    random.seed(seed)
    numpy: ModuleType | None = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed % 2**32)
    if "matplotlib" in sys.modules:
        figures.reset_style()
