"""Points at which something other than zero is claimed."""

from __future__ import annotations

import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.policy import Policy
from nabla.verification.verify import verify_block

LOSS = """\
let X in R^(N,n)
let y in R^N
let w in R^n
let b in R
let z = X @ w + ones(N) * b
let C = mean((y - relu(z))**2)
"""


def outcomes(claim):
    block = parse_block(LOSS + claim, Place("a.md", 1))
    policies = (Policy(seed=seed, mistakes=False, diagnosis=False) for seed in range(12))
    return {verify_block(block, {}, policy)[0].outcome for policy in policies}


def test_a_gradient_of_a_loss_is_verified_whatever_samples_are_active():
    assert outcomes("d(C)/d(w) = 2 / N * (step(z) * (z - y)).T @ X") == {"verified"}


@pytest.mark.parametrize("factor", ["1", "2 / n", "4 / N**2", "6 / N**2"])
def test_a_factor_that_is_right_for_one_number_of_samples_is_refuted(factor):
    assert outcomes(f"d(C)/d(w) = {factor} * (step(z) * (z - y)).T @ X") == {"refuted"}
