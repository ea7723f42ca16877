"""Run the steps of one page, in order, in this process."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from nabla.execution import figures
from nabla.execution.frames import locate
from nabla.execution.output import (
    AFTER_FAILURE,
    NOT_RUN,
    Failure,
    OutcomeError,
    Output,
    UnreadableError,
    skipped,
)
from nabla.execution.printed import LimitReached, Printed, storable, without_addresses
from nabla.execution.session import Session
from nabla.execution.tables import to_table
from nabla.execution.task import Check, Doctest, Inline, Snippet, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nabla.execution.complaints import Complaints
    from nabla.execution.output import Table
    from nabla.execution.task import Step, Task


class Worker:
    """One page being run: its session, what it prints, and whether it has failed.

    A page stops at its first exception, as a notebook does. Claims that need none of the page's
    names are decided all the same, before any Python: no page can meddle with them. So are those
    whose names are bound by then. A doctest that prints something else and a snippet without its
    figure leave the session whole: the page goes on. So does an inline expression that fails:
    nothing was to be bound by it.

    Attributes
    ----------
    alone
        The checks that need none of the page's names, by number.
    """

    def __init__(
        self,
        task: Task,
        printed: Printed,
        children: Callable[[], int] = lambda: 0,
        complaints: Complaints | None = None,
    ) -> None:
        self._complaints = complaints
        self._task = task
        self._children = children
        self._printed = printed
        self._session = Session(task.path)
        self._stopped = False
        self._needs = {
            number: step.work.needs()
            for number, step in enumerate(task.steps)
            if isinstance(step, Check)
        }
        if any(isinstance(step, Doctest) for step in task.steps):
            import nabla.execution.doctests  # noqa: F401 - before the page can meddle with what it uses
        self.alone = tuple(number for number, names in self._needs.items() if not names)
        self.order = in_order(self.alone, len(task.steps))

    def run(self) -> Iterator[tuple[int, Output]]:
        """Run the steps, giving the number and the output of each when it is there."""
        self._session.enter()
        if self._task.has_python:
            self._session.held.watch_loading("numpy.testing")
        for number in self.order:
            start = time.perf_counter()
            output = self._run_step(self._task.steps[number], self._needs.get(number, ()))
            yield number, replace(output, seconds=time.perf_counter() - start)

    def _run_step(self, step: Step, needs: tuple[str, ...]) -> Output:
        reason = self._why_skip(step, needs)
        if reason is not None:
            return skipped(reason)
        held = self._session.held.count
        try:
            output = self._outcome(step)
        except BaseException as error:  # sys.exit and its like must not end the worker
            output = self._failed(step, error)
        printed = self._printed.take()
        failure = output.failure or self._passed_limit(step) or _not_text(step, printed)
        if failure is not None:
            output = replace(output, status="failed", failure=failure)
        figures.close_figures()
        held = self._session.held.count - held
        text = without_addresses(printed.decode("utf-8", "backslashreplace"))
        complaints = self._complaints.take(step.line) if self._complaints else ()
        return replace(output, printed=text, held=held, complaints=complaints)

    def _why_skip(self, step: Step, needs: tuple[str, ...]) -> str | None:
        if isinstance(step, Check):
            missing = [name for name in needs if name not in self._session.names]
            if missing and not self._task.run:
                return NOT_RUN
            return AFTER_FAILURE if missing and self._stopped else None
        if not self._task.run:
            return NOT_RUN
        return AFTER_FAILURE if self._stopped else None

    def _outcome(self, step: Step) -> Output:
        match step:
            case Check():
                return Output("ran", checked=step.work.run(self._session.names))
            case Snippet():
                return self._run_snippet(step)
            case Doctest():
                return self._run_doctest(step)
            case Inline():
                value = self._session.evaluate(step.source, step.line, step.column)
                return Output("ran", value=self._text(str(value)))
            case _:
                assert_never(step)

    def _run_snippet(self, step: Snippet) -> Output:
        try:
            value = self._session.run(step.source, step.line, step.column)
        except Exception as error:
            if step.expect is None or not is_called(type(error), step.expect):
                raise
            return Output("ran", value=self._text(f"{type(error).__name__}: {error}"))
        if step.expect is not None:
            return _unexpected(step, "nothing was raised")
        if step.kind == "figure":
            return Output("ran", figure=figures.take_figure(value, self._task.limits.figure_bytes))
        if step.kind == "table":
            return Output("ran", table=self._bounded(to_table(value)))
        return Output("ran", value=None if value is None else self._text(repr(value)))

    def _run_doctest(self, step: Doctest) -> Output:
        from nabla.execution.doctests import run_doctest

        examined = run_doctest(step, self._session, self._printed)
        output = Output("ran", examples=examined.examples)
        error, failure = examined.error, examined.failure
        if error is not None and not (step.expect and is_called(type(error), step.expect)):
            failure = self._failed(step, error).failure
        elif error is None and failure is None and step.expect:
            return replace(_unexpected(step, "nothing was raised"), examples=examined.examples)
        return replace(output, status="failed", failure=failure) if failure else output

    def _failed(self, step: Step, error: BaseException) -> Output:
        """Return the output of a step that raised, and stop the page if Python did."""
        if isinstance(error, UnreadableError):
            failure = Failure(error.line, step.column, str(error), "", "doctest")
            return Output("failed", failure=failure)
        if isinstance(step, Snippet | Doctest) and not isinstance(error, OutcomeError):
            self._stopped = True
        where = (step.line, step.column)
        failure = locate(error, self._session.origin, *where, self._task.limits)
        expect = getattr(step, "expect", None)
        if expect is not None and failure.cause == "exception":
            message = f"expected {expect}, got {failure.message}"
            failure = replace(failure, message=message, cause="expectation")
        return Output("failed", failure=failure)

    def _passed_limit(self, step: Step) -> Failure | None:
        """Return the limit that a step has passed without being stopped, if it has."""
        limits = self._task.limits
        if self._printed.is_full:
            message = f"limit: more than {limits.printed_bytes} bytes printed"
        elif self._children() > limits.children:
            message = f"limit: more than {limits.children} child processes"
        else:
            return None
        self._stopped = True
        return Failure(step.line, step.column, message, "", "limit")

    def _bounded(self, table: Table) -> Table:
        if sum(len(cell) for row in table.rows for cell in row) > self._task.limits.printed_bytes:
            message = f"a table of more than {self._task.limits.printed_bytes} bytes"
            raise LimitReached(message)
        return table

    def _text(self, text: str) -> str:
        if len(text) > self._task.limits.printed_bytes:
            message = f"a value of more than {self._task.limits.printed_bytes} bytes"
            raise LimitReached(message)
        return storable(without_addresses(text))


def _not_text(step: Step, printed: bytes) -> Failure | None:
    try:
        printed.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"printed bytes that are not UTF-8 (0x{printed[error.start]:02x}); print text"
        return Failure(step.line, step.column, message, "", "exception")
    return None


def is_called(kind: type[BaseException], name: str) -> bool:
    """Tell whether an exception, or one that it derives from, has a name, dotted or not.

    >>> is_called(ZeroDivisionError, "ArithmeticError"), is_called(KeyError, "ValueError")
    (True, False)
    """
    return any(base.__name__ == name.rpartition(".")[2] for base in kind.__mro__)


def _unexpected(step: Snippet | Doctest, what: str) -> Output:
    message = f"expected {step.expect}, {what}"
    failure = Failure(step.line, step.column, message, "", "expectation")
    return Output("failed", failure=failure)
