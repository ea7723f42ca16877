"""Points close beside each kink, by which a case that begins a little too late is seen.

At points far from 0 on both sides, ``z > 1`` cannot be told from ``z > 0`` if none lies between.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.batch import TOGETHER, draw_batch
from nabla.verification.kinks import MARGIN, gaps_at
from nabla.verification.points import one_of_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nabla.language.dual import Array
    from nabla.verification.kinks import Kink
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

BESIDE = 0.004
"""How far from a kink; a condition that is wrong by 0.01 is seen."""
WIDEST = 2.0 * BESIDE
HALVINGS = 12
PAIRS = 6
DECIMALS = 4
CONVEX = frozenset({"R", "positive", "interval", "simplex", "symmetric", "spd"})
"""Domains in which the way between two values stays inside."""


def points_beside_kinks(
    trial: Trial, sizes: Mapping[str, int], random: np.random.Generator
) -> Iterator[Point]:
    """Yield for each kink a point just above and a point just below it, where there are any."""
    batch = draw_batch(trial, sizes, random)
    scope = trial.claim.scope
    drawn = [one_of_many(scope, batch.many, place) for place in range(TOGETHER)]
    found: list[Point] = []
    for kink, gap in batch.gaps.items():
        first = np.broadcast_to(gap, (TOGETHER, *gap.shape[-2:]))[:, 0, 0]
        above, below = np.flatnonzero(first > 0), np.flatnonzero(first <= 0)
        for side in (1.0, -1.0):
            if any(_is_beside(trial, kink, point, side) for point in found):
                continue
            pairs = zip(above[:PAIRS], below[:PAIRS], strict=False)
            near = (_between(trial, kink, drawn[i], drawn[j], side) for i, j in pairs)
            found += islice(filter(None, near), 1)
    yield from found


def _between(trial: Trial, kink: Kink, above: Point, below: Point, side: float) -> Point | None:
    """Return a point of the way between two that is close to the kink that parts them."""
    lower, upper = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (lower + upper) / 2.0
        gap = _gap(trial, kink, _mixed(trial, below, above, middle))
        lower, upper = (middle, upper) if gap < side * BESIDE else (lower, middle)
    point = _mixed(trial, below, above, upper)
    point = replace(point, values={k: np.round(v, DECIMALS) for k, v in point.values.items()})
    fits = _is_beside(trial, kink, point, side) and _is_usable(trial, point)
    return point if fits else None


def _is_beside(trial: Trial, kink: Kink, point: Point, side: float) -> bool:
    return MARGIN < side * _gap(trial, kink, point) < WIDEST


def _mixed(trial: Trial, below: Point, above: Point, share: float) -> Point:
    """Return a point between two; what cannot be mixed is that of the first."""
    variables = trial.claim.scope.variables
    values: dict[str, Array] = {
        name: value + share * (above.values[name] - value)
        if variables[name].kind in CONVEX
        else value
        for name, value in below.values.items()
    }
    return replace(below, values=values)


def _gap(trial: Trial, kink: Kink, point: Point) -> float:
    gaps = gaps_at(trial.claim, trial.evaluator(point))
    return float(gaps[kink][0, 0]) if kink in gaps else np.nan


def _is_usable(trial: Trial, point: Point) -> bool:
    """Tell whether the claim is made at a point, away from every kink."""
    evaluator = trial.evaluator(point)
    gaps = gaps_at(trial.claim, evaluator).values()
    condition = trial.claim.condition
    held = condition is None or bool((np.asarray(evaluator(condition)) != 0).all())
    return held and all(np.abs(gap).min() > MARGIN for gap in gaps)
