"""Determinants and inverses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nabla.language.dual import chain
from nabla.language.function import Function, square
from nabla.language.matrices import trace
from nabla.language.shapes import SCALAR

if TYPE_CHECKING:
    from nabla.language.dual import Array


def _inverse(a: Array) -> Array:
    try:
        return np.linalg.inv(a)
    except np.linalg.LinAlgError:
        if a.ndim == 2:
            return np.full(a.shape, np.nan, dtype=a.dtype)
        return np.stack([_inverse(item) for item in a])


def inverse(value: Any) -> Any:
    """Invert square matrices; a singular one gives entries that are no numbers."""
    return chain(_inverse, lambda out, _p, t: -(out @ t[0] @ out), value)


def determinant(value: Any) -> Any:
    """Return the determinant, 1 by 1."""
    rule = _determinant_rule
    return chain(lambda a: np.linalg.det(a)[..., None, None], rule, value)


def _determinant_rule(out: Any, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    return out * trace(inverse(primals[0]) @ tangents[0])


def _log_determinant(a: Array) -> Array:
    return np.asarray(np.linalg.slogdet(a)[1])[..., None, None]


def _complex_log_determinant(a: Array) -> Array:
    value = np.linalg.det(a)[..., None, None]
    return np.asarray(np.log(np.where(value.real < 0, -value, value)))


DETERMINANTS: tuple[Function, ...] = (
    Function(
        "det",
        lambda shape: square(shape) and SCALAR,
        lambda a: np.linalg.det(a)[..., None, None],
        _determinant_rule,
        tex=r"\det(<0>)",
        numpy="np.linalg.det(<0>)",
    ),
    Function(
        "logdet",
        lambda shape: square(shape) and SCALAR,
        _log_determinant,
        lambda _o, p, t: trace(inverse(p[0]) @ t[0]),
        tex=r"\log \lvert \det(<0>) \rvert",
        numpy="np.linalg.slogdet(<0>)[1]",
        complex_value=_complex_log_determinant,
    ),
    Function(
        "inv",
        square,
        _inverse,
        lambda out, _p, t: -(out @ t[0] @ out),
        tex=r"<0^>^{-1}",
        numpy="np.linalg.inv(<0>)",
    ),
)
