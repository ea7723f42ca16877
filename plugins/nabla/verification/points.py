"""Which points a claim is checked at.

Why points matter more than the checker, with measurements: ``docs/guide/verification.md``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.smooth import smooth_map, smooth_scalar
from nabla.verification.lint import are_evidence
from nabla.verification.point import Point
from nabla.verification.sampling import distance_to_edge, sample_many

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from nabla.language.block import Claim, Scope
    from nabla.language.domains import Domain
    from nabla.language.dual import Array
    from nabla.language.evaluate import Map

RECTANGULAR, SQUARE = 3, 2
FREE = frozenset({"R", "positive", "interval"})
"""Domains whose entries can be drawn one by one."""

EQUAL = 3
"""The size of all letters in the square draws."""
TRIES = 60


@dataclass(frozen=True)
class Draw:
    """Sizes for the letters, and whether they were all made equal."""

    sizes: dict[str, int]
    is_square: bool


def generator(claim: Claim, seed: int) -> np.random.Generator:
    """Return the random generator of a claim, the same on every machine."""
    digest = hashlib.sha256(claim.statement.encode()).digest()
    high, low = (int.from_bytes(digest[at : at + 4], "big") for at in (0, 4))
    sign = [1] if seed < 0 else []  # NumPy takes no negative number
    words = [low, high, abs(seed), *sign]
    return np.random.default_rng(np.array(words, np.uint32) if abs(seed) < 2**32 else words)


def draw_sizes(letters: tuple[str, ...], random: np.random.Generator) -> tuple[Draw, ...]:
    """Choose sizes: one for each letter, all different, for three draws; one for all, for two.

    No letter has the same size in both, so that what is right for one size is seen.

    >>> [d.is_square for d in draw_sizes(("m", "n"), np.random.default_rng(0))]
    [False, False, False, True, True]
    """
    chosen = random.permutation(_unequal(letters))[: len(letters)]
    different = {letter: int(size) for letter, size in zip(letters, chosen, strict=True)}
    equal = dict.fromkeys(letters, EQUAL)
    return (
        *[Draw(different, is_square=False)] * RECTANGULAR,
        *[Draw(equal, is_square=True)] * SQUARE,
    )


def _unequal(letters: Collection[str]) -> list[int]:
    return [size for size in range(2, max(5, len(letters) + 2) + 1) if size != EQUAL]


def other_sizes(sizes: Mapping[str, int]) -> dict[str, int]:
    """Return sizes that are all different, and different from some that are.

    >>> other_sizes({"m": 5, "n": 2})
    {'m': 2, 'n': 4}
    """
    pool = _unequal(sizes)
    if not set(pool) >= set(sizes.values()):
        return dict(sizes)
    following = dict(zip(pool, [*pool[1:], pool[0]], strict=True))
    return {letter: following[size] for letter, size in sizes.items()}


def draw_point(scope: Scope, sizes: Mapping[str, int], random: np.random.Generator) -> Point:
    """Draw a value for each variable of a scope, fit to be evidence."""
    return draw_points(scope, sizes, random, 1)[0]


def draw_points(
    scope: Scope, sizes: Mapping[str, int], random: np.random.Generator, count: int
) -> list[Point]:
    """Draw `count` points of the same sizes, each fit to be evidence."""
    values: dict[str, Array] = {}
    for name, domain in scope.variables.items():
        if not domain.is_function:
            values[name] = _values(domain, sizes, random, count)
    return [
        _point(scope, sizes, {name: value[i] for name, value in values.items()}, random)
        for i in range(count)
    ]


def _point(
    scope: Scope,
    sizes: Mapping[str, int],
    values: dict[str, Array],
    random: np.random.Generator,
) -> Point:
    """Return a point with functions drawn for it."""
    functions: dict[str, Map] = {}
    for name, domain in scope.variables.items():
        if domain.elementwise:
            functions[name] = smooth_scalar(random)
        elif domain.is_function:
            rows, columns = _sizes(domain, sizes)
            functions[name] = smooth_map(random, columns, rows)
    return Point(sizes, values, functions, reach_of(scope, values))


def reach_of(scope: Scope, values: Mapping[str, Array]) -> dict[str, float]:
    """Return for each bounded variable the longest step that stays in its domain."""
    edges = {
        name: distance_to_edge(domain, values[name])
        for name, domain in scope.variables.items()
        if name in values and domain.kind != "R"
    }
    return {name: edge for name, edge in edges.items() if np.isfinite(edge)}


def _sizes(domain: Domain, sizes: Mapping[str, int]) -> tuple[int, int]:
    rows, columns = domain.rows, domain.columns
    return (
        sizes[rows] if isinstance(rows, str) else rows,
        sizes[columns] if isinstance(columns, str) else columns,
    )


def _values(
    domain: Domain, sizes: Mapping[str, int], random: np.random.Generator, count: int
) -> Array:
    """Draw values of a domain; those that are no evidence are drawn again."""
    rows, columns = _sizes(domain, sizes)
    values = sample_many(domain, rows, columns, random, count)
    for _ in range(TRIES):
        unfit = ~are_evidence(values, domain)
        if not unfit.any():
            break
        values[unfit] = sample_many(domain, rows, columns, random, int(unfit.sum()))
    return values


def draw_many(
    scope: Scope, sizes: Mapping[str, int], random: np.random.Generator, count: int
) -> Point:
    """Draw `count` points of the same sizes, stacked in front of each value.

    Functions are drawn once, for all of them. No value is drawn again: not all are evidence.
    """
    values = {}
    for name, domain in scope.variables.items():
        if not domain.is_function:
            values[name] = sample_many(domain, *_sizes(domain, sizes), random, count)
    return replace(_point(scope, sizes, {}, random), values=values)


def stretched(scope: Scope, point: Point, factor: float | Array) -> Point:
    """Return a point, or many stacked ones, farther out or nearer to zero.

    Only reals, and their vectors and matrices, can be moved so; they stay short decimals.
    """
    values = {
        name: (factor * value).round(2) if scope.variables[name].kind == "R" else value
        for name, value in point.values.items()
    }
    return replace(point, values=values)


def off_grid(scope: Scope, point: Point, random: np.random.Generator) -> Point:
    """Return stacked points moved by less than a hundredth: what vanishes at short decimals shows.

    Only values whose entries are free are moved.
    """
    values = dict(point.values)
    for name, value in point.values.items():
        domain = scope.variables[name]
        if domain.kind == "interval":
            width = min(domain.upper - domain.lower, 1.0)
            values[name] = value + 0.01 * width * random.uniform(-1.0, 1.0, value.shape)
        elif domain.kind in FREE:
            values[name] = value * (1.0 + 0.01 * random.uniform(-1.0, 1.0, value.shape))
    return replace(point, values=values)


def one_of_many(scope: Scope, many: Point, index: int) -> Point:
    """Return one of the points that `draw_many` has stacked."""
    values = {name: value[index] for name, value in many.values.items()}
    return Point(many.sizes, values, many.functions, reach_of(scope, values))
