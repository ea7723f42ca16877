"""What an oracle offers to the evaluation of an expression, and what it is told in return."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from nabla.language.dual import Dual, innermost
from nabla.language.expression import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from nabla.language.dual import Array, Value
    from nabla.language.expression import Expression


SHAKE = 1e-10
"""The relative change of each value in between by which the effect of rounding is measured."""

EXACT = frozenset({"ones", "zeros", "I", "sign", "step"})
"""Functions whose whole numbers are no rounded ones."""


class Differentiator(Protocol):
    """What an oracle offers to the evaluation of an expression."""

    @property
    def inner(self) -> Differentiator:
        """The differentiator for derivatives inside this one."""
        ...

    def push(
        self,
        function: Callable[[Value], Value],
        x: Value,
        directions: Value,
        depth: int,
        reach: float,
    ) -> Value:
        """Return the derivatives of `function` at `x` along `directions`.

        Parameters
        ----------
        directions
            Shape ``(k, 1, ..., rows, columns)``: k directions, in front of `depth` further axes.
        reach
            The longest step from `x` that stays in its domain.

        Returns
        -------
        Value
            Shape ``(k, ..., rows, columns)`` of the function's result.
        """
        ...


@dataclass
class Trace:
    """What an evaluation met on its way.

    Attributes
    ----------
    gaps
        For each kink the signed distances from it, entry by entry.
    shaking
        Draws the signs by which each value in between is changed by `SHAKE`; `None` to change none.
    """

    gaps: dict[Expression, list[Array]] = field(default_factory=dict)
    shaking: np.random.Generator | None = None

    def record(self, node: Expression, gap: Array) -> None:
        """Keep the distances under the node."""
        self.gaps.setdefault(node, []).append(gap)

    def see(self, value: Value, node: Expression) -> Value:
        """Return the value of a node, or one that is shaken."""
        if self.shaking is None:
            return value
        array = innermost(value)
        rounds = isinstance(node, Call) and node.function not in EXACT
        if not rounds and (array == np.round(array.real)).all():
            return value  # whole numbers are exact: exponents, sizes, what a condition gives
        return self._shaken(value)  # but tanh(20) is 1 by rounding alone

    def _shaken(self, value: Value) -> Value:
        """Change a value, its tangents and its imaginary part, each on its own."""
        if isinstance(value, Dual):
            primal, tangent = self._shaken(value.primal), self._shaken(value.tangent)
            return Dual(primal, tangent, value.level)
        if np.iscomplexobj(value):
            return np.asarray(self._shaken(value.real) + 1j * self._shaken(value.imag))
        assert self.shaking is not None
        signs = 2.0 * self.shaking.integers(0, 2, value.size).reshape(value.shape) - 1.0
        return np.asarray(value * (1.0 + SHAKE * signs))
