"""Directions that stay inside a structured set, to first order."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.language.domains import Domain
    from nabla.language.dual import Array


def tangent_basis(domain: Domain, value: Array) -> Array:
    """Return a basis of the tangent space at a value, shape ``(k, rows, columns)``.

    Points may be stacked in front; then so are the bases where they depend on the value.

    For the simplex directions whose entries add up to zero; for symmetric and positive definite
    matrices symmetric ones; for orthogonal matrices Q the products of Q and skew matrices.

    >>> from nabla.language.domains import Domain
    >>> tangent_basis(Domain("symmetric", 2, 2), np.eye(2)).shape
    (3, 2, 2)
    """
    rows, columns = value.shape[-2:]
    if domain.kind == "simplex":
        return np.stack(list(_differences(rows)))
    if domain.kind == "orthogonal":
        skew = np.stack([*_paired(rows, -1.0)])
        return np.asarray(value[..., None, :, :] @ skew)
    diagonal = [np.diag(row) for row in np.eye(columns)]
    return np.stack([*diagonal, *_paired(rows, 1.0)])


def _differences(size: int) -> Iterator[Array]:
    for place in range(size - 1):
        direction = np.zeros((size, 1))
        direction[place], direction[-1] = 1.0, -1.0
        yield direction


def _paired(size: int, sign: float) -> Iterator[Array]:
    for i, j in combinations(range(size), 2):
        direction = np.zeros((size, size))
        direction[i, j], direction[j, i] = 1.0, sign
        yield direction
