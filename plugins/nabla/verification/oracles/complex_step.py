"""O1: the complex step, exact to rounding for analytic expressions.

Source: Squire and Trapp, SIAM Review 40 (1998) 110-112.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import innermost
from nabla.verification.oracles.forward_mode import ForwardMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from nabla.language.differentiator import Differentiator
    from nabla.language.dual import Value

STEP = 1e-20


@dataclass(frozen=True)
class ComplexStep:
    """Differentiate by the imaginary part of a step into the complex plane.

    Attributes
    ----------
    inner
        For derivatives inside this one, of complex values: two complex steps cannot be nested.
    """

    inner: Differentiator = field(default_factory=ForwardMode)
    name: str = "complex-step"

    def error(self) -> float:
        """Return the estimated relative error: rounding alone."""
        return 1e-15

    def push(
        self,
        function: Callable[[Value], Value],
        x: Value,
        directions: Value,
        depth: int,  # noqa: ARG002 - the interface of every oracle
        reach: float,  # noqa: ARG002 - a step of 1e-20 stays in every domain
    ) -> Value:
        """Return the derivatives along the directions."""
        assert not np.iscomplexobj(innermost(x)), "a complex step inside another"
        moved = x + innermost(directions) * (1j * STEP)
        out = innermost(function(moved))
        return np.asarray(out.imag / STEP) if np.iscomplexobj(out) else np.zeros(out.shape)
