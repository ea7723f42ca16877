import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

from nabla.execution.schedule import start_tasks
from nabla.execution.store import Store
from nabla.execution.task import Doctest, Inline, Limits, Snippet, Task
from nabla.execution.workers import Workers, run_task

DRAW = """\
import numpy as np
import matplotlib.pyplot as plt
plt.plot(np.random.rand(20), label="$x^2$")
plt.legend()
assert plt.gca().lines
"""


def page(number):
    steps = (
        Snippet(f"n = {number}\nprint(n)\n{{'a', 'b', 'c', n}}", 3, 1),
        Snippet(DRAW, 9, 1, "figure"),
        Snippet("np.outer([1, 2], [n, 1 / 3])", 20, 1, "table"),
        Doctest(">>> n - n\n0\n", 25, 1),
        Inline("n", 30, 3),
    )
    return Task(f"docs/{number}.md", "/", steps, seed=number)


PAGES = [page(number) for number in range(5)]


@pytest.fixture(scope="module")
def expected():
    with start_tasks(PAGES, jobs=1) as running:
        return running.results()


def test_outputs_come_in_the_order_of_the_pages(expected):
    assert [outputs[4].value for outputs in expected] == ["0", "1", "2", "3", "4"]
    assert all(output.status == "ran" for outputs in expected for output in outputs)
    assert all(outputs[1].held == 1 for outputs in expected)


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_the_number_of_jobs_changes_nothing(expected, jobs):
    with start_tasks(PAGES, jobs=jobs) as running:
        assert running.results() == expected


def test_done_counts_the_pages_that_are_ready():
    slow = Task("s.md", "/", (Snippet("import time; time.sleep(1)", 1, 1),))
    quick = Task("q.md", "/", (Inline("1", 1, 1),))
    with start_tasks([slow, quick], jobs=2) as running:
        assert running.done() < 2
        running.results()
        assert running.done() == 2


def test_no_pages_are_done_at_once():
    with start_tasks([], jobs=2) as running:
        assert running.results() == ()


def test_starting_returns_before_the_pages_are_done():
    slow = Task("s.md", "/", (Snippet("import time; time.sleep(60)", 1, 1),))
    start = time.monotonic()
    with start_tasks([slow] * 4, jobs=2):
        assert time.monotonic() - start < 1
        time.sleep(1)
    assert time.monotonic() - start < 8


def test_workers_may_be_kept_from_one_build_to_the_next(expected):
    with Workers() as workers:
        for _ in range(2):
            with start_tasks(PAGES, jobs=2, workers=workers) as running:
                assert running.results() == expected


def test_debug_runs_a_page_in_this_process():
    import os

    task = Task("x.md", "/", (Snippet("import os; os.getpid()", 3, 1), Snippet("1 / 0", 9, 1)))
    with start_tasks([task], jobs=1, debug=True) as running:
        here, failed = running.results()[0]
    assert here.value == str(os.getpid())
    assert failed.failure.line == 9


def test_a_breakpoint_works_in_a_page_that_is_debugged():
    source = (
        "from nabla.execution.here import run_here\n"
        "from nabla.execution.task import Snippet, Task\n"
        "step = Snippet('a = 6\\nbreakpoint()\\na', 3, 1)\n"
        "print(run_here(Task('x.md', '/', (step,))).outputs[0].value)\n"
    )
    command = [sys.executable, "-c", f"import sys; sys.path = {sys.path!r}\n{source}"]
    said = subprocess.run(command, input="p a + 1\n!a = 9\nc\n", capture_output=True, text=True)
    assert "(Pdb) 7\n" in said.stdout
    assert said.stdout.endswith("9\n")


class Recorder(ThreadPoolExecutor):
    """An executor that notes in which order it is given pages."""

    def __init__(self):
        super().__init__(1)
        self.paths = []

    def submit(self, work, task):
        self.paths.append(task.path)
        return super().submit(work, task)


def test_the_page_that_took_longest_last_time_comes_first(tmp_path):
    store = Store(tmp_path)
    waits = {"a.md": 0.0, "b.md": 0.4, "c.md": 0.2}

    def build(comment):
        steps = {
            p: Snippet(f"import time; time.sleep({w}) # {comment}", 1, 1) for p, w in waits.items()
        }
        tasks = [Task(path, "/", (step,)) for path, step in steps.items()]
        with (
            Recorder() as executor,
            start_tasks(tasks, jobs=1, store=store, executor=executor) as r,
        ):
            r.results()
        return executor.paths

    build("first")
    assert build("second") == ["b.md", "c.md", "a.md"]


def test_without_a_history_the_page_with_most_figures_comes_first():
    plain = Task("plain.md", "/", (Snippet("1", 1, 1),))
    drawn = Task("drawn.md", "/", (Snippet(DRAW, 1, 1, "figure"),))
    with Recorder() as executor, start_tasks([plain, drawn], jobs=1, executor=executor) as running:
        running.results()
    assert executor.paths == ["drawn.md", "plain.md"]


def test_a_pool_of_processes_gives_the_same(expected):
    with (
        ProcessPoolExecutor(2, get_context("spawn")) as executor,
        start_tasks(PAGES, jobs=1, executor=executor) as running,
    ):
        assert running.results() == expected


def test_an_executor_that_is_lost_is_an_error_not_an_empty_page():
    class Lost(ThreadPoolExecutor):
        def submit(self, *_):
            future = Future()
            future.set_exception(ConnectionError("the scheduler is gone"))
            return future

    with (
        start_tasks(PAGES[:1], jobs=1, executor=Lost(1)) as running,
        pytest.raises(ConnectionError, match="the scheduler is gone"),
    ):
        running.results()


def test_run_task_isolates_the_page_from_its_caller():
    (output,) = run_task(Task("x.md", "/", (Snippet("import os; os._exit(1)", 3, 1),)))
    assert output.failure.message.startswith("died")


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_dask_cluster_gives_the_same_bytes(expected, tmp_path):
    distributed = pytest.importorskip("distributed", reason="install mkdocs-nabla[dask]")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        local_directory=str(tmp_path),
    )  # fmt: skip
    with cluster, distributed.Client(cluster) as client:
        assert len(client.scheduler_info()["workers"]) == 2
        store = Store(tmp_path / "store")
        with start_tasks(PAGES, jobs=1, executor=client.get_executor(), store=store) as running:
            assert running.results() == expected
        loop = Task("l.md", "/", (Snippet("while True: pass", 3, 1),), limits=Limits(seconds=0.5))
        with start_tasks([loop, PAGES[0]], jobs=1, executor=client.get_executor()) as running:
            slow, healthy = running.results()
        assert slow[0].failure.message == "limit: more than 0.5 seconds"
        assert healthy == expected[0]
    with start_tasks(PAGES, jobs=1, store=store) as running:
        outputs = running.results()
    assert outputs == expected
    assert all(output.stored for outputs_ in outputs for output in outputs_)
