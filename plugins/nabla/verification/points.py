"""Which points a claim is checked at.

Why points matter more than the checker, with measurements: ``docs/guide/verification.md``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.smooth import smooth_map, smooth_scalar
from nabla.verification.lint import is_evidence
from nabla.verification.point import Point
from nabla.verification.sampling import sample, sample_many

if TYPE_CHECKING:
    from nabla.language.block import Claim, Scope
    from nabla.language.domains import Domain
    from nabla.language.dual import Array

RECTANGULAR, SQUARE = 3, 2
TRIES = 60


@dataclass(frozen=True)
class Draw:
    """Sizes for the letters, and whether they were all made equal."""

    sizes: dict[str, int]
    is_square: bool


def generator(claim: Claim, seed: int) -> np.random.Generator:
    """Return the random generator of a claim: the same on every machine, other with another seed."""
    digest = hashlib.sha256(claim.statement.encode()).digest()
    return np.random.default_rng([int.from_bytes(digest[:8], "big"), seed])


def draw_sizes(letters: tuple[str, ...], random: np.random.Generator) -> tuple[Draw, ...]:
    """Choose sizes: three times all different, twice all equal.

    >>> [d.is_square for d in draw_sizes(("m", "n"), np.random.default_rng(0))]
    [False, False, False, True, True]
    """
    pool = np.arange(2, max(5, len(letters) + 2) + 1)
    draws = []
    for _ in range(RECTANGULAR):
        sizes = random.permutation(pool)[: len(letters)]
        draws.append(
            Draw({k: int(v) for k, v in zip(letters, sizes, strict=True)}, is_square=False)
        )
    for size in (2, 3):
        draws.append(Draw(dict.fromkeys(letters, size), is_square=True))
    return tuple(draws)


def draw_point(scope: Scope, sizes: dict[str, int], random: np.random.Generator) -> Point:
    """Draw a value for each variable of a scope."""
    values: dict[str, Array] = {}
    reach: dict[str, float] = {}
    functions = {}
    for name, domain in scope.variables.items():
        rows, columns = _sizes(domain, sizes)
        if domain.is_function:
            functions[name] = (
                smooth_scalar(random) if domain.elementwise else smooth_map(random, columns, rows)
            )
            continue
        values[name], edge = _value(domain, rows, columns, random)
        if np.isfinite(edge):
            reach[name] = edge
    return Point(sizes, values, functions, reach)


def _sizes(domain: Domain, sizes: dict[str, int]) -> tuple[int, int]:
    rows, columns = domain.rows, domain.columns
    return (
        sizes[rows] if isinstance(rows, str) else rows,
        sizes[columns] if isinstance(columns, str) else columns,
    )


def _value(
    domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    value, edge = sample(domain, rows, columns, random)
    for _ in range(TRIES):
        if is_evidence(value, domain):
            break
        value, edge = sample(domain, rows, columns, random)
    return value, edge


def draw_many(
    scope: Scope, sizes: dict[str, int], random: np.random.Generator, count: int
) -> Point:
    """Draw `count` points of the same sizes, stacked in front of each value; functions are drawn once."""
    first = draw_point(scope, sizes, random)
    values = {}
    for name in first.values:
        rows, columns = _sizes(scope.variables[name], sizes)
        values[name] = sample_many(scope.variables[name], rows, columns, random, count)
    return Point(sizes, values, first.functions, {})
