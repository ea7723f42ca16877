"""Dual numbers over arrays: forward-mode differentiation.

A value is an array of shape ``(..., rows, columns)``; a scalar is 1 by 1. The axes in front are
directions or points that are computed together. A `Dual` carries a value with its tangent; its
level keeps nested differentiations apart.

Sources: Griewank and Walther, Evaluating Derivatives, ch. 3; Siskind and Pearlmutter 2008 on
levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Dual:
    """A primal and its tangent, at one level of differentiation.

    >>> x = Dual(np.array([[3.0]]), np.array([[1.0]]), 1)
    >>> float((x * x).tangent[0, 0])
    6.0
    """

    primal: Value
    tangent: Value
    level: int

    __array_ufunc__ = None  # arrays on the left leave the operation to this class

    def __add__(self, other: Operand) -> Value:
        return chain(np.add, _add, self, other)

    def __radd__(self, other: Operand) -> Value:
        return chain(np.add, _add, other, self)

    def __sub__(self, other: Operand) -> Value:
        return chain(np.subtract, _subtract, self, other)

    def __rsub__(self, other: Operand) -> Value:
        return chain(np.subtract, _subtract, other, self)

    def __mul__(self, other: Operand) -> Value:
        return chain(np.multiply, _multiply, self, other)

    def __rmul__(self, other: Operand) -> Value:
        return chain(np.multiply, _multiply, other, self)

    def __truediv__(self, other: Operand) -> Value:
        return chain(np.divide, _divide, self, other)

    def __rtruediv__(self, other: Operand) -> Value:
        return chain(np.divide, _divide, other, self)

    def __matmul__(self, other: Operand) -> Value:
        return chain(np.matmul, _multiply_matrices, self, other)

    def __rmatmul__(self, other: Operand) -> Value:
        return chain(np.matmul, _multiply_matrices, other, self)

    def __neg__(self) -> Value:
        return chain(np.negative, lambda _out, _primals, tangents: -tangents[0], self)


Value: TypeAlias = Array | Dual
Operand: TypeAlias = Value | complex
TangentRule: TypeAlias = "Callable[[Any, tuple[Any, ...], tuple[Any, ...]], Any]"
"""From the result, the primals and the tangents (`None` for a constant) to the result's tangent."""


def chain(value: Callable[..., Array], rule: TangentRule, *arguments: Operand) -> Value:
    """Apply a function with a known tangent rule to arrays or dual numbers."""
    level = 0
    for item in arguments:
        if isinstance(item, Dual) and item.level > level:
            level = item.level
    if not level:
        return value(*arguments)
    primals: list[Operand] = []
    tangents: list[Value | None] = []
    for item in arguments:
        if isinstance(item, Dual) and item.level == level:
            primals.append(item.primal)
            tangents.append(item.tangent)
        else:
            primals.append(item)
            tangents.append(None)
    out = chain(value, rule, *primals)
    return Dual(out, rule(out, tuple(primals), tuple(tangents)), level)


def total(*terms: Any) -> Any:
    """Add the terms that are there; `None` stands for zero."""
    result = None
    for term in terms:
        if term is not None:
            result = term if result is None else result + term
    return result


def _add(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    if da is None:
        return _widened(db, a)
    return _widened(da, b) if db is None else da + db


def _subtract(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    if da is None:
        return _widened(-db, a)
    return _widened(da, b) if db is None else da - db


def _widened(tangent: Any, other: Any) -> Any:
    """Return a tangent of the shape that its sum with a constant has."""
    shape = np.shape(innermost(other))[-2:]
    if shape in {(), (1, 1), innermost(tangent).shape[-2:]}:
        return tangent
    return tangent + np.zeros(shape)


def _multiply(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    return total(None if da is None else da * b, None if db is None else a * db)


def _divide(out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (_, b), (da, db) = primals, tangents
    return total(None if da is None else da / b, None if db is None else -out * db / b)


def _multiply_matrices(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    return total(None if da is None else da @ b, None if db is None else a @ db)


def innermost(value: Value) -> Array:
    """Return the plain array inside a value."""
    while isinstance(value, Dual):
        value = value.primal
    return value


def swap(value: Value) -> Value:
    """Transpose the last two axes.

    >>> swap(np.ones((5, 2, 3))).shape
    (5, 3, 2)
    """
    return chain(lambda a: a.swapaxes(-1, -2), lambda _o, _p, tangents: swap(tangents[0]), value)


def linear(function: Callable[[Array], Array], value: Value) -> Value:
    """Apply a linear map of arrays, whose tangent rule is itself."""
    return chain(function, lambda _o, _p, tangents: linear(function, tangents[0]), value)
