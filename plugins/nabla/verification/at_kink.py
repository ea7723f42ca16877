"""Claims at a kink: conventions, held against the interval of one-sided slopes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.directions import basis_of
from nabla.language.dual import innermost
from nabla.language.expression import Call, Derivative, Expression, Name, differentiates
from nabla.verification.counterexample import four_digits
from nabla.verification.mistakes import mistakes_of
from nabla.verification.sides import claims_left
from nabla.verification.suspect import desk
from nabla.verification.verdict import Counterexample, MistakesTried, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nabla.language.dual import Array
    from nabla.verification.point import Point
    from nabla.verification.suspect import Desk
    from nabla.verification.trial import Trial

STEP = 1e-3
NEAR = 1e-6
HALVINGS = 6
UNSETTLED = 0.1
ROUNDING = 64.0 * float(np.finfo(float).eps) * 2.0**HALVINGS / STEP
"""Times the value of the function: slopes below are rounding."""


class UnsettledError(Exception):
    """Smaller steps do not bring a one-sided slope closer to a number."""


def verify_at_kink(
    trial: Trial, points: Sequence[Point], blank: Verdict, *, mistakes: bool = True
) -> Verdict:
    """Verify that a claimed value lies between the slopes on the two sides, at every point.

    Parameters
    ----------
    mistakes
        Whether the claim is held against its own mistakes.
    """
    claim = trial.claim
    measured, claimed = (
        (claim.right, claim.left) if claims_left(claim) else (claim.left, claim.right)
    )
    target = _target(measured)
    if target is None or differentiates(claimed):
        return replace(blank, cause="at a kink, only d(f)/d(x) = value can be checked")
    decided = replace(
        blank,
        oracles=("one-sided",),
        points=len(points),
        point_texts=tuple(point.text() for point in points),
        sizes=tuple(dict.fromkeys(point.sizes_text() for point in points)),
    )
    is_gradient = isinstance(measured, Call)
    try:
        slopes = [Slopes(*one_sided_slopes(trial, point, *target), is_gradient) for point in points]
    except UnsettledError as error:
        return replace(blank, cause=str(error))
    at = desk(trial, points)
    for place, between in enumerate(slopes):
        value = between.arranged(at.value(place, claimed))
        outside = between.leave_out(value)
        if outside.any():
            example = _counterexample(points[place], value, between, outside)
            return replace(decided, outcome="refuted", counterexample=example)
    said = _convention(slopes)
    held = replace(decided, outcome="verified", worst_error=0.0, convention=said)
    return _against_mistakes(held, trial, at, claimed, slopes) if mistakes else held


def _convention(slopes: Sequence[Slopes]) -> str:
    low = min(float(between.low.min()) for between in slopes)
    high = max(float(between.high.max()) for between in slopes)
    ends = f"{four_digits(low)} and {four_digits(high)}"
    return f"a convention: every value between the one-sided slopes {ends} would do"


def _against_mistakes(
    held: Verdict, trial: Trial, at: Desk, claimed: Expression, slopes: Sequence[Slopes]
) -> Verdict:
    """Count the mistakes that the slopes refuse, and say how many would do as well."""
    refused = among = 0
    shape = trial.infer(claimed)
    for mistake in mistakes_of(claimed, trial.infer):
        values = [at.value(place, mistake.expression) for place in range(len(slopes))]
        if mistake.shape != shape or any(map(Slopes.refuse, slopes, values)):
            refused += 1
        elif any((v != at.value(place, claimed)).any() for place, v in enumerate(values)):
            among += 1
    held = replace(held, mutants=MistakesTried(refused, refused))
    return replace(held, convention=f"{held.convention}{_left_over(refused, among)}")


def _left_over(refused: int, among: int) -> str:
    """Say which mistakes cannot be refused."""
    if among:
        said = "1 plausible mistake lies" if among == 1 else f"{among} plausible mistakes lie"
        return f"; {said} there too, and cannot be refused"
    return "" if refused else "; no plausible mistake gives another value there"


@dataclass(frozen=True)
class Slopes:
    """The smaller and the larger one-sided slope at one point, outputs by inputs.

    Attributes
    ----------
    is_gradient
        Whether a value has the shape of the variable: its transpose is compared, row by row.
    """

    low: Array
    high: Array
    is_gradient: bool = False

    def arranged(self, value: Array) -> Array:
        """Return a value with its entries in the order of the slopes."""
        value = value.swapaxes(-1, -2) if self.is_gradient else value
        return value.reshape(self.low.shape) if value.size == self.low.size else value

    def leave_out(self, value: Array) -> Array:
        """Tell which entries of an arranged value lie beyond the slopes."""
        return is_outside(value, self.low, self.high)

    def refuse(self, value: Array) -> bool:
        """Tell whether a value is no number, or lies beyond the slopes in some entry."""
        return not np.isfinite(value).all() or bool(self.leave_out(self.arranged(value)).any())


def is_outside(value: Array, low: Array, high: Array) -> Array:
    """Tell which entries lie beyond the slopes, relative to the largest of them.

    >>> is_outside(np.array([[5e-9]]), np.array([[0.0]]), np.array([[1e-9]]))
    array([[ True]])
    """
    slack = NEAR * max(float(np.abs(low).max()), float(np.abs(high).max()))
    return np.asarray((value < low - slack) | (value > high + slack))


def _counterexample(point: Point, value: Array, between: Slopes, outside: Array) -> Counterexample:
    row, column = (int(i) for i in np.argwhere(outside)[0])
    ends = [four_digits(float(end[row, column])) for end in (between.low, between.high)]
    shown = f"slopes from {ends[0]} to {ends[1]}"
    entry = None if value.size == 1 else (row, column)
    return Counterexample(point.text(), entry, four_digits(float(value[row, column])), shown, 0.0)


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
    rounding = ROUNDING * float(np.abs(value(x + STEP)).max())
    sides = []
    for sign in (1.0, -1.0):
        columns = [_slope(value, x, sign * direction) * sign for direction in directions]
        slopes = np.stack([column.swapaxes(-1, -2).ravel() for column in columns], axis=-1)
        nothing = max(NEAR * float(np.abs(slopes).max()), rounding)
        sides.append(np.where(np.abs(slopes) <= nothing, 0.0, slopes))
    return np.minimum(*sides), np.maximum(*sides)


def _slope(value: Callable[[Array], Array], x: Array, direction: Array) -> Array:
    """Extrapolate forward differences to step zero."""
    base = value(x)
    steps = STEP / 2.0 ** np.arange(HALVINGS)
    row = [(value(x + h * direction) - base) / h for h in steps]
    for order in range(1, 3):
        factor = 2.0**order
        row = [(factor * b - a) / (factor - 1.0) for a, b in pairwise(row)]
    gap = np.abs(row[-1] - row[-2])
    if (gap > UNSETTLED * np.maximum(np.abs(row[-1]), 1.0)).any():
        raise UnsettledError("a one-sided slope grows without end; the function has none there")
    return np.asarray(row[-1])
