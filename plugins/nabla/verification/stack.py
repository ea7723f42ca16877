"""Points of the same sizes, stacked in front of each value, so that one evaluation serves all."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from nabla.language.smooth import SmoothMap, SmoothScalar
from nabla.verification.point import Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nabla.language.evaluate import Map


def alike(points: Sequence[Point]) -> list[list[int]]:
    """Return the places of points that can be stacked, those of one kind together.

    >>> at = {"x": np.zeros((2, 1))}, {"x": np.zeros((3, 1))}, {"x": np.ones((2, 1))}
    >>> alike([Point(values=values) for values in at])
    [[0, 2], [1]]
    """
    groups: dict[object, list[int]] = {}
    for place, point in enumerate(points):
        shapes = tuple((name, value.shape) for name, value in point.values.items())
        groups.setdefault((tuple(point.sizes.items()), shapes), []).append(place)
    return list(groups.values())


def stacked(points: Sequence[Point]) -> Point:
    """Return one point that holds some alike, or the only one as it is.

    >>> two = [Point(values={"x": np.array([[number]])}) for number in (1.0, 2.0)]
    >>> stacked(two).values["x"].shape
    (2, 1, 1)
    """
    first = points[0]
    if len(points) == 1:
        return first
    return Point(
        first.sizes,
        {name: np.array([point.values[name] for point in points]) for name in first.values},
        {name: _one([point.functions[name] for point in points]) for name in first.functions},
        {name: min(point.reach[name] for point in points) for name in first.reach},
    )


def _one(functions: Sequence[Map]) -> Map:
    """Return one function that does at each point of a stack what the point's own does."""
    kind = type(functions[0])
    assert kind in {SmoothMap, SmoothScalar}, "functions of a page are not stacked"
    return kind(*(_parameter(getattr(f, part.name) for f in functions) for part in fields(kind)))


def _parameter(values: Iterable[Any]) -> Any:  # noqa: ANN401 - numbers or matrices
    found = np.array(list(values))
    return found if found.ndim == 3 else found[:, None, None]
