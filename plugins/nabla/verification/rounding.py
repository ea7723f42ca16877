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
from nabla.verification.measure import sides_by

if TYPE_CHECKING:
    from nabla.language.dual import Array
    from nabla.language.evaluate import Evaluator
    from nabla.verification.measure import Measurement, Oracle, Sight

SHAKES = 2
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
    found = [_shaken(evaluator, oracle, sight, seed) for seed in range(SHAKES)]
    left = ROUNDING * max(_norm(item[0] - measurement.left) for item in found)
    right = ROUNDING * max(_norm(item[1] - measurement.right) for item in found)
    explained = left + right
    if not np.isfinite(explained):
        return measurement
    sides = ((_norm(measurement.left), left), (_norm(measurement.right), right))
    sure = max((size for size, own in sides if size > SURE * own), default=0.0)
    if sure > 0.0:
        return replace(measurement, error=max(measurement.error, explained / sure), floor=sure)
    return replace(measurement, floor=NOTHING * explained)


def _shaken(evaluator: Evaluator, oracle: Oracle, sight: Sight, seed: int) -> tuple[Array, Array]:
    trace = Trace(shaking=np.random.default_rng(seed))
    traced = replace(evaluator, trace=trace)
    return sides_by(oracle, traced, sight)


def _norm(value: Array) -> float:
    return float(np.linalg.norm(value))
