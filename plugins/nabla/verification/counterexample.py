"""A point at which a claim fails, in numbers that a reader can check."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import innermost
from nabla.language.expression import differentiates
from nabla.language.shapes import Shape, shape_text
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.page_function import NotApplicable
from nabla.verification.point import array_text
from nabla.verification.verdict import Counterexample, Verdict

if TYPE_CHECKING:
    from nabla.language.block import Claim
    from nabla.language.dual import Array
    from nabla.verification.choose import Chosen
    from nabla.verification.judgement import Judgement
    from nabla.verification.measure import Measurement
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

TRANSPOSED = "the transpose of the right answer: numerator or denominator layout?"


def claims_left(claim: Claim) -> bool:
    """Tell whether the left side is the claimed one: the right side measures, the left does not."""
    return differentiates(claim.right) and not differentiates(claim.left)


def split(claim: Claim, measurement: Measurement) -> tuple[Array, Array]:
    """Return what is claimed and what was measured."""
    left, right = measurement.left, measurement.right
    return (left, right) if claims_left(claim) else (right, left)


def four_digits(value: float) -> str:
    """Write a number with four significant digits.

    >>> four_digits(0.57851239)
    '0.5785'
    """
    return f"{value + 0.0:.4g}"


def counterexample(
    claim: Claim,
    point: Point,
    pair: tuple[Measurement, Measurement],
    judgement: Judgement,
) -> Counterexample:
    """Show the first entry that differs."""
    claimed, measured = split(claim, pair[0])
    agreement = judgement.agreement(*pair)
    if claimed.shape != measured.shape:
        shown = [f"{array_text(a)} of shape {shape_text(a.shape)}" for a in (claimed, measured)]
        return Counterexample(point.text(), None, shown[0], shown[1], agreement)
    size = max(float(np.abs(measured).max()), float(np.abs(claimed).max()))
    differs = np.abs(claimed - measured) > 1e-6 * size
    where = np.argwhere(differs) if differs.any() else np.argwhere(np.abs(claimed - measured) >= 0)
    row, column = (int(i) for i in where[0])
    entry = None if claimed.size == 1 else (row, column)
    return Counterexample(
        point.text(),
        entry,
        four_digits(float(claimed[row, column])),
        four_digits(float(measured[row, column])),
        agreement,
    )


def shape_difference(
    trial: Trial, chosen: Chosen, blank: Verdict, shapes: tuple[Shape, Shape]
) -> Verdict:
    """Refute a claim whose sides have different shapes, and say whether one is the other's transpose."""
    point = chosen.points[0]
    evaluator = replace(trial.evaluator(point), differentiator=ForwardMode())
    claimed_shape, measured_shape = shapes if claims_left(trial.claim) else shapes[::-1]
    cause = f"the shapes differ: claimed {shape_text(claimed_shape)}, measured {shape_text(measured_shape)}"
    refuted = replace(blank, outcome="refuted", cause=cause)
    try:
        left, right = (
            np.asarray(innermost(evaluator(side))) for side in (trial.claim.left, trial.claim.right)
        )
    except NotApplicable:
        return refuted
    claimed, measured = (left, right) if claims_left(trial.claim) else (right, left)
    example = Counterexample(point.text(), None, array_text(claimed), array_text(measured), 0.0)
    turned = claimed.shape == measured.shape[::-1] and np.allclose(claimed.T, measured, rtol=1e-9)
    return replace(
        refuted,
        counterexample=example,
        oracles=("forward-mode",),
        diagnosis=TRANSPOSED if turned else None,
    )
