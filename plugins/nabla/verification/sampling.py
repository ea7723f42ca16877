"""Short-decimal values inside each domain of the language."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.domains import Domain
    from nabla.language.dual import Array

SMALLEST = 0.2
LARGEST = 1.9


def sample(
    domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    """Draw a value of a domain, and tell how far it lies from the domain's edge.

    Returns
    -------
    tuple
        An array of shape ``(rows, columns)``, with two decimals wherever the domain has such
        points, and the distance to the edge (infinite where there is none).
    """
    return _SAMPLERS[domain.kind](domain, rows, columns, random)


def sample_many(
    domain: Domain, rows: int, columns: int, random: np.random.Generator, count: int
) -> Array:
    """Draw many values of a domain, shape ``(count, rows, columns)``."""
    if domain.kind in {"R", "positive", "interval"}:
        return sample(domain, count * rows, columns, random)[0].reshape(count, rows, columns)
    return np.stack([sample(domain, rows, columns, random)[0] for _ in range(count)])


def _away_from_zero(rows: int, columns: int, random: np.random.Generator) -> Array:
    size = random.uniform(SMALLEST, LARGEST, (rows, columns))
    signed: Array = np.round(size * random.choice([-1.0, 1.0], (rows, columns)), 2)
    return signed


def _real(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    return _away_from_zero(rows, columns, random), np.inf


def _positive(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    value = np.round(random.uniform(SMALLEST, LARGEST, (rows, columns)), 2)
    return value, float(value.min())


def _interval(
    domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    lower = (
        max(domain.lower, min(domain.upper, 0.0) - 2.0) if domain.lower == -np.inf else domain.lower
    )
    upper = min(domain.upper, max(lower, 0.0) + 2.0) if domain.upper == np.inf else domain.upper
    margin = 0.05 * (upper - lower)
    value = random.uniform(lower + margin, upper - margin, (rows, columns))
    digits = max(2, int(np.ceil(2 - np.log10(upper - lower))))
    value = np.round(value, digits)
    return value, float(np.minimum(value - domain.lower, domain.upper - value).min())


def _simplex(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    weights = random.uniform(0.3, 1.0, rows)
    parts = np.maximum(np.floor(100.0 * weights / weights.sum()), 1.0)
    parts[-1] = 100.0 - parts[:-1].sum()
    value = np.round(parts / 100.0, 2).reshape(rows, columns)
    return value, float(value.min())


def _onehot(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    value = np.zeros((rows, columns))
    value[random.integers(rows), 0] = 1.0
    return value, np.inf


def _symmetric(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    upper = np.triu(_away_from_zero(rows, columns, random))
    return upper + np.triu(upper, 1).T, np.inf


def _spd(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    factor = random.uniform(-0.8, 0.8, (rows, columns))
    value = np.round(factor @ factor.T + np.diag(random.uniform(0.6, 1.6, rows)), 2)
    value = (value + value.T) / 2.0
    return value, float(np.linalg.eigvalsh(value)[0]) / rows


def _invertible(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    value = _away_from_zero(rows, columns, random)
    singular = np.linalg.svd(value, compute_uv=False)
    if singular[-1] < 0.3:
        value = value + np.diag(
            np.round(np.sign(np.diag(value)) * random.uniform(1.0, 2.0, rows), 2)
        )
    return value, float(np.linalg.svd(value, compute_uv=False)[-1]) / rows


def _orthogonal(
    _domain: Domain, rows: int, columns: int, random: np.random.Generator
) -> tuple[Array, float]:
    value, triangle = np.linalg.qr(random.normal(size=(rows, columns)))
    return value * np.sign(np.diag(triangle)), np.inf


_SAMPLERS: Mapping[str, Callable[[Domain, int, int, np.random.Generator], tuple[Array, float]]] = (
    MappingProxyType(
        {
            "R": _real,
            "positive": _positive,
            "interval": _interval,
            "simplex": _simplex,
            "onehot": _onehot,
            "symmetric": _symmetric,
            "spd": _spd,
            "invertible": _invertible,
            "orthogonal": _orthogonal,
        }
    )
)
