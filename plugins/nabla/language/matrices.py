"""Functions of whole vectors and matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from nabla.language.dual import Array, chain, linear, swap, total
from nabla.language.function import Function, same_shape, square, vector
from nabla.language.identities import identity
from nabla.language.shapes import SCALAR, Shape, ShapeMismatch, times

LARGEST = 600.0
"""Beyond it the exponential, or a product of two, is no number."""


def entry_sum(value: Any) -> Any:
    """Add all entries; the result is 1 by 1."""
    return linear(lambda a: a.sum(axis=(-2, -1), keepdims=True), value)


def _scalar(_shape: Shape | None) -> Shape:
    return SCALAR


def _linear_rule(function: Any) -> Any:
    return lambda _out, _primals, tangents: linear(function, tangents[0])


def _sum(a: Array) -> Array:
    return np.asarray(a.sum(axis=(-2, -1), keepdims=True))


def _mean(a: Array) -> Array:
    return np.asarray(a.mean(axis=(-2, -1), keepdims=True))


def _trace(a: Array) -> Array:
    return np.asarray(np.trace(a, axis1=-2, axis2=-1))[..., None, None]


def trace(value: Any) -> Any:
    """Add the diagonal entries; the result is 1 by 1."""
    return linear(_trace, value)


def _diag(a: Array) -> Array:
    if a.shape[-1] == 1:
        return np.asarray(a * identity(a.shape[-2]))
    return np.diagonal(a, axis1=-2, axis2=-1)[..., None].copy()


def _diag_shape(shape: Shape | None) -> Shape | None:
    if shape is None or shape[1] == 1:
        return shape and (shape[0], shape[0])
    return (shape[0], 1) if shape[0] == shape[1] else square(shape)


def vec(a: Array) -> Array:
    """Stack the columns of ``(..., m, n)`` into ``(..., m·n, 1)``."""
    return a.swapaxes(-1, -2).reshape(*a.shape[:-2], a.shape[-1] * a.shape[-2], 1)


def _kron(a: Array, b: Array) -> Array:
    wide = a[..., :, None, :, None] * b[..., None, :, None, :]
    rows, columns = a.shape[-2] * b.shape[-2], a.shape[-1] * b.shape[-1]
    return wide.reshape(*wide.shape[:-4], rows, columns)


def _kron_rule(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    return total(
        None if da is None else chain(_kron, _kron_rule, da, b),
        None if db is None else chain(_kron, _kron_rule, a, db),
    )


def _kron_shape(first: Shape | None, second: Shape | None) -> Shape | None:
    if first is None or second is None:
        return None
    return times(first[0], second[0]), times(first[1], second[1])


def _both_vectors(first: Shape | None, second: Shape | None) -> Shape:
    vector(first)
    vector(second)
    if first is not None and second is not None and first != second:
        raise ShapeMismatch(first, second, "two vectors of the same length")
    return SCALAR


def _outer_shape(first: Shape | None, second: Shape | None) -> Shape | None:
    vector(first)
    vector(second)
    return (first[0], second[0]) if first and second else None


def _outer_rule(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    return total(None if da is None else da @ swap(b), None if db is None else a @ swap(db))


def _dot_rule(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    return total(
        None if da is None else entry_sum(da * b), None if db is None else entry_sum(a * db)
    )


def _norm(a: Array) -> Array:
    return np.sqrt(_sum(a * a))


def _softmax(a: Array) -> Array:
    raised = np.exp(a - a.real.max(axis=-2, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-2, keepdims=True))


def _complex_softmax(a: Array) -> Array:
    """Return 1 / sum(exp(z - z_i)): dividing by the sum would cost the digits of small slopes."""
    gap = a.swapaxes(-1, -2) - a
    gap = np.where(gap.real > LARGEST, LARGEST, gap)
    return np.asarray(1.0 / np.exp(gap).sum(axis=-1, keepdims=True))


def _softmax_rule(out: Any, _primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    """Return out_i times the sum of out_j (t_i - t_j): exact also where out is nearly 1."""
    gap = _pairs(tangents[0])
    return out * (gap @ out)


def _pairs(value: Any) -> Any:
    """Return the differences between the entries of a column, each with each."""
    return linear(lambda a: a - a.swapaxes(-1, -2), value)


def softmax(value: Any) -> Any:
    """Return exp(z) / sum(exp(z)) for columns z."""
    return chain(_softmax, _softmax_rule, value)


def _logsumexp(a: Array) -> Array:
    top = a.real.max(axis=-2, keepdims=True)
    return np.asarray(top + np.log(np.exp(a - top).sum(axis=-2, keepdims=True)))


def _cumsum(a: Array) -> Array:
    return a.cumsum(axis=-2)


MATRIX_FUNCTIONS: tuple[Function, ...] = (
    Function(
        "sum",
        _scalar,
        _sum,
        _linear_rule(_sum),
        tex=r"\operatorname{sum}(<0>)",
        numpy="np.sum(<0>)",
    ),
    Function(
        "mean",
        _scalar,
        _mean,
        _linear_rule(_mean),
        tex=r"\operatorname{mean}(<0>)",
        numpy="np.mean(<0>)",
    ),
    Function(
        "dot",
        _both_vectors,
        lambda a, b: _sum(a * b),
        _dot_rule,
        tex=r"<0^> \cdot <1^>",
        numpy="np.dot(<0>, <1>)",
        arguments=(2, 2),
    ),
    Function(
        "norm",
        _scalar,
        _norm,
        lambda out, p, t: entry_sum(p[0] * t[0]) / out,
        tex=r"\lVert <0> \rVert",
        numpy="np.linalg.norm(<0>)",
    ),
    Function(
        "trace",
        lambda shape: square(shape) and SCALAR,
        _trace,
        _linear_rule(_trace),
        tex=r"\operatorname{tr}(<0>)",
        numpy="np.trace(<0>)",
    ),
    Function(
        "diag",
        _diag_shape,
        _diag,
        _linear_rule(_diag),
        tex=r"\operatorname{diag}(<0>)",
        numpy="np.diag(<0>)",
    ),
    Function(
        "outer",
        _outer_shape,
        lambda a, b: a @ b.swapaxes(-1, -2),
        _outer_rule,
        tex=r"<0^> <1^>^{\top}",
        numpy="np.outer(<0>, <1>)",
        arguments=(2, 2),
    ),
    Function(
        "kron",
        _kron_shape,
        _kron,
        _kron_rule,
        tex=r"<0^> \otimes <1^>",
        numpy="np.kron(<0>, <1>)",
        arguments=(2, 2),
    ),
    Function(
        "vec",
        lambda shape: shape and (times(*shape), 1),
        vec,
        _linear_rule(vec),
        tex=r"\operatorname{vec}(<0>)",
        numpy='np.ravel(<0>, order="F")',
    ),
    Function(
        "softmax",
        vector,
        _softmax,
        _softmax_rule,
        complex_value=_complex_softmax,
        tex=r"\operatorname{softmax}(<0>)",
        numpy="softmax(<0>)",
        numpy_definition=(
            "def softmax(z):\n"
            "    raised = np.exp(z - np.max(z))\n"
            "    return raised / np.sum(raised)"
        ),
    ),
    Function(
        "logsumexp",
        lambda shape: vector(shape) and SCALAR,
        _logsumexp,
        lambda _o, p, t: entry_sum(softmax(p[0]) * t[0]),
        tex=r"\operatorname{logsumexp}(<0>)",
        numpy="np.logaddexp.reduce(<0>)",
    ),
    Function(
        "cumsum",
        vector,
        _cumsum,
        _linear_rule(_cumsum),
        tex=r"\operatorname{cumsum}(<0>)",
        numpy="np.cumsum(<0>)",
    ),
)

__all__ = [
    "MATRIX_FUNCTIONS",
    "entry_sum",
    "same_shape",
    "softmax",
    "trace",
]
