"""Random analytic functions, for rules that hold for every smooth function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.elementwise import exp, sin

if TYPE_CHECKING:
    from nabla.language.dual import Array, Value


@dataclass(frozen=True, eq=False)
class SmoothMap:
    """``x -> A sin(B x + c) + (C x) * (E x)``, from columns of n to columns of m.

    >>> smooth_map(np.random.default_rng(0), 3, 2)(np.ones((3, 1))).shape
    (2, 1)
    """

    A: Array
    B: Array
    c: Array
    C: Array
    E: Array

    def __call__(self, x: Value) -> Value:
        """Apply the map."""
        result: Value = self.A @ sin(self.B @ x + self.c) + (self.C @ x) * (self.E @ x)
        return result


@dataclass(frozen=True, eq=False)
class SmoothScalar:
    """``z -> a sin(b z + c) + p z^2 + q exp(z / 2)``, entry by entry.

    The parameters are numbers, or stand in stacks for values that are stacked.
    """

    a: float | Array
    b: float | Array
    c: float | Array
    p: float | Array
    q: float | Array

    def __call__(self, z: Value) -> Value:
        """Apply the function to each entry."""
        result: Value = self.a * sin(z * self.b + self.c) + z * z * self.p + self.q * exp(z * 0.5)
        return result


def smooth_map(random: np.random.Generator, inputs: int, outputs: int) -> SmoothMap:
    """Draw a map from Rⁿ (`inputs`) to Rᵐ (`outputs`)."""

    def draw(*shape: int) -> Array:
        return np.round(random.uniform(-1.0, 1.0, shape), 2)

    return SmoothMap(
        draw(outputs, outputs + 1),
        draw(outputs + 1, inputs),
        draw(outputs + 1, 1),
        draw(outputs, inputs),
        draw(outputs, inputs),
    )


def smooth_scalar(random: np.random.Generator) -> SmoothScalar:
    """Draw a scalar function."""
    return SmoothScalar(*(float(x) for x in np.round(random.uniform(0.3, 1.2, 5), 2)))
