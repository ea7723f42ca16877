"""When measurements decide: the error measure, the tolerances, the agreement of oracles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.measure import USELESS, Measurement, relative_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SMALL = 1e-6
"""Times the median norm over the points: the least size that a difference is held against."""


def pooled_norm(rounds: Iterable[Sequence[Measurement]]) -> float:
    """Return the median norm of what was measured, over the points."""
    norms = [float(np.linalg.norm(found[0].left)) for found in rounds if found]
    return float(np.median(norms)) if norms else 0.0


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

    def error(self, measurement: Measurement) -> float:
        """Return the relative difference between the claim's two sides."""
        if measurement.left.shape != measurement.right.shape:
            return float("inf")
        return relative_error(measurement.left, measurement.right, self.floor(measurement))

    def agrees(self, measurement: Measurement) -> bool:
        """Tell whether an oracle agrees with the claim."""
        return self.error(measurement) <= self.allowed(measurement)

    def is_blurred(self, measurement: Measurement) -> bool:
        """Tell whether rounding could hide a difference from an oracle that is exact but for it."""
        return measurement.oracle != "richardson" and measurement.error > self.tolerance

    def agreement(self, first: Measurement, second: Measurement) -> float:
        """Return the larger relative difference between two oracles, over both sides."""
        floor = max(self.floor(first), self.floor(second))
        return max(
            relative_error(first.left, second.left, floor),
            relative_error(first.right, second.right, floor),
        )

    def agree(self, first: Measurement, second: Measurement) -> bool:
        """Tell whether two oracles agree with each other."""
        return self.agreement(first, second) <= self.allowed(first) + self.allowed(second)


@dataclass(frozen=True, eq=False)
class Assessment:
    """What was measured at one point, judged once."""

    judgement: Judgement
    found: tuple[Measurement, ...]

    @cached_property
    def errors(self) -> Mapping[str, float]:
        """For each oracle the relative difference between the claim's two sides."""
        return {item.oracle: self.judgement.error(item) for item in self.found}

    def agrees(self, item: Measurement) -> bool:
        """Tell whether an oracle agrees with the claim."""
        return self.errors[item.oracle] <= self.judgement.allowed(item)

    @cached_property
    def agreeing(self) -> tuple[tuple[Measurement, Measurement], ...]:
        """The pairs of oracles that agree with each other; an identity agrees with itself."""
        usable = [item for item in self.found if item.error <= USELESS]
        alone = len(usable) == 1 and usable[0].oracle == "identity"
        pairs = combinations(usable * 2 if alone else usable, 2)
        return tuple((a, b) for a, b in pairs if self.judgement.agree(a, b))

    @cached_property
    def refuting(self) -> tuple[Measurement, Measurement] | None:
        """Two oracles that agree with each other and not with the claim."""
        pairs = (pair for pair in self.agreeing if not any(self.agrees(item) for item in pair))
        return next(pairs, None)

    @cached_property
    def verifying(self) -> tuple[Measurement, ...]:
        """The oracles that agree with each other and with the claim."""
        pairs = [pair for pair in self.agreeing if all(self._supports(item) for item in pair)]
        names = {item.oracle for pair in pairs for item in pair}
        return tuple(item for item in self.found if item.oracle in names)

    def _supports(self, item: Measurement) -> bool:
        return self.agrees(item) and not self.judgement.is_blurred(item)
