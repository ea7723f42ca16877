"""Short-decimal values inside each domain of the language."""

from __future__ import annotations

from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.domains import Domain
    from nabla.language.dual import Array

    Stack: TypeAlias = tuple[int, int, int]

_AWAY = np.array([*range(-189, -19), *range(20, 190)]) / 100.0
"""From 0.2 to 1.89 on either side of zero."""


def sample(domain: Domain, rows: int, columns: int, random: np.random.Generator) -> Array:
    """Draw a value of a domain, with two decimals wherever the domain has such points."""
    return np.asarray(sample_many(domain, rows, columns, random, 1)[0])


def sample_many(
    domain: Domain, rows: int, columns: int, random: np.random.Generator, count: int
) -> Array:
    """Draw many values of a domain, shape ``(count, rows, columns)``."""
    return np.asarray(_SAMPLERS[domain.kind](domain, (count, rows, columns), random))


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


def _integers(low: int, high: int, shape: Stack, random: np.random.Generator) -> Array:
    """Draw integers; NumPy needs twice the time where it has to multiply out a shape itself."""
    return np.asarray(random.integers(low, high, prod(shape)).reshape(shape))


def _away_from_zero(shape: Stack, random: np.random.Generator) -> Array:
    return np.asarray(_AWAY[_integers(0, len(_AWAY), shape, random)])


def _real(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    return _away_from_zero(shape, random)


def _positive(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    return np.asarray(_integers(20, 191, shape, random) / 100.0)


def _interval(domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    lower, upper = _bounds(domain)
    margin = 0.05 * (upper - lower)
    value = random.uniform(lower + margin, upper - margin, shape)
    return np.round(value, max(2, int(np.ceil(2 - np.log10(upper - lower)))))


def _bounds(domain: Domain) -> tuple[float, float]:
    """Return the ends of an interval, an infinite one replaced by one within reach."""
    lower, upper = domain.lower, domain.upper
    if lower == -np.inf:
        lower = min(upper, 2.0) - 4.0 if upper == np.inf else upper - 2.0
    return lower, lower + 2.0 if upper == np.inf else upper


def _simplex(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    weights = random.uniform(0.3, 1.0, shape)
    whole = weights.sum(axis=-2, keepdims=True)
    parts = np.maximum(np.floor(100.0 * weights / whole), 1.0)
    parts[:, -1] = 100.0 - parts[:, :-1].sum(axis=-2)
    return np.asarray(np.round(parts / 100.0, 2))


def _onehot(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    count, rows, _ = shape
    value = np.zeros(shape)
    value[np.arange(count), random.integers(rows, size=count), 0] = 1.0
    return value


def _symmetric(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    upper = np.triu(_away_from_zero(shape, random))
    return np.asarray(upper + np.triu(upper, 1).swapaxes(-1, -2))


def _spd(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    factor = random.uniform(-0.8, 0.8, shape)
    diagonal = _diagonal(random.uniform(0.6, 1.6, shape[:2]))
    value = np.round(factor @ factor.swapaxes(-1, -2) + diagonal, 2)
    return np.asarray((value + value.swapaxes(-1, -2)) / 2.0)


def _invertible(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    value = _away_from_zero(shape, random)
    weak = np.linalg.svd(value, compute_uv=False)[:, -1] < 0.3
    if weak.any():
        signs = np.sign(np.diagonal(value[weak], axis1=-2, axis2=-1))
        value[weak] += _diagonal(np.round(signs * random.uniform(1.0, 2.0, signs.shape), 2))
    return value


def _diagonal(entries: Array) -> Array:
    return np.asarray(entries[..., None] * np.eye(entries.shape[-1]))


def _orthogonal(_domain: Domain, shape: Stack, random: np.random.Generator) -> Array:
    value, triangle = np.linalg.qr(random.normal(size=shape))
    signs = np.sign(np.diagonal(triangle, axis1=-2, axis2=-1))
    return np.asarray(value * signs[..., None, :])


_SAMPLERS: Mapping[str, Callable[[Domain, Stack, np.random.Generator], Array]] = MappingProxyType(
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
