"""Claims at a kink: conventions, held against the interval of one-sided slopes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.directions import basis_of
from nabla.language.dual import innermost
from nabla.language.expression import Call, Derivative, Expression, Name, differentiates
from nabla.verification.counterexample import four_digits
from nabla.verification.suspect import claims_left
from nabla.verification.verdict import Counterexample, Verdict

if TYPE_CHECKING:
    from nabla.language.dual import Array
    from nabla.verification.choose import Chosen
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

STEP = 1e-3
HALVINGS = 6


def verify_at_kink(trial: Trial, chosen: Chosen, blank: Verdict) -> Verdict:
    """Verify that a claimed value lies between the slopes on the two sides, at every point."""
    claim = trial.claim
    measured, claimed = (
        (claim.right, claim.left) if claims_left(claim) else (claim.left, claim.right)
    )
    target = _target(measured)
    if target is None or differentiates(claimed):
        return replace(blank, cause="at a kink, only d(f)/d(x) = value can be checked")
    low_high = []
    for point in chosen.points:
        value = np.asarray(innermost(trial.evaluator(point)(claimed)))
        low, high = one_sided_slopes(trial, point, *target)
        value = value.reshape(low.shape) if value.size == low.size else value
        outside = (value < low - 1e-6) | (value > high + 1e-6)
        if outside.any():
            where = tuple(int(i) for i in np.argwhere(outside)[0])
            shown = (
                f"slopes from {four_digits(float(low[where]))} to {four_digits(float(high[where]))}"
            )
            example = Counterexample(
                point.text(), None, four_digits(float(value[where])), shown, 0.0
            )
            return replace(blank, outcome="refuted", oracles=("one-sided",), counterexample=example)
        low_high.append((float(low.min()), float(high.max())))
    least, most = min(low for low, _ in low_high), max(high for _, high in low_high)
    said = (
        f"a convention: every value between the one-sided slopes {least:.3g} and {most:.3g} "
        "would do"
    )
    return replace(
        blank, outcome="verified", oracles=("one-sided",), worst_error=0.0, convention=said
    )


def _target(measured: Expression) -> tuple[Expression, Name] | None:
    if isinstance(measured, Derivative):
        return measured.function, measured.variable
    if (
        isinstance(measured, Call)
        and measured.function == "grad"
        and isinstance(measured.arguments[1], Name)
    ):
        return measured.arguments[0], measured.arguments[1]
    return None


def one_sided_slopes(
    trial: Trial, point: Point, function: Expression, variable: Name
) -> tuple[Array, Array]:
    """Return the smaller and the larger one-sided slope, outputs by inputs."""
    evaluator = trial.evaluator(point)
    body = trial.claim.scope.applied(function, variable)
    x = np.asarray(innermost(evaluator.name(variable)))

    def value(moved: Array) -> Array:
        values = {**evaluator.values, variable.name: moved}
        return np.asarray(innermost(replace(evaluator, values=values)(body)))

    directions = basis_of(x, 0)
    sides = []
    for sign in (1.0, -1.0):
        columns = [_slope(value, x, sign * direction) * sign for direction in directions]
        sides.append(np.stack([column.swapaxes(-1, -2).ravel() for column in columns], axis=-1))
    return np.minimum(*sides), np.maximum(*sides)


def _slope(value: object, x: Array, direction: Array) -> Array:
    """Extrapolate forward differences to step zero."""
    assert callable(value)
    base = value(x)
    steps = STEP / 2.0 ** np.arange(HALVINGS)
    row = [(value(x + h * direction) - base) / h for h in steps]
    for order in range(1, 3):
        factor = 2.0**order
        row = [(factor * b - a) / (factor - 1.0) for a, b in pairwise(row)]
    return np.asarray(row[-1])
