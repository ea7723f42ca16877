"""Conditions, and values by cases."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import chain, innermost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.dual import Array, Value
    from nabla.language.evaluation import Evaluation
    from nabla.language.expression import Compare, Logical, Piecewise


def select(mask: Array, then: Value, otherwise: Value) -> Value:
    """Choose entry by entry; what is not chosen may be undefined."""

    def rule(_out: Value, primals: tuple[Value, ...], tangents: tuple[Value | None, ...]) -> Value:
        zero = np.zeros(np.broadcast_shapes(*(innermost(item).shape[-2:] for item in primals)))
        a, b = (zero if item is None else item for item in tangents)
        return select(mask, a, b)

    def value(a: Array, b: Array) -> Array:
        return np.where(mask, a, b)

    return chain(value, rule, then, otherwise)


def piecewise(self: Evaluation, node: Piecewise) -> Value:
    """Evaluate a value by cases."""
    mask = innermost(self(node.condition)) != 0
    return select(mask, self(node.then), self(node.otherwise))


_COMPARISONS: Mapping[str, Callable[[Array, Array], Array]] = MappingProxyType(
    {
        "<": np.less,
        "<=": np.less_equal,
        ">": np.greater,
        ">=": np.greater_equal,
        "==": np.equal,
        "!=": np.not_equal,
    }
)


def compare(self: Evaluation, node: Compare) -> Value:
    """Evaluate a chain of comparisons to 1 or 0, entry by entry."""
    operands = [innermost(self(item)).real for item in node.operands]
    result: Array = np.ones((1, 1), dtype=bool)
    for place, operator in enumerate(node.operators):
        left, right = operands[place], operands[place + 1]
        if self.trace is not None:
            self.trace.record(node, _gap(operator, left, right))
        result = result & _COMPARISONS[operator](left, right)
    return result.astype(float)


def _gap(operator: str, left: Array, right: Array) -> Array:
    """Return the distance from the boundary; an equality has two sides and no boundary."""
    if operator in {"==", "!="}:
        return np.where(left == right, 1.0, -1.0)
    return np.asarray(left - right)


def logical(self: Evaluation, node: Logical) -> Value:
    """Evaluate conditions that are joined or negated."""
    masks = [innermost(self(item)) != 0 for item in node.operands]
    if node.operator == "not":
        return np.where(masks[0], 0.0, 1.0)
    joined = masks[0]
    for mask in masks[1:]:
        joined = joined & mask if node.operator == "and" else joined | mask
    return np.where(joined, 1.0, 0.0)
