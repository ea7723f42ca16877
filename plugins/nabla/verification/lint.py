"""Which values say nothing: at them, a wrong formula looks right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nabla.language.domains import Domain
    from nabla.language.dual import Array


def is_evidence(value: Array, domain: Domain) -> bool:
    """Tell whether a value is generic enough to count as evidence for its domain.

    Refused, unless the domain is made of such values: nearly symmetric, diagonal, constant, zero and
    0/1-valued arrays, and norms below 0.01.

    >>> from nabla.language.domains import Domain
    >>> is_evidence(np.eye(3), Domain("R", 3, 3)), is_evidence(np.eye(3), Domain("symmetric", 3, 3))
    (False, False)
    """
    if domain.kind in {"onehot", "orthogonal"}:
        return True
    if np.linalg.norm(value) < 1e-2:
        return False
    if value.size > 1 and domain.kind != "simplex" and np.ptp(value) < 1e-2:
        return False
    if value.size > 1 and np.isin(value, (0.0, 1.0)).all():
        return False
    return value.shape[0] != value.shape[1] or value.size == 1 or _generic_square(value, domain)


def _generic_square(value: Array, domain: Domain) -> bool:
    off_diagonal = value - np.diag(np.diag(value))
    size = np.linalg.norm(value)
    if np.linalg.norm(off_diagonal) < 1e-2 * size:
        return False
    asymmetry = np.linalg.norm(value - value.T)
    return domain.kind in {"symmetric", "spd"} or bool(asymmetry > 1e-2 * size)
