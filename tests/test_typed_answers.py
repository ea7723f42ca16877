"""What readers really type: signs of print, habits of TeX and NumPy, slips, plausible mistakes."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from nabla.errors import Place
from nabla.language.dual import innermost
from nabla.language.expression import differentiates
from nabla.language.grammar import parse_block
from nabla.language.text import expression_text
from nabla.verification.choosing import choose_points
from nabla.verification.exercise_cases import tasks_json, telling_points
from nabla.verification.mistakes import mistakes_of
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.trial import Trial
from test_exercises import LEAST_SQUARES, QUADRATIC, SINE, answers, judged, site_exercises

THIRD = "let x in R\nd(x / 3)/d(x) = 1 / 3"
SQUARED = "let A in R^(n,n)\nlet x in R^n\nd(A @ A @ x)/d(x) = A @ A"
INVERSE = "let A in invertible(n)\nlet x in R^n\nd(inv(A) @ x)/d(x) = inv(A)"
SLOPE = "let f in smooth\nlet x in R\nd(f(x)**2)/d(x) = 2 * f(x) * D(f, x)"
CUBE = "let x in R^n\nd(sum(x**3))/d(x) = 3 * (x**2).T"
SIGMA = "let sigma in R\nd(sigma**2)/d(sigma) = 2 * sigma"
GRADIENT = "let A in R^(m,n)\nlet x in R^n\ngrad(sum(A @ x), x) = A.T @ ones(m)"


@pytest.mark.parametrize(
    ("block", "answer"),
    [
        (QUADRATIC, "xᵀ @ (A + Aᵀ)"),
        (QUADRATIC, "x⊤@A + x⊤@A⊤"),
        (QUADRATIC, "x^T @ (A + A^T)"),
        (QUADRATIC, r"x^{T} @ (A + A^\top)"),
        (QUADRATIC, "x' @ (A + A')"),
        (QUADRATIC, "-(\N{MINUS SIGN}x.T) @ (A + A.T)"),
        (CUBE, "3 * (x²).T"),
        (CUBE, "3 * (x^2)^T"),
        (CUBE, "3 * x.T ⊙ x.T"),
        (CUBE, "3*np.ones(n).T @ np.diag(x**2)"),
        (SINE, "np.sin(x) + x * numpy.cos(x)"),
        (SINE, "sin(x) + x * cos(x) + ln(1)"),
        (SIGMA, "2 * σ"),
        (THIRD, "0.3333333333333333"),
    ],
)
def test_what_can_mean_only_one_thing_is_taken_for_it(block, answer):
    assert judged(block, answer) == {"right": True, "said": "Right."}


WRITTEN_OUT = "a product is written out: * with a number or entry by entry, @ between matrices"


@pytest.mark.parametrize(
    ("block", "answer", "at", "said"),
    [
        (QUADRATIC, "2Ax", 1, WRITTEN_OUT),
        (QUADRATIC, "x^T A", 4, WRITTEN_OUT),
        (QUADRATIC, "xᵀ(A + Aᵀ)", 2, WRITTEN_OUT),
        (QUADRATIC, "Ax", 0, "is it A @ x?"),
        (QUADRATIC, "xTA", 0, "is it x.T @ A?"),
        (QUADRATIC, "A @ x1", 4, "an entry is written x[0], counted from 0"),
        (QUADRATIC, "x₁ * A", 1, "An entry is written x[0]"),
        (QUADRATIC, "2*A*x", 0, "the matrix product is written @"),
        (QUADRATIC, "x.T @ x @ A + A @ A @ x @ x", None, "transpose a factor with .T"),
        (QUADRATIC, "x.T @ A + A @ x", 0, "all terms of a sum have one shape"),
        (QUADRATIC, "np.dot(x, A)", 3, "between matrices the product is written @"),
        (QUADRATIC, "np.transpose(x) @ A", 3, "write x.T"),
        (QUADRATIC, "x.T @ A @ eye(n)", 10, "write I(n)"),
        (QUADRATIC, "x.transpose() @ A", 2, "a product is written A @ x"),
        (QUADRATIC, "x.dot(A)", 2, "a product is written A @ x"),
        (QUADRATIC, "x·A", 1, "several products"),
        (QUADRATIC, "x × A", 2, "several products"),
        (QUADRATIC, "$x^T A$", 0, "TeX is not read here"),
        (QUADRATIC, r"\mathbf{x}", 0, "TeX is not read here"),
        (QUADRATIC, "df = x.T @ A", 3, "type the right side alone"),
        (QUADRATIC, "x.T @ A)", 7, "one closing bracket is too many"),
        (QUADRATIC, "x.T @ (A", 8, "Expected a closing bracket"),
        (QUADRATIC, "I @ x", 0, "stands in brackets, as in sin(x) or I(n)"),
        (QUADRATIC, "x.T @ A * ones", 10, "stands in brackets"),
        (QUADRATIC, "∂x", 0, "Work the derivative out"),
        (QUADRATIC, "+".join(["x.T @ A"] * 90), None, "longer than 600 signs"),
        (SINE, "sin(x) + xcos(x)", 9, "is it x * cos( )?"),
        (SINE, "sin x", 4, "what a function works on stands in brackets"),
        (SINE, "sin²(x)", 0, "is written sin(x)**2"),
        (SINE, "√x", 0, "sqrt(x)"),
        (SINE, "|x|", 0, "abs(x)"),
        (SINE, "e^x", 0, "exp(x)"),
        (SLOPE, "2 * f(x) * f'(x)", 12, "is written D(f, x)"),
        (THIRD, "0.333", None, "Nearly: a number is rounded"),
        (INVERSE, "A^-1", None, "the inverse of a matrix is written inv( )"),
        (SQUARED, "A^2", None, "its square A @ A"),
    ],
)
def test_what_cannot_be_read_is_told_how_it_is_written(block, answer, at, said):
    verdict = judged(block, answer)
    assert not verdict["right"]
    assert said.lower() in verdict["said"].lower()
    if at is not None:
        assert verdict["at"] == at


@pytest.mark.parametrize("answer", ["1 / 0", "-1 / 0", "0 / 0", "1e400", "9**9**9**9", "log(-1)"])
@pytest.mark.parametrize("block", [SINE, CUBE, QUADRATIC])
def test_what_is_no_number_is_never_right(block, answer):
    shaped = answer if block == SINE else f"({answer}) * ones(n).T"
    verdict = judged(block, shaped)
    assert not verdict["right"]
    assert "this is no number" in verdict["said"]


def test_a_transposed_answer_is_told_what_the_reader_s_own_layout_asks_for():
    upright, lying = "2 * A.T @ (A @ x - b)", "2 * (A @ x - b).T @ A"
    said = judged(LEAST_SQUARES, upright)["said"]
    assert "In numerator layout the answer is 1×n: a row for each output" in said
    assert "denominator" not in said
    said = judged(LEAST_SQUARES, lying, turned=True)["said"]
    assert "In denominator layout the answer is n×1: a row for each input" in said
    assert "numerator" not in said


def test_a_gradient_has_the_variable_s_shape_and_no_layout_is_spoken_of():
    for turned in (False, True):
        assert judged(GRADIENT, "A.T @ ones(m)", turned=turned)["right"]
        said = judged(GRADIENT, "ones(m).T @ A", turned=turned)["said"]
        assert said == "The right numbers, transposed. Asked for is n×1."


# Each exercise of the book


def judged_each(texts, given, *, turned=False):
    return answers.call("judgeEach", texts, given, turned)


def tight(text):
    return re.sub(r"\s*([-+*/@,()])\s*", r"\1", text)


def value_at(trial, expression, point):
    evaluator = replace(trial.evaluator(point), differentiator=ForwardMode())
    with np.errstate(all="ignore"):
        return np.asarray(innermost(evaluator(expression)))


def is_same(trial, points, first, second):
    """Whether NumPy gives two expressions one value, at points too that the browser never sees."""
    for point in points:
        a, b = (value_at(trial, expression, point) for expression in (first, second))
        if a.shape != b.shape or not np.allclose(a, b, rtol=1e-7, atol=1e-12):
            return False
    return True


@pytest.mark.parametrize("fence", list(site_exercises()))
def test_an_exercise_refuses_every_plausible_mistake_that_numpy_refuses(fence):
    block = parse_block(fence.body, fence.place)
    given = json.loads(tasks_json(block))
    right = block.claims[-1].right
    trial = Trial(replace(block.claims[0], right=right), {}, {})
    points = (*choose_points(trial).points, *telling_points(trial))
    mistakes = [mistake.expression for mistake in mistakes_of(right, trial.infer)]
    assert mistakes or expression_text(right) in {"0", "1"}
    verdicts = judged_each([expression_text(item) for item in mistakes], given)
    for mistake, verdict in zip(mistakes, verdicts, strict=True):
        told = expression_text(mistake), verdict["said"]
        assert verdict["right"] is is_same(trial, points, mistake, right), told
        assert verdict["said"], told


@pytest.mark.parametrize("fence", list(site_exercises()))
def test_an_exercise_takes_its_answer_in_every_other_form(fence):
    block = parse_block(fence.body, fence.place)
    given = json.loads(tasks_json(block))
    right = expression_text(block.claims[-1].right)
    forms = [
        *(f"({right}).T.T", f"-(-({right}))", f"2 * ({right}) / 2", f"({right}) + 0 * ({right})"),
        *(f"({right})^T^T", f"(({right}) - 1) + 1", f"  {tight(right)} "),
    ]
    steps = [step.right for step in block.claims]
    forms += [expression_text(step) for step in steps if not differentiates(step)]
    for form, verdict in zip(forms, judged_each(forms, given), strict=True):
        assert verdict == {"right": True, "said": "Right."}, form


@pytest.mark.parametrize("fence", list(site_exercises()))
def test_a_reader_of_denominator_layout_types_the_transposed_answer(fence):
    block = parse_block(fence.body, fence.place)
    given = json.loads(tasks_json(block))
    right = expression_text(block.claims[-1].right)
    turned = given["tasks"][0]["turned"]
    upright, lying = judged_each([f"({right}).T", right], given, turned=True)
    if turned:
        assert upright["right"]
        assert "denominator layout" in lying["said"]
    else:
        assert lying["right"]


def test_an_exercise_whose_answer_is_its_own_transpose_takes_it_in_both_layouts():
    tasks = tasks_json(parse_block("let x in R^n\nd(x**2)/d(x) = diag(2 * x)", Place("x.md", 1)))
    for turned in (False, True):
        assert answers.call("judgeFirst", "diag(2 * x)", json.loads(tasks), turned)["right"]
