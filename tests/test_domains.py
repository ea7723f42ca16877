"""Domains: how they are written, and that points lie inside them."""

from __future__ import annotations

import numpy as np
import pytest

from nabla.errors import PageError, Place
from nabla.language.domains import parse_domain
from nabla.verification.sampling import distance_to_edge, sample, sample_many

PLACE = Place("a.md", 3, 9)


@pytest.mark.parametrize(
    ("text", "kind", "rows", "columns"),
    [
        ("R", "R", 1, 1),
        ("R^n", "R", "n", 1),
        ("R^3", "R", 3, 1),
        ("R^(m,n)", "R", "m", "n"),
        ("R^( 2 , n )", "R", 2, "n"),
        ("positive", "positive", 1, 1),
        ("positive^n", "positive", "n", 1),
        ("(0, 1)", "interval", 1, 1),
        ("(-1.5, 2e1)^n", "interval", "n", 1),
        ("(0, inf)^(m,n)", "interval", "m", "n"),
        ("simplex(n)", "simplex", "n", 1),
        ("onehot(4)", "onehot", 4, 1),
        ("symmetric(n)", "symmetric", "n", "n"),
        ("spd(n)", "spd", "n", "n"),
        ("invertible(n)", "invertible", "n", "n"),
        ("orthogonal(n)", "orthogonal", "n", "n"),
        ("smooth(n, m)", "smooth", "m", "n"),
        ("smooth", "smooth", 1, 1),
    ],
)
def test_a_domain_is_read(text, kind, rows, columns):
    domain = parse_domain(text, PLACE)
    assert (domain.kind, domain.rows, domain.columns) == (kind, rows, columns)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rn", "expected a domain such as R^n"),
        ("R^", "expected a domain"),
        ("R^(m,n,k)", "expected a domain"),
        ("R^0", "a size must be at least 1"),
        ("postive", "did you mean 'positive'?"),
        ("simplx(n)", "did you mean 'simplex'?"),
        ("simplex", "did you mean 'simplex'?"),
        ("simplex(n, m)", "domain 'simplex' takes one size, simplex(n)"),
        ("smooth(n)", "domain 'smooth' takes two sizes, smooth(n, m)"),
        ("(1, 0)", "empty interval"),
        ("(0, 0)", "empty interval"),
        ("", "expected a domain"),
        ("reals", "expected a domain"),
    ],
)
def test_what_is_no_domain_is_refused(text, said):
    with pytest.raises(PageError) as caught:
        parse_domain(text, PLACE)
    assert said in caught.value.message
    assert caught.value.place == PLACE


def inside(domain, value):
    rows = value.shape[0]
    checks = {
        "R": lambda: True,
        "positive": lambda: (value > 0).all(),
        "interval": lambda: (value > domain.lower).all() and (value < domain.upper).all(),
        "simplex": lambda: (value > 0).all() and np.isclose(value.sum(), 1.0),
        "onehot": lambda: sorted(value[:, 0]) == [0.0] * (rows - 1) + [1.0],
        "symmetric": lambda: np.array_equal(value, value.T),
        "spd": lambda: np.array_equal(value, value.T) and np.linalg.eigvalsh(value)[0] > 0,
        "invertible": lambda: np.linalg.cond(value) < 100,
        "orthogonal": lambda: np.allclose(value @ value.T, np.eye(rows)),
    }
    return checks[domain.kind]()


every_domain = pytest.mark.parametrize(
    "text",
    [
        *("R^4", "R^(2,3)", "positive^3", "(0, 1)^3", "(-inf, 0)", "(3, inf)^2", "(-inf, inf)"),
        *("(0, 0.001)^2", "simplex(2)", "simplex(7)", "onehot(3)", "symmetric(3)", "spd(2)"),
        *("spd(4)", "invertible(2)", "invertible(4)", "orthogonal(3)"),
    ],
)


@every_domain
def test_points_lie_inside_their_domain(text):
    domain, random = parse_domain(text, PLACE), np.random.default_rng(0)
    for _ in range(100):
        assert inside(domain, sample(domain, domain.rows, domain.columns, random))


@every_domain
def test_many_points_lie_inside_their_domain(text):
    domain, random = parse_domain(text, PLACE), np.random.default_rng(0)
    many = sample_many(domain, domain.rows, domain.columns, random, 20)
    assert many.shape == (20, domain.rows, domain.columns)
    assert all(inside(domain, value) for value in many)


@pytest.mark.parametrize(
    "text", ["positive^3", "(0, 1)^3", "simplex(4)", "spd(3)", "invertible(3)"]
)
def test_a_step_within_the_distance_to_the_edge_stays_inside(text):
    domain, random = parse_domain(text, PLACE), np.random.default_rng(0)
    for _ in range(50):
        value = sample(domain, domain.rows, domain.columns, random)
        step = 0.99 * distance_to_edge(domain, value)
        for sign in (-1.0, 1.0):
            moved = value.copy()
            moved[0, 0] += sign * step
            if domain.kind in {"spd", "invertible"}:
                assert np.linalg.svd(moved, compute_uv=False)[-1] > 0
            else:
                assert (moved > 0).all()


@pytest.mark.parametrize("text", ["R^4", "positive^3", "(0, 1)^3", "simplex(5)", "symmetric(3)"])
def test_points_are_short_decimals(text):
    domain, random = parse_domain(text, PLACE), np.random.default_rng(0)
    value = sample(domain, domain.rows, domain.columns, random)
    assert np.array_equal(value, np.round(value, 2))
