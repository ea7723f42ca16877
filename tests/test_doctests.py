import pytest

from nabla.execution.agreement import agree
from nabla.execution.here import run_here
from nabla.execution.task import Doctest, Snippet, Task

SINGULAR = "np.linalg.inv(np.zeros((2, 2)))"
TRACEBACK = "Traceback (most recent call last):\n  ...\n"


def run(text, setup="import numpy as np", **fields):
    task = Task("docs/x.md", "/", (Snippet(setup, 3, 1), Doctest(text, 10, 1, **fields)))
    return run_here(task).outputs[1]


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ("0.3333", "0.33333333"),
        ("0.67", "0.6666666666666666"),
        ("0.30000000000000004", "0.3"),
        ("array([1., 2.])", "array([ 1.,  2.])"),
        ("array([1., 2.])", "array([1. ,\n       2. ])"),
        ("[1.0, 0.0]", "[1.0, 6.1e-17]"),
        ("1e-9", "1.0000000001e-09"),
        ("-0.5", "-0.50000000000001"),
        ("a b", "a   b\n"),
        ("<function f at 0x...>", "<function f at 0x7f00>"),
        ("[0.1234, ..., 2.0]", "[0.12341, 7.0, 8.0, 2.0]"),
        ("(1+2j)", "(1+2.0000000001j)"),
        ("nan", "nan"),
        ("x1 = 2.0", "x1 = 2.0000000001"),
    ],
)
def test_agree_accepts(want, got):
    assert agree(want, got)


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ("0.3333", "0.3334"),
        ("0.5", "0.51"),
        ("0.66", "0.6666666666666666"),
        ("1.0", "1.04"),
        ("3.", "3.2"),
        ("3", "4"),
        ("1000001", "1000002"),
        ("0.0", "1e-9"),
        ("1e-9", "2e-9"),
        ("array([1., 2.])", "array([1., 2., 3.])"),
        ("array([1., 2.])", "array([[1., 2.]])"),
        ("array([1., 2.])", "[1., 2.]"),
        ("1.0", "-1.0"),
        ("x1", "x2"),
        ("float32", "float64"),
        ("True", "1"),
        ("a", ""),
        ("", "a"),
        ("[0.1234, ..., 2.0]", "[0.12341, 7.0, 8.0, 2.1]"),
        ("nan", "0.0"),
        ("ab", "a b"),
    ],
)
def test_agree_refuses(want, got):
    assert not agree(want, got)


def test_agree_is_quick_on_large_arrays():
    numbers = ", ".join(f"{i / 7:.8f}" for i in range(5000))
    assert agree(f"[{numbers}]", f"[{numbers}]\n")
    assert not agree(f"[..., {numbers}, 9.0]", f"[{numbers}]")


def test_examples_run_in_the_namespace_of_the_page():
    output = run(">>> x.sum()\n3.0\n>>> y = 1\n", "import numpy as np\nx = [1.0, 2.0]\nsum_ = 3")
    assert output.status == "failed"
    output = run(">>> float(x.sum())\n3.0\n", "import numpy as np\nx = np.array([1.0, 2.0])")
    assert output.status == "ran"
    assert [example.passed for example in output.examples] == [True]


def test_a_failure_says_want_and_got_at_the_line_of_the_example():
    output = run(">>> a = 2\n>>> print(a\n...       + 1)\n4\n>>> a\n2\n")
    assert output.status == "failed"
    assert (output.failure.line, output.failure.cause) == (11, "doctest")
    assert output.failure.message == "want 4, got 3"
    assert output.failure.detail.endswith("  want:\n    4\n  got:\n    3")
    wrong = output.examples[1]
    assert (wrong.want_line, wrong.want_lines) == (13, 1)
    assert [example.passed for example in output.examples] == [True, False, True]


def test_a_wrong_output_does_not_stop_the_page():
    steps = (Doctest(">>> 1\n2\n", 3, 1), Doctest(">>> 3\n3\n", 9, 1))
    outputs = run_here(Task("x.md", "/", steps)).outputs
    assert [output.status for output in outputs] == ["failed", "ran"]


def test_an_exception_stops_the_fence_and_points_to_its_line():
    output = run(">>> a = 1\n>>> a / 0\n>>> a\n1\n")
    assert (output.failure.line, output.failure.cause) == (11, "exception")
    assert output.failure.message == "ZeroDivisionError: division by zero"
    assert len(output.examples) == 2


@pytest.mark.parametrize(
    "text",
    [
        f">>> 1 / 0\n{TRACEBACK}ZeroDivisionError: division by zero\n",
        f">>> {SINGULAR}\n{TRACEBACK}LinAlgError: Singular matrix\n",
        f">>> {SINGULAR}\n{TRACEBACK}numpy.linalg.LinAlgError: Singular matrix\n",
        f">>> int('x') # doctest: +IGNORE_EXCEPTION_DETAIL\n{TRACEBACK}ValueError: anything\n",
        f">>> int('x')\n{TRACEBACK}ValueError: invalid literal ...\n",
        ">>> undefined  # doctest: +SKIP\n3\n",
        ">>> print('a\\n\\nb')\na\n<BLANKLINE>\nb\n",
        ">>> assert 1 < 2\n",
        ">>> from __future__ import annotations\n>>> 1\n1\n",
    ],
)
def test_the_conventions_of_doctest_are_honoured(text):
    assert run(text).failure is None


@pytest.mark.parametrize(
    "text",
    [
        f">>> 1 / 0\n{TRACEBACK}ValueError: division by zero\n",
        f">>> int('x')\n{TRACEBACK}ValueError: anything\n",
        f">>> 1\n{TRACEBACK}ValueError: anything\n",
        ">>> print('abc') # doctest: -ELLIPSIS\na...c\n",
        ">>> import sys; sys.exit()\n",
        ">>> 1 +\n",
    ],
)
def test_what_the_page_does_not_say_is_refused(text):
    assert run(text).status == "failed"


def test_an_assertion_in_an_example_counts():
    assert run(">>> assert 1 < 2\n>>> np.testing.assert_equal(1, 1)\n").held == 2


def test_an_expected_exception_may_end_a_fence():
    assert run(">>> 1 / 0\n", expect="ArithmeticError").status == "ran"
    assert run(">>> 1 / 1\n1.0\n", expect="ArithmeticError").status == "failed"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("no prompt\n", 10, "no example in this fence; begin one with '>>> '"),
        (">>> 1\n1\n>>>2\n", 12, "not an interactive session: lacks blank after >>>: '>>>2'"),
    ],
)
def test_text_that_is_no_session_is_refused_with_its_line(text, line, message):
    output = run(text)
    assert (output.failure.line, output.failure.message) == (line, message)
