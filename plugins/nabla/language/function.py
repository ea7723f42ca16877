"""One entry of the function table: everything the program knows about a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nabla.language.dual import Array, TangentRule, Value, chain
from nabla.language.shapes import SCALAR, Shape, ShapeMismatch

if TYPE_CHECKING:
    from collections.abc import Callable

ShapeRule: TypeAlias = "Callable[..., Shape | None]"


@dataclass(frozen=True)
class Function:
    """A function of the claim language.

    Attributes
    ----------
    name
        As it is written in a claim.
    shape
        From the arguments' shapes to the result's; raises `ShapeMismatch`.
    value
        From real arrays ``(..., rows, columns)`` to one.
    tangent
        The dual-number rule, from result, primals and tangents to the result's tangent.
    tex
        ``<0>`` is the first argument, ``<0^>`` the same in brackets unless it is one symbol.
    numpy
        The text for NumPy, arguments as in `tex`; a scalar is a float, a vector has one axis.
    arguments
        How many it takes: the least and the most.
    complex_value
        For complex arrays, where `value` is no analytic function; the complex step needs it.
    kink
        The signed distance from where it is not differentiable, entry by entry.
    numpy_definition
        Lines of Python that define the name which `numpy` calls.
    static
        The places of arguments that are sizes or indices: numbers, never differentiated.
    """

    name: str
    shape: ShapeRule
    value: Callable[..., Array]
    tangent: TangentRule
    tex: str
    numpy: str
    arguments: tuple[int, int] = (1, 1)
    complex_value: Callable[..., Array] | None = None
    kink: Callable[..., Array] | None = None
    numpy_definition: str = ""
    static: tuple[int, ...] = ()

    def __call__(self, *arguments: Value) -> Value:
        """Apply it to arrays or dual numbers."""
        return chain(self._array_value, self.tangent, *arguments)

    def _array_value(self, *arguments: Array) -> Array:
        if self.complex_value and any(np.iscomplexobj(item) for item in arguments):
            return self.complex_value(*arguments)
        return self.value(*arguments)


def elementwise(
    name: str,
    value: Callable[..., Array],
    derivative: Callable[[Any, Any], Any] | None,
    *,
    tex: str | None = None,
    numpy: str | None = None,
    **rest: Any,
) -> Function:
    """Make the entry of a function that is applied to each entry.

    Parameters
    ----------
    derivative
        From the argument and the result to the slope; `None` where it is zero.
    """

    def tangent(out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
        return tangents[0] * (derivative(primals[0], out) if derivative else 0.0)

    return Function(
        name,
        shape=lambda shape: shape,
        value=value,
        tangent=tangent,
        tex=tex or rf"\{name}(<0>)",
        numpy=numpy or f"np.{name}(<0>)",
        **rest,
    )


def same_shape(first: Shape | None, second: Shape | None) -> Shape | None:
    """Return the shape of an operation entry by entry: equal shapes, or a scalar with anything.

    >>> same_shape((1, 1), ("n", 1))
    ('n', 1)
    """
    if first is None or second is None:
        other = second if first is None else first
        return other if other != SCALAR else None
    if SCALAR in (first, second):
        return second if first == SCALAR else first
    if first != second:
        raise ShapeMismatch(first, second, "equal shapes or a scalar")
    return first


def vector(shape: Shape | None) -> Shape | None:
    """Return the shape if it is a column's."""
    if shape is not None and shape[1] != 1:
        raise ShapeMismatch(shape, None, "a vector, n×1")
    return shape


def square(shape: Shape | None) -> Shape | None:
    """Return the shape if it is a square matrix's."""
    if shape is not None and shape[0] != shape[1]:
        raise ShapeMismatch(shape, None, "a square matrix")
    return shape
