"""When measurements decide: the error measure, the tolerances, the agreement of oracles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.measure import USELESS, Measurement, Round, norm_of, relative_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ALIKE = 0.5
"""How far two differences from the claim may be apart, relative to the larger one."""

SMALL = 1e-6
"""Times the median norm over the points: the least size that a difference is held against."""


def pooled_norm(rounds: Iterable[Sequence[Measurement]]) -> float:
    """Return the median norm of what was measured, over the points."""
    norms = [norm_of(found[0].left) for found in rounds if found]
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


def differ_alike(first: Measurement, second: Measurement) -> bool:
    """Tell whether two oracles see the same difference from the claim: rounding differs by chance.

    >>> zero = np.zeros((1, 1))
    >>> one, two = (Measurement("any", zero + gap, zero, 0.0) for gap in (1e-17, 2e-16))
    >>> differ_alike(one, two), differ_alike(one, one)
    (False, True)
    """
    if any(item.left.shape != item.right.shape for item in (first, second)):
        return True
    gaps = [item.left - item.right for item in (first, second)]
    return relative_error(gaps[0], gaps[1], 0.0) < ALIKE


@dataclass(frozen=True, eq=False)
class Assessment:
    """What was measured at one point, judged once."""

    judgement: Judgement
    seen: Round

    @property
    def found(self) -> tuple[Measurement, ...]:
        """What each oracle measured."""
        return self.seen.found

    def with_found(self, found: tuple[Measurement, ...]) -> Assessment:
        """Judge other measurements at the same point."""
        return Assessment(self.judgement, replace(self.seen, found=found))

    @property
    def agrees_whole(self) -> bool:
        """Whether every oracle agrees with the claim."""
        return all(self.agrees(item) for item in self.found)

    @cached_property
    def errors(self) -> Mapping[str, float]:
        """For each oracle the relative difference between the claim's two sides."""
        return {item.oracle: self.judgement.error(item) for item in self.found}

    def agrees(self, item: Measurement) -> bool:
        """Tell whether an oracle agrees with the claim."""
        return self.errors[item.oracle] <= self.judgement.allowed(item)

    @cached_property
    def agreements(self) -> Mapping[tuple[Measurement, Measurement], float]:
        """How far the oracles of each usable pair are apart; an identity is paired with itself."""
        usable = [item for item in self.found if item.error <= USELESS]
        alone = len(usable) == 1 and usable[0].oracle == "identity"
        pairs = combinations(usable * 2 if alone else usable, 2)
        return {pair: self.judgement.agreement(*pair) for pair in pairs}

    @cached_property
    def agreeing(self) -> tuple[tuple[Measurement, Measurement], ...]:
        """The pairs of oracles that agree with each other."""
        allowed = self.judgement.allowed
        apart = self.agreements.items()
        return tuple((a, b) for (a, b), gap in apart if gap <= allowed(a) + allowed(b))

    @cached_property
    def refuting(self) -> tuple[Measurement, Measurement] | None:
        """Two oracles that agree with each other and not with the claim, by the same difference."""
        pairs = (pair for pair in self.agreeing if not any(self.agrees(item) for item in pair))
        return next((pair for pair in pairs if differ_alike(*pair)), None)

    @cached_property
    def verifying(self) -> tuple[Measurement, ...]:
        """The oracles that agree with each other and with the claim."""
        pairs = [pair for pair in self.agreeing if all(self._supports(item) for item in pair)]
        names = {item.oracle for pair in pairs for item in pair}
        return tuple(item for item in self.found if item.oracle in names)

    def _supports(self, item: Measurement) -> bool:
        return self.agrees(item) and not self.judgement.is_blurred(item)
