"""Shapes of expressions that are read in denominator layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.language.inference import Shapes
from nabla.language.layout import numerator_meaning

if TYPE_CHECKING:
    from nabla.language.expression import Expression
    from nabla.language.shapes import Shape


@dataclass(frozen=True)
class DenominatorShapes(Shapes):
    r"""The shapes of names, and of expressions in which ``d(f)/d(x)`` is the transposed Jacobian.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> block = parse_block("let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A", Place("a.md", 1))
    >>> DenominatorShapes(block.scope)(block.claims[0].left)
    ('n', 'm')
    """

    def __call__(self, node: Expression) -> Shape | None:
        """Return the shape of an expression."""
        return Shapes(self.scope, self.arguments, self.page)(numerator_meaning(node))
