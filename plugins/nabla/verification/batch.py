"""Many points at once, to look among them for those that tell something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import innermost
from nabla.verification.kinks import MARGIN, Gaps, gaps_at
from nabla.verification.lint import is_evidence
from nabla.verification.points import draw_many, one_of_many, stretched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nabla.language.dual import Array
    from nabla.language.evaluate import Evaluator
    from nabla.language.expression import Expression
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

TOGETHER = 64


@dataclass(frozen=True)
class Batch:
    """`TOGETHER` points of the same sizes, stacked in front of each value."""

    trial: Trial
    many: Point

    @cached_property
    def evaluator(self) -> Evaluator:
        """Evaluates at all the points."""
        return self.trial.evaluator(self.many).but(depth=1)

    @cached_property
    def gaps(self) -> Gaps:
        """The distances from the kinks of the claim."""
        return gaps_at(self.trial.claim, self.evaluator)

    def value(self, expression: Expression) -> Array:
        """Return the values of an expression without derivatives."""
        return np.asarray(innermost(self.evaluator(expression)))

    def points(self, telling: Array) -> Iterator[tuple[int, Point]]:
        """Yield those points of some that may be evidence, with their places in the batch."""
        variables = self.trial.claim.scope.variables
        for place in np.flatnonzero(telling & self._away & self.held):
            point = one_of_many(self.trial.claim.scope, self.many, int(place))
            if all(is_evidence(value, variables[name]) for name, value in point.values.items()):
                yield int(place), point

    @property
    def _away(self) -> Array:
        """Which points keep away from every kink."""
        least = [np.abs(gap).min(axis=(-2, -1)) for gap in self.gaps.values()]
        near = np.minimum.reduce([everywhere(item) for item in least])
        return np.asarray(near > MARGIN)

    @property
    def held(self) -> Array:
        """At which points the claim is made."""
        condition = self.trial.claim.condition
        if condition is None:
            return everywhere(np.asarray(True))  # noqa: FBT003 - an array
        return everywhere((self.value(condition) != 0).all(axis=(-2, -1)))


def everywhere(value: Array) -> Array:
    """Return a value for each point of a batch."""
    return np.broadcast_to(value, (TOGETHER,))


def draw_batch(
    trial: Trial, sizes: Mapping[str, int], random: np.random.Generator, factor: float = 1.0
) -> Batch:
    """Draw points, reals and their vectors and matrices `factor` times as large as usual."""
    scope = trial.claim.scope
    many = draw_many(scope, sizes, random, TOGETHER)
    return Batch(trial, stretched(scope, many, factor))
