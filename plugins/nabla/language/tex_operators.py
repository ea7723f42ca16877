"""Derivatives and the other differential operators as TeX."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.language.expression import Binary, Call, Derivative, Expression, Name, Number, Transpose
from nabla.language.spelled_out import spelled_out
from nabla.language.tex_piece import FRACTION, HADAMARD, PREFIX, SCRIPT, Piece, bracketed

if TYPE_CHECKING:
    from nabla.language.tex import Typesetter

_NAMED = {"dot", "kron", "outer", "exp"}


def derivative_piece(setter: Typesetter, node: Derivative) -> Piece:
    """Set ``d(f)/d(x)``: a short function above the bar, a longer one after it."""
    d = setter.differential
    variable = setter(node.variable).tex
    below = rf"{d} \operatorname{{vec}}({variable})" if node.stacked else f"{d} {variable}"
    above = _above(setter, node.function)
    if above is not None:
        return Piece(rf"\frac{{{d} {above}}}{{{below}}}", FRACTION)
    return _before(rf"\frac{{{d}}}{{{below}}}", setter(node.function))


def _above(setter: Typesetter, node: Expression) -> str | None:
    """Set a function that is short enough to stand above the bar."""
    tex = setter(node).tex
    if isinstance(node, Name):
        return rf"\,{tex}" if tex.startswith(r"\mathrm") else tex
    if isinstance(node, Call) and node.function not in _NAMED:
        fits = all(isinstance(item, Name | Number) for item in node.arguments)
        return tex if fits and setter(node).binding != PREFIX and "^" not in tex else None
    return bracketed(tex) if _is_short_operation(setter, node) else None


def _is_short_operation(setter: Typesetter, node: Expression) -> bool:
    if isinstance(node, Binary) and node.operator in {"+", "-", "*", "@", "/"}:
        fraction = node.operator == "/" and setter.is_scalar(node.right)
        return not fraction and _is_leaf(node.left) and _is_leaf(node.right)
    return isinstance(node, Call) and node.function == "dot" and all(map(_is_leaf, node.arguments))


def _is_leaf(node: Expression) -> bool:
    inside = node.operand if isinstance(node, Transpose) else node
    return isinstance(inside, Name | Number)


def _before(operator: str, operand: Piece) -> Piece:
    """Put an operator before its operand; together they take in what would follow."""
    if operand.binding >= PREFIX:
        space = r"\," if operand.tex.startswith(r"\mathrm") else " "
        return Piece(operator + space + operand.tex, PREFIX)
    brackets = "[]" if _depth(operand.tex) > 1 else "()"
    return Piece(f"{operator} {bracketed(operand.tex, brackets)}", PREFIX)


def _depth(tex: str) -> int:
    """Count how deeply brackets are nested."""
    depth = deepest = 0
    for letter in tex:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest


def operator_piece(setter: Typesetter, node: Call) -> Piece:
    """Set ``grad(f, x)`` and the other operators that are written like calls."""
    name, arguments = node.function, node.arguments
    if name in {"J", "D"}:
        return _at_point(setter, node)
    if name in {"jvp", "vjp", "hvp"}:
        return setter(spelled_out(node, setter.infer))
    variable = arguments[1]
    return _nabla(setter, name, arguments[0], _subscript(setter, name, variable))


def _subscript(setter: Typesetter, name: str, variable: Expression) -> str:
    """Name the variable below the operator; the field operators only where there are several."""
    values = [d for d in setter.infer.scope.variables.values() if not d.is_function]
    if name in {"grad", "hess"} or len(values) > 1:
        return f"_{{{setter(variable).tex}}}"
    return ""


def _nabla(setter: Typesetter, name: str, function: Expression, below: str) -> Piece:
    operand = setter(function)
    if operand.binding == SCRIPT and operand.tex.startswith(("(", r"\left(")):
        operand = Piece(bracketed(operand.tex, "[]"))
    elif name == "lap" and operand.binding in {SCRIPT, FRACTION}:
        operand = Piece(bracketed(operand.tex))
    if name in {"div", "curl"}:
        sign = r"\cdot" if name == "div" else r"\times"
        return Piece(rf"\nabla{below} {sign} {operand.tight(PREFIX)}", HADAMARD)
    operator = {
        "grad": rf"\nabla{below}",
        "hess": rf"\nabla^{{2}}{below}",
        "lap": rf"\Delta{below}",
    }
    piece = _before(operator[name], operand)
    return replace(piece, binding=FRACTION) if isinstance(function, Name) else piece


def _at_point(setter: Typesetter, node: Call) -> Piece:
    function, point = node.arguments
    assert isinstance(function, Name)
    symbol = setter.function(function.name)
    applied = bracketed(setter(point).tex)
    if node.function == "D":
        return Piece(f"{symbol}'{applied}")
    return Piece(rf"\mathbf{{J}}_{{{symbol}}}{applied}")
