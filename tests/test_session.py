import inspect
import sys

import pytest

from nabla.execution.frames import locate
from nabla.execution.here import run_here
from nabla.execution.session import Session
from nabla.execution.tables import TableError, to_table
from nabla.execution.task import Inline, Limits, Snippet, Task


@pytest.fixture
def session(monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # given back afterwards
    session = Session("docs/x.md")
    session.enter()
    return session


def failure(session, source, line=10, column=1):
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - whatever it raises is examined
        session.run(source, line, column)
    return locate(caught.value, session.origin, line, column, Limits())


def run(*steps, **fields):
    return run_here(Task("docs/x.md", "/", steps, **fields)).outputs


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1 + 1", 2),
        ("a = 2\na * 3", 6),
        ("a = 2", None),
        ("2;", None),
        ("2  ;  # hidden", None),
        ("2  # ; shown", 2),
        ("'é'; 3", 3),
        ("", None),
        ("# only a comment", None),
        ("def f():\n    return 1", None),
    ],
)
def test_run_returns_the_value_of_the_last_expression(session, source, value):
    assert session.run(source, 10) == value


def test_fences_of_one_page_share_a_namespace(session):
    session.run("import math\ndef f(x):\n    return x + offset", 3)
    session.run("offset = 2", 10)
    assert session.evaluate("f(1)", 20) == 3
    assert {"math", "f", "offset"} <= set(session.names)
    assert not [name for name in session.names if name.startswith(("_", "@"))]


def test_two_pages_share_nothing(session):
    session.run("a = 1", 3)
    with pytest.raises(NameError):
        Session("docs/y.md").run("a", 3)


def test_a_page_is_the_main_module_and_its_file_is_the_page(session):
    assert session.run("__name__, __file__", 3) == ("__main__", "docs/x.md")
    assert session.run("import pickle\nclass A: pass\npickle.loads(pickle.dumps(A)) is A", 3)


def test_a_future_import_holds_for_the_rest_of_the_page(session):
    session.run("from __future__ import annotations", 3)
    session.run("def f(x: undefined_name): pass", 9)
    assert session.run("f.__annotations__", 12) == {"x": "undefined_name"}


def test_inspect_finds_the_source_of_a_function_of_the_page(session):
    session.run("def f(x):\n    return x", 7)
    assert inspect.getsource(session.names["f"]) == "def f(x):\n    return x\n"


def test_an_assert_counts_each_time_it_holds(session):
    session.run("for i in range(3):\n    assert i >= 0\nif False:\n    assert True", 3)
    assert session.held.count == 3
    failure(session, "assert 1 == 2")
    assert session.held.count == 3


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a = 2\nassert a + 1 > 3", "a + 1 > 3 does not hold: 3 > 3"),
        ("assert any([])", "any([]) does not hold"),
        ("assert 1 < 1 < 2", "1 < 1 < 2 does not hold"),
        ("assert [1] * 90 == []", f"[1] * 90 == [] does not hold: [{'1, ' * 39}1… == []"),
        ("assert 1 > 2, 'own words'", "own words"),
        ("def f():\n    x = 1\n    assert x != 1\nf()", "x != 1 does not hold: 1 != 1"),
    ],
)
def test_an_assertion_that_fails_says_what_does_not_hold(session, source, message):
    assert failure(session, source).message == f"AssertionError: {message}"


def test_a_comparison_is_evaluated_once(session):
    session.run("calls = []\ndef f():\n    calls.append(1)\n    return 1\nassert f() == 1", 3)
    assert session.names["calls"] == [1]


def test_a_check_of_numpy_testing_counts_only_if_it_ran_and_held():
    source = """\
import numpy as np
from numpy.testing import assert_allclose
assert_allclose([1.0], [1.0])
np.testing.assert_array_equal([1], [1])
with np.testing.assert_raises(ValueError):
    raise ValueError
"""
    wrong = "np.testing.assert_allclose(1.0, 2.0)"
    outputs = run(Snippet(source, 3, 1), Snippet(wrong, 12, 1))
    assert [output.held for output in outputs] == [2, 0]
    assert outputs[1].status == "failed"
    assert "Mismatched elements: 1 / 1 (100%)" in outputs[1].failure.detail


def test_a_failure_points_into_the_page(session):
    session.run("def inverse(x):\n    return 1 / x", 8, 5)
    found = failure(session, "y = 0\n\nvalue = inverse(y)", 20, 3)
    assert (found.line, found.column) == (9, 16)
    assert found.message == "ZeroDivisionError: division by zero"
    assert found.detail == (
        "docs/x.md:22:11\n"
        "    value = inverse(y)\n"
        "            ^^^^^^^^^^\n"
        "docs/x.md:9:16 in inverse\n"
        "    return 1 / x\n"
        "           ^^^^^"
    )


def test_a_failure_shows_only_frames_of_the_page(session):
    found = failure(session, "import json\njson.loads('{')", 4)
    assert (found.line, found.column) == (5, 1)
    assert "decoder.py" not in found.detail


def test_a_column_counts_characters_not_bytes(session):
    assert failure(session, "α = 'ééé' + (1 / 0)", 4).column == 14


def test_a_syntax_error_has_its_line_and_column_in_the_page(session):
    found = failure(session, "a = 1\nb = = 2", 30, 5)
    assert (found.line, found.column) == (31, 9)
    assert found.message.startswith("SyntaxError: invalid syntax")
    assert found.detail == "docs/x.md:31:9\n    b = = 2\n        ^"


def test_a_nul_byte_in_a_snippet_is_a_failure_at_its_line(session):
    found = failure(session, "a = 1\x00", 30)
    assert found.line == 30
    assert "null bytes" in found.message


def test_an_exception_without_text_still_has_a_message(session):
    source = "class E(Exception):\n    def __str__(self): raise ValueError\nraise E"
    assert failure(session, source).message == "E"


def test_the_frames_of_an_endless_recursion_are_cut(session):
    found = failure(session, "def f():\n    f()\nf()")
    assert found.message.startswith("RecursionError")
    assert "more frames" in found.detail
    assert found.detail.count("docs/x.md") == 8


@pytest.mark.parametrize(
    ("source", "expect"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("1 / 0", "ArithmeticError"),
        ("import numpy as np\nnp.linalg.inv(np.zeros((2, 2)))", "np.linalg.LinAlgError"),
    ],
)
def test_an_expected_exception_is_the_value(source, expect):
    (output,) = run(Snippet(source, 3, 1, expect=expect))
    assert output.status == "ran"
    assert expect.rpartition(".")[2] in output.value or "ZeroDivisionError" in output.value


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 1", "expected ValueError, nothing was raised"),
        ("1 / 0", "expected ValueError, got ZeroDivisionError: division by zero"),
        ("raise SystemExit", "expected ValueError, got SystemExit"),
    ],
)
def test_any_other_end_than_the_expected_exception_is_a_failure(source, message):
    (output,) = run(Snippet(source, 3, 1, expect="ValueError"))
    assert output.status == "failed"
    assert output.failure.cause == "expectation"
    assert output.failure.message == message


def test_what_is_printed_belongs_to_its_step():
    outputs = run(Snippet("print('a')", 1, 1), Snippet("print('é', end='')\n7", 5, 1))
    assert [output.printed for output in outputs] == ["a\n", "é"]
    assert outputs[1].value == "7"


def test_a_value_has_no_address_in_it():
    (output,) = run(Snippet("object()", 1, 1))
    assert output.value == "<object object at 0x…>"


def test_a_page_stops_at_its_first_exception():
    steps = (Inline("c", 1, 1), Snippet("b", 4, 1), Snippet("a", 8, 1), Inline("a", 9, 3))
    assert [output.status for output in run(*steps)] == ["failed", "failed", "skipped", "skipped"]
    assert run(*steps)[2].reason == "an earlier snippet failed"


def test_an_inline_value_is_text_and_its_failure_has_its_place():
    good, bad = run(Inline("f'{1 / 3:.3f}'", 5, 12), Inline(" 1 / 0", 5, 40))
    assert good.value == "0.333"
    assert (bad.failure.line, bad.failure.column) == (5, 41)


@pytest.mark.parametrize(
    ("value", "header", "rows"),
    [
        ([[1, 2.5], [3, 1e-9]], (), (("1", "2.5"), ("3", "1e-09"))),
        ([["n", "error"], [1, 0.5]], ("n", "error"), (("1", "0.5"),)),
        ([["a", "b"], ["c", "d"]], (), (("a", "b"), ("c", "d"))),
        ({"x": (1, 2), "y": (True, None)}, ("x", "y"), (("1", "True"), ("2", ""))),
    ],
)
def test_a_value_becomes_a_table(value, header, rows):
    table = to_table(value)
    assert (table.header, table.rows) == (header, rows)


def test_an_array_becomes_a_table():
    (output,) = run(Snippet("import numpy as np\nnp.eye(2) / 3", 1, 1, "table"))
    assert output.table.rows == (("0.333333", "0"), ("0", "0.333333"))


@pytest.mark.parametrize("value", [3, "text", [1, 2], [[1], [2, 3]], {"a": [1], "b": []}, [], {}])
def test_what_is_no_table_is_refused(value):
    with pytest.raises(TableError):
        to_table(value)
