"""Which values say nothing: at them, a wrong formula looks right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nabla.language.identities import identity

if TYPE_CHECKING:
    from nabla.language.domains import Domain
    from nabla.language.dual import Array


SMALL = 1e-2


def is_evidence(value: Array, domain: Domain) -> bool:
    """Tell whether a value is generic enough to count as evidence for its domain.

    Refused, unless the domain is made of such values: nearly symmetric, diagonal, constant, zero
    and 0/1-valued arrays, norms below 0.01, vectors of norm 1.

    >>> from nabla.language.domains import Domain
    >>> is_evidence(np.eye(3), Domain("R", 3, 3)), is_evidence(np.eye(3), Domain("symmetric", 3, 3))
    (False, False)
    """
    return bool(are_evidence(value[None], domain)[0])


def are_evidence(values: Array, domain: Domain) -> Array:
    """Tell which of the values stacked in front are generic enough to count as evidence."""
    count, rows, columns = values.shape
    if domain.kind in {"onehot", "orthogonal"}:
        return np.ones(count, dtype=bool)
    flat = values.reshape(count, -1)
    if rows == columns == 1:
        return np.asarray(((np.abs(flat) >= SMALL) & (flat != 1.0))[:, 0])
    size = _norms(flat)
    generic = (size >= SMALL) & ~((flat == 0.0) | (flat == 1.0)).all(axis=1)
    if columns == 1:
        generic &= np.abs(size - 1.0) >= SMALL
    if domain.kind != "simplex":
        generic &= flat.max(axis=1) - flat.min(axis=1) >= SMALL
    if rows == columns:
        generic &= _generic_square(values, size, domain)
    return np.asarray(generic)


def _generic_square(values: Array, size: Array, domain: Domain) -> Array:
    off_diagonal = values * (1.0 - identity(values.shape[-1]))
    generic = _norms(off_diagonal) >= SMALL * size
    if domain.kind in {"symmetric", "spd"}:
        return np.asarray(generic)
    generic &= _norms(values - values.swapaxes(-1, -2)) > SMALL * size
    return np.asarray(generic)


def _norms(values: Array) -> Array:
    flat = values.reshape(len(values), -1)
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", flat, flat)))
