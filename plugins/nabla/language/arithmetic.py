"""Operations, matrices by entries and entries of matrices: the values of the simple nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError, Place
from nabla.language.dual import innermost, linear, total
from nabla.language.elementwise import power
from nabla.language.shapes import shape_text

if TYPE_CHECKING:
    from nabla.language.dual import Value
    from nabla.language.evaluation import Evaluation
    from nabla.language.expression import Binary, Entry, Matrix

NOWHERE = Place("", 1)
"""The place of an expression that the program has made itself."""

_SCALAR = (1, 1)


def binary(self: Evaluation, node: Binary) -> Value:
    """Evaluate an arithmetic operation."""
    left, right = self(node.left), self(node.right)
    operator = node.operator
    _check_shapes(node, innermost(left).shape[-2:], innermost(right).shape[-2:])
    if operator == "@":
        return left @ right
    if operator == "*":
        return left * right
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "/":
        return left / right
    result: Value = power(left, right)
    return result


def _check_shapes(node: Binary, left: tuple[int, ...], right: tuple[int, ...]) -> None:
    """Refuse what NumPy would broadcast; only a function of the page can come this far."""
    if node.operator == "@":
        fits = left[1] == right[0]
    else:
        fits = left in (right, _SCALAR) or right == _SCALAR
    if not fits:
        raise PageError(
            node.place or NOWHERE,
            f"shape error: '{node.operator}' got {shape_text(left)} and {shape_text(right)}",
        )


def matrix(self: Evaluation, node: Matrix) -> Value:
    """Evaluate a matrix that is written by its entries."""
    rows, columns = len(node.rows), len(node.rows[0])
    terms = []
    for i, row in enumerate(node.rows):
        for j, entry in enumerate(row):
            unit = np.zeros((rows, columns))
            unit[i, j] = 1.0
            terms.append(self(entry) * unit)
    result: Value = total(*terms)
    return result


def entry(self: Evaluation, node: Entry) -> Value:
    """Evaluate an entry of a vector or matrix."""
    operand = self(node.operand)
    rows, columns = innermost(operand).shape[-2:]
    i, j = node.indices if len(node.indices) == 2 else (node.indices[0], 0)
    if len(node.indices) == 1 and rows == 1 and columns > 1:
        i, j = 0, node.indices[0]
    if not (0 <= i < rows and 0 <= j < columns):
        said = f"no entry {list(node.indices)} in a value of shape {rows}×{columns}"
        raise PageError(node.place or NOWHERE, said)
    return linear(lambda a: a[..., i, None, j, None], operand)
