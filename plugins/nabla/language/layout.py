"""Statements in denominator layout: ``d(f)/d(x)`` and ``J`` stand for the transposed Jacobian.

All else is read as everywhere: gradients, Hessians, divergence, curl and Laplacian are what they
are in any layout. So are ``jvp`` and ``vjp``, but they are written out, since they are set so. The
sides of a statement are rewritten either into expressions of the same value (`Layout.same`), or
into ones of the transposed value (`Layout.transposed`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import innermost
from nabla.language.elementwise import ONE_ARGUMENT, TWO_ARGUMENTS
from nabla.language.expression import (
    Binary,
    Call,
    Compare,
    Derivative,
    Entry,
    Expression,
    Logical,
    Matrix,
    Name,
    Negate,
    Piecewise,
    Transpose,
    rebuild,
    walk,
)
from nabla.language.shapes import SCALAR
from nabla.language.spelled_out import spelled_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nabla.language.block import Claim, Definition
    from nabla.language.dual import Value
    from nabla.language.evaluate import Evaluator
    from nabla.language.inference import Shapes

_ENTRYWISE = frozenset(entry.name for entry in (*ONE_ARGUMENT, *TWO_ARGUMENTS))
_OF_EITHER = frozenset({"trace", "det", "logdet", "sum", "mean", "norm"})


def denominator_sides(claim: Claim, infer: Shapes) -> tuple[Expression, Expression]:
    r"""Return the sides of a claim in denominator layout.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> from nabla.language.text import expression_text
    >>> block = parse_block("let w, x in R^n\nd(dot(w, x))/d(w) = x.T", Place("a.md", 1))
    >>> sides = denominator_sides(block.claims[0], Shapes(block.scope))
    >>> [expression_text(side) for side in sides]
    ['d(dot(w, x))/d(w)', 'x']
    """
    left, right = denominator_chain((claim.left, claim.right), infer)
    return left, right


def denominator_chain(sides: Sequence[Expression], infer: Shapes) -> tuple[Expression, ...]:
    """Return the sides of a chain ``a = b = c`` in denominator layout, all of them turned alike."""
    layout = Layout(infer, _symmetric_names(infer))
    measured = next((side for side in sides if reads_layout(side)), None)
    if measured is None:
        return tuple(sides)
    same = tuple(layout.same(side) for side in sides)
    turned = tuple(layout.transposed(side) for side in sides)
    fewer = sum(map(_transposes, turned)) < sum(map(_transposes, same))
    return turned if fewer or layout.is_derivative(measured) else same


def denominator_definition(definition: Definition, infer: Shapes) -> Definition:
    """Return a definition that gives its name the same value, read in denominator layout."""
    inside = replace(infer, arguments=dict.fromkeys(definition.parameters))
    return replace(definition, body=Layout(inside, frozenset()).same(definition.body))


def numerator_meaning(node: Expression) -> Expression:
    """Write in numerator layout what an expression means when it is read in denominator layout."""
    inside = rebuild(node, numerator_meaning)
    return Transpose(inside, node.place) if _depends_on_layout(node) else inside


def denominator_evaluator(evaluator: Evaluator) -> Callable[[Expression], Value]:
    """Return the evaluation of expressions in denominator layout."""
    return lambda node: evaluator(numerator_meaning(node))


def layout_holds(
    evaluator: Evaluator, sides: Sequence[Expression], turned: Sequence[Expression]
) -> bool:
    """Tell whether sides in denominator layout have the values of the sides, or all the transposed.

    Parameters
    ----------
    evaluator
        At a point, with a differentiator.
    sides, turned
        The same sides, in numerator and in denominator layout.
    """
    before = [np.asarray(innermost(evaluator(side))) for side in sides]
    after = [np.asarray(innermost(denominator_evaluator(evaluator)(side))) for side in turned]
    pairs = list(zip(before, after, strict=True))
    kept = all(_agree(first, second) for first, second in pairs)
    return kept or all(_agree(first.swapaxes(-1, -2), second) for first, second in pairs)


def _agree(first: np.ndarray, second: np.ndarray) -> bool:
    return first.shape == second.shape and np.allclose(first, second, rtol=1e-9, atol=1e-12)


def reads_layout(node: Expression) -> bool:
    """Tell whether an expression means something else in the other layout."""
    return any(_depends_on_layout(item) or _is_product(item) for item in walk(node))


def _depends_on_layout(node: Expression) -> bool:
    return isinstance(node, Derivative) or (isinstance(node, Call) and node.function == "J")


def _is_product(node: Expression) -> bool:
    """Tell whether it is a product with a Jacobian, which is set as one."""
    return isinstance(node, Call) and node.function in {"jvp", "vjp"}


def _symmetric_names(infer: Shapes) -> frozenset[str]:
    kinds = {"symmetric", "spd"}
    return frozenset(n for n, domain in infer.scope.variables.items() if domain.kind in kinds)


def _transposes(node: Expression) -> int:
    return sum(isinstance(item, Transpose) for item in walk(node))


def _fewer(first: Expression, second: Expression) -> Expression:
    """Return the one with fewer transposes, of two expressions of the same value."""
    return second if _transposes(second) < _transposes(first) else first


@dataclass(frozen=True)
class Layout:
    """From expressions in numerator layout to expressions in denominator layout.

    Attributes
    ----------
    symmetric
        The names of matrices that equal their transposes; none inside a derivative, where their
        entries move on their own.
    """

    infer: Shapes
    symmetric: frozenset[str] = frozenset()

    def is_scalar(self, node: Expression) -> bool:
        """Tell whether a value is known to be a number."""
        return self.infer(node) == SCALAR

    def is_derivative(self, node: Expression) -> bool:
        """Tell whether an expression is a derivative, up to signs, sums and factors."""
        if isinstance(node, Negate):
            return self.is_derivative(node.operand)
        if isinstance(node, Binary) and node.operator in {"+", "-"}:
            return self.is_derivative(node.left) or self.is_derivative(node.right)
        if isinstance(node, Binary) and node.operator in {"*", "/"}:
            if self.is_scalar(node.left):
                return self.is_derivative(node.right) and node.operator == "*"
            return self.is_scalar(node.right) and self.is_derivative(node.left)
        return _depends_on_layout(node) and not self.is_scalar(node)

    def same(self, node: Expression) -> Expression:
        """Return an expression in denominator layout that has the value of this one."""
        if not reads_layout(node):
            return node
        if _depends_on_layout(node):
            return self._transpose(node, self._inside(node))
        if isinstance(node, Call) and _is_product(node):
            return self.same(spelled_out(node, self.infer))
        if isinstance(node, Transpose):
            return self.transposed(node.operand)
        if isinstance(node, Entry):
            return self._entry(node)
        kept = rebuild(node, self.same)
        if isinstance(node, Call) and node.function in _OF_EITHER:
            return _fewer(kept, replace(node, arguments=(self.transposed(node.arguments[0]),)))
        if isinstance(node, Binary) and node.operator == "@" and self.is_scalar(node):
            return _fewer(kept, self._reversed(node))
        return kept

    def transposed(self, node: Expression) -> Expression:
        """Return an expression in denominator layout that has this one's value transposed."""
        if self.is_scalar(node):
            return self.same(node)
        if _depends_on_layout(node):
            return self._inside(node)
        if isinstance(node, Transpose):
            return self.same(node.operand)
        if isinstance(node, Negate):
            return rebuild(node, self.transposed)
        if isinstance(node, Binary):
            return self._binary(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Matrix):
            columns = zip(*node.rows, strict=True)
            return replace(node, rows=tuple(tuple(map(self.same, column)) for column in columns))
        plain = self._transpose(node, self.same(node))
        if isinstance(node, Piecewise) and self.is_scalar(node.condition):
            return rebuild(node, self.transposed)
        by_entry = isinstance(node, Piecewise | Compare | Logical)
        return _fewer(plain, rebuild(node, self.transposed)) if by_entry else plain

    def _transpose(self, node: Expression, written: Expression) -> Expression:
        """Transpose what is written for a node, where that changes it."""
        symmetric = isinstance(node, Name) and node.name in self.symmetric
        return written if symmetric or self.is_scalar(node) else Transpose(written, node.place)

    def _inside(self, node: Expression) -> Expression:
        """Rewrite what is differentiated, where a symmetric matrix is not known to be one."""
        return rebuild(node, replace(self, symmetric=frozenset()).same)

    def _entry(self, node: Entry) -> Expression:
        kept = rebuild(node, self.same)
        swapped = Entry(self.transposed(node.operand), node.indices[::-1], node.place)
        return _fewer(kept, swapped)

    def _binary(self, node: Binary) -> Expression:
        if node.operator == "@":
            return self._reversed(node)
        by_part = rebuild(node, self.transposed)
        if self.is_scalar(node.left) or self.is_scalar(node.right):
            return by_part
        whole = Transpose(self.same(node), node.place)
        return _fewer(by_part, whole) if node.operator in {"+", "-"} else _fewer(whole, by_part)

    def _reversed(self, node: Binary) -> Expression:
        """Transpose a product: the factors reversed, scalars and the sign in front."""
        first, *rest = _factors(node)
        lead: list[Expression] = []
        negative = False
        while isinstance(first, Negate | Binary):
            if isinstance(first, Negate):
                negative, first = not negative, first.operand
            elif first.operator == "*" and self.is_scalar(first.left):
                lead.append(self.same(first.left))
                first = first.right
            else:
                break
        turned = [self.transposed(factor) for factor in (*reversed(rest), first)]
        return _product(lead, turned, negative=negative)

    def _call(self, node: Call) -> Expression:
        name, arguments = node.function, node.arguments
        declared = self.infer.scope.declares(name) or name in self.infer.page
        if declared:
            return Transpose(self.same(node), node.place)
        if name in {"I", "hess"} or (name == "diag" and _is_column(self.infer, arguments[0])):
            return self.same(node)
        if name in {"ones", "zeros"} and len(arguments) == 2:
            return replace(node, arguments=arguments[::-1])
        if name == "outer":
            return replace(node, arguments=tuple(map(self.same, arguments[::-1])))
        if name == "kron":
            return rebuild(node, self.transposed)
        whole = Transpose(self.same(node), node.place)
        if name in _ENTRYWISE or name == "inv":
            return _fewer(whole, rebuild(node, self.transposed))
        return whole


def _is_column(infer: Shapes, node: Expression) -> bool:
    shape = infer(node)
    return shape is not None and shape[1] == 1


def _factors(node: Expression) -> list[Expression]:
    if isinstance(node, Binary) and node.operator == "@":
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _product(
    scalars: Sequence[Expression], factors: Sequence[Expression], *, negative: bool
) -> Expression:
    result: Expression | None = None
    for operator, part in (*(("*", s) for s in scalars), ("*", factors[0])):
        signed = Negate(part, part.place) if result is None and negative else part
        result = signed if result is None else Binary(operator, result, signed, part.place)
    assert result is not None
    for factor in factors[1:]:
        result = Binary("@", result, factor, factor.place)
    return result
