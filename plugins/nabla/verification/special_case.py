"""The special case in which a refuted claim is right: symmetric matrices, certain sizes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.verification.sides import sides_of
from nabla.verification.suspect import desk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nabla.verification.pairs import Pairs
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

MATRICES = frozenset({"R", "invertible", "positive", "interval"})
"""The domains whose square matrices need not be symmetric."""


def right_where_symmetric(trial: Trial, points: Sequence[Point], pairs: Pairs) -> str | None:
    """Look for a matrix that would have to be symmetric, or for all of them."""
    names = [
        name
        for name, domain in trial.claim.scope.variables.items()
        if domain.rows == domain.columns and (domain.rows, domain.columns) != (1, 1)
        if domain.kind in MATRICES
    ]
    several = [names] if len(names) > 1 else []
    for chosen in [[name] for name in names] + several:
        if _is_right_where_symmetric(trial, points, pairs, chosen):
            said = " and ".join(filter(None, (", ".join(chosen[:-1]), chosen[-1])))
            return f"right only where {said} {'is' if len(chosen) == 1 else 'are'} symmetric"
    return None


def _is_right_where_symmetric(
    trial: Trial, points: Sequence[Point], pairs: Pairs, names: Sequence[str]
) -> bool:
    claimed, measured = sides_of(trial.claim)
    at = desk(trial, [_symmetrised(point, names) for point in points])
    places = range(len(points))
    first = [at.value(place, claimed) for place in places]
    return any(value.any() for value in first) and pairs.same(
        first, [at.value(place, measured) for place in places]
    )


def _symmetrised(point: Point, names: Sequence[str]) -> Point:
    turned = {name: (point.values[name] + point.values[name].T) / 2.0 for name in names}
    return replace(point, values={**point.values, **turned})


def right_at_sizes(points: Sequence[Point], right: Sequence[bool]) -> str | None:
    """Say at which sizes a claim is right, if the sizes decide it at every point.

    >>> from nabla.verification.point import Point
    >>> right_at_sizes([Point({"m": 2, "n": 5}), Point({"m": 3, "n": 3})], [False, True])
    'right only where m = n = 3'
    """
    at = [tuple(point.sizes.items()) for point in points]
    good = {sizes for sizes, is_right in zip(at, right, strict=True) if is_right}
    bad = {sizes for sizes, is_right in zip(at, right, strict=True) if not is_right}
    if len(good) != 1 or not bad or good & bad:
        return None
    return f"right only where {_sizes_text(dict(good.pop()))}"


def _sizes_text(sizes: Mapping[str, int]) -> str:
    if len(set(sizes.values())) == 1:
        return " = ".join((*sizes, str(next(iter(sizes.values())))))
    return ", ".join(f"{letter} = {size}" for letter, size in sizes.items())
