"""Spread pages over workers, longest first, and collect their outputs in page order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from nabla.execution.task import Check
from nabla.execution.workers import Workers, modules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor, Future
    from typing import Self

    from nabla.execution.output import Output, PageResult
    from nabla.execution.store import Store
    from nabla.execution.task import Task


class Running:
    """Pages that are being run."""

    def __init__(self, futures: Sequence[Future[PageResult]], close: Callable[[], None]) -> None:
        self._futures = futures
        self._close = close

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def done(self) -> int:
        """Return how many pages are ready."""
        return sum(future.done() for future in self._futures)

    def results(self) -> tuple[tuple[Output, ...], ...]:
        """Wait, and return the outputs of each task in the order of the tasks."""
        return tuple(future.result().outputs for future in self._futures)

    def close(self) -> None:
        """Stop all pages that still run."""
        for future in self._futures:
            future.cancel()
        self._close()


def start_tasks(
    tasks: Sequence[Task],
    *,
    jobs: int,
    store: Store | None = None,
    executor: Executor | None = None,
) -> Running:
    """Begin to run pages; return at once."""
    workers = Workers(draw=any(task.has_python for task in tasks), modules=modules_of(tasks))
    pool = ThreadPoolExecutor(max(jobs, 1), "nabla")
    order = sorted(range(len(tasks)), key=lambda n: -_weight(tasks[n]))
    futures = {number: pool.submit(workers.run, tasks[number]) for number in order}

    def close() -> None:
        workers.close()
        pool.shutdown()

    return Running([futures[number] for number in range(len(tasks))], close)


def _weight(task: Task) -> int:
    return sum(len(step.source) for step in task.steps if not isinstance(step, Check))
