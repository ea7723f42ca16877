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


def sample(domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    """Draw a value of a domain, with two decimals wherever the domain has such points."""
    return _SAMPLERS[domain.kind](domain, rows, columns, random)


def sample_many(
    domain: Domain, rows: int, columns: int, random: np.random.Generator, count: int
) -> Array:
    """Draw many values of a domain, shape ``(count, rows, columns)``."""
    if domain.kind in {"R", "positive", "interval"}:
        return sample(domain, count * rows, columns, random).reshape(count, rows, columns)
    return np.stack([sample(domain, rows, columns, random) for _ in range(count)])


def distance_to_edge(domain: Domain, value: Array) -> float:
    """Return how far each entry of a value may move inside the domain; infinite without an edge.

    >>> from nabla.language.domains import Domain
    >>> distance_to_edge(Domain("positive"), np.array([[0.5]]))
    0.5
    """
    if domain.kind in {"positive", "simplex"}:
        return float(value.min())
    if domain.kind == "interval":
        return float(np.minimum(value - domain.lower, domain.upper - value).min())
    if domain.kind in {"spd", "invertible"}:
        smallest = np.linalg.svd(value, compute_uv=False)[-1]
        return float(smallest / value.shape[0])
    return np.inf


def _away_from_zero(rows: int, columns: int, random: np.random.Generator) -> Array:
    steps = random.integers(-170, 170, (rows, columns))
    return np.asarray(np.where(steps < 0, steps - 19, steps + 20) / 100.0)


def _real(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    return _away_from_zero(rows, columns, random)


def _positive(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    return np.asarray(random.integers(20, 191, (rows, columns)) / 100.0)


def _interval(domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    lower, upper = _bounds(domain)
    margin = 0.05 * (upper - lower)
    value = random.uniform(lower + margin, upper - margin, (rows, columns))
    return np.round(value, max(2, int(np.ceil(2 - np.log10(upper - lower)))))


def _bounds(domain: Domain) -> tuple[float, float]:
    """Return the ends of an interval, an infinite one replaced by one within reach."""
    lower, upper = domain.lower, domain.upper
    if lower == -np.inf:
        lower = min(upper, 2.0) - 4.0 if upper == np.inf else upper - 2.0
    return lower, lower + 2.0 if upper == np.inf else upper


def _simplex(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    weights = random.uniform(0.3, 1.0, rows)
    parts = np.maximum(np.floor(100.0 * weights / weights.sum()), 1.0)
    parts[-1] = 100.0 - parts[:-1].sum()
    return np.asarray(np.round(parts / 100.0, 2)).reshape(rows, columns)


def _onehot(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    value = np.zeros((rows, columns))
    value[random.integers(rows), 0] = 1.0
    return value


def _symmetric(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    upper = np.triu(_away_from_zero(rows, columns, random))
    return np.asarray(upper + np.triu(upper, 1).T)


def _spd(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    factor = random.uniform(-0.8, 0.8, (rows, columns))
    value = np.round(factor @ factor.T + np.diag(random.uniform(0.6, 1.6, rows)), 2)
    return np.asarray((value + value.T) / 2.0)


def _invertible(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    value = _away_from_zero(rows, columns, random)
    if np.linalg.svd(value, compute_uv=False)[-1] < 0.3:
        diagonal = np.diag(value)
        value = value + np.diag(np.round(np.sign(diagonal) * random.uniform(1.0, 2.0, rows), 2))
    return value


def _orthogonal(_domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    value, triangle = np.linalg.qr(random.normal(size=(rows, columns)))
    return np.asarray(value * np.sign(np.diag(triangle)))


_SAMPLERS: Mapping[str, Callable[[Domain, int, int, np.random.Generator], Array]] = (
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
