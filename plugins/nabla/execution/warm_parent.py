"""The process from which all pages are forked: warm, clean, and gone when the builder is."""

from __future__ import annotations

import gc
import importlib
import json
import os
import pickle
import select
import shutil
import socket
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from nabla.execution import figures
from nabla.execution.forked import supervise
from nabla.execution.processes import adopt_orphans, die_with_parent, kill_descendants
from nabla.execution.watch import DRAWS
from nabla.execution.wire import pack, receive, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nabla.execution.watch import Brief

    Stage = Callable[[], object]

_LOOK_FOR_BUILDER = 1.0


def main() -> None:
    """Serve: each descriptor that comes in gets a supervisor of its own.

    The arguments are the number of the control descriptor, a temporary folder for the pages,
    which is removed in the end, the modules to load for every page and those for checks, and what
    to do with matplotlib: ``draw`` once before any page is taken, ``load`` it, or ``-``.
    """
    control, folder = socket.socket(fileno=int(sys.argv[1])), sys.argv[2]
    builder = os.getppid()
    adopt_orphans()
    gc.disable()  # nothing of what is loaded is ever dropped
    every, checks = json.loads(sys.argv[3])
    _load(every)
    shelf = Shelf(*_stages(sys.argv[4], checks))
    if sys.argv[4] == "draw":
        shelf.take_all()
    try:
        _serve(control, builder, folder, shelf)
    finally:
        kill_descendants()
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)  # taking all libraries apart would only keep the builder waiting


class Shelf:
    """What may still be loaded, as long as no page waits.

    Parameters
    ----------
    drawing
        What a page that draws cannot do without.
    rest
        What may turn out to be useful.
    """

    def __init__(self, drawing: Sequence[Stage], rest: Sequence[Stage]) -> None:
        self._drawing = list(drawing)
        self._rest = list(rest)

    def take(self) -> bool:
        """Load one more thing; tell whether there was one."""
        for stages in (self._drawing, self._rest):
            if stages:
                stages.pop(0)()
                return True
        return False

    def take_drawing(self) -> None:
        """Load what a page that draws needs."""
        while self._drawing:
            self._drawing.pop(0)()

    def take_all(self) -> None:
        """Load all."""
        while self.take():
            pass


def _stages(matplotlib: str, checks: Iterable[str]) -> tuple[list[Stage], list[Stage]]:
    """Return how to load what pages that draw need, and how to load what checks need."""
    drawing: dict[str, list[Stage]] = {
        "draw": [figures.warm],
        "load": [partial(_load, ["matplotlib"]), figures.load],
    }
    return drawing.get(matplotlib, []), [partial(_load, [module]) for module in checks]


def _load(modules: Iterable[str]) -> None:
    for module in modules:
        with suppress(ImportError):  # the page that needs it will say so
            importlib.import_module(module)


def _serve(control: socket.socket, builder: int, folder: str, shelf: Shelf) -> None:
    more = True
    while os.getppid() == builder:
        ready, _, _ = select.select([control], [], [], 0 if more else _LOOK_FOR_BUILDER)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not ready:
            more = shelf.take()
            continue
        need, descriptors, *_ = socket.recv_fds(control, 1, 1)
        if not need:
            return
        if need == DRAWS:
            shelf.take_drawing()
        gc.freeze()
        if os.fork() == 0:
            control.close()
            gc.enable()
            _supervise_pages(socket.socket(fileno=descriptors[0]), folder, shelf)
        os.close(descriptors[0])


def _supervise_pages(client: socket.socket, folder: str, shelf: Shelf) -> None:
    """Take one page after the other until the client hangs up."""
    die_with_parent()
    adopt_orphans()
    try:
        with suppress(ConnectionError):  # the builder is gone, and wants no answer
            while (packed := receive(client)) is not None:
                brief: Brief = pickle.loads(packed)  # from the builder
                if brief.draws:
                    shelf.take_drawing()  # unless the parent had
                sys.dont_write_bytecode = True  # what the page imports leaves no trace
                send(client, pack(supervise(brief, client, folder)))
    finally:
        kill_descendants()
        os._exit(0)


if __name__ == "__main__":
    main()
