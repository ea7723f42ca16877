"""Points between the places where the cases of a claim part.

That each case has its points is not enough: at points below 0 and above 1, ``z > 1`` cannot be told
from ``z > 0``. So every two cases that can go together have a point at which they do.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from nabla.language.dual import innermost
from nabla.verification.kinks import MARGIN, Gaps, Kink, gaps_at
from nabla.verification.lint import is_evidence
from nabla.verification.points import draw_many, one_of_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nabla.language.dual import Array
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

TOGETHER = 64
MOST = 6
NEARER = 0.1
"""Times the usual values, to come between cases that part near zero."""

Cell: TypeAlias = tuple[Kink, Kink, int]
"""Two kinks, and on which sides of them an entry of some value lies: 0 to 3."""


def points_between(
    trial: Trial, points: Sequence[Point], random: np.random.Generator
) -> Iterator[Point]:
    """Yield points in the cells in which none of the points lies, a few at most."""
    if len(gaps_at(trial.claim, trial.evaluator(points[0]))) < 2:
        return
    met = {cell for point in points for cell in _cells_of(trial, point)}
    count = 0
    for sizes, factor in ((points[0].sizes, 1.0), (points[-1].sizes, NEARER)):
        many = _drawn(trial, sizes, random, factor)
        gaps = gaps_at(trial.claim, replace(trial.evaluator(many), depth=1))
        inside = _inside(gaps, TOGETHER)
        for place in np.flatnonzero(_away(gaps) & _held(trial, many)):
            new = {cell for cell, places in inside.items() if places[place]} - met
            point = one_of_many(trial.claim.scope, many, int(place))
            if new and count < MOST and _is_generic(trial, point):
                count += 1
                met |= new
                yield point


def _drawn(
    trial: Trial, sizes: Mapping[str, int], random: np.random.Generator, factor: float
) -> Point:
    many, variables = (
        draw_many(trial.claim.scope, sizes, random, TOGETHER),
        trial.claim.scope.variables,
    )
    values = {
        name: np.round(factor * value, 2) if variables[name].kind == "R" else value
        for name, value in many.values.items()
    }
    return replace(many, values=values)


def _cells_of(trial: Trial, point: Point) -> Iterator[Cell]:
    gaps = gaps_at(trial.claim, trial.evaluator(point))
    stacked = {key: gap.reshape(1, *gap.shape[-2:]) for key, gap in gaps.items()}
    yield from (cell for cell, places in _inside(stacked, 1).items() if places[0])


def _inside(gaps: Gaps, count: int) -> Mapping[Cell, Array]:
    """Tell for each cell which of the points stacked in front have an entry in it."""
    found: dict[Cell, Array] = {}
    for first, second in combinations(gaps, 2):
        above, below = gaps[first] > 0, gaps[second] > 0
        if above.shape[-2:] != below.shape[-2:] and 1 not in {above[0].size, below[0].size}:
            continue  # values of different shapes: their entries do not go together
        sides = 2 * above + below
        for side in range(4):
            places = (sides == side).any(axis=(-2, -1))
            found[first, second, side] = np.broadcast_to(places, (count,))
    return found


def _away(gaps: Gaps) -> Array:
    """Tell which of the points keep away from every kink."""
    least = [np.abs(gap).min(axis=(-2, -1)) for gap in gaps.values()]
    near = np.minimum.reduce([np.broadcast_to(item, (TOGETHER,)) for item in least])
    return np.asarray(near > MARGIN)


def _held(trial: Trial, many: Point) -> Array:
    """Tell at which of the points the claim is made."""
    if trial.claim.condition is None:
        return np.ones(TOGETHER, dtype=bool)
    held = np.asarray(innermost(replace(trial.evaluator(many), depth=1)(trial.claim.condition)))
    return np.broadcast_to((held != 0).all(axis=(-2, -1)), (TOGETHER,))


def _is_generic(trial: Trial, point: Point) -> bool:
    variables = trial.claim.scope.variables
    return all(is_evidence(value, variables[name]) for name, value in point.values.items())
