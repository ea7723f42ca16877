"""Many further points, looked at in one cheap way: those where the claim seems wrong.

Five points may all lie on one side of something that has no name: the zero of a square below a
root, a branch inside a function of the page. So a claim that holds at them is tried at more, also
farther out and nearer to zero. What is found there decides nothing: the points are measured anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError
from nabla.language.dual import innermost
from nabla.verification.further import differs, fit_place, held_at
from nabla.verification.measure import Sight
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.page_function import PageFunctionFailed
from nabla.verification.points import (
    draw_many,
    generator,
    off_grid,
    one_of_many,
    other_sizes,
    stretched,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from nabla.language.differentiator import Differentiator
    from nabla.language.dual import Array, Value
    from nabla.verification.judgement import Judgement
    from nabla.verification.point import Point
    from nabla.verification.projection import Projection
    from nabla.verification.trial import Trial

SWEPT = 48
SWEPT_ALONE = 24
"""How many points: together, and one by one, with functions of the page and along directions."""

FACTORS = (1.0, 4.0, 0.1)
SCREEN = 1e-5
SCREEN_PAGE = 1e-3
MOST = 3
SEED = 15485863
STEP = 1e-4


@dataclass(frozen=True)
class Central:
    """One central difference for each direction: enough to see what deserves a closer look."""

    @property
    def inner(self) -> Differentiator:
        """Differences of differences."""
        return self

    def push(
        self,
        function: Callable[[Value], Value],
        x: Value,
        directions: Value,
        depth: int,  # noqa: ARG002 - the interface of every oracle
        reach: float,
    ) -> Value:
        """Return the derivatives along the directions."""
        step = min(STEP, 0.5 * reach)
        along = step * innermost(directions)
        above, below = innermost(function(x + along)), innermost(function(x - along))
        return np.asarray((above - below) / (2.0 * step))


def points_in_doubt(
    trial: Trial, point: Point, judgement: Judgement, projection: Projection | None
) -> list[Point]:
    """Return points, a few at most, at which the sides seem to differ.

    Parameters
    ----------
    point
        Was measured; these points have other sizes.
    projection
        How the claim is looked at, if not entry by entry.
    """
    alone = trial.page or projection is not None
    count = SWEPT_ALONE if alone else SWEPT
    many = _draw(trial, point, count)
    screen = max(SCREEN_PAGE if trial.page else SCREEN, judgement.tolerance)
    look = _OneByOne(trial, many, projection) if alone else partial(_together, trial, many)
    different = look(count, replace(judgement, tolerance=screen))
    places = np.flatnonzero(different & held_at(trial, many, count))
    fitting = (p for p in places if fit_place(trial, many, np.array([p])) is not None)
    chosen = [place for place, _ in zip(fitting, range(MOST), strict=False)]
    return [one_of_many(trial.claim.scope, many, int(place)) for place in chosen]


def _draw(trial: Trial, point: Point, count: int) -> Point:
    scope = trial.claim.scope
    random = generator(trial.claim, trial.seed + SEED)
    many = draw_many(scope, other_sizes(point.sizes), random, count)
    many = stretched(scope, many, np.array(FACTORS * (count // len(FACTORS)))[:, None, None])
    return off_grid(scope, many, random)


def _together(trial: Trial, many: Point, count: int, judgement: Judgement) -> Array:
    """Tell at which points stacked in front the sides differ, by forward mode."""
    evaluator = trial.evaluator(many).but(depth=1, differentiator=ForwardMode())
    sides = Sight(trial.claim)(evaluator, evaluator)
    return np.broadcast_to(_differ(*sides, judgement), (count,))


@dataclass(frozen=True)
class _OneByOne:
    """Tells at which points the sides differ: by forward mode, or differences of page functions."""

    trial: Trial
    many: Point
    projection: Projection | None

    def __call__(self, count: int, judgement: Judgement) -> Array:
        random = generator(self.trial.claim, self.trial.seed + SEED + 1)
        return np.array([self._differs_at(place, judgement, random) for place in range(count)])

    def _differs_at(self, place: int, judgement: Judgement, random: np.random.Generator) -> bool:
        trial, projection = self.trial, self.projection
        point = one_of_many(trial.claim.scope, self.many, place)
        oracle: Differentiator = Central() if trial.page else ForwardMode()
        evaluator = trial.evaluator(point).but(differentiator=oracle)
        sight = Sight(trial.claim)
        if projection is not None:
            directions = projection.directions(point.values[projection.variable.name], random)
            sight = replace(sight, projection=projection, directions=directions)
        try:
            return bool(_differ(*sight(evaluator, evaluator), judgement).all())
        except (PageFunctionFailed, PageError):
            return False  # outside what the function was written for


def _differ(left: Array, right: Array, judgement: Judgement) -> Array:
    """Tell where both sides are finite and differ; stacked points stand in front."""
    finite = np.isfinite(left).all(axis=(-2, -1)) & np.isfinite(right).all(axis=(-2, -1))
    return np.asarray(finite & differs(left, right, judgement))
