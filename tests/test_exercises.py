"""Exercises: what the build writes down, and what the browser says to right and wrong answers."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from javascript import ASSETS, Module
from nabla.document import Document, read_document
from nabla.errors import Place
from nabla.fences import find_fences
from nabla.language.block_tex import block_text
from nabla.language.grammar import parse_block
from nabla.language.text import expression_text
from nabla.rendering.exercise_html import reader_html
from nabla.report import make_report
from nabla.verification.exercise_cases import questions, tasks_json

DOCS = Path(__file__).parents[1] / "docs"
answers = Module(ASSETS / "evaluator" / "answers.mjs")

HADAMARD = "let w, x in R^n\nd(w * x)/d(w) = diag(x)"
LEAST_SQUARES = """\
let A in R^(m,n)
let x in R^n
let b in R^m
d(dot(A @ x - b, A @ x - b))/d(x) = 2 * (A @ x - b).T @ A"""
OWN_SUM = "let w in R^n\nd(w * sum(w))/d(w) = sum(w) * I(n) + w @ ones(n).T"
QUADRATIC = "let A in R^(n,n)\nlet x in R^n\nd(x.T @ A @ x)/d(x) = x.T @ (A + A.T)"
SINE = "let x in R\nd(x * sin(x))/d(x) = sin(x) + x * cos(x)"
CHAIN = "let W in R^(n,n)\nlet V in R^(n,n)\nlet x in R^n\nd(V @ (W @ x))/d(x) = V @ W"
BIAS = "let x in R^n\nd(sum(3 * x))/d(x) = 3 * ones(n).T"
IDENTITY = "let x in R^n\nd(2 * x)/d(x) = 2 * I(n)"
KINK = "let z in R\nd(max(z, 0.1 * z))/d(z) = 1 if z > 0 else 0.1"
QUOTIENT = (
    "let f, g in smooth\nlet x in R\n"
    "d(f(x) / g(x))/d(x) = (D(f, x) * g(x) - f(x) * D(g, x)) / g(x)**2 if g(x) != 0"
)


def judged(block_text, answer, *, turned=False):
    return judged_by(tasks_json(parse_block(block_text, Place("x.md", 1))), answer, turned=turned)


def judged_by(tasks, answer, *, turned=False):
    return answers.call("judgeFirst", answer, json.loads(tasks), turned)


@pytest.mark.parametrize(
    ("block", "answer"),
    [
        (HADAMARD, "diag(x)"),
        (HADAMARD, "diag(w * x / w)"),
        (LEAST_SQUARES, "2 * (A @ x - b).T @ A"),
        (LEAST_SQUARES, "(2 * A.T @ (A @ x - b)).T"),
        (LEAST_SQUARES, "2 * (x.T @ A.T @ A - b.T @ A)"),
        (OWN_SUM, "w @ ones(n).T + diag(sum(w) * ones(n))"),
        (SINE, "x*cos(x)+sin(x)"),
        (KINK, "where(z > 0, 1, 0.1)"),
        (QUOTIENT, "D(f, x) / g(x) - f(x) * D(g, x) / g(x)**2"),
    ],
)
def test_an_answer_of_the_same_value_is_right_however_it_is_written(block, answer):
    assert judged(block, answer) == {"right": True, "said": "Right."}


@pytest.mark.parametrize(
    ("block", "answer", "said"),
    [
        (HADAMARD, "-diag(x)", "sign is flipped"),
        (HADAMARD, "2 * diag(x)", "Twice the right answer"),
        (HADAMARD, "diag(x) / 2", "Half of the right answer"),
        (HADAMARD, "-3 * diag(x)", "3 times the right answer, and the sign is flipped"),
        (HADAMARD, "x", "belong on the diagonal"),
        (HADAMARD, "x.T", "belong on the diagonal"),
        (HADAMARD, "diag(w)", "One variable is taken for another"),
        (HADAMARD, "w", "yours is n×1, asked for is n×n"),
        (HADAMARD, "diag(x) + x @ x.T - diag(x * x)", "off the diagonal it should be zero"),
        (HADAMARD, "diag(x * w)", "factor"),
        (HADAMARD, "w @ x", "'@' expected as many columns on the left as rows on the right"),
        (HADAMARD, "diag(y)", "'y' has no meaning here; there are w, x, n"),
        (HADAMARD, "diag(x", "Expected a comma or )"),
        (HADAMARD, "", "Expected an expression, got nothing"),
        (HADAMARD, "d(w * x)/d(w)", "Work the derivative out"),
        (LEAST_SQUARES, "2 * A.T @ (A @ x - b)", "right numbers, transposed"),
        (LEAST_SQUARES, "A.T @ (A @ x - b)", "Transposed, and half of the right answer"),
        (LEAST_SQUARES, "2 * (A @ x + b).T @ A", "sign of one term"),
        (LEAST_SQUARES, "2 * (A @ x - b).T", "yours is 1×m, asked for is 1×n"),
        (OWN_SUM, "diag(w + sum(w) * ones(n))", "entries off the diagonal are missing"),
        (OWN_SUM, "w @ ones(n).T - diag(w)", "The diagonal is missing"),
        (OWN_SUM, "sum(w) * I(n) + ones(n) @ w.T", "transposed"),
        (OWN_SUM, "2 * sum(w) * I(n) + w @ ones(n).T", "One number is wrong"),
        (QUADRATIC, "2 * x.T @ A", "Right only where A is symmetric"),
        (SINE, "sin(x) - x * cos(x)", "sign of one term"),
        (SINE, "sin(x) + x * sin(x)", "One function is taken for another"),
        (SINE, "sin(x) + cos(x)", "factor is missing"),
        (SINE, "sin(x) + x**2 * cos(x)", "exponent is one off"),
        (SINE, "sin(x) + x * cos(x) + x", "term too many"),
        (SINE, "sin(x) + 2 * x * cos(x)", "One number is wrong"),
        (SINE, "exp(x)", "the shape is right, the values are not"),
        (CHAIN, "W @ V", "wrong order"),
        (CHAIN, "V @ W.T", "One factor of a product should be transposed"),
        (CHAIN, "V * W", "product by entries"),
        (BIAS, "3", "every entry has it"),
        (IDENTITY, "2", "stands on the diagonal"),
        (KINK, "1", "one case of several is wrong"),
        (QUOTIENT, "D(f, x) / D(g, x)", "values are not"),
        (QUOTIENT, "d(f(x) / g(x))/d(x)", "the question itself"),
    ],
)
def test_a_wrong_answer_is_told_what_it_looks_like(block, answer, said):
    verdict = judged(block, answer)
    assert not verdict["right"]
    assert said in verdict["said"]


def test_in_denominator_layout_the_transposed_answer_is_asked_for():
    assert judged(LEAST_SQUARES, "2 * A.T @ (A @ x - b)", turned=True)["right"]
    assert "transposed" in judged(LEAST_SQUARES, "2 * (A @ x - b).T @ A", turned=True)["said"]
    assert judged(HADAMARD, "diag(x)", turned=True)["right"]


def test_a_mistake_has_its_place_in_what_was_typed():
    assert judged(HADAMARD, "diag(w) + w")["at"] == 0
    assert judged(HADAMARD, "diag(q)")["at"] == 5


def test_an_exercise_that_rests_on_the_page_s_python_is_not_checked_in_the_browser():
    tasks = tasks_json(parse_block("let x in R\nd(swish(x))/d(x) = 1", Place("x.md", 1)))
    assert tasks == ""
    assert reader_html(tasks) == ""


def test_the_tasks_survive_the_attribute_that_carries_them():
    tasks = tasks_json(parse_block("let x in R\nd(relu(x))/d(x) = 1 if x > 0", Place("x.md", 1)))
    assert unescape(re.search(r"data-tasks='([^']*)'", reader_html(tasks))[1]) == tasks
    assert unescape(re.search(r"data-tasks='([^']*)'", reader_html("'<&"))[1]) == "'<&"


def test_a_statement_in_several_steps_is_one_question_and_each_statement_is_one():
    steps = parse_block("let x in R^n\nd(dot(x, x))/d(x) = 2 * x.T = x.T * 2", Place("x.md", 1))
    assert len(questions(steps)) == 1
    two = parse_block("let x in R\nd(x**2)/d(x) = 2 * x\nd(x**3)/d(x) = 3 * x**2", Place("x.md", 1))
    assert len(questions(two)) == 2


def test_the_question_of_a_chain_does_not_give_its_steps_away():
    steps = parse_block("let x in R^n\nd(dot(x, x))/d(x) = x.T + x.T = 2 * x.T", Place("x.md", 1))
    question = block_text(steps, "exercise").question
    for tex in (question.numerator, question.denominator):
        assert tex.count("?") == 1
        assert "+" not in tex


def site_exercises():
    for path in sorted(DOCS.rglob("*.md")):
        for fence in find_fences(read_document(path, str(path))):
            if fence.kind == "exercise" and fence.error is None:
                yield pytest.param(fence, id=fence.options.id)


@pytest.mark.parametrize("fence", list(site_exercises()))
def test_an_exercise_of_the_site_takes_its_own_answer_and_no_other_sign(fence):
    block = parse_block(fence.body, fence.place)
    tasks = tasks_json(block)
    assert tasks, "every exercise of the book is checked in the browser"
    assert len(tasks) < 6000
    given = json.loads(tasks)
    right = expression_text(block.claims[-1].right)
    assert judged_by(tasks, right) == {"right": True, "said": "Right."}
    if any(given["tasks"][0]["expected"]):
        wrong = judged_by(tasks, f"-({right})")
        assert "sign is flipped" in wrong["said"]
    assert answers.call("settle", right, given["declarations"]).startswith("<m")


def trials_of(text):
    report = make_report([Document("x.md", text)])
    return [claim.trial for fence in report.pages[0].fences for claim in fence.texts]


def test_a_claim_can_be_tried_at_the_point_it_was_checked_at():
    (given,) = trials_of("```formula\nlet x in R^n\nd(dot(x, x))/d(x) = 2 * x.T\n```\n")
    trial = json.loads(given)
    assert (trial["left"], trial["right"]) == ("d(dot(x, x))/d(x)", "2 * x.T")
    assert trial["point"].startswith("x = [")
    assert trial["sizes"].startswith("n = ")
    assert trial["turned"]


def test_a_claim_about_the_page_s_python_or_without_variables_has_nothing_to_try():
    snippet = "```python\n#| run: true\ndef cube(x):\n    return x**3\n```\n\n"
    assert trials_of(snippet + "```formula\nlet x in R\nd(cube(x))/d(x) = 3 * x**2\n```\n") == [""]
    assert trials_of("```formula\ndot([1, 2], [3, -1]) = 1\n```\n") == [""]
