"""Shapes of expressions that are read in denominator layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.expression import Call, Derivative, Expression, Name
from nabla.language.inference import Shapes

if TYPE_CHECKING:
    from nabla.language.shapes import Shape


class DenominatorShapes(Shapes):
    r"""Shapes where ``d(f)/d(x)`` and ``J`` are transposed Jacobians.

    Definitions keep their values in any layout, and so their shapes.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> text = "let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A"
    >>> claim = parse_block(text, Place("a.md", 1)).claims[0]
    >>> Shapes(claim.scope)(claim.left), in_denominator(Shapes(claim.scope))(claim.left)
    (('m', 'n'), ('n', 'm'))
    """

    def __call__(self, node: Expression) -> Shape | None:
        """Return the shape of an expression."""
        plain = Shapes(self.scope, self.arguments, self.page)
        if isinstance(node, Name):
            return plain(node)
        if isinstance(node, Call) and node.function in self.scope.definitions:
            return plain.apply(node.function, tuple(self(item) for item in node.arguments))
        shape = super().__call__(node)
        return shape[::-1] if shape is not None and depends_on_layout(node) else shape


def in_denominator(infer: Shapes) -> Shapes:
    """Return the shapes of the same names, for expressions in denominator layout."""
    return DenominatorShapes(infer.scope, infer.arguments, infer.page)


def depends_on_layout(node: Expression) -> bool:
    """Tell whether the layout decides what a node itself means."""
    return isinstance(node, Derivative) or (isinstance(node, Call) and node.function == "J")
