"""How the process of a page ended, and what that means for the page's steps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from nabla.execution.frames import Origin
from nabla.execution.output import AFTER_FAILURE, Failure, Output, PageResult, Read, skipped
from nabla.execution.printed import without_addresses
from nabla.execution.task import Check, Inline, in_order
from nabla.execution.wire import RefusedError, conforms, unpack, unpack_as

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nabla.execution.task import Task

EndCause = Literal["ended", "limit", "died"]
_DUMPED = re.compile(r'^  File "(?P<path>.*)", line (?P<line>\d+) in ', re.MULTILINE)
_LAST_WORDS = 2000


@dataclass(frozen=True)
class Ending:
    """What a supervisor knows of a page when its process is gone.

    Attributes
    ----------
    results
        The numbers of the steps and their packed outputs, in the order in which they came.
    reads
        The packed list of files that were read; empty if the page did not get so far.
    reason
        Why the process is gone before its time; empty if it is not.
    printed, errors
        What was printed since the last output; what the process complained of at last.
    alone
        The steps that are done before any Python, by number.
    """

    results: tuple[tuple[int, bytes], ...]
    reads: bytes = b""
    cause: EndCause = "ended"
    reason: str = ""
    printed: bytes = b""
    errors: bytes = b""
    alone: tuple[int, ...] = ()


def read_ending(task: Task, ending: Ending) -> tuple[PageResult, tuple[int, ...]]:
    """Return the result of a page, and the checks that must be done again without the page.

    When a page's process is gone, so are the names that it bound; the step that was running has
    failed, later Python is skipped, and a check that needs no name can be done in a new process.
    """
    order = in_order(ending.alone, len(task.steps))
    done: dict[int, Output] = {}
    for number, packed in ending.results:
        try:
            done[number] = unpack_as(packed, Output)
        except RefusedError as error:
            step = task.steps[number]
            message = f"a result that is not plain: {error}"
            done[number] = _failed(Failure(step.line, step.column, message, "", "died"))
    if len(done) == len(order):
        return _complete(task, [done[number] for number in sorted(done)], ending), ()
    if not _is_blamed(done.values(), ending):
        running = order[len(done)]
        done[running] = _gone(task, running, ending)
    again = tuple(
        number
        for number, step in enumerate(task.steps)
        if number not in done and isinstance(step, Check) and not step.work.needs()
    )
    skipped_step = skipped(AFTER_FAILURE)
    outputs = tuple(done.get(number, skipped_step) for number in range(len(order)))
    return PageResult(outputs, alone=_alone(ending)), again


def _alone(ending: Ending) -> tuple[int, ...]:
    """Return the steps that were done before any Python."""
    return tuple(number for number, _ in ending.results if number in ending.alone)


def _complete(task: Task, outputs: list[Output], ending: Ending) -> PageResult:
    """Return the result of a page whose steps are all done.

    What the last of them has left behind, such as child processes, may still pass a limit.
    """
    if ending.cause == "limit" and not _is_blamed(outputs, ending):
        python = [n for n, step in enumerate(task.steps) if not isinstance(step, Check)]
        blamed = python[-1] if python else len(outputs) - 1
        printed = outputs[blamed].printed
        outputs[blamed] = replace(_gone(task, blamed, ending), printed=printed)
    return PageResult(tuple(outputs), _reads(ending.reads), _alone(ending))


def _is_blamed(outputs: Iterable[Output], ending: Ending) -> bool:
    """Tell whether a step has been blamed for the limit: both sides of the pipe look at it."""
    failures = [output.failure for output in outputs if output.failure is not None]
    return ending.cause == "limit" and any(failure.cause == "limit" for failure in failures)


def _gone(task: Task, number: int, ending: Ending) -> Output:
    """Return the output of the step during which the process ended."""
    step = task.steps[number]
    prefix = "limit: " if ending.cause == "limit" else "died: "
    errors = ending.errors[-_LAST_WORDS:].decode("utf-8", "backslashreplace")
    last = errors.rstrip().rpartition("\n")[2]
    said = f" ({last})" if ending.reason.startswith("the process ended") and last else ""
    message = prefix + ending.reason + said
    line, column, excerpt = step.line, step.column, ""
    at = _dumped_line(errors, task.path)
    if at is not None and not isinstance(step, Check):
        line = at
        origin = Origin(task.path)
        for earlier in task.steps[: number + 1]:
            if not isinstance(earlier, Check):
                inline = isinstance(earlier, Inline)
                origin.add(earlier.source, earlier.line, earlier.column, inline=inline)
        text = origin.text(line)
        start = len(text) - len(text.lstrip())
        column, excerpt = origin.column(line, start), origin.excerpt(line, start, len(text))
    cause: Literal["limit", "died"] = "limit" if ending.cause == "limit" else "died"
    printed = without_addresses(ending.printed.decode("utf-8", "backslashreplace"))
    failure = Failure(line, column, message, excerpt, cause)
    return replace(_failed(failure), printed=printed)


def _dumped_line(errors: str, path: str) -> int | None:
    """Return the innermost line of the page in the last stack that was dumped."""
    stack = errors[errors.rfind("(most recent call first)") :]
    escaped = path.encode("ascii", "backslashreplace").decode()
    lines = [int(m["line"]) for m in _DUMPED.finditer(stack) if m["path"] == escaped]
    return lines[0] if lines else None


def _reads(packed: bytes) -> tuple[Read, ...] | None:
    try:
        reads = unpack(packed)
    except RefusedError:
        return None
    if not conforms(reads, tuple[Read, ...]):
        return None
    assert isinstance(reads, tuple)
    return reads


def _failed(failure: Failure) -> Output:
    return Output("failed", failure=failure)
