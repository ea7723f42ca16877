import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nabla.errors import Place
from nabla.execution.output import Output
from nabla.execution.task import Check, Doctest, Inline, Limits, Snippet, Task
from nabla.execution.workers import CAN_FORK, Workers, run_task
from works import Loaded, Look, Opaque, Sleep

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


def test_each_kind_of_step_gives_its_output():
    outputs = run(
        "import numpy as np\nx = np.arange(3.0)\nassert x[0] == 0",
        Snippet("{'x': x}", 9, 1, "table"),
        Doctest(">>> x.sum()\nnp.float64(3.0)\n", 15, 1),
        Inline("x[2]", 20, 7),
        Check(Look("x0", Place("docs/x.md", 30)), 30, 1),
    )
    assert [output.status for output in outputs] == ["ran"] * 5
    assert outputs[0].held == 1
    assert outputs[1].table.header == ("x",)
    assert outputs[2].examples[0].passed
    assert outputs[3].value == "2.0"
    assert outputs[4].checked == {"value": None, "place": Place("docs/x.md", 30)}


# Isolation: what one page does, the next does not see.


@pytest.mark.parametrize(
    ("vandalism", "witness", "expected"),
    [
        ("leaked = 1", "'leaked' in globals()", "False"),
        ("import os; os.environ['LEAKED'] = '1'", "import os; os.environ.get('LEAKED')", None),
        ("import os; os.chdir('/')", "import os; os.getcwd() == '/'", "False"),
        ("import numpy; numpy.sin = None", "import numpy; numpy.sin(0.0) == 0", "np.True_"),
        ("import sys; sys.modules['json'] = 1", "import json; json.dumps(1)", "'1'"),
        ("import sys; sys.setrecursionlimit(99)", "import sys; sys.getrecursionlimit()", "1000"),
        (
            "import matplotlib as m; m.rcParams['lines.markersize'] = 9",
            "import matplotlib as m; m.rcParams['lines.markersize']",
            "6.0",
        ),
        (
            "import locale; locale.setlocale(0, 'C')",
            "import locale; locale.getlocale()[1]",
            "'UTF-8'",
        ),
        ("open('left', 'w').write('x')", "import os; os.listdir('.')", "[]"),
        (
            "import signal; signal.signal(2, lambda *_: 1)",
            "import signal; signal.getsignal(2).__name__",
            "'default_int_handler'",
        ),
        (
            "import numpy as np; np.set_printoptions(precision=1)",
            "import numpy as np; np.get_printoptions()['precision']",
            "8",
        ),
        (
            "import warnings; warnings.simplefilter('error')",
            "import warnings; warnings.warn('x')",
            None,
        ),
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
            "import threading; threading.active_count()",
            "1",
        ),
    ],
)
def test_nothing_leaks_from_page_to_page(vandalism, witness, expected):
    (done,), (seen,) = run(vandalism), run(witness)
    assert done.status == "ran"
    assert seen.value == expected


@pytest.mark.parametrize(
    "source",
    [
        "import builtins; builtins.len = None",
        "import os; os.rmdir(os.getcwd())",
        "import sys; sys.stdout.close(); print(1)",
        "import os; os.close(1)",
        "import sys; sys.stdout = None; print(1); 1 / 0",
    ],
)
def test_a_page_that_breaks_its_own_world_fails_alone(source):
    (broken,), (beside,) = (
        run(source),
        run("print(len([1]))\nimport os; os.path.isdir(os.getcwd())"),
    )
    assert broken.status == "failed"
    assert (beside.printed, beside.value) == ("1\n", "True")


@pytest.mark.parametrize(
    "source",
    ["np.random.rand()", "np.random.default_rng(np.random.randint(9)).random()", "random.random()"],
)
def test_random_numbers_begin_anew_on_each_page_and_depend_on_its_seed(source):
    source = f"import random\nimport numpy as np\n{source}"
    assert said(source) == said(source)
    assert said(source, seed=1) != said(source, seed=2)


def test_a_page_sees_no_secret_and_a_home_of_its_own(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    with Workers() as workers:
        source = """\
            import os, pathlib, tempfile
            print("hunter2" in str(os.environ), "hunter2" in open("/proc/self/environ").read())
            print(os.getcwd() == str(pathlib.Path.home()) == tempfile.gettempdir())
            print(os.environ["OMP_NUM_THREADS"], os.environ["PYTHONHASHSEED"], os.environ["TZ"])
            """
        (output,) = workers.run(page(textwrap.dedent(source))).outputs
    assert output.printed == "False False\nTrue\n1 0 UTC\n"


def test_sets_are_in_the_same_order_in_every_run():
    source = "list({'alpha', 'beta', 'gamma', 'delta', 'epsilon'})"
    values = []
    for _ in range(2):
        with Workers(draw=False) as workers:
            values.append(workers.run(page(source)).outputs[0].value)
    assert values[0] == values[1]


def test_a_page_imports_only_from_declared_folders(tmp_path):
    (tmp_path / "local_rules.py").write_text("answer = 42\n")
    source = "import local_rules; local_rules.answer"
    assert "ModuleNotFoundError" in said(source, folder=str(tmp_path))
    task = Task("x.md", str(tmp_path), (Snippet(source, 3, 1),), modules=(str(tmp_path),))
    assert run_task(task)[0].value == "42"
    assert not (tmp_path / "__pycache__").exists()


def test_page_path_finds_a_file_beside_the_page(tmp_path):
    (tmp_path / "numbers.csv").write_text("1,2\n")
    source = "from nabla.execution.page_path import page_path\n"
    assert said(source + "page_path('numbers.csv').read_text()", folder=str(tmp_path)) == r"'1,2\n'"
    assert "no file 'other.csv' beside the page" in said(source + "page_path('other.csv')")
    assert "is absolute" in said(source + "page_path('/etc/hostname')")


@pytest.mark.parametrize(
    "source",
    [
        "open(FILE, 'a')",
        "import os; os.remove(FILE)",
        "import os; os.rename(FILE, FILE + '2')",
        "import os; os.open(FILE, os.O_RDWR)",
        "import os; os.symlink(FILE, 'link'); open('link', 'w')",
        "import os; os.mkdir(FILE + '2')",
        "import os; os.truncate(FILE, 0)",
        "import os; os.remove('kept', dir_fd=os.open(os.path.dirname(FILE), os.O_RDONLY))",
        "import shutil, os; shutil.rmtree(os.path.dirname(FILE))",
        "import subprocess; subprocess.run(['rm', FILE], check=True)",
        "import ctypes; assert ctypes.CDLL(None).unlink(FILE.encode()) == 0",
    ],
)
def test_a_page_cannot_change_files_of_the_project(tmp_path, source):
    kept = tmp_path / "kept"
    kept.write_text("whole")
    (output,) = run(f"FILE = {str(kept)!r}\n{source}")
    assert output.status == "failed"
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("kept", "whole")]


def test_a_page_may_do_in_its_own_folder_what_it_likes():
    source = """\
        import os, tempfile
        with tempfile.TemporaryDirectory() as folder:
            open(os.path.join(folder, "a"), "w").close()
        os.mkdir("b"); os.rename("b", "c"); os.rmdir("c")
        open(os.devnull, "w").write("x")
        os.listdir(".")
        """
    assert said(textwrap.dedent(source)) == "[]"


def test_a_page_cannot_signal_the_processes_that_watch_it():
    first, _ = run("import os; os.kill(os.getppid(), 9)", "1")
    assert "may signal only processes that it has started" in first.failure.message
    source = "import os, ctypes\nctypes.CDLL(None).kill(os.getppid(), 9)"
    assert said(source) == "-1"


def test_a_page_may_end_what_it_has_started():
    source = """\
        import os, subprocess
        child = subprocess.Popen(["sleep", "60"])
        os.kill(child.pid, 0)
        child.terminate()
        child.wait()
        """
    assert run(textwrap.dedent(source))[0].status == "ran"


# Limits.

LIMITS = Limits(
    seconds=1, memory_mb=300, printed_bytes=10_000, children=8, open_files=64, file_mb=1
)
BESIDE = "import numpy as np\nassert np.sin(0.0) == 0"
FAULTS = [
    ("while True: pass", "more than 1 seconds"),
    ("import time\ntime.sleep(60)", "more than 1 seconds"),
    (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "more than 1 seconds",
    ),
    ("x = bytearray(20_000_000_000)", "more than 300 MB of memory"),
    ("import numpy as np\nnp.ones(2_000_000_000)", "more than 300 MB of memory"),
    ("print('x' * 100_000_000)", "more than 10000 bytes printed"),
    (
        "while True:\n    try: print('x' * 1000)\n    except Exception: pass",
        "more than 10000 bytes printed",
    ),
    ("import os\nwhile True: os.write(1, b'x' * 100_000)", "limit"),
    ("import subprocess\nsubprocess.run('yes')", "limit"),
    ("'x' * 20_000", "a value of more than 10000 bytes"),
    ("files = [open('/dev/null') for _ in range(10_000)]", "more than 64 open files"),
    ("open('big', 'wb').write(bytes(10_000_000))", "a file of more than 1 MB"),
    (
        "import subprocess\nfor _ in range(50): subprocess.Popen(['sleep', '60'])",
        "more than 8 child processes",
    ),
    ("import os\nwhile True: os.fork()", "more than 8 child processes"),
]


@pytest.mark.parametrize(("source", "limit"), FAULTS, ids=range(len(FAULTS)))
def test_a_limit_ends_the_page_by_name_and_its_neighbour_goes_on(source, limit):
    start = time.monotonic()
    before, fault, after = run("1", source, "2", limits=LIMITS)
    (beside,) = run(BESIDE, limits=LIMITS)
    assert time.monotonic() - start < 20
    assert (before.status, before.value) == ("ran", "1")
    assert (fault.status, fault.failure.cause) == ("failed", "limit")
    assert fault.failure.message.startswith("limit: ")
    assert limit in fault.failure.message
    assert 13 <= fault.failure.line <= 18
    assert (after.status, after.reason) == ("skipped", "an earlier snippet failed")
    assert (beside.status, beside.held) == ("ran", 1)


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("import os\nos._exit(3)", "died: the process ended with status 3", None),
        ("import os\nos._exit(0)", "died: the process ended with status 0", None),
        ("import os\nos.kill(os.getpid(), 9)", "died: killed by SIGKILL", None),
        ("import ctypes\n\nctypes.string_at(0)", "died: killed by SIGSEGV", 15),
        ("import os\nos.closerange(3, 99)", "died", None),
        ("import os\nos.abort()", "died: killed by SIGABRT", 14),
        ("import sys\nsys.exit(3)", "SystemExit: 3", 14),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", 13),
    ],
)
def test_a_page_that_ends_itself_is_a_failure(source, message, line):
    before, fault, after = run("print('before')\n1", source, "2")
    assert before.printed == "before\n"
    assert fault.status == "failed"
    assert fault.failure.message.startswith(message)
    assert fault.failure.line == (line or 13)
    assert after.status == "skipped"


def test_a_table_that_is_too_large_is_refused_with_its_limit():
    (output,) = run(Snippet("[['x' * 20_000]]", 3, 1, "table"), limits=LIMITS)
    assert output.failure.message == "limit: a table of more than 10000 bytes"


def test_a_snippet_may_have_more_time_than_the_site_gives():
    slow = Snippet("import time\ntime.sleep(1.5)\n1", 3, 1, timeout=10)
    assert said(slow, limits=Limits(seconds=1)) == "1"
    assert "more than 0.5 seconds" in said(Snippet("while True: pass", 3, 1, timeout=0.5))


def test_the_failing_line_of_a_limit_is_shown():
    source = "def wait():\n    while True:\n        pass\n\nwait()"
    (output,) = run(Snippet(source, 3, 5, timeout=0.5))
    assert output.failure.line in (4, 5)
    assert output.failure.detail.startswith(f"docs/x.md:{output.failure.line}:")


def test_what_was_printed_before_a_limit_is_kept():
    (output,) = run(Snippet("print('so far')\nwhile True: pass", 3, 1, timeout=0.5))
    assert output.printed == "so far\n"


def test_processes_that_a_page_leaves_are_ended_even_outside_its_group():
    source = """\
        import subprocess
        first = subprocess.Popen(["sleep", "321"])
        second = subprocess.Popen(["sleep", "321"], start_new_session=True)
        shell = "setsid sleep 321 >/dev/null & echo $!"
        third = subprocess.run(shell, shell=True, stdout=-1).stdout
        print(first.pid, second.pid, int(third))
        """
    (output,) = run(textwrap.dedent(source))
    pids = [int(pid) for pid in output.printed.split()]
    assert len(pids) == 3
    assert not [pid for pid in pids if _is_alive(pid)]


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# Checks.


def test_a_check_without_needs_runs_though_the_page_is_gone():
    outputs = run(
        "a = 1",
        "import os; os._exit(1)",
        Check(Look("a", needed=("a",)), 30, 1),
        Check(Look("a"), 40, 1),
        "a",
        Check(Sleep(0), 50, 1),
    )
    statuses = ["ran", "failed", "skipped", "ran", "skipped", "ran"]
    assert [output.status for output in outputs] == statuses
    assert outputs[3].checked == {"value": None, "place": Place("x.md", 1)}


def test_a_check_that_runs_too_long_fails_alone():
    outputs = run(
        Check(Sleep(0), 3, 1),
        Check(Sleep(60), 5, 1),
        Check(Sleep(0), 7, 1),
        limits=Limits(seconds=1),
    )
    assert [output.status for output in outputs] == ["ran", "failed", "ran"]
    assert outputs[1].failure.line == 5


def test_after_an_exception_checks_run_with_the_names_bound_so_far():
    outputs = run(
        "a = 1", "b", Check(Look("a", needed=("a",)), 30, 1), Check(Look("b", needed=("b",)), 31, 1)
    )
    assert [output.status for output in outputs] == ["ran", "failed", "ran", "skipped"]
    assert outputs[2].checked["value"] == 1


def test_without_running_python_only_checks_that_need_no_name_run():
    outputs = run(
        "a = 1", Check(Look("a", needed=("a",)), 30, 1), Check(Look("a"), 31, 1), run=False
    )
    assert [output.status for output in outputs] == ["skipped", "skipped", "ran"]
    assert [output.reason for output in outputs[:2]] == ["Python is not run"] * 2


def test_a_result_that_is_not_plain_is_refused():
    (output,) = run(Check(Opaque(), 4, 1))
    assert output.status == "failed"
    assert "time.struct_time is not plain" in output.failure.message


def test_a_page_cannot_forge_objects_through_its_pipe():
    source = """\
        import os, pickle, struct
        class Evil:
            def __reduce__(self):
                return print, ("forged",)
        packed = pickle.dumps(Evil())
        os.write(3, struct.pack(">iI", 0, len(packed)) + packed)
        """
    (output,) = run(textwrap.dedent(source))
    assert output.status == "failed"
    assert "not plain" in output.failure.message


def test_an_output_with_a_field_of_another_type_is_refused():
    source = """\
        import os, struct
        from nabla.execution.output import Output
        from nabla.execution.wire import pack
        packed = pack(Output("ran", printed=7))
        os.write(3, struct.pack(">iI", 0, len(packed)) + packed)
        """
    (output,) = run(textwrap.dedent(source))
    assert "not a well-formed Output" in output.failure.message


def test_a_page_of_checks_does_not_wait_for_matplotlib():
    with Workers(draw=False) as workers:
        (output,) = workers.run(page(Check(Loaded("matplotlib"), 3, 1))).outputs
    assert output.checked is False


# Processes.


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
