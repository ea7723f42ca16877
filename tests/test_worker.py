"""What becomes of a page's steps, and of the checks among them."""

import textwrap
import time

from nabla.errors import Place
from nabla.execution.task import Check, Doctest, Inline, Limits, Snippet
from nabla.execution.workers import Workers
from runs import page, run
from works import Loaded, Look, Opaque, Patched, Sleep

X = Place("x.md", 1)
LOADED = Check(Loaded("fractions"), 4, 1)


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


def test_a_check_that_needs_no_name_is_done_before_any_python():
    outputs = run(
        "import math\nmath.hypot = print\na = 1",
        Check(Patched(), 9, 1),
        Check(Look("a", needed=("a",)), 30, 1),
    )
    assert [output.checked for output in outputs[1:]] == [5.0, {"value": 1, "place": X}]


def test_a_step_is_given_its_own_time_whatever_is_done_before_it():
    slow = Snippet("import time; time.sleep(1)", 3, 1, timeout=0.3)
    outputs = run(slow, Check(Sleep(0.6), 9, 1), limits=Limits(seconds=5))
    assert [output.status for output in outputs] == ["failed", "ran"]
    assert outputs[0].failure.message == "limit: more than 0.3 seconds"


def test_a_page_cannot_ask_for_more_time():
    source = """\
        import os, struct, time
        for _ in range(100):
            os.write(3, struct.pack(">iI", -1, 0))
            time.sleep(0.02)
        """
    (output,) = run(textwrap.dedent(source), limits=Limits(seconds=0.5))
    assert output.failure.message == "limit: more than 0.5 seconds"


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


def test_a_page_that_waits_is_not_kept_waiting_by_what_it_does_not_need():
    """A warm parent of a few pages has matplotlib for those that may draw, and for no other."""
    with Workers(ahead=False, modules=("fractions",)) as workers:
        waiting = page(Check(Loaded("matplotlib.pyplot"), 3, 1), LOADED)
        first = workers.run(waiting).outputs
        drawing = page("import sys; 'matplotlib.pyplot' in sys.modules")
        second = workers.run(drawing).outputs
    assert [output.checked for output in first] == [False, False]
    assert second[0].value == "True"


def test_a_warm_parent_that_nobody_asks_loads_all():
    for seconds in (1, 4, 16):  # on a busy machine it takes longer
        with Workers(ahead=False, modules=("fractions",)) as workers:
            workers.start()
            time.sleep(seconds)
            asked = page(Check(Loaded("matplotlib.pyplot"), 3, 1), LOADED)
            loaded = [output.checked for output in workers.run(asked).outputs]
        if all(loaded):
            break
    assert loaded == [True, True]
