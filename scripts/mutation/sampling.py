"""Points for deciding truth: full decimals, wider ranges, drawn otherwise than by the checker."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.smooth import smooth_map, smooth_scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.block import Scope
    from nabla.language.domains import Domain, Size
    from nabla.language.dual import Array
    from nabla.language.evaluate import Map


def draw(
    scope: Scope, sizes: Mapping[str, int], count: int, random: np.random.Generator
) -> tuple[dict[str, Array], dict[str, Map]]:
    """Draw `count` values of each variable, stacked in front, and one map of each map variable."""
    values: dict[str, Array] = {}
    functions: dict[str, Map] = {}
    for name, domain in scope.variables.items():
        rows, columns = _size(domain.rows, sizes), _size(domain.columns, sizes)
        if not domain.is_function:
            values[name] = SAMPLERS[domain.kind](domain, (count, rows, columns), random)
        elif domain.elementwise:
            functions[name] = smooth_scalar(random)
        else:
            functions[name] = smooth_map(random, columns, rows)
    return values, functions


def _size(size: Size, sizes: Mapping[str, int]) -> int:
    return sizes[size] if isinstance(size, str) else size


def _real(_domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    return random.normal(scale=1.3, size=shape)


def _positive(_domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    return np.asarray(np.exp(random.normal(scale=0.6, size=shape)))


def _interval(domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    below, above = np.isfinite([domain.lower, domain.upper])
    if below and above:
        return random.uniform(domain.lower, domain.upper, shape)
    away = np.exp(random.normal(scale=0.6, size=shape))
    if below:
        return np.asarray(domain.lower + away)
    return np.asarray(domain.upper - away) if above else random.normal(size=shape)


def _simplex(_domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    count, rows, _columns = shape
    return random.dirichlet(np.full(rows, 2.0), count)[..., None]


def _onehot(_domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    count, rows, _columns = shape
    return np.asarray(np.eye(rows)[random.integers(rows, size=count)][..., None])


def _symmetric(domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    value = _real(domain, shape, random)
    return np.asarray((value + value.swapaxes(-1, -2)) / 2.0)


def _spd(domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    factor = _real(domain, shape, random)
    return np.asarray(factor @ factor.swapaxes(-1, -2) + 0.4 * np.eye(shape[-1]))


def _orthogonal(domain: Domain, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    return np.asarray(np.linalg.qr(_real(domain, shape, random))[0])


SAMPLERS: Mapping[str, Callable[[Domain, tuple[int, ...], np.random.Generator], Array]] = (
    MappingProxyType(
        {
            "R": _real,
            "positive": _positive,
            "interval": _interval,
            "simplex": _simplex,
            "onehot": _onehot,
            "symmetric": _symmetric,
            "spd": _spd,
            "invertible": _real,
            "orthogonal": _orthogonal,
        }
    )
)
