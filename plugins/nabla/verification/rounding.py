"""How much of a difference rounding explains: values in between are changed a little.

Where sums cancel, two sides that are equal may differ in all their digits. How much, depends on the
whole way from the point to the value: so every value in between is changed by a relative `SHAKE`,
and what becomes of the sides is scaled down to the rounding of float64. Source: the stochastic
arithmetic of Vignes, Mathematics and Computers in Simulation 35 (1993) 233-261.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.differentiator import SHAKE, Trace
from nabla.language.dual import innermost
from nabla.verification.measure import apart, sides_by
from nabla.verification.page_function import PageFunction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.dual import Array
    from nabla.language.evaluate import Evaluator
    from nabla.verification.measure import Measurement, Oracle, Sight

SHAKES = 4
ROUNDING = 16.0 * float(np.finfo(float).eps) / SHAKE
"""Times the change of a side that is shaken: what rounding alone may change."""

NOTHING = 1e7
"""Times what rounding explains: the size that a difference is held against, at 1e-7."""

SURE = 1e3
"""A side is more than rounding if it is larger than this many times what rounding explains."""


def with_rounding(
    measurement: Measurement, evaluator: Evaluator, oracle: Oracle, sight: Sight
) -> Measurement:
    """Return the measurement with what rounding explains, as a floor or as an error.

    A side that is zero but for rounding is held against a floor. A side that is more than that
    gets a larger error: where rounding could hide the difference, the measurement decides nothing.
    """
    lefts, rights = _shaken(evaluator, oracle, sight)
    left = ROUNDING * max(_norm(item - measurement.left) for item in lefts)
    right = ROUNDING * max(_norm(item - measurement.right) for item in rights)
    explained = left + right
    if not np.isfinite(explained):
        return measurement
    sides = ((_norm(measurement.left), left), (_norm(measurement.right), right))
    sure = max((size for size, own in sides if size > SURE * own), default=0.0)
    if sure > 0.0:
        return replace(measurement, error=max(measurement.error, explained / sure), floor=sure)
    return replace(measurement, floor=NOTHING * explained)


def _shaken(
    evaluator: Evaluator, oracle: Oracle, sight: Sight
) -> tuple[Sequence[Array], Sequence[Array]]:
    """Return both sides, each `SHAKES` times with values in between that are changed anew.

    What can be evaluated at many points together is evaluated at as many copies of this one.
    """
    page = any(isinstance(function, PageFunction) for function in evaluator.functions.values())
    if page or sight.projection is not None:
        lefts, rights = zip(
            *(sides_by(oracle, _traced(evaluator, seed), sight) for seed in range(SHAKES)),
            strict=True,
        )
        return lefts, rights
    values = {name: np.stack([innermost(v)] * SHAKES) for name, v in evaluator.values.items()}
    copied = evaluator.but(values=values, depth=1)
    left, right = sides_by(oracle, _traced(copied, 0), sight)
    return apart(left, SHAKES), apart(right, SHAKES)


def _traced(evaluator: Evaluator, seed: int) -> Evaluator:
    return evaluator.but(trace=Trace(shaking=np.random.default_rng(seed)))


def _norm(value: Array) -> float:
    return float(np.linalg.norm(value))
