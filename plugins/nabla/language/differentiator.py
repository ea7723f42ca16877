"""What an oracle offers to the evaluation of an expression, and what it is told in return."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from nabla.language.dual import Array, Value
    from nabla.language.expression import Expression


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
    largest
        The largest entry of any value in between: sums that cancel are no more exact than that.
    """

    gaps: dict[Expression, list[Array]] = field(default_factory=dict)
    largest: float = 0.0

    def record(self, node: Expression, gap: Array) -> None:
        """Keep the distances under the node."""
        self.gaps.setdefault(node, []).append(gap)

    def see(self, value: Array) -> None:
        """Take a value in between into account."""
        if value.size:
            self.largest = max(self.largest, float(np.abs(value).max()))
