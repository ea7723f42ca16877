"""Run a page in this very process, for a debugger: no isolation, no limits."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from typing import TYPE_CHECKING

from nabla.execution.output import PageResult
from nabla.execution.printed import Printed
from nabla.execution.worker import Worker

if TYPE_CHECKING:
    from nabla.execution.task import Task


def run_here(task: Task) -> PageResult:
    r"""Run a page and return what came of it; a breakpoint in it works.

    >>> from nabla.execution.task import Snippet, Task
    >>> run_here(Task("x.md", "/", (Snippet("print(6 * 7)", 3, 1),))).outputs[0].printed
    '42\n'
    """
    main, path, hook = sys.modules["__main__"], list(sys.path), sys.breakpointhook
    finders = list(sys.meta_path)
    with tempfile.TemporaryFile() as file:
        printed = Printed(file.fileno(), task.limits.printed_bytes)
        sys.path[:0] = task.modules
        sys.breakpointhook = _stop_here
        try:
            with contextlib.redirect_stdout(printed.stream):
                outputs = dict(Worker(task, printed).run())
                return PageResult(tuple(outputs[number] for number in range(len(task.steps))))
        finally:
            sys.modules["__main__"] = main
            sys.path[:] = path
            sys.meta_path[:] = finders
            sys.breakpointhook = hook


def _stop_here() -> None:
    """Begin to debug the caller, on the terminal: what the page prints is being collected."""
    import pdb

    pdb.Pdb(stdout=sys.__stdout__).set_trace(sys._getframe(1))
