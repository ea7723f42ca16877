"""Statements that a sceptic writes to fool the check."""

from __future__ import annotations

import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.policy import Policy
from nabla.verification.verify import verify_block

SEEDS = range(12)


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
