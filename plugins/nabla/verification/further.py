"""Mistakes against evidence: which are refused, which differ elsewhere, which points tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.kinks import MARGIN, has_kinks, sides_at
from nabla.verification.lint import is_evidence
from nabla.verification.points import draw_many, generator, one_of_many
from nabla.verification.suspect import desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.language.dual import Array
    from nabla.verification.judgement import Judgement
    from nabla.verification.mistakes import Mistake
    from nabla.verification.point import Point
    from nabla.verification.projection import Projection
    from nabla.verification.suspect import Desk, Suspect
    from nabla.verification.trial import Trial

FURTHER = 64
FURTHER_LARGE = 4
BATCHES = 2
SEED = 7919


def survivors_of(
    trial: Trial, claimed: Suspect, mistakes: Sequence[Mistake], judgement: Judgement
) -> list[Mistake]:
    """Return the mistakes that no point refuses."""
    shape = trial.infer(claimed.expression)
    left = [mistake for mistake in mistakes if mistake.shape == shape]
    for at, value in claimed.stacks(trial):
        if left:
            refused = _refused([at.value(0, item.expression) for item in left], value, judgement)
            left = [item for item, is_refused in zip(left, refused, strict=True) if not is_refused]
    return left


def _refused(values: Sequence[Array], truth: Array, judgement: Judgement) -> list[bool]:
    """Tell which of some values differ from the truth, at any of the points stacked in front."""
    fitting = [value.shape[-2:] == truth.shape[-2:] for value in values]
    whole = [
        value if value.shape == truth.shape else np.broadcast_to(value, truth.shape)
        for value, fits in zip(values, fitting, strict=True)
        if fits
    ]
    if not whole:
        return [True] * len(values)
    different = differs(np.array(whole), truth, judgement).reshape(len(whole), -1)
    found: Iterator[bool] = iter([bool(row.any()) for row in different])
    return [next(found) if fits else True for fits in fitting]


def differs(first: Array, second: Array, judgement: Judgement) -> Array:
    """Tell at which of the points stacked in front two values differ beyond the tolerance."""
    if first.shape[-2:] != second.shape[-2:]:
        return np.ones(1, dtype=bool)
    gap = _norm(first - second)
    size = np.maximum(np.maximum(_norm(first), _norm(second)), 1e-6 * judgement.pooled)
    return np.asarray(~(np.isfinite(gap) & (gap <= 3.0 * judgement.tolerance * size)))


def _norm(a: Array) -> Array:
    return np.asarray(np.sqrt((a * a).sum(axis=(-2, -1))))


@dataclass(frozen=True)
class Beyond:
    """What the further points show of mistakes that the evidence does not refuse.

    Attributes
    ----------
    real
        Those that differ somewhere; the others are the claim in other words.
    telling
        Points at which they differ, fit to be evidence.
    """

    real: tuple[Mistake, ...]
    telling: tuple[Point, ...]


def look_further(
    trial: Trial, claimed: Suspect, survivors: Sequence[Mistake], judgement: Judgement
) -> Beyond:
    """Hold surviving mistakes against `FURTHER` points more."""
    real: dict[int, Mistake] = {}
    noticed: set[int] = set()
    telling: list[Point] = []
    for batch in _batches(trial, claimed):
        chosen: list[int] = []
        for index, mistake in enumerate(survivors):
            different = batch.different(mistake, judgement)
            if not different.any():
                continue
            real[index] = mistake
            if index in noticed or different[chosen].any():
                noticed.add(index)
                continue
            place = fit_place(trial, batch.many, np.flatnonzero(different))
            if place is not None:
                chosen.append(place)
                noticed.add(index)
        telling += [one_of_many(trial.claim.scope, batch.many, place) for place in chosen]
    return Beyond(tuple(real.values()), tuple(telling))


@dataclass(frozen=True)
class _Batch:
    many: Point
    at: Desk
    truth: Array
    usable: Array

    def different(self, mistake: Mistake, judgement: Judgement) -> Array:
        """Tell at which of the points a mistake differs from the claim."""
        value = self.at.value(0, mistake.expression)
        return np.asarray(self.usable & differs(value, self.truth, judgement))


def _batches(trial: Trial, claimed: Suspect) -> Iterator[_Batch]:
    """Draw points in batches, of the sizes of the first points, each with its own functions."""
    random = generator(trial.claim, trial.seed + SEED)
    points = [seen.point for seen in claimed.rounds]
    sizes = list({tuple(point.sizes.items()): point.sizes for point in points}.values())
    count = (FURTHER_LARGE if _is_large(claimed.projection) else FURTHER) // BATCHES
    for batch in range(BATCHES):
        many = draw_many(trial.claim.scope, sizes[batch % len(sizes)], random, count)
        at = desk(trial, [many], claimed.projection, random, depth=1)
        truth = at.value(0, claimed.expression)
        usable = np.broadcast_to(np.isfinite(truth).all(axis=(-2, -1)), (count,))
        yield _Batch(many, at, truth, usable & held_at(trial, many, count))


def _is_large(projection: Projection | None) -> bool:
    return projection is not None and projection.along is None


def held_at(trial: Trial, many: Point, count: int) -> Array:
    """Tell at which points the claim's condition holds."""
    condition = trial.claim.condition
    if condition is None:
        return np.ones(count, dtype=bool)
    held = desk(trial, [many], depth=1).value(0, condition) != 0
    return np.broadcast_to(held.all(axis=(-2, -1)), (count,))


def fit_place(trial: Trial, many: Point, places: Array) -> int | None:
    """Return the first of some points that may be evidence: generic, and away from kinks."""
    claim = trial.claim
    for place in places:
        point = one_of_many(claim.scope, many, int(place))
        variables = claim.scope.variables
        if not all(is_evidence(v, variables[name]) for name, v in point.values.items()):
            continue
        if not has_kinks(claim) or sides_at(claim, trial.evaluator(point)).margin > MARGIN:
            return int(place)
    return None
