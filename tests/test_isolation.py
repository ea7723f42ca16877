"""What one page does, the next does not see."""

import textwrap

import pytest

from nabla.execution.task import Snippet, Task
from nabla.execution.workers import Workers, run_task
from runs import page, run, said


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
