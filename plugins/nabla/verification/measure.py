"""Both sides of a claim at one point, by each oracle, and how far they are apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from nabla.language.differentiator import Differentiator, Trace
from nabla.language.dual import innermost
from nabla.verification.page_function import NotApplicable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.dual import Array
    from nabla.language.evaluate import Evaluator
    from nabla.language.expression import Expression

ROUNDING = 1e-7
"""Times the largest value in between: below this, a difference is rounding where sums cancel."""

USELESS = 1e-4
"""An estimate whose own relative error is larger cannot decide."""


class Oracle(Differentiator, Protocol):
    """A differentiator that has a name and knows its error."""

    @property
    def name(self) -> str:
        """What the evidence calls it."""
        ...

    def error(self) -> float:
        """Return the estimated relative error of what was measured."""
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
        What counts as nothing: rounding of the largest value in between.
    """

    oracle: str
    left: Array
    right: Array
    error: float
    floor: float = 0.0


def measure(
    oracle: Oracle, evaluator: Evaluator, left: Expression, right: Expression
) -> Measurement | None:
    """Evaluate both sides with the derivatives taken by an oracle.

    Returns
    -------
    Measurement or None
        `None` where the oracle does not apply: a function of the page that takes no such numbers.
    """
    with np.errstate(all="ignore"):
        try:
            by_oracle = replace(evaluator, differentiator=oracle)
            values = [np.asarray(innermost(by_oracle(side))) for side in (left, right)]
        except NotApplicable:
            return None
    first, second = (value.real if np.iscomplexobj(value) else value for value in values)
    return Measurement(oracle.name, first, second, oracle.error())


def with_floor(
    measurement: Measurement, evaluator: Evaluator, oracle: Oracle, sides: Sequence[Expression]
) -> Measurement:
    """Return the measurement with the rounding that the values in between allow."""
    trace = Trace()
    with np.errstate(all="ignore"):
        traced = replace(evaluator, differentiator=oracle, trace=trace)
        for side in sides:
            traced(side)
    return replace(measurement, floor=ROUNDING * trace.largest)


def relative_error(first: Array, second: Array, floor: float) -> float:
    """Compare two arrays by their Frobenius norms.

    Parameters
    ----------
    floor
        The least size that the norms are held against, so that two zeros agree.

    >>> relative_error(np.array([[3.0]]), np.array([[2.0]]), 0.0)
    0.3333333333333333
    """
    first, second = np.broadcast_arrays(first, second)
    difference = float(np.linalg.norm(first - second))
    if difference == 0.0:
        return 0.0
    return difference / max(float(np.linalg.norm(first)), float(np.linalg.norm(second)), floor)
