"""Points between the places where the cases of a claim part.

That each case has its points is not enough: at points below 0 and above 1, ``z > 1`` cannot be told
from ``z > 0``. So every two cases that can go together have a point at which they do.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from nabla.verification.batch import draw_batch, everywhere
from nabla.verification.kinks import Gaps, Kink, gaps_at
from nabla.verification.stack import alike

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nabla.language.dual import Array
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

MOST = 6
NEARER = 0.1
"""Times the usual values, to come between cases that part near zero."""

Cell: TypeAlias = tuple[Kink, Kink, int]
"""Two kinks, and on which sides of them an entry of some value lies: 0 to 3."""


def points_between(
    trial: Trial, points: Sequence[Point], random: np.random.Generator
) -> Iterator[Point]:
    """Yield points in the cells in which none of the points lies, a few at most."""
    seen = _gaps_of(trial, points)
    if len(seen[0]) < 2:
        return
    met = _met(seen)
    count = 0
    for sizes, factor in ((points[0].sizes, 1.0), (points[-1].sizes, NEARER)):
        batch = draw_batch(trial, sizes, random, factor)
        inside = {cell: everywhere(places) for cell, places in _inside(batch.gaps).items()}
        unmet = [places for cell, places in inside.items() if cell not in met]
        for place, point in batch.points(np.logical_or.reduce(unmet)):
            new = {cell for cell, places in inside.items() if places[place]} - met
            if new and count < MOST:
                count += 1
                met |= new
                yield point


def cells_met(trial: Trial, points: Sequence[Point]) -> set[Cell]:
    """Return the cells in which an entry at one of the points lies."""
    return _met(_gaps_of(trial, points))


def _met(seen: Sequence[Gaps]) -> set[Cell]:
    return {cell for gaps in seen for cell, places in _inside(gaps).items() if places.any()}


def _gaps_of(trial: Trial, points: Sequence[Point]) -> list[Gaps]:
    """Return the distances from the kinks at points, those that are alike in one."""
    groups = [[point] for point in points]
    if not trial.page:
        groups = [[points[place] for place in places] for places in alike(points)]
    return [gaps_at(trial.claim, trial.evaluator(*group)) for group in groups]


def _inside(gaps: Gaps) -> Mapping[Cell, Array]:
    """Tell for each cell which of the points stacked in front have an entry in it."""
    found: dict[Cell, Array] = {}
    for first, second in combinations(gaps, 2):
        above, below = gaps[first] > 0, gaps[second] > 0
        shapes = above.shape[-2:], below.shape[-2:]
        if shapes[0] != shapes[1] and (1, 1) not in shapes:
            continue  # values of different shapes: their entries do not go together
        sides = 2 * above + below
        for side in range(4):
            found[first, second, side] = (sides == side).any(axis=(-2, -1))
    return found
