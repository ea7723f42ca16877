"""Spread pages over workers, longest first, and collect their outputs in page order.

What starts processes is imported where a page has to run: most builds find every page in the store.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from nabla.execution.output import PageResult
from nabla.execution.recall import Memory, installed_versions
from nabla.execution.rest import Rest
from nabla.execution.task import Check, Snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Executor
    from typing import Self

    from nabla.execution.output import Output
    from nabla.execution.store import Store
    from nabla.execution.task import Task
    from nabla.execution.workers import Workers

    Submit = Callable[[Task], Future[PageResult]]

_FIGURE_SECONDS, _STEP_SECONDS, _CHARACTER_SECONDS = 0.05, 0.002, 1e-5


class Running:
    """Pages that are being run. Close it, or use it in a ``with`` statement."""

    def __init__(self, futures: Sequence[Future[PageResult]], close: Callable[[], None]) -> None:
        self._futures = tuple(futures)
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
        """Stop all pages that still run, and end every process that was started for them."""
        self._close()


def start_tasks(
    tasks: Sequence[Task],
    *,
    jobs: int,
    store: Store | None = None,
    executor: Executor | None = None,
    workers: Workers | None = None,
    debug: bool = False,
) -> Running:
    """Begin to run pages; return at once.

    Parameters
    ----------
    jobs
        How many pages run at a time on this machine.
    store
        Where results of earlier runs are found and new ones kept.
    executor
        Runs the pages instead, anywhere: Dask's ``Client.get_executor()`` or any other.
    workers
        Kept by the caller from one call to the next, and closed by the caller.
    debug
        Run the pages one after the other in this process, without isolation or limits.

    >>> from nabla.execution.task import Inline, Task
    >>> with start_tasks([Task("x.md", "/", (Inline("6 * 7", 3, 1),))], jobs=1) as running:
    ...     [[output.value for output in outputs] for outputs in running.results()]
    [['42']]
    """
    memory = None if store is None else Memory(store, installed_versions(store))
    recalled = [None if memory is None else memory.recall(task) for task in tasks]
    missing = [number for number, outputs in enumerate(recalled) if outputs is None]
    order = sorted(missing, key=lambda number: -_estimate(tasks[number], memory))
    known = {number: memory.recall_alone(tasks[number]) for number in missing if memory}
    rests = {number: Rest(tasks[number], known.get(number, {})) for number in missing}
    submit: Submit
    if debug:
        submit, close = _submit_here, _nothing
    elif executor is not None:
        submit, close = _submit_to(executor), _nothing
    else:
        submit, close = _local(tuple(rest.left for rest in rests.values()), jobs, workers)
    futures = {number: _begun(rests[number], submit) for number in order}
    promised = [
        _completed(rests[number], futures[number], memory) if outputs is None else _ready(outputs)
        for number, outputs in enumerate(recalled)
    ]

    def stop() -> None:
        for future in futures.values():
            future.cancel()
        close()

    return Running(promised, stop)


def _local(
    tasks: tuple[Task, ...], jobs: int, workers: Workers | None
) -> tuple[Submit, Callable[[], None]]:
    """Return how to run a page on this machine, and how to stop."""
    if not tasks:
        return _submit_here, _nothing
    own = None
    if workers is None:
        from nabla.execution.workers import Workers, modules_of

        draw = any(task.has_python for task in tasks)
        ahead = len(tasks) > jobs
        workers = own = Workers(draw=draw, ahead=ahead, modules=modules_of(tasks))
    from concurrent.futures import ThreadPoolExecutor

    workers.start()
    run = workers.run
    pool = ThreadPoolExecutor(max(jobs, 1), "nabla")

    def close() -> None:
        if own is not None:
            own.close()
        pool.shutdown(wait=own is not None)

    return lambda task: pool.submit(run, task), close


def _submit_to(executor: Executor) -> Submit:
    from nabla.execution.workers import run_page

    return lambda task: executor.submit(run_page, task)


def _submit_here(task: Task) -> Future[PageResult]:
    future: Future[PageResult] = Future()
    from nabla.execution.here import run_here  # a debugger's alone

    future.set_result(run_here(task))
    return future


def _nothing() -> None:
    """Nothing was started that would have to be stopped."""


def _ready(outputs: tuple[Output, ...]) -> Future[PageResult]:
    future: Future[PageResult] = Future()
    future.set_result(PageResult(outputs, ()))
    return future


def _begun(rest: Rest, submit: Submit) -> Future[PageResult]:
    """Begin to run what is left of a page, if anything is."""
    return submit(rest.left) if rest.left.steps else _ready(())


def _completed(rest: Rest, future: Future[PageResult], memory: Memory | None) -> Future[PageResult]:
    """Return a future of the whole page, done when the result has been stored."""
    promised: Future[PageResult] = Future()

    def complete(done: Future[PageResult]) -> None:
        try:
            result = rest.complete(done.result())
            if memory is not None:
                memory.remember(rest.task, result)
        except BaseException as error:
            promised.set_exception(error)
        else:
            promised.set_result(result)

    future.add_done_callback(complete)
    return promised


def _estimate(task: Task, memory: Memory | None) -> float:
    """Return how many seconds a page took last time, or else may take."""
    known = None if memory is None else memory.seconds(task)
    if known is not None:
        return known
    figures = sum(isinstance(step, Snippet) and step.kind == "figure" for step in task.steps)
    characters = sum(len(step.source) for step in task.steps if not isinstance(step, Check))
    return (
        figures * _FIGURE_SECONDS
        + len(task.steps) * _STEP_SECONDS
        + characters * _CHARACTER_SECONDS
    )
