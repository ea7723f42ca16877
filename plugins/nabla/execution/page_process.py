"""The process in which one page runs: from the fork to its end."""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.execution.audit import listen
from nabla.execution.complaints import Complaints
from nabla.execution.guard import Guard
from nabla.execution.isolation import settle
from nabla.execution.landlock import forbid_writing
from nabla.execution.limits import restrict, restrict_seconds
from nabla.execution.printed import Printed
from nabla.execution.processes import descendants, die_with_parent
from nabla.execution.reads import Reading
from nabla.execution.wire import FRAME, pack
from nabla.execution.worker import Worker

if TYPE_CHECKING:
    from nabla.execution.task import Task

READY = -1
READS = -2
WHERE: int | None = getattr(signal, "SIGUSR2", None)  # asks a page for the line at which it is


@dataclass(frozen=True)
class Channels:
    """What connects a page's process with its supervisor: three open descriptors and a folder."""

    results: int
    printed: int
    errors: int
    home: str


def run_forked(packed: bytes, modules: tuple[str, ...], channels: Channels) -> None:
    """Run a page in this process, which was just forked for it, and end the process."""
    status = 1
    try:
        os.setsid()
        die_with_parent()
        _rewire(channels)
        sys.path[:0] = modules
        run_page(pickle.loads(packed), 3, channels.home)  # from the building process
        status = 0
    except BaseException:  # nothing above may go on running in the fork
        traceback.print_exc(file=sys.__stderr__)
    finally:
        # Threads, exit functions and destructors of the page get no say in how it ends.
        os._exit(status)


def run_page(task: Task, results: int, home: str) -> None:
    """Run a task with standard output on descriptor 1, sending each output to `results`."""
    faulthandler.enable(2, all_threads=False)
    if WHERE is not None:
        faulthandler.register(WHERE, 2, all_threads=False)
    settle(task, home)
    restrict(task.limits)
    reading = Reading(task.folder, home)
    listen(Guard(home).ears(), reading.ears())
    forbid_writing(outside=home)
    printed = Printed(1, task.limits.printed_bytes)
    sys.stdout = printed.stream
    errors = Printed(2, task.limits.printed_bytes)
    sys.stderr = errors.stream
    complaints = Complaints(task.path, errors)
    complaints.listen()
    worker = Worker(task, printed, lambda: len(descendants(os.getpid())), complaints)
    _send(results, READY, pack(worker.alone))
    left = list(worker.order)
    restrict_seconds(task.seconds(left.pop(0)) if left else 1)
    for number, output in worker.run():
        _send(results, number, pack(output))
        if left:
            restrict_seconds(task.seconds(left.pop(0)))
    _send(results, READS, pack(reading.found()))


def _rewire(channels: Channels) -> None:
    """Keep four descriptors: nothing, what is printed, what is complained, results."""
    results, printed, errors = map(os.dup, (channels.results, channels.printed, channels.errors))
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in enumerate((nothing, printed, errors, results)):
        os.dup2(source, target, inheritable=target < 3)
    os.closerange(4, 1 << 16)


def _send(descriptor: int, number: int, packed: bytes) -> None:
    message = memoryview(FRAME.pack(number, len(packed)) + packed)
    while message:
        message = message[os.write(descriptor, message) :]
