"""Shapes with letters, before anything is evaluated."""

from __future__ import annotations

import numpy as np
import pytest

from corpus import read_corpus
from nabla.errors import Place
from nabla.language.dual import innermost
from nabla.language.expression import Binary, Name
from nabla.language.grammar import parse_block
from nabla.language.inference import Shapes
from nabla.language.shapes import shape_text, times
from nabla.verification.choosing import choose_points
from nabla.verification.suspect import desk
from nabla.verification.trial import Trial

DECLARED = """let A in R^(m,n)
let B in R^(n,k)
let S in R^(n,n)
let x, y in R^n
let z in R^3
let a in R
let f in smooth(n, m)
let phi in smooth
let u = A @ x
let g(t) = t @ t.T
"""


def shape_of(text):
    claim = parse_block(f"{DECLARED}{text} = 0 * ({text})", Place("a.md", 1)).claims[0]
    shape = Trial(claim, {}, {}).infer(claim.left)
    return None if shape is None else shape_text(shape)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("A @ B", "m×k"),
        ("A.T", "n×m"),
        ("2 * x", "n×1"),
        ("x @ y.T", "n×n"),
        ("x.T @ y", "1×1"),
        ("dot(x, y)", "1×1"),
        ("kron(A, B)", "m·n×k·n"),
        ("vec(A)", "m·n×1"),
        ("diag(x)", "n×n"),
        ("diag(S)", "n×1"),
        ("outer(x, z)", "n×3"),
        ("ones(m, n)", "m×n"),
        ("I(2 * n)", "2·n×2·n"),
        ("row(A, 0)", "1×n"),
        ("[a, 1, 2]", "3×1"),
        ("[[a, 1], [2, 3], [4, 5]]", "3×2"),
        ("x if x > 0 else 0", "n×1"),
        ("f(x)", "m×1"),
        ("phi(A)", "m×n"),
        ("u", "m×1"),
        ("g(x)", "n×n"),
        ("d(A @ x)/d(x)", "m×n"),
        ("d(dot(x, y))/d(x)", "1×n"),
        ("d(a * x)/d(a)", "n×1"),
        ("d(sum(A))/d(A)", "n×m"),
        ("d(vec(A @ B))/d(vec(A))", "k·m×m·n"),
        ("grad(sum(A), A)", "m×n"),
        ("hess(dot(x, x), x)", "n×n"),
        ("hess(norm(A)**2, A)", "m·n×m·n"),
        ("jvp(f(x), x, y)", "m×1"),
        ("vjp(f(x), x, u)", "n×1"),
        ("hvp(dot(x, x), x, y)", "n×1"),
        ("div(x, x)", "1×1"),
        ("curl(z, z)", "3×1"),
        ("lap(dot(x, x), x)", "1×1"),
        ("J(f, x)", "m×n"),
        ("D(phi, x)", "n×1"),
    ],
)
def test_an_expression_has_a_shape_with_letters(text, shape):
    assert shape_of(text) == shape


def test_equal_dimensions_are_equal_values():
    assert times("m", "n") == times("n", "m")
    assert times(2, times("n", 3)) == times(times(3, 2), "n")


def size_of(dimension, sizes):
    return int(np.prod([int(f) if f.isdigit() else sizes[f] for f in str(dimension).split("·")]))


@pytest.mark.parametrize("formula", read_corpus(), ids=str)
def test_the_value_has_the_shape_that_was_inferred(formula):
    claim = formula.block.claims[0]
    trial = Trial(claim, {}, {})
    points = choose_points(trial).points
    at = desk(trial, points)
    for side in (claim.left, claim.right):
        shape = trial.infer(side)
        for place, point in enumerate(points):
            expected = tuple(size_of(dimension, point.sizes) for dimension in shape)
            assert innermost(at.value(place, side)).shape == expected


def test_what_fits_is_told_without_an_exception():
    claim = parse_block("let A in R^(m,n)\nA = 0 * A", Place("a.md", 1)).claims[0]
    infer = Shapes(claim.scope)
    assert infer.fits(Name("A"), ("m", "n"))
    assert not infer.fits(Binary("@", Name("A"), Name("A")), ("m", "n"))
