"""Both sides of a claim at one point, by each oracle, and how far they are apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from nabla.language.differentiator import Differentiator
from nabla.language.dual import innermost
from nabla.verification.oracles.autograd import Autograd, with_autograd
from nabla.verification.page_function import NotApplicable
from nabla.verification.sides import claims_left

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.block import Claim
    from nabla.language.dual import Array
    from nabla.language.evaluate import Evaluator
    from nabla.verification.point import Point
    from nabla.verification.projection import Projection

USELESS = 1e-4
"""An estimate whose own relative error is larger cannot decide."""


class Oracle(Differentiator, Protocol):
    """A differentiator that has a name and knows its error."""

    @property
    def name(self) -> str:
        """What the evidence calls it."""
        ...

    def error(self) -> float | Array:
        """Return the estimated relative error of what was measured, of each point if it differs."""
        ...


@dataclass(frozen=True, eq=False)
class Measurement:
    """What one oracle makes of both sides at one point.

    Attributes
    ----------
    left, right
        Arrays of shape ``(rows, columns)``.
    error
        The oracle's own estimate of its relative error.
    floor
        What counts as nothing, where rounding is all that a side shows.
    """

    oracle: str
    left: Array
    right: Array
    error: float
    floor: float = 0.0


@dataclass(frozen=True, eq=False)
class Sight:
    """How both sides are looked at: whole, or along directions.

    Attributes
    ----------
    plain
        Whether the left and the right side hold no derivative: they are the same for all oracles.
    projection, directions
        `None` to measure every entry.
    """

    claim: Claim
    plain: tuple[bool, bool] = (False, False)
    projection: Projection | None = None
    directions: Array | None = None

    def __call__(self, evaluator: Evaluator, plain: Evaluator) -> tuple[Array, Array]:
        """Return the values of the left and the right side.

        Parameters
        ----------
        plain
            Evaluates what holds no derivative, and remembers it.
        """
        claim = self.claim
        if self.projection is None or self.directions is None:
            left = innermost((plain if self.plain[0] else evaluator)(claim.left))
            right = innermost((plain if self.plain[1] else evaluator)(claim.right))
            return np.asarray(left), np.asarray(right)
        side = claim.left if claims_left(claim) else claim.right
        claimed = self.projection.claimed(innermost(evaluator(side)), self.directions)
        measured = self.projection.measured(evaluator, self.directions)
        return (claimed, measured) if claims_left(claim) else (measured, claimed)


@dataclass(frozen=True, eq=False)
class Round:
    """One point, how the claim was looked at there, and what each oracle measured.

    Attributes
    ----------
    evaluator
        Knows the values without a derivative, at all the points that were measured together.
    """

    point: Point
    sight: Sight
    found: tuple[Measurement, ...]
    evaluator: Evaluator


def measure(
    oracle: Oracle, evaluator: Evaluator, sight: Sight, count: int = 1
) -> tuple[Measurement, ...] | None:
    """Evaluate both sides with the derivatives taken by an oracle.

    Parameters
    ----------
    count
        How many points are stacked in front of the evaluator's values, if more than one.

    Returns
    -------
    tuple or None
        What was measured at each point; `None` where the oracle does not apply: a function of the
        page that takes no such numbers.
    """
    try:
        first, second = sides_by(oracle, evaluator, sight)
    except NotApplicable:
        return None
    errors = np.asarray(oracle.error()).ravel().tolist()
    errors = errors if len(errors) == count else errors * count
    sides = zip(apart(first, count), apart(second, count), errors, strict=True)
    return tuple(Measurement(oracle.name, left, right, error) for left, right, error in sides)


def apart(value: Array, count: int) -> Sequence[Array]:
    """Return the values at points that are stacked in front, if they are more than one."""
    if value.ndim == 2:
        return [value] * count
    return list(value) if len(value) == count else [value[0]] * count


def sides_by(oracle: Oracle, evaluator: Evaluator, sight: Sight) -> tuple[Array, Array]:
    """Return both sides with the derivatives taken by an oracle.

    Raises
    ------
    NotApplicable
        A function of the page takes no such numbers.
    """
    by_oracle = with_autograd(evaluator) if isinstance(oracle, Autograd) else evaluator
    first, second = sight(by_oracle.but(differentiator=oracle), evaluator)
    first = first.real if np.iscomplexobj(first) else first
    second = second.real if np.iscomplexobj(second) else second
    return first, second


def relative_error(first: Array, second: Array, floor: float) -> float:
    """Compare two arrays of one shape by their Frobenius norms; infinite where one is no number.

    Parameters
    ----------
    floor
        The least size that the norms are held against, so that two zeros agree.

    >>> relative_error(np.array([[3.0]]), np.array([[2.0]]), 0.0)
    0.3333333333333333
    """
    if first is second:
        return 0.0 if np.isfinite(first).all() else math.inf
    difference = norm_of(first - second)
    if difference == 0.0:
        return 0.0
    if not math.isfinite(difference):
        return math.inf
    return difference / max(norm_of(first), norm_of(second), floor)


def norm_of(value: Array) -> float:
    """Return the Frobenius norm of a real array.

    >>> norm_of(np.array([[3.0], [4.0]]))
    5.0
    """
    flat = value.ravel()
    return math.sqrt(flat.dot(flat))
