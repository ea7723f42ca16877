"""Points between the places where the cases of a claim part."""

from __future__ import annotations

import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.policy import Policy
from nabla.verification.verify import verify_block

NEURON = "let w, x in R^n\nlet b in R\nlet z = dot(w, x) + b\n"


def outcomes(text):
    block = parse_block(text, Place("a.md", 1))
    policies = (Policy(seed=seed, mistakes=False, diagnosis=False) for seed in range(8))
    return {verify_block(block, {}, policy)[0].outcome for policy in policies}


@pytest.mark.parametrize(
    "claim",
    [
        "let z in R\nd(relu(z))/d(z) = (1 if z > {} else 0) if z != 0",
        "let z in R\nstep(z) = (1 if z > {} else 0)",
        NEURON + "d(relu(z))/d(w) = (x.T if z > {} else zeros(n).T)",
    ],
)
@pytest.mark.parametrize("threshold", [1, 0.5, 0.1, -0.1, -1])
def test_a_case_that_begins_at_the_wrong_place_is_refuted(claim, threshold):
    assert outcomes(claim.format(0)) == {"verified"}
    assert outcomes(claim.format(threshold)) == {"refuted"}


@pytest.mark.parametrize(
    "claim",
    [
        NEURON + "d(relu(z))/d(x) = step(b) * w.T if z != 0",
        NEURON + "d(max(z, 0.1 * z))/d(w) = (x.T if b > 0 else 0.1 * x.T)",
        "let a, b in R\nwhere(a > b or a > 0, 1, 0) = (1 if not (a <= b or a <= 0) else 0)",
        "let w, x in R^n\nd(max(w, x))/d(w) = diag(w > 0) if w != x",
    ],
)
def test_a_case_that_rests_on_the_wrong_value_is_refuted(claim):
    assert outcomes(claim) == {"refuted"}


@pytest.mark.parametrize(
    "claim",
    [
        "let x in positive^n\nd(sum(x * log(x)))/d(x) = (log(-x) + 1).T",
        "let x in R\n1 / x**2 * x = 2 / x if x == 0",
    ],
)
def test_a_side_that_is_no_number_is_undecided_and_not_refuted(claim):
    assert outcomes(claim) == {"undecided"}
