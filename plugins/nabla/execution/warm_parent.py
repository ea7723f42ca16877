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
from typing import TYPE_CHECKING

from nabla.execution import figures
from nabla.execution.forked import supervise
from nabla.execution.processes import adopt_orphans, die_with_parent, kill_descendants
from nabla.execution.wire import pack, receive, send

if TYPE_CHECKING:
    from nabla.execution.watch import Brief

_LOOK_FOR_BUILDER = 1.0


def main() -> None:
    """Serve: each descriptor that comes in gets a supervisor of its own.

    The arguments are the number of the control descriptor, a temporary folder for the pages,
    which is removed in the end, the modules to load, and what to do with
    matplotlib: ``draw`` once, ``load`` it, or ``-``.
    """
    control, folder = socket.socket(fileno=int(sys.argv[1])), sys.argv[2]
    builder = os.getppid()
    adopt_orphans()
    gc.disable()  # nothing of what is loaded is ever dropped
    for module in json.loads(sys.argv[3]):
        with suppress(ImportError):  # the page that needs it will say so
            importlib.import_module(module)
    if sys.argv[4] == "draw":
        figures.warm()
    elif sys.argv[4] == "load":
        figures.load()
    sys.dont_write_bytecode = True  # what pages import from now on leaves no trace
    gc.enable()
    gc.collect()
    gc.freeze()
    try:
        _serve(control, builder, folder)
    finally:
        kill_descendants()
        shutil.rmtree(folder, ignore_errors=True)


def _serve(control: socket.socket, builder: int, folder: str) -> None:
    while os.getppid() == builder:
        ready, _, _ = select.select([control], [], [], _LOOK_FOR_BUILDER)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not ready:
            continue
        message, descriptors, *_ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _supervise_pages(socket.socket(fileno=descriptors[0]), folder)
        os.close(descriptors[0])


def _supervise_pages(client: socket.socket, folder: str) -> None:
    """Take one page after the other until the client hangs up."""
    die_with_parent()
    adopt_orphans()
    try:
        with suppress(ConnectionError):  # the builder is gone, and wants no answer
            while (packed := receive(client)) is not None:
                brief: Brief = pickle.loads(packed)  # from the builder
                send(client, pack(supervise(brief, client, folder)))
    finally:
        kill_descendants()
        os._exit(0)


if __name__ == "__main__":
    main()
