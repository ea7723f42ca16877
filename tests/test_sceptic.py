"""Statements that a sceptic writes to fool the check."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.policy import Policy
from nabla.verification.verify import verify_block

SEEDS = range(12)
STATEMENTS = Path(__file__).parent / "sceptic"


def statements(name):
    lines = (STATEMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def outcomes(text, names=None, seeds=SEEDS):
    block = parse_block(text, Place("a.md", 1))
    policies = (Policy(seed=seed, diagnosis=False) for seed in seeds)
    return {verify_block(block, names, policy)[0].outcome for policy in policies}


@pytest.mark.parametrize(
    "claim",
    [
        "d(1e-15 * x**2)/d(x) = 3e-15 * x",
        "d(x**2 + 1e15)/d(x) = 3 * x",
        "d(x**2 + 1e9)/d(x) = (2 + 1e-5) * x",
        "x + 1e10 - 1e10 = (1 + 1e-3) * x",
    ],
)
def test_a_large_or_small_number_inside_does_not_hide_a_wrong_factor(claim):
    assert outcomes(f"let x in R\n{claim}") == {"refuted"}


def test_what_rounding_could_hide_is_undecided():
    block = parse_block("let x in R\nx + 1e10 - 1e10 = x * (1 + 1e-6)", Place("a.md", 1))
    found = verify_block(block)[0]
    assert found.outcome == "undecided"
    assert "sums cancel there until little more than rounding is left" in found.cause


@pytest.mark.parametrize(
    "claim",
    [
        "x.T @ A @ x - x.T @ A.T @ x = 0",
        "d(x.T @ A @ x - x.T @ A.T @ x)/d(x) = zeros(1, n)",
        "d(sum(softmax(x)))/d(x) = zeros(1, n)",
        "d(softmax(x))/d(x) @ ones(n) = zeros(n)",
        "lap(log(norm(p)), p) = 0",
        "curl(grad(f(p), p), p) = zeros(3)",
    ],
)
def test_a_sum_that_vanishes_is_verified_in_spite_of_rounding(claim):
    declared = "let x in R^n\nlet A in R^(n,n)\nlet p in R^2\nlet f in smooth(3, 1)\n"
    if "curl" in claim:
        declared = declared.replace("R^2", "R^3")
    assert outcomes(declared + claim) == {"verified"}


def test_a_small_value_is_not_taken_for_a_sum_that_vanishes():
    declared = "let x in R^n\nlet A in R^(n,n)\n"
    claim = "d(x.T @ A @ x - x.T @ A.T @ x)/d(x) = 1e-9 * x.T"
    assert outcomes(declared + claim) == {"refuted"}


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("d(1e-7 * relu(z))/d(z) = 5e-7 if z == 0", "refuted"),
        ("d(1e-7 * relu(z))/d(z) = 5e-8 if z == 0", "verified"),
        ("d(1e7 * relu(z))/d(z) = 1.1e7 if z == 0", "refuted"),
        ("d(y * z**2 * abs(z))/d(z) = 0 if z == 0", "verified"),
        ("d(0.3 * cos(y) + relu(z))/d(y) = -0.3 * sin(y) if z == 0", "verified"),
    ],
)
def test_slopes_at_a_kink_are_held_against_their_own_size(claim, outcome):
    assert outcomes(f"let y, z in R\n{claim}") == {outcome}


@pytest.mark.parametrize(("side", "outcome"), [("A", "verified"), ("A.T", "refuted")])
def test_a_gradient_by_a_matrix_at_a_kink_has_its_entries_in_place(side, outcome):
    text = "let X, A in R^(n,n)\ngrad(sum(relu(X) * A), X) = 0.5 * {} if X == zeros(n, n)"
    assert outcomes(text.format(side)) == {outcome}


def leaky(x):
    return x if x > 0 else 2 * x


def clipped(x):
    return np.clip(x, -1, 1)


def short_of_range(x):
    if x > 2.5:
        raise ValueError(x)
    return x**2


@pytest.mark.parametrize(
    "claim",
    [
        "d(sqrt(x**2))/d(x) = 1",
        "d((x**4)**0.25)/d(x) = 1",
        "d(sqrt(dot(v, w)**2))/d(v) = w.T",
        "d(leaky(x))/d(x) = 1",
        "d(clipped(x))/d(x) = 1 if x < 1 else 0",
        "sqrt(x**2) = x",
    ],
)
def test_a_branch_without_a_name_is_seen(claim):
    names = {"leaky": leaky, "clipped": clipped}
    assert outcomes(f"let x in R\nlet v, w in R^n\n{claim}", names, range(40)) == {"refuted"}


def test_a_function_of_the_page_may_raise_farther_out():
    assert outcomes("let x in R\nd(f(x))/d(x) = 2 * x", {"f": short_of_range}) == {"verified"}


@pytest.mark.parametrize(("slope", "outcome"), [("10", "verified"), ("5", "refuted")])
def test_a_case_near_zero_has_its_points(slope, outcome):
    left = "d(x**2 / 0.2 if abs(x) < 0.1 else abs(x) - 0.05)/d(x)"
    right = f"{slope} * x if abs(x) < 0.1 else sign(x)"
    assert outcomes(f"let x in R\n{left} = {right}") == {outcome}


@pytest.mark.parametrize(
    "claim",
    [
        "sin(100 * pi * x) = 0",
        "d(x**2)/d(x) = 2 * x + sin(100 * pi * x)",
        "d(u**2)/d(u) = 2 * u + sin(100 * pi * u) / 1000",
        "d(h**2)/d(h) = 2 * h * cos(100 * pi * h)**2",
    ],
)
def test_what_vanishes_at_short_decimals_is_seen(claim):
    assert outcomes(f"let x in R\nlet u in positive\nlet h in (0, 1)\n{claim}") == {"refuted"}


def test_an_identity_that_rounding_blurs_is_told_so():
    text = "let x in R^n\nx.T @ x - norm(x)**2 = 1e-10"
    causes = {verify_block(parse_block(text, Place("a.md", 1)))[0].cause.split(" there")[0]}
    assert causes == {"sums cancel"}


@pytest.mark.parametrize("line", statements("wrong"))
def test_a_statement_that_is_wrong_in_a_corner_is_refuted(line):
    assert outcomes("\n".join(re.split("; | [|] ", line)), seeds=(0, 1)) == {"refuted"}


@pytest.mark.parametrize("line", statements("true"))
def test_a_true_statement_that_is_hard_on_the_arithmetic_is_verified(line):
    assert outcomes("\n".join(re.split("; | [|] ", line)), seeds=(0, 1)) == {"verified"}


@pytest.mark.parametrize(
    "claim",
    [
        "d(tanh(600 * s))/d(s) = 600 * (1 - tanh(600 * s)**2)",
        "d(sigmoid(300 * s))/d(s) = 300 * sigmoid(300 * s) * (1 - sigmoid(300 * s))",
        "d(log(softmax(90 * x)))/d(x) = 90 * (I(n) - ones(n) @ softmax(90 * x).T)",
        "d(x / norm(x))/d(x) @ x = 0 * x",
        "grad(logdet(A @ A @ A), A) = 3 * inv(A).T",
    ],
)
def test_what_rounding_spoils_is_never_refuted(claim):
    declared = "let s in R\nlet x in R^n\nlet A in invertible(n)\n"
    assert outcomes(declared + claim) <= {"verified", "undecided"}
