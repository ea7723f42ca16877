"""Expressions as NumPy: a number is a float, a vector has one axis, a matrix two.

What a column and a row differ in, an array with one axis does not tell; so transposes of vectors
vanish, and the product of a column with a row becomes `np.outer`. The shapes of the expressions say
which product is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

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
    Number,
    Piecewise,
    Transpose,
    differentiates,
    names_in,
)
from nabla.language.numpy_call import call_code
from nabla.language.numpy_code import Code, Unwritten
from nabla.language.numpy_condition import condition_code, value_of_condition
from nabla.language.numpy_operators import derivative_code
from nabla.language.shapes import SCALAR
from nabla.language.text import ATOM, OR, PIECEWISE, POWER, PRODUCT, SIGN, SUM

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.block import Claim
    from nabla.language.inference import Shapes
    from nabla.language.shapes import Shape


@dataclass(frozen=True)
class NumpyWriter:
    """Writes expressions.

    Attributes
    ----------
    moving
        The variables of the lambdas around; a definition that rests on one is written out.
    arguments
        What stands for the parameters of the function whose body is being written.
    """

    infer: Shapes
    moving: frozenset[str] = frozenset()
    arguments: Mapping[str, Code] = field(default_factory=dict)

    def __call__(self, node: Expression) -> Code:
        """Write an expression."""
        return _RULES[type(node)](self, node)

    def shape(self, node: Expression) -> Shape | None:
        """Return the shape of an expression."""
        return self.infer(node)

    def is_matrix(self, node: Expression) -> bool:
        """Tell whether a value has two axes; of an unknown one it is assumed."""
        shape = self.infer(node)
        return shape is None or 1 not in shape

    def rests_on_moving(self, body: Expression, parameters: tuple[str, ...] = ()) -> bool:
        """Tell whether an expression changes with one of the moving variables."""
        scope = self.infer.scope
        seen: set[str] = set()
        waiting = [name for name in names_in(body) if name not in parameters]
        while waiting:
            name = waiting.pop()
            if name in self.moving:
                return True
            if name in scope.definitions and name not in seen:
                seen.add(name)
                definition = scope.definitions[name]
                waiting += [n for n in names_in(definition.body) if n not in definition.parameters]
        return False

    def moved(self, variable: str) -> NumpyWriter:
        """Return the writer for the body of ``lambda variable: ...``."""
        others = {k: code for k, code in self.arguments.items() if k != variable}
        if any(re.search(rf"\b{variable}\b", code.text) for code in others.values()):
            raise Unwritten(f"{variable} means two things")
        return replace(self, moving=self.moving | {variable}, arguments=others)

    def size(self, letter: str) -> Code:
        """Write a size by a variable that has it; the letter itself if there is none."""
        for vectors in (True, False):
            for name, domain in self.infer.scope.variables.items():
                if domain.is_function or name in self.arguments or (domain.columns == 1) != vectors:
                    continue
                if vectors and domain.rows == letter:
                    return Code(f"{name}.size")
                if not vectors and letter in domain.letters:
                    return Code(f"{name}.shape[{(domain.rows, domain.columns).index(letter)}]")
        return Code(letter)


def expression_numpy(node: Expression, infer: Shapes) -> str:
    r"""Write one expression.

    Raises
    ------
    Unwritten
        NumPy text would mean something else.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> text = "let w, x in R^n\nlet A in R^(n,n)\nw.T @ A = w @ x.T"
    >>> claim = (block := parse_block(text, Place("a.md", 1))).claims[0]
    >>> [expression_numpy(side, Shapes(block.scope)) for side in (claim.left, claim.right)]
    ['w @ A', 'np.outer(w, x)']
    """
    return NumpyWriter(infer)(node).text


def claimed_side(claim: Claim, sides: tuple[Expression, Expression] | None = None) -> Expression:
    """Return the side that is claimed; the other one measures, or both do."""
    left, right = sides or (claim.left, claim.right)
    return left if differentiates(right) and not differentiates(left) else right


def _number(_self: NumpyWriter, node: Number) -> Code:
    return Code(node.text, SIGN if node.value < 0 else ATOM)


def _name(self: NumpyWriter, node: Name) -> Code:
    name, scope = node.name, self.infer.scope
    if name in self.arguments:
        return self.arguments[name]
    definition = scope.definitions.get(name)
    if definition and not definition.is_function and name not in self.moving:
        if self.rests_on_moving(definition.body):
            return replace(self, arguments={})(definition.body)
        return Code(name)
    if name in scope.variables or name in self.moving or name in self.infer.page:
        return Code(name)
    if name in scope.sizes:
        return self.size(name)
    return Code("np.pi") if name == "pi" else Code(name)


def _negate(self: NumpyWriter, node: Negate) -> Code:
    return Code(f"-{self(node.operand).tight(POWER)}", SIGN)


_BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT}


def _binary(self: NumpyWriter, node: Binary) -> Code:
    left, right = self(node.left), self(node.right)
    if node.operator == "**":
        return Code(f"{left.tight(ATOM)}**{right.tight(SIGN)}", POWER)
    if node.operator == "@":
        return _product(self, node)
    if node.operator == "*":
        left, right = _factor(self, node.left, node.right), _factor(self, node.right, node.left)
    return _joined(node.operator, left, right)


def _joined(operator: str, left: Code, right: Code) -> Code:
    own = _BINDING[operator]
    after = right.tight(POWER if own == PRODUCT else PRODUCT)
    return Code(f"{left.tight(own)} {operator} {after}", own)


def _factor(self: NumpyWriter, node: Expression, other: Expression) -> Code:
    """Write a factor; a condition beside a number counts as 1 or 0 by itself."""
    if isinstance(node, Compare | Logical) and not isinstance(other, Compare | Logical):
        return condition_code(self, node)
    return self(node)


def _product(self: NumpyWriter, node: Binary) -> Code:
    left, right = self.shape(node.left), self.shape(node.right)
    first, second = self(node.left), self(node.right)
    if left is None or right is None or left[1] != 1:
        return _joined("@", first, second)
    if SCALAR in (left, right):
        return _joined("*", first, second)
    return Code(f"np.outer({first.text}, {second.text})")


def _transpose(self: NumpyWriter, node: Transpose) -> Code:
    if isinstance(node.operand, Transpose):
        return self(node.operand.operand)
    operand = self(node.operand)
    return Code(f"{operand.tight(ATOM)}.T") if self.is_matrix(node.operand) else operand


def _piecewise(self: NumpyWriter, node: Piecewise) -> Code:
    condition = condition_code(self, node.condition)
    then, otherwise = self(node.then), self(node.otherwise)
    alike = self.shape(node.then) == self.shape(node.otherwise)
    if self.shape(node.condition) == SCALAR and alike:
        text = f"{then.tight(OR)} if {condition.tight(OR)} else {otherwise.text}"
        return Code(text, PIECEWISE)
    return Code(f"np.where({condition.text}, {then.text}, {otherwise.text})")


def _matrix(self: NumpyWriter, node: Matrix) -> Code:
    rows = [[self(entry).text for entry in row] for row in node.rows]
    if len(rows) == 1 == len(rows[0]):
        return self(node.rows[0][0])
    if len(rows) == 1 or len(rows[0]) == 1:
        return Code(f"np.array([{', '.join(entry for row in rows for entry in row)}])")
    return Code(f"np.array([{', '.join('[' + ', '.join(row) + ']' for row in rows)}])")


def _entry(self: NumpyWriter, node: Entry) -> Code:
    shape, indices = self.shape(node.operand), node.indices
    operand = self(node.operand)
    if shape == SCALAR:
        return operand
    if len(indices) == 2 and shape is not None and 1 in shape:
        indices = indices[:1] if shape[1] == 1 else indices[1:]
    return Code(f"{operand.tight(ATOM)}[{', '.join(map(str, indices))}]")


_RULES: Mapping[type, Callable[[NumpyWriter, Any], Code]] = {
    Number: _number,
    Name: _name,
    Negate: _negate,
    Binary: _binary,
    Transpose: _transpose,
    Call: call_code,
    Derivative: derivative_code,
    Compare: value_of_condition,
    Logical: value_of_condition,
    Piecewise: _piecewise,
    Matrix: _matrix,
    Entry: _entry,
}
