"""The processes of a build: started where needed, ended with it."""

import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nabla.execution.output import Output
from nabla.execution.task import Check, Limits, Snippet
from nabla.execution.workers import CAN_FORK, Workers
from runs import page, run
from works import Look


@pytest.mark.skipif(not CAN_FORK, reason="this system has no fork")
def test_where_there_is_no_fork_a_new_interpreter_does():
    with Workers(fork=False) as workers:
        draw = Snippet("import matplotlib.pyplot as plt\nplt.plot([1, 2])", 3, 1, "figure")
        steps = ("print('é')", draw, Check(Look("a"), 9, 1), "a = 1 / 0", "2")
        spawned = workers.run(page(*steps)).outputs
        slow = workers.run(page("while True: pass", limits=Limits(seconds=0.5))).outputs
        gone = workers.run(page("import os; os._exit(1)")).outputs
    assert spawned == run(*steps)
    assert slow[0].failure.message == "limit: more than 0.5 seconds"
    assert gone[0].failure.message.startswith("died")


def test_closing_the_workers_ends_a_page_that_runs():
    import threading

    workers = Workers()
    outputs = []
    slow = page("import time; time.sleep(60)")
    thread = threading.Thread(target=lambda: outputs.extend(workers.run(slow).outputs))
    thread.start()
    time.sleep(1.5)
    start = time.monotonic()
    workers.close()
    thread.join()
    assert time.monotonic() - start < 5
    assert outputs[0].failure.message == "died: the build was stopped"
    assert workers.run(page("1")).outputs[0].status == "failed"


def test_workers_that_were_never_used_end_at_once_while_they_load():
    workers = Workers()
    workers.start()
    start = time.monotonic()
    workers.close()
    assert time.monotonic() - start < 0.3
    assert workers._parent.returncode == -signal.SIGKILL
    assert not Path(workers._folder).exists()


@pytest.mark.parametrize("ahead", [True, False])
def test_checks_of_numpy_count_whenever_they_are_loaded(ahead):
    source = "import numpy as np\nnp.testing.assert_allclose(1, 1)"
    named = "from numpy.testing import assert_equal\nassert_equal(2, 2)\nassert_equal(2, 2)"
    with Workers(ahead=ahead) as workers:
        outputs = workers.run(page(source, named)).outputs
    assert [output.held for output in outputs] == [1, 2]


def test_every_process_and_folder_goes_with_the_building_process(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    source = f"""\
        import sys
        sys.path[:] = {sys.path!r}
        from nabla.execution.task import Snippet, Task
        from nabla.execution.workers import Workers
        print("ready", flush=True)
        step = Snippet("import subprocess; subprocess.run(['sleep', '987'])", 3, 1)
        Workers().run(Task("x.md", "/", (step,)))
        """
    builder = subprocess.Popen([sys.executable, "-c", textwrap.dedent(source)], stdout=-1)
    with builder:
        builder.stdout.readline()
        _wait_until(lambda: _running("sleep\0987"))
        builder.send_signal(signal.SIGKILL)
    _wait_until(lambda: not _running("sleep\0987"))
    _wait_until(lambda: not list(tmp_path.iterdir()))


def _running(command):
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if command in path.read_text():
                found.append(path)
    return found


def _wait_until(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_warm_parent_that_was_killed_is_replaced():
    with Workers(draw=False) as workers:
        assert workers.run(page("1")).outputs[0].value == "1"
        workers._parent.kill()
        workers._parent.wait()
        outputs = [workers.run(page("1")).outputs[0] for _ in range(3)]
    assert outputs[-1] == Output("ran", value="1")
