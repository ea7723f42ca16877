"""Directions of differentiation, and derivatives along them as the columns of a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import innermost
from nabla.language.identities import identity

if TYPE_CHECKING:
    from nabla.language.dual import Array, Value


def basis_of(x: Value, depth: int) -> Array:
    """Return one direction for each entry of a value, column after column.

    >>> basis_of(np.zeros((2, 3)), 1).shape
    (6, 1, 2, 3)
    """
    rows, columns = innermost(x).shape[-2:]
    count = rows * columns
    directions = identity(count)
    if columns != 1:
        directions = directions.reshape(count, columns, rows).swapaxes(-1, -2)
    return directions.reshape(count, *(1,) * depth, rows, columns)


def padded(a: Array, depth: int) -> Array:
    """Return the array with its axes in front, all there: ``(k, ..., rows, columns)``."""
    missing = depth + 3 - a.ndim
    return a.reshape((1,) * missing + a.shape) if missing > 0 else a


def as_columns(a: Array, count: int, depth: int) -> Array:
    """From ``(k, ..., rows, columns)`` to ``(..., rows·columns, k)``."""
    a = padded(a, depth)
    axis = a.ndim - (depth + 3)
    if a.shape[axis] != count:
        a = np.broadcast_to(a, (*a.shape[:axis], count, *a.shape[axis + 1 :]))
    stacked = a[..., 0] if a.shape[-1] == 1 else a.swapaxes(-1, -2).reshape(*a.shape[:-2], -1)
    last = stacked.ndim
    return stacked.transpose(*range(axis), *range(axis + 1, last), axis)
