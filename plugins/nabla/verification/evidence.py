"""What was measured of a claim, point by point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.judgement import Assessment, Judgement, pooled_norm
from nabla.verification.verdict import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.verification.measure import Measurement, Sight
    from nabla.verification.point import Point


@dataclass(frozen=True, eq=False)
class Round:
    """One point, how the claim was looked at there, and what each oracle measured."""

    point: Point
    sight: Sight
    found: tuple[Measurement, ...]


@dataclass(frozen=True)
class Evidence:
    """All rounds of a claim, and the rule by which they are judged."""

    rounds: tuple[Round, ...]
    judgement: Judgement

    def with_rounds(self, rounds: Sequence[Round]) -> Evidence:
        """Return the evidence with further rounds."""
        return replace(self, rounds=(*self.rounds, *rounds))

    @cached_property
    def assessed(self) -> tuple[Assessment, ...]:
        """Each round, judged."""
        return tuple(Assessment(self.judgement, item.found) for item in self.rounds)

    @cached_property
    def best(self) -> tuple[Measurement, ...]:
        """For each point the measurement that is believed most."""
        return tuple((a.refuting or a.verifying or a.found)[0] for a in self.assessed)

    @cached_property
    def oracles(self) -> tuple[str, ...]:
        """The oracles that agree with each other and with the claim at every point."""
        names = [[item.oracle for item in assessed.verifying] for assessed in self.assessed]
        return tuple(name for name in names[0] if all(name in others for others in names))

    @property
    def worst_error(self) -> float:
        """The largest relative difference between the claim's sides, by the oracles that count."""
        return max(
            assessed.errors[item.oracle]
            for assessed, item in zip(self.assessed, self.best, strict=True)
        )

    @property
    def agreement(self) -> float:
        """The largest relative difference between two of the oracles that verify."""
        pairs = [
            pair
            for assessed in self.assessed
            for pair in assessed.agreeing
            if all(item.oracle in self.oracles for item in pair)
        ]
        return max((self.judgement.agreement(*pair) for pair in pairs), default=0.0)

    def trouble(self) -> str | None:
        """Say why no verdict can be reached at one of the points, if so."""
        for item, assessed in zip(self.rounds, self.assessed, strict=True):
            if cause := _unusable(item.found):
                return f"{cause}; at {item.point.text()}"
            if not assessed.verifying and not assessed.refuting:
                return f"{disagreement(assessed)}; at {item.point.text()}"
        return None


def judge(rounds: Sequence[Round], tolerance: float) -> Evidence:
    """Make evidence of the first rounds of a claim."""
    judgement = Judgement(tolerance, pooled_norm([item.found for item in rounds]))
    return Evidence(tuple(rounds), judgement)


def _unusable(found: Sequence[Measurement]) -> str | None:
    for item in found:
        finite = np.isfinite(item.left).all() and np.isfinite(item.right).all()
        if item.error == np.inf or (item.oracle != "richardson" and not finite):
            return (
                "a side is not finite: outside the domain? "
                "Declare it (let x in positive), or add if and a condition"
            )
    return None


def disagreement(assessed: Assessment) -> str:
    """Say why some measurements do not decide."""
    found = assessed.found
    if not found:
        return "nothing could measure it"
    if any(assessed.agrees(i) and assessed.judgement.is_blurred(i) for i in found):
        return "sums cancel there until little more than rounding is left; write them without that"
    if len(found) == 1:
        return (
            f"only {SPOKEN[found[0].oracle]} could measure it, and two ways that agree are needed; "
            "write the function so that complex numbers or autograd pass through it "
            "(no float buffers, no .real, no vdot)"
        )
    tolerance = assessed.judgement.tolerance
    said = ", ".join(
        f"{SPOKEN[item.oracle]} {assessed.errors[item.oracle]:.0e}"
        + (f" (uncertain by {item.error:.0e})" if item.error > tolerance else "")
        for item in found
    )
    return f"the ways of measuring disagree; relative difference from the claim: {said}"
