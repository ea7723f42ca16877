"""The claimed side of a claim: the one that its mistakes are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError
from nabla.language.dual import innermost
from nabla.verification.oracles.complex_step import ComplexStep
from nabla.verification.oracles.richardson import Richardson
from nabla.verification.sides import claims_left, sides_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.language.block import Claim
    from nabla.language.dual import Array
    from nabla.language.evaluate import Evaluator
    from nabla.language.expression import Expression
    from nabla.verification.measure import Measurement, Round
    from nabla.verification.point import Point
    from nabla.verification.projection import Projection
    from nabla.verification.trial import Trial


def split(claim: Claim, measurement: Measurement) -> tuple[Array, Array]:
    """Return what is claimed and what was measured."""
    left, right = measurement.left, measurement.right
    return (left, right) if claims_left(claim) else (right, left)


@dataclass(frozen=True)
class Desk:
    """Evaluators at points, kept so that what expressions share is evaluated once.

    Attributes
    ----------
    projection, directions
        Along what each value is looked at, before it is compared.
    """

    evaluators: tuple[Evaluator, ...]
    projection: Projection | None = None
    directions: tuple[Array | None, ...] = ()

    def value(self, place: int, expression: Expression) -> Array:
        """Return the value of an expression at one of the points; no number where it has none."""
        try:
            value = np.asarray(innermost(self.evaluators[place](expression)))
        except PageError:
            return np.full((1, 1), np.nan)
        if self.projection is None:
            return value
        directions = self.directions[place]
        assert directions is not None
        return self.projection.claimed(value, directions)

    def knowing(self, name: str, other: str) -> Desk:
        """Return a desk at which a further name has the value of one that is known."""
        evaluators = (
            at.but(values={**at.values, name: at.values[other]}) for at in self.evaluators
        )
        return replace(self, evaluators=tuple(evaluators))

    def only(self, place: int) -> Desk:
        """Return the desk at one of the points."""
        along = self.directions[place : place + 1]
        return Desk(self.evaluators[place : place + 1], self.projection, along)


def desk(
    trial: Trial,
    points: Sequence[Point],
    projection: Projection | None = None,
    random: np.random.Generator | None = None,
    depth: int = 0,
) -> Desk:
    """Prepare to evaluate many expressions at some points, or at points stacked in front.

    Parameters
    ----------
    random
        Draws directions for a projection.
    """
    evaluators = tuple(_evaluator(trial, point).but(depth=depth) for point in points)
    if projection is None:
        return Desk(evaluators)
    assert random is not None
    name = projection.variable.name
    directions = (projection.directions(point.values[name], random) for point in points)
    return Desk(evaluators, projection, tuple(directions))


def _evaluator(trial: Trial, point: Point) -> Evaluator:
    return _differentiating(trial, trial.evaluator(point))


def _differentiating(trial: Trial, at: Evaluator) -> Evaluator:
    return at.but(differentiator=Richardson() if trial.page else ComplexStep())


@dataclass(frozen=True)
class Suspect:
    """The side of a claim that is held against its mistakes, with its values in the rounds."""

    expression: Expression
    rounds: tuple[Round, ...]
    values: tuple[Array, ...]

    @property
    def projection(self) -> Projection | None:
        """How the claim was looked at."""
        return self.rounds[0].sight.projection if self.rounds else None

    def desk(self, trial: Trial) -> Desk:
        """Prepare to evaluate other expressions as this one was."""
        evaluators = tuple(_evaluator(trial, seen.point) for seen in self.rounds)
        directions = tuple(seen.sight.directions for seen in self.rounds)
        return Desk(evaluators, self.projection, directions)

    def stacks(self, trial: Trial) -> Iterator[tuple[Desk, Array]]:
        """Yield desks for points that are evaluated together, with this side's values at them."""
        if trial.page or self.projection is not None:
            at = self.desk(trial)
            for place, value in enumerate(self.values):
                yield at.only(place), value
            return
        is_plain = trial.plain[0 if claims_left(trial.claim) else 1]
        together: dict[int, list[int]] = {}
        for place, seen in enumerate(self.rounds):
            together.setdefault(id(seen.evaluator), []).append(place)
        for places in together.values():
            values = [self.values[place] for place in places]
            evaluator = self.rounds[places[0]].evaluator
            evaluator = evaluator if is_plain else _differentiating(trial, evaluator)
            yield Desk((evaluator,)), np.array(values) if len(values) > 1 else values[0]


def suspect(claim: Claim, rounds: Sequence[Round], best: Sequence[Measurement]) -> Suspect:
    """Return the claimed side: the one without an operator, the right one in doubt."""
    side, _ = sides_of(claim)
    return Suspect(side, tuple(rounds), tuple(split(claim, item)[0] for item in best))
