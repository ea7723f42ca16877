"""Functions that are applied to each entry, and to pairs of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nabla.language.dual import Array, Value, chain, innermost, total
from nabla.language.function import Function, elementwise, same_shape

if TYPE_CHECKING:
    from collections.abc import Callable


def _simple(
    value: Callable[[Array], Array], slope: Callable[[Any], Any]
) -> Callable[[Value], Value]:
    return lambda item: chain(value, lambda _o, p, t: t[0] * slope(p[0]), item)


exp: Callable[[Any], Any] = lambda x: chain(np.exp, lambda out, _p, t: t[0] * out, x)  # noqa: E731 - one line each
sin: Callable[[Any], Any] = _simple(np.sin, lambda x: cos(x))
cos: Callable[[Any], Any] = _simple(np.cos, lambda x: -sin(x))
sinh: Callable[[Any], Any] = _simple(np.sinh, lambda x: cosh(x))
cosh: Callable[[Any], Any] = _simple(np.cosh, lambda x: sinh(x))
log: Callable[[Any], Any] = _simple(np.log, lambda x: 1.0 / x)


def _real_sign(x: Array) -> Array:
    return np.asarray(np.sign(x.real))


def sigmoid_value(x: Array) -> Array:
    """Return 1 / (1 + exp(-x)) without overflow, for real and complex arrays."""
    small = np.exp(-np.where(x.real < 0, -x, x))
    return np.where(x.real < 0, small, 1.0) / (1.0 + small)


def softplus_value(x: Array) -> Array:
    """Return log(1 + exp(x)) without overflow, for real and complex arrays."""
    folded = np.where(x.real < 0, x, -x)
    return np.where(x.real < 0, 0.0, x) + np.log1p(np.exp(folded))


def _sigmoid(x: Any) -> Any:
    return chain(sigmoid_value, lambda out, p, t: t[0] * out * _sigmoid(-p[0]), x)


def _positive(x: Any) -> Array:
    return (innermost(x).real > 0).astype(float)


def _sign_of(x: Any) -> Array:
    return np.asarray(np.sign(innermost(x).real))


ONE_ARGUMENT: tuple[Function, ...] = (
    elementwise("exp", np.exp, lambda _x, out: out, tex=r"\exp(<0>)"),
    elementwise("log", np.log, lambda x, _o: 1.0 / x),
    elementwise("sin", np.sin, lambda x, _o: cos(x)),
    elementwise("cos", np.cos, lambda x, _o: -sin(x)),
    elementwise("tan", np.tan, lambda _x, out: 1.0 + out * out),
    elementwise("sinh", np.sinh, lambda x, _o: cosh(x)),
    elementwise("cosh", np.cosh, lambda x, _o: sinh(x)),
    elementwise("tanh", np.tanh, lambda x, _o: 1.0 / (cosh(x) * cosh(x))),
    elementwise("sqrt", np.sqrt, lambda _x, out: 0.5 / out, tex=r"\sqrt{<0>}"),
    elementwise(
        "abs",
        np.abs,
        lambda x, _o: _sign_of(x),
        complex_value=lambda x: x * _real_sign(x),
        kink=lambda x: x.real,
        tex=r"\lvert <0> \rvert",
    ),
    elementwise(
        "sign",
        _real_sign,
        None,
        kink=lambda x: x.real,
        tex=r"\operatorname{sign}(<0>)",
    ),
    elementwise(
        "relu",
        lambda x: np.maximum(x, 0.0),
        lambda x, _o: _positive(x),
        complex_value=lambda x: np.where(x.real > 0, x, 0.0),
        kink=lambda x: x.real,
        tex=r"\max(0, <0>)",
        numpy="np.maximum(0, <0>)",
    ),
    elementwise(
        "step",
        lambda x: (x.real > 0).astype(float),
        None,
        kink=lambda x: x.real,
        tex=r"\mathbf{1}[<0> > 0]",
        numpy="np.heaviside(<0>, 0.0)",
    ),
    elementwise(
        "sigmoid",
        sigmoid_value,
        lambda x, out: out * _sigmoid(-x),  # 1 - out has lost its digits where out is nearly 1
        tex=r"\sigma(<0>)",
        numpy="sigmoid(<0>)",
        numpy_definition="def sigmoid(x):\n    return 1 / (1 + np.exp(-x))",
    ),
    elementwise(
        "softplus",
        softplus_value,
        lambda x, _o: _sigmoid(x),
        tex=r"\operatorname{softplus}(<0>)",
        numpy="np.logaddexp(0, <0>)",
    ),
)


def _chosen(first: Callable[[Array, Array], Array]) -> Callable[..., Any]:
    """Return the tangent rule of a choice between two arguments, entry by entry."""

    def tangent(_out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
        a, b = (innermost(item).real for item in primals)
        mask = first(a, b).astype(float)
        da, db = tangents
        return total(None if da is None else da * mask, None if db is None else db * (1.0 - mask))

    return tangent


def _larger(a: Array, b: Array) -> Array:
    return np.where(a.real > b.real, a, b)


def _smaller(a: Array, b: Array) -> Array:
    return np.where(a.real < b.real, a, b)


def _power_value(base: Array, exponent: Array) -> Array:
    if exponent.size == 1 and not np.iscomplexobj(exponent):
        number = exponent.item()
        if number == 2.0:
            return base * base
        if number.is_integer() and abs(number) <= 64:
            return np.asarray(base ** int(number)) if number >= 0 else 1.0 / base ** int(-number)
    return np.asarray(base**exponent)


def _power_tangent(out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    (a, b), (da, db) = primals, tangents
    return total(
        None if da is None else da * b * power(a, b - 1.0),
        None if db is None else db * out * log(a),
    )


def power(base: Any, exponent: Any) -> Any:
    """Raise each entry to a power."""
    return chain(_power_value, _power_tangent, base, exponent)


TWO_ARGUMENTS: tuple[Function, ...] = (
    Function(
        "max",
        same_shape,
        np.maximum,
        _chosen(lambda a, b: a > b),
        tex=r"\max(<0>, <1>)",
        numpy="np.maximum(<0>, <1>)",
        arguments=(2, 2),
        complex_value=_larger,
        kink=lambda a, b: a.real - b.real,
    ),
    Function(
        "min",
        same_shape,
        np.minimum,
        _chosen(lambda a, b: a < b),
        tex=r"\min(<0>, <1>)",
        numpy="np.minimum(<0>, <1>)",
        arguments=(2, 2),
        complex_value=_smaller,
        kink=lambda a, b: a.real - b.real,
    ),
)
