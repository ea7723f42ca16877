"""Pages for tests of workers, and what comes of running them."""

from pathlib import Path

from nabla.execution.task import Snippet, Task
from nabla.execution.workers import run_task

HERE = str(Path(__file__).parent)


def page(*steps, **fields):
    steps = tuple(
        Snippet(s, 10 * n + 3, 1) if isinstance(s, str) else s for n, s in enumerate(steps)
    )
    return Task("docs/x.md", fields.pop("folder", HERE), steps, modules=(HERE,), **fields)


def run(*steps, **fields):
    return run_task(page(*steps, **fields))


def said(*steps, **fields):
    """Return what the last step printed or evaluated to, or why it failed."""
    output = run(*steps, **fields)[-1]
    return output.failure.message if output.failure else output.printed or output.value
