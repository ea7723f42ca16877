"""Exceeding a limit ends a page by the limit's name, and no other page."""

import os
import textwrap
import time

import pytest

from nabla.execution.task import Limits, Snippet
from runs import run, said

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
