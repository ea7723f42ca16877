"""What a refuted claim says and what was measured, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.measure import relative_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.dual import Array

CLOSE = 1e-6
FLOOR = 1e-8
ROUNDING = 1e-12


@dataclass(frozen=True)
class Pairs:
    """Claimed and measured values, point by point.

    >>> one, two = np.eye(1), 2.0 * np.eye(1)
    >>> Pairs((one, one), (one, two)).right(1e-7)
    [True, False]
    """

    claimed: tuple[Array, ...]
    measured: tuple[Array, ...]

    def same(self, claimed: Sequence[Array], measured: Sequence[Array]) -> bool:
        """Tell whether changed values agree at every point."""
        floor = floor_of(measured)
        return all(near(a, b, floor) for a, b in zip(claimed, measured, strict=True))

    def vanish(self) -> bool:
        """Tell whether the measured values are zero, but for rounding."""
        return all(
            np.linalg.norm(m) <= ROUNDING * np.linalg.norm(c)
            for c, m in zip(self.claimed, self.measured, strict=True)
        )

    def right_rows(self) -> list[Array]:
        """Tell at each point which rows are right."""
        sizes = [max(np.abs(c).max(), np.abs(m).max()) for c, m in zip(*self.sides, strict=True)]
        return [
            (np.abs(c - m) <= CLOSE * size).all(axis=1)
            for c, m, size in zip(*self.sides, sizes, strict=True)
        ]

    @property
    def sides(self) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
        """Both, to be walked through together."""
        return self.claimed, self.measured

    def right(self, tolerance: float) -> list[bool]:
        """Tell at which points the claim is right."""
        floor = floor_of(self.measured)
        return [
            relative_error(c, m, floor) <= max(tolerance, CLOSE)
            for c, m in zip(self.claimed, self.measured, strict=True)
        ]


def floor_of(measured: Sequence[Array]) -> float:
    """Return the least size that a difference is held against at any of the points."""
    return FLOOR * max(float(np.linalg.norm(value)) for value in measured)


def near(first: Array, second: Array, floor: float) -> bool:
    """Tell whether two values agree."""
    return first.shape == second.shape and relative_error(first, second, floor) < CLOSE
