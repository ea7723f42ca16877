"""Matrices written out, and single entries, as TeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.expression import Call, Entry, Matrix, Name
from nabla.language.letters import function_tex, parse_symbol
from nabla.language.tex_call import applied_tex
from nabla.language.tex_piece import ATOM, SCRIPT, Piece, bracketed

if TYPE_CHECKING:
    from nabla.language.shapes import Shape
    from nabla.language.tex import Typesetter


def matrix_piece(setter: Typesetter, node: Matrix) -> Piece:
    """Set a column or a matrix by its entries."""
    rows = [" & ".join(setter(entry).tex for entry in row) for row in node.rows]
    return Piece(r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}")


def entry_piece(setter: Typesetter, node: Entry) -> Piece:
    """Set one entry, counted from 1."""
    index = _index(setter.shape(node.operand), node.indices)
    below = ",".join(index)
    operand = node.operand
    if isinstance(operand, Name) and not parse_symbol(operand.name).subscripts:
        symbol = parse_symbol(operand.name).with_subscript(*index)
        return Piece(symbol.tex(bold=False), SCRIPT if symbol.marks else ATOM)
    if isinstance(operand, Call) and operand.function in setter.infer.scope.variables:
        function = function_tex(operand.function)
        return Piece(applied_tex(setter, f"{function}_{{{below}}}", operand.arguments))
    piece = setter(operand)
    base = bracketed(piece.tex) if isinstance(operand, Name) else piece.tight(ATOM)
    return Piece(f"{base}_{{{below}}}")


def _index(shape: Shape | None, indices: tuple[int, ...]) -> tuple[str, ...]:
    """Write indices counted from 1; of the two indices into a vector only one counts."""
    if len(indices) == 2 and shape is not None and 1 in shape:
        indices = indices[:1] if shape[1] == 1 else indices[1:]
    numbers = [str(index + 1) for index in indices]
    return tuple(numbers) if any(len(number) > 1 for number in numbers) else ("".join(numbers),)
