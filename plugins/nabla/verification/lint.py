"""Which values say nothing: at them, a wrong formula looks right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    if domain.kind in {"onehot", "orthogonal"}:
        return True
    if value.size == 1:
        number = float(value.item())
        return abs(number) >= SMALL and number != 1.0
    size = np.sqrt(np.vdot(value, value))
    if size < SMALL or np.all((value == 0.0) | (value == 1.0)):
        return False
    if value.shape[1] == 1 and abs(size - 1.0) < SMALL:
        return False
    if domain.kind != "simplex" and value.max() - value.min() < SMALL:
        return False
    return value.shape[0] != value.shape[1] or _generic_square(value, float(size), domain)


def _generic_square(value: Array, size: float, domain: Domain) -> bool:
    off_diagonal = value - np.diag(np.diag(value))
    if np.vdot(off_diagonal, off_diagonal) < (SMALL * size) ** 2:
        return False
    if domain.kind in {"symmetric", "spd"}:
        return True
    asymmetry = value - value.T
    return bool(np.vdot(asymmetry, asymmetry) > (SMALL * size) ** 2)
