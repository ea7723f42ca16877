"""When measurements decide: the error measure, the tolerances, the agreement of oracles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from nabla.verification.measure import Measurement, norm_of, relative_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALIKE = 0.5
"""How far two differences from the claim may be apart, relative to the larger one."""

SMALL = 1e-6
"""Times the median norm over the points: the least size that a difference is held against."""


def pooled_norm(rounds: Iterable[Sequence[Measurement]]) -> float:
    """Return the median norm of what was measured, over the points."""
    norms = [norm_of(found[0].left) for found in rounds if found]
    if any(map(math.isnan, norms)):
        return math.nan
    return median(norms) if norms else 0.0


@dataclass(frozen=True)
class Judgement:
    """The rule by which a claim is judged at each point.

    Attributes
    ----------
    tolerance
        Relative, against oracles that are exact to rounding.
    pooled
        The median norm over the points.
    """

    tolerance: float
    pooled: float

    def floor(self, measurement: Measurement) -> float:
        """Return the least size that a difference is held against."""
        return max(SMALL * self.pooled, measurement.floor)

    def allowed(self, measurement: Measurement) -> float:
        """Return the relative difference from the claim that an oracle's own error explains."""
        return self.tolerance + 4.0 * measurement.error

    def is_blurred(self, measurement: Measurement) -> bool:
        """Tell whether rounding could hide a difference from an oracle that is exact but for it."""
        return measurement.oracle != "richardson" and measurement.error > self.tolerance


def differ_alike(first: Measurement, second: Measurement) -> bool:
    """Tell whether two oracles see the same difference from the claim: rounding differs by chance.

    >>> import numpy as np
    >>> zero = np.zeros((1, 1))
    >>> one, two = (Measurement("any", zero + gap, zero, 0.0) for gap in (1e-17, 2e-16))
    >>> differ_alike(one, two), differ_alike(one, one)
    (False, True)
    """
    if any(item.left.shape != item.right.shape for item in (first, second)):
        return True
    gaps = [item.left - item.right for item in (first, second)]
    return relative_error(gaps[0], gaps[1], 0.0) < ALIKE
