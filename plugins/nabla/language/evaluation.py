"""What the rule of one node may ask of the evaluation of the whole expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from nabla.language.block import Scope
    from nabla.language.differentiator import Trace
    from nabla.language.dual import Value
    from nabla.language.expression import Expression, Name


class Evaluation(Protocol):
    """The meaning of names, values of expressions, and derivatives along directions."""

    @property
    def scope(self) -> Scope:
        """What the names of the claim stand for."""
        ...

    @property
    def trace(self) -> Trace | None:
        """What is told of the way, if anything."""
        ...

    def __call__(self, node: Expression, /) -> Value:
        """Evaluate an expression."""
        ...

    def name(self, node: Name, /) -> Value:
        """Look a name up."""
        ...

    def push(self, body: Expression, name: str, directions: Value | None = None) -> Value:
        """Return the derivatives of an expression along directions of a variable, as columns."""
        ...

    def jacobian_at(self, name: str, point: Value, node: Expression) -> Value:
        """Return the Jacobian of a named function at a value."""
        ...

    def slope_at(self, name: str, point: Value, node: Expression) -> Value:
        """Return the derivative of a scalar function at each entry of a value."""
        ...
