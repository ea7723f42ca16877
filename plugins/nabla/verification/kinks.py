"""Points on both sides of every kink, and away from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from nabla.language.differentiator import Trace
from nabla.language.dual import Array, innermost
from nabla.language.evaluate import Evaluator
from nabla.language.expression import Call, Compare, Expression, Piecewise, walk
from nabla.language.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from nabla.language.block import Claim
    from nabla.language.differentiator import Differentiator
    from nabla.language.dual import Value
    from nabla.language.evaluate import Map
    from nabla.verification.point import Point

MARGIN = 1e-3

Kink: TypeAlias = tuple[Expression, int]
"""What has cases, and which of its evaluations."""

Gaps: TypeAlias = Mapping[Kink, Array]


@dataclass(frozen=True)
class Watcher:
    """A differentiator that only evaluates, so that the kinks inside are met."""

    @property
    def inner(self) -> Differentiator:
        """Itself."""
        return self

    def push(
        self,
        function: Callable[[Value], Value],
        x: Value,
        directions: Value,  # noqa: ARG002 - the interface of every oracle
        depth: int,  # noqa: ARG002 - the interface of every oracle
        reach: float,  # noqa: ARG002 - the interface of every oracle
    ) -> Value:
        """Evaluate the function and return zeros."""
        return np.zeros(innermost(function(x)).shape)


@dataclass(frozen=True)
class Sides:
    """On which sides of its kinks a point lies, and how near it comes to one."""

    above: frozenset[Expression] = frozenset()
    below: frozenset[Expression] = frozenset()
    margin: float = field(default=np.inf)


def has_kinks(claim: Claim) -> bool:
    """Tell whether a claim mentions anything that is defined by cases."""
    bodies = [claim.left, claim.right, *(d.body for d in claim.scope.definitions.values())]
    return any(
        isinstance(node, Piecewise | Compare)
        or (isinstance(node, Call) and node.function in FUNCTIONS and FUNCTIONS[node.function].kink)
        or getattr(node, "name", None) in {"relu", "abs", "sign", "step", "max", "min"}
        for body in bodies
        for node in walk(body)
    )


def evaluator_at(
    claim: Claim, point: Point, page: Mapping[str, Map], page_values: Mapping[str, Value]
) -> Evaluator:
    """Return the evaluator of a claim's expressions at a point."""
    return Evaluator(
        claim.scope,
        {**page_values, **point.values},
        point.sizes,
        {**page, **point.functions},
        reach=point.reach,
    )


def gaps_at(claim: Claim, evaluator: Evaluator) -> Gaps:
    """Return the signed distances from the claim's kinks, entry by entry."""
    trace = Trace()
    watching = evaluator.but(differentiator=Watcher(), trace=trace)
    for expression in (claim.left, claim.right):
        watching(expression)
    return {(node, i): gap for node, gaps in trace.gaps.items() for i, gap in enumerate(gaps)}


def sides_at(claim: Claim, evaluator: Evaluator) -> Sides:
    """Tell on which sides of the claim's kinks an evaluator's point lies."""
    above, below, margin = set(), set(), np.inf
    for (node, _), gap in gaps_at(claim, evaluator).items():
        if (gap > 0).any():
            above.add(node)
        if (gap <= 0).any():
            below.add(node)
        margin = min(margin, float(np.abs(gap).min()))
    return Sides(frozenset(above), frozenset(below), margin)
