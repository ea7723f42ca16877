"""Which points a claim is checked at.

Why points matter more than the checker, with measurements: ``docs/guide/verification.md``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.smooth import smooth_map, smooth_scalar
from nabla.verification.lint import is_evidence
from nabla.verification.point import Point
from nabla.verification.sampling import distance_to_edge, sample, sample_many

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Claim, Scope
    from nabla.language.domains import Domain
    from nabla.language.dual import Array
    from nabla.language.evaluate import Map

RECTANGULAR, SQUARE = 3, 2
TRIES = 60


@dataclass(frozen=True)
class Draw:
    """Sizes for the letters, and whether they were all made equal."""

    sizes: dict[str, int]
    is_square: bool


def generator(claim: Claim, seed: int) -> np.random.Generator:
    """Return the random generator of a claim, the same on every machine."""
    digest = hashlib.sha256(claim.statement.encode()).digest()
    return np.random.default_rng([int.from_bytes(digest[:8], "big"), seed])


def draw_sizes(letters: tuple[str, ...], random: np.random.Generator) -> tuple[Draw, ...]:
    """Choose sizes: three times all different, twice all equal.

    >>> [d.is_square for d in draw_sizes(("m", "n"), np.random.default_rng(0))]
    [False, False, False, True, True]
    """
    pool = np.arange(2, max(5, len(letters) + 2) + 1)
    different = [random.permutation(pool)[: len(letters)] for _ in range(RECTANGULAR)]
    draws = [
        Draw({k: int(v) for k, v in zip(letters, sizes, strict=True)}, is_square=False)
        for sizes in different
    ]
    return (*draws, *(Draw(dict.fromkeys(letters, size), is_square=True) for size in (2, 3)))


def draw_point(scope: Scope, sizes: Mapping[str, int], random: np.random.Generator) -> Point:
    """Draw a value for each variable of a scope, fit to be evidence."""
    values: dict[str, Array] = {}
    functions: dict[str, Map] = {}
    for name, domain in scope.variables.items():
        rows, columns = _sizes(domain, sizes)
        if not domain.is_function:
            values[name] = _value(domain, rows, columns, random)
        elif domain.elementwise:
            functions[name] = smooth_scalar(random)
        else:
            functions[name] = smooth_map(random, columns, rows)
    return Point(sizes, values, functions, reach_of(scope, values))


def reach_of(scope: Scope, values: Mapping[str, Array]) -> dict[str, float]:
    """Return for each bounded variable the longest step that stays in its domain."""
    edges = {
        name: distance_to_edge(domain, values[name])
        for name, domain in scope.variables.items()
        if not domain.is_function and domain.kind != "R"
    }
    return {name: edge for name, edge in edges.items() if np.isfinite(edge)}


def _sizes(domain: Domain, sizes: Mapping[str, int]) -> tuple[int, int]:
    rows, columns = domain.rows, domain.columns
    return (
        sizes[rows] if isinstance(rows, str) else rows,
        sizes[columns] if isinstance(columns, str) else columns,
    )


def _value(domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    value = sample(domain, rows, columns, random)
    for _ in range(TRIES):
        if is_evidence(value, domain):
            break
        value = sample(domain, rows, columns, random)
    return value


def draw_many(
    scope: Scope, sizes: Mapping[str, int], random: np.random.Generator, count: int
) -> Point:
    """Draw `count` points of the same sizes, stacked in front of each value.

    Functions are drawn once, for all of them.
    """
    first = draw_point(scope, sizes, random)
    values = {}
    for name in first.values:
        rows, columns = _sizes(scope.variables[name], sizes)
        values[name] = sample_many(scope.variables[name], rows, columns, random, count)
    return Point(sizes, values, first.functions, {})


def stretched(scope: Scope, point: Point, factor: float | Array) -> Point:
    """Return a point, or many stacked ones, farther out or nearer to zero.

    Only reals, and their vectors and matrices, can be moved so; they stay short decimals.
    """
    values = {
        name: np.round(factor * value, 2) if scope.variables[name].kind == "R" else value
        for name, value in point.values.items()
    }
    return replace(point, values=values)


def one_of_many(scope: Scope, many: Point, index: int) -> Point:
    """Return one of the points that `draw_many` has stacked."""
    values = {name: value[index] for name, value in many.values.items()}
    return Point(many.sizes, values, many.functions, reach_of(scope, values))
