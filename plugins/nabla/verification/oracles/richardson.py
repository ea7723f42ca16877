"""O2: central differences, extrapolated to step zero, with an estimate of their own error.

Source: Richardson 1911; Ridders, Advances in Engineering Software 4 (1982) 75-76; the choice of the
entry of smallest estimated error follows numdifftools and FiniteDifferences.jl.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import innermost

if TYPE_CHECKING:
    from collections.abc import Callable

    from nabla.language.differentiator import Differentiator
    from nabla.language.dual import Array, Value

LARGEST = 0.1
RATIO = 4.0
STEPS = 12
ORDERS = 5
SMALL = 1e-6
EPSILON = float(np.finfo(float).eps)
LADDER = RATIO ** np.arange(STEPS)[:, None]
"""By how much each step is shorter than the longest."""


@dataclass(frozen=True)
class Richardson:
    """Differentiate by a ladder of central differences.

    Attributes
    ----------
    inside
        For derivatives inside this one; differences of differences if not given.
    stacked
        Whether the last axis in front of a value is that of points, each with an error of its own.
    errors
        Collects the estimated relative errors of each derivative that was taken.
    """

    inside: Differentiator | None = None
    stacked: bool = False
    errors: list[Array] = field(default_factory=list)
    name: str = "richardson"

    @property
    def inner(self) -> Differentiator:
        """The differentiator for derivatives inside this one."""
        return self if self.inside is None else self.inside

    def error(self) -> Array:
        """Return the largest estimated relative error so far, for each point."""
        return reduce(np.maximum, self.errors, np.zeros(()))

    def push(
        self,
        function: Callable[[Value], Value],
        x: Value,
        directions: Value,
        depth: int,
        reach: float,
    ) -> Value:
        """Return the derivatives along the directions."""
        base, along = innermost(x), innermost(directions)
        count, front = along.shape[0], depth + 1
        steps = _ladder(base, along, reach, front)
        signed = np.array([steps, -steps])[..., None, None]
        moved = base + signed * along
        out = innermost(function(moved.reshape(-1, *moved.shape[3:])))
        out = out.reshape((1,) * max(0, front + 2 - out.ndim) + out.shape)
        if len(out) == 1:
            out = np.broadcast_to(out, (2 * STEPS * count, *out.shape[1:]))
        values = out.reshape(2, STEPS, count, *out.shape[1:])
        value, error = extrapolate(values[0], values[1], steps)
        self.errors.append(self._relative(value, error, values[0], steps))
        return value

    def _relative(self, value: Array, error: Array, reached: Array, steps: Array) -> Array:
        """Return errors relative to the derivative, or to what is small beside the function."""
        axes = tuple(range(value.ndim))
        if self.stacked:  # one for each place of the last axis in front
            axes = (*axes[:-3], *axes[-2:])
        usual = np.abs(reached[-1]).max(axis=axes) * LARGEST / steps[0].max()
        size, off = _norm(value, axes), _norm(error, axes)
        relative = off / np.maximum(np.maximum(size, SMALL * usual), 1e-300)
        return np.asarray(np.where(np.isfinite(size) & np.isfinite(off), relative, np.inf))


def _norm(a: Array, axes: tuple[int, ...]) -> Array:
    return np.asarray(np.sqrt((a * a).sum(axis=axes)))


def _ladder(x: Array, directions: Array, reach: float, front: int) -> Array:
    """Return the steps, longest first: shape ``(STEPS, k, ...)``, for each place in front."""
    size = np.abs(directions)
    scale = (np.abs(x) * (size > 0)).max(axis=(-2, -1))
    widest = size.max(axis=(-2, -1))
    longest = np.minimum(LARGEST * np.maximum(scale, 0.1), 0.5 * reach) / widest.clip(1e-300)
    return np.asarray(longest / LADDER.reshape(-1, *(1,) * front))


def extrapolate(above: Array, below: Array, steps: Array) -> tuple[Array, Array]:
    """Extrapolate central differences to step zero, entry by entry.

    Parameters
    ----------
    above, below
        Values at the positive and negative steps, shape ``(STEPS, k, ...)``.
    steps
        Shape ``(STEPS, k, ...)``, each `RATIO` times shorter than the one before.

    Returns
    -------
    tuple
        The derivatives and their estimated absolute errors, shape ``(k, ...)``.

    >>> h = 0.1 / RATIO ** np.arange(STEPS)[:, None]
    >>> value, error = extrapolate(np.exp(1 + h), np.exp(1 - h), h)
    >>> bool(abs(value[0] - np.e) < 1e-11)
    True
    """
    width = steps.reshape(*steps.shape, *(1,) * (above.ndim - steps.ndim))
    with np.errstate(all="ignore"):
        slopes = (above - below) / (2.0 * width)
        column = slopes.reshape(STEPS, -1)
        largest = np.maximum(np.abs(above), np.abs(below)) / width
        shape = slopes.shape[1:]
        usable = np.isfinite(column)
        whole = bool(usable.all())
        table = TABLEAU @ (column if whole else np.where(usable, column, 0.0))
        finer = table[STEPS:]
        error = np.maximum(np.abs(finer - table[LONGER]), np.abs(finer - table[SHORTER]))
        error += 8.0 * EPSILON * largest.reshape(STEPS, -1)[LAST]
        if not whole:
            error = np.where(USES @ ~usable, np.inf, error)
    place = error.argmin(axis=0)
    entries = np.arange(column.shape[1])
    return finer[place, entries].reshape(shape), error[place, entries].reshape(shape)


def _tableau() -> tuple[Array, Array, Array, Array]:
    """Return Richardson's tableau as one linear map of the differences, order after order.

    Returns
    -------
    tuple
        The map, its first `STEPS` rows the identity; for each further row the two rows that it is
        made of; and the shortest step that it uses.
    """
    rows = list(np.eye(STEPS))
    before = list(range(STEPS))
    longer, shorter, last = [], [], []
    for order in range(1, ORDERS + 1):
        factor = RATIO ** (2 * order)
        start = len(rows)
        for place, (a, b) in enumerate(pairwise(before)):
            rows.append((factor * rows[b] - rows[a]) / (factor - 1.0))
            longer.append(a)
            shorter.append(b)
            last.append(place + order)
        before = list(range(start, len(rows)))
    return np.stack(rows), np.array(longer), np.array(shorter), np.array(last)


TABLEAU, LONGER, SHORTER, LAST = _tableau()
USES = TABLEAU[STEPS:] != 0.0
