"""Powers and transposes as TeX."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.language.expression import Binary, Call, Expression, Number, Transpose
from nabla.language.shapes import SCALAR
from nabla.language.tex_piece import ATOM, SCRIPT, Piece

if TYPE_CHECKING:
    from nabla.language.tex import Typesetter

_SQUARED_BY_NAME = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh"})


def power_piece(setter: Typesetter, node: Binary) -> Piece:
    """Set a power; that of a vector, entry by entry, shows a circle."""
    exponent = replace(setter, in_script=True)(node.right)
    base = setter(node.left)
    if _is_whole(node.right) and isinstance(node.left, Call):
        name = node.left.function
        if name in _SQUARED_BY_NAME and not setter.infer.scope.declares(name):
            return Piece(base.tex.replace(rf"\{name}", rf"\{name}^{{{exponent.tex}}}", 1), SCRIPT)
    circle = "" if setter.is_scalar(node.left) else r"\odot "
    above = exponent.tight(ATOM) if circle else exponent.tex
    return Piece(f"{base.tight(ATOM)}^{{{circle}{above}}}", SCRIPT)


def _is_whole(node: Expression) -> bool:
    return isinstance(node, Number) and node.value > 0 and float(node.value).is_integer()


def transpose_piece(setter: Typesetter, node: Transpose) -> Piece:
    """Set a transpose; a number is its own."""
    operand = node.operand
    if setter.shape(operand) == SCALAR:
        return setter(operand)
    if isinstance(operand, Call) and operand.function == "inv":
        return Piece(rf"{setter(operand.arguments[0]).tight(ATOM)}^{{-\top}}", SCRIPT)
    return Piece(rf"{setter(operand).tight(ATOM)}^{{\top}}", SCRIPT)
