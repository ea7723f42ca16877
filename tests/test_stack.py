"""Points that are measured together give what each gives alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.choosing import choose_points
from nabla.verification.measure import Sight, measure
from nabla.verification.oracles.complex_step import ComplexStep
from nabla.verification.oracles.panel import oracles_of
from nabla.verification.oracles.richardson import Richardson
from nabla.verification.points import other_sizes
from nabla.verification.stack import alike, stacked
from nabla.verification.trial import Trial

CLAIMS = [
    "let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A",
    "let x in R^n\nd(x)/d(x) = I(n)",
    "let x in positive^n\nhess(sum(log(x)), x) = diag(-1 / x**2)",
    "let f, g in smooth(n, n)\nlet x in R^n\nd(f(g(x)))/d(x) = J(f, g(x)) @ J(g, x)",
    "let phi in smooth\nlet x in R^n\nd(phi(x))/d(x) = diag(D(phi, x))",
    "let X in invertible(n)\nd(trace(inv(X)))/d(X) = -inv(X) @ inv(X)",
    "let W in R^(m,n)\nlet v in R^m\nlet x in R^n\nvjp(exp(W @ x), x, v) = W.T @ (exp(W @ x) * v)",
]


def trial_of(text):
    return Trial(parse_block(text, Place("a.md", 1)).claims[0], {}, {})


@pytest.mark.parametrize("text", CLAIMS)
def test_points_that_are_stacked_are_measured_as_they_are_alone(text):
    trial = trial_of(text)
    points, sight = choose_points(trial).points, Sight(trial.claim)
    for places in alike(points):
        group = [points[place] for place in places]
        many = replace(trial.evaluator(stacked(group)), depth=1)
        for together, alone in zip(oracles_of(trial, stacked=True), "abc", strict=True):
            found = measure(together, many, sight, len(group))
            for point, item in zip(group, found, strict=True):
                oracle = oracles_of(trial)["abc".index(alone)]
                (own,) = measure(oracle, trial.evaluator(point), sight)
                assert item.left.shape == own.left.shape
                np.testing.assert_allclose(item.left, own.left, rtol=1e-9, atol=1e-11)
                np.testing.assert_allclose(item.right, own.right, rtol=1e-9, atol=1e-11)
                assert item.error == pytest.approx(own.error, abs=1e-8)


def test_each_point_of_a_stack_has_an_error_of_its_own():
    trial = trial_of("let x in R\nd(abs(x))/d(x) = 1")
    kink, smooth = (
        replace(choose_points(trial).points[0], values={"x": np.array([[x]])}) for x in (1e-9, 1.0)
    )
    many = replace(trial.evaluator(stacked([kink, smooth])), depth=1)
    found = measure(Richardson(ComplexStep(), stacked=True), many, Sight(trial.claim), 2)
    assert [item.error > 1e-4 for item in found] == [True, False]


def test_only_points_of_the_same_sizes_are_stacked():
    points = choose_points(trial_of(CLAIMS[0])).points
    assert alike(points) == [[0, 1, 2], [3, 4]]


def test_no_letter_has_one_size_at_all_points():
    sizes = [point.sizes for point in choose_points(trial_of(CLAIMS[0])).points]
    swept = other_sizes(sizes[0])
    for letter in "mn":
        assert len({sizes[0][letter], sizes[-1][letter], swept[letter]}) == 3
    assert len(set(swept.values())) == 2
