"""A point at which a claim fails, in numbers that a reader can check."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.shapes import Dimension, Shape, shape_text
from nabla.verification.diagnosis import in_common
from nabla.verification.page_function import NotApplicable
from nabla.verification.pairs import Pairs
from nabla.verification.point import array_text
from nabla.verification.sides import claims_left
from nabla.verification.suspect import desk, split
from nabla.verification.verdict import Counterexample, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.block import Claim
    from nabla.verification.measure import Measurement
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial


def four_digits(value: float) -> str:
    """Write a number with four significant digits.

    >>> four_digits(0.57851239)
    '0.5785'
    """
    return f"{value + 0.0:.4g}"


def told_apart(claimed: float, measured: float, size: float) -> tuple[str, str]:
    """Write two numbers with four significant digits, or with as many as tell them apart.

    >>> told_apart(0.57851239, -0.5, 1.0)
    ('0.5785', '-0.5')
    >>> told_apart(1.000001, 1.0, 1.0)
    ('1.000001', '1')
    """
    values = [value + 0.0 if abs(value) > 1e-14 * size else 0.0 for value in (claimed, measured)]
    pairs = [tuple(f"{value:.{digits}g}" for value in values) for digits in range(4, 18)]
    first, second = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
    return first, second


def counterexample(
    claim: Claim, point: Point, measurement: Measurement, agreement: float
) -> Counterexample:
    """Show the first entry that differs.

    Parameters
    ----------
    agreement
        How far the oracles that refute are apart.
    """
    claimed, measured = split(claim, measurement)
    if claimed.shape != measured.shape:
        shown = (array_text(claimed), array_text(measured))
        return Counterexample(point.text(), None, *shown, agreement)
    gap = np.abs(claimed - measured)
    size = max(float(np.abs(measured).max()), float(np.abs(claimed).max()))
    differs = gap > 1e-6 * size if (gap > 1e-6 * size).any() else gap == gap.max()
    row, column = (int(i) for i in np.argwhere(differs)[0])
    return Counterexample(
        point.text(),
        None if claimed.size == 1 else (row, column),
        *told_apart(float(claimed[row, column]), float(measured[row, column]), size),
        agreement,
    )


def shapes_differ(claimed: Sequence[Dimension], measured: Sequence[Dimension]) -> str:
    """Say which shapes were claimed and measured."""
    return f"the shapes differ: claimed {shape_text(claimed)}, measured {shape_text(measured)}"


def shape_difference(
    trial: Trial, points: Sequence[Point], blank: Verdict, shapes: tuple[Shape, Shape]
) -> Verdict:
    """Refute a claim whose sides have different shapes, and say what the values have in common."""
    claimed_shape, measured_shape = shapes if claims_left(trial.claim) else shapes[::-1]
    cause = shapes_differ(claimed_shape, measured_shape)
    refuted = replace(blank, outcome="refuted", cause=cause)
    at = desk(trial, points)
    sides = (trial.claim.left, trial.claim.right)
    try:
        values = [[at.value(place, side) for place in range(len(points))] for side in sides]
    except NotApplicable:
        return refuted
    claimed, measured = values if claims_left(trial.claim) else values[::-1]
    example = Counterexample(
        points[0].text(), None, array_text(claimed[0]), array_text(measured[0]), 0.0
    )
    return replace(
        refuted,
        counterexample=example,
        oracles=("complex-step",) if trial.differentiates else ("identity",),
        diagnosis=in_common(Pairs(tuple(claimed), tuple(measured))),
    )
