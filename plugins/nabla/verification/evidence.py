"""What was measured of a claim, point by point."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.assessment import Assessment, assess
from nabla.verification.judgement import Judgement, pooled_norm
from nabla.verification.verdict import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.verification.measure import Measurement, Round


@dataclass(frozen=True)
class Evidence:
    """All rounds of a claim, each judged, and the rule by which they are.

    >>> Evidence((), Judgement(1e-7, 1.0)).rounds
    ()
    """

    assessed: tuple[Assessment, ...]
    judgement: Judgement

    @property
    def rounds(self) -> tuple[Round, ...]:
        """What was measured, without the judgement."""
        return tuple(item.seen for item in self.assessed)

    def judged(self, rounds: Sequence[Round]) -> tuple[Assessment, ...]:
        """Judge further rounds by the same rule."""
        return assess(self.judgement, rounds)

    def with_assessed(self, assessed: Sequence[Assessment]) -> Evidence:
        """Return the evidence with further rounds."""
        return replace(self, assessed=(*self.assessed, *assessed))

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
        gaps = [
            assessed.agreements[pair]
            for assessed in self.assessed
            for pair in assessed.agreeing
            if all(item.oracle in self.oracles for item in pair)
        ]
        return max(gaps, default=0.0)

    def trouble(self) -> str | None:
        """Say why no verdict can be reached at one of the points, if so."""
        for assessed in self.assessed:
            cause = _unusable(assessed)
            if not cause and not assessed.verifying and not assessed.refuting:
                cause = disagreement(assessed)
            if cause:
                return f"{cause}; at {assessed.seen.point.text()}"
        return None


def judge(rounds: Sequence[Round], tolerance: float) -> Evidence:
    """Make evidence of the first rounds of a claim."""
    judgement = Judgement(tolerance, pooled_norm([item.found for item in rounds]))
    return Evidence(assess(judgement, rounds), judgement)


def _unusable(assessed: Assessment) -> str | None:
    for item in assessed.found:
        if math.isfinite(item.error) and math.isfinite(assessed.errors[item.oracle]):
            continue
        finite = np.isfinite(item.left).all() and np.isfinite(item.right).all()
        if item.error == math.inf or (item.oracle != "richardson" and not finite):
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
    alone = len(found) == 1 and found[0].oracle == "identity"
    if alone or any(assessed.agrees(i) and assessed.judgement.is_blurred(i) for i in found):
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
