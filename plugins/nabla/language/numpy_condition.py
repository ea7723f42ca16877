"""Conditions as NumPy: Python's own words for numbers, ``&`` and ``|`` for arrays."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from nabla.language.expression import Compare, Expression, Logical
from nabla.language.numpy_code import Code
from nabla.language.shapes import SCALAR
from nabla.language.text import AND, ATOM, COMPARE, NOT, OR, SUM

if TYPE_CHECKING:
    from nabla.language.numpy_text import NumpyWriter

_BINDING = {"or": OR, "and": AND, "not": NOT}
_ON_ARRAYS = {"or": "|", "and": "&"}


def condition_code(writer: NumpyWriter, node: Expression) -> Code:
    """Write a condition as something true or false, entry by entry."""
    scalar = writer.shape(node) == SCALAR
    if isinstance(node, Compare):
        return _comparison(writer, node, scalar=scalar)
    if not isinstance(node, Logical):
        return Code(f"{writer(node).tight(SUM)} != 0", COMPARE)
    parts = [condition_code(writer, item) for item in node.operands]
    if node.operator == "not":
        inside = parts[0]
        return Code(f"not {inside.tight(NOT)}", NOT) if scalar else Code(f"~{inside.tight(ATOM)}")
    if scalar:
        own = _BINDING[node.operator]
        return Code(f" {node.operator} ".join(part.tight(own + 1) for part in parts), own)
    return Code(f" {_ON_ARRAYS[node.operator]} ".join(part.tight(ATOM) for part in parts), COMPARE)


def value_of_condition(writer: NumpyWriter, node: Compare | Logical) -> Code:
    """Write a condition as the number 1 or 0, entry by entry."""
    condition = condition_code(writer, node)
    if writer.shape(node) == SCALAR:
        return Code(f"float({condition.text})")
    return Code(f"{condition.tight(ATOM)}.astype(float)")


def _comparison(writer: NumpyWriter, node: Compare, *, scalar: bool) -> Code:
    sides = [writer(item).tight(SUM) for item in node.operands]
    pairs = [
        f"{left} {operator} {right}"
        for operator, (left, right) in zip(node.operators, pairwise(sides), strict=True)
    ]
    if len(pairs) == 1:
        return Code(pairs[0], COMPARE)
    if scalar:
        return Code(" and ".join(pairs), AND)
    return Code(" & ".join(f"({pair})" for pair in pairs), COMPARE)
