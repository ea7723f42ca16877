"""Expressions back to the text of the claim language."""

from __future__ import annotations

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
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PIECEWISE, OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)
_BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "@": PRODUCT, "**": POWER}


def binding(node: Expression) -> int:
    """Tell how tightly the outermost operation of an expression binds.

    >>> binding(Binary("+", Name("x"), Name("y"))) == SUM
    True
    """
    if isinstance(node, Binary):
        return _BINDING[node.operator]
    if isinstance(node, Logical):
        return {"or": OR, "and": AND, "not": NOT}[node.operator]
    if isinstance(node, Number) and node.value < 0:
        return SIGN
    plain = {Negate: SIGN, Compare: COMPARE, Piecewise: PIECEWISE, Derivative: PRODUCT}
    return plain.get(type(node), ATOM)


def expression_text(node: Expression) -> str:
    """Write an expression as an author would.

    >>> expression_text(Binary("*", Number(2.0, "2"), Binary("+", Name("x"), Name("y"))))
    '2 * (x + y)'
    """
    return _RULES[type(node)](node)


def _tight(node: Expression, least: int) -> str:
    text = expression_text(node)
    return text if binding(node) >= least else f"({text})"


def _binary(node: Binary) -> str:
    own = _BINDING[node.operator]
    if node.operator == "**":
        return f"{_tight(node.left, ATOM)}**{_tight(node.right, SIGN)}"
    return f"{_tight(node.left, own)} {node.operator} {_tight(node.right, own + 1)}"


def _derivative(node: Derivative) -> str:
    below = f"vec({node.variable.name})" if node.stacked else node.variable.name
    return f"d({expression_text(node.function)})/d({below})"


def _call(node: Call) -> str:
    return f"{node.function}({', '.join(expression_text(item) for item in node.arguments)})"


def _compare(node: Compare) -> str:
    parts = [_tight(node.operands[0], SUM)]
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        parts += [operator, _tight(operand, SUM)]
    return " ".join(parts)


def _logical(node: Logical) -> str:
    own = binding(node)
    if node.operator == "not":
        return f"not {_tight(node.operands[0], own)}"
    return f" {node.operator} ".join(_tight(item, own + 1) for item in node.operands)


def _piecewise(node: Piecewise) -> str:
    then, test = _tight(node.then, OR), _tight(node.condition, OR)
    return f"{then} if {test} else {_tight(node.otherwise, PIECEWISE)}"


def _matrix(node: Matrix) -> str:
    if len(node.rows[0]) == 1:
        return "[" + ", ".join(expression_text(row[0]) for row in node.rows) + "]"
    rows = ["[" + ", ".join(expression_text(item) for item in row) + "]" for row in node.rows]
    return "[" + ", ".join(rows) + "]"


_RULES: Mapping[type, Callable[[Any], str]] = {
    Number: lambda node: node.text,
    Name: lambda node: node.name,
    Negate: lambda node: f"-{_tight(node.operand, SIGN)}",
    Binary: _binary,
    Transpose: lambda node: f"{_tight(node.operand, ATOM)}.T",
    Call: _call,
    Derivative: _derivative,
    Compare: _compare,
    Logical: _logical,
    Piecewise: _piecewise,
    Matrix: _matrix,
    Entry: lambda node: f"{_tight(node.operand, ATOM)}[{', '.join(map(str, node.indices))}]",
}
