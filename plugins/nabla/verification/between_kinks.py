"""Points between two places where cases part, however close together these lie.

No point drawn by chance lies between 0 and 0.0001, so that ``z > 0.0001`` cannot be told from
``z > 0``. But both places can be found: on a line that crosses them, by bisection.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.batch import TOGETHER, Batch, draw_batch
from nabla.verification.beside_kinks import CONVEX
from nabla.verification.cells import cells_met
from nabla.verification.kinks import MARGIN, gaps_at
from nabla.verification.lint import are_evidence
from nabla.verification.points import reach_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from nabla.language.dual import Array
    from nabla.verification.kinks import Gaps, Kink
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

SECTIONS = 8
ROUNDS = 7
"""A line is cut into `SECTIONS` parts, the part that crosses again, and so on."""

NARROWEST = 4.0 * SECTIONS**-ROUNDS
"""Times the length of a line: places that are nearer are one, but for rounding."""

DIGITS = range(2, 13)
ENTRIES = 2
LINES = 24
MOST = 4

Pair = tuple["Kink", "Kink"]


@dataclass(frozen=True)
class Line:
    """The way from one point of a batch to another, on which both kinks of a pair are crossed.

    Attributes
    ----------
    entry
        The entry of the kinks' values that changes its side.
    moved
        What is not the same at both ends.
    """

    pair: Pair
    entry: int
    start: Mapping[str, Array]
    end: Mapping[str, Array]
    moved: Collection[str]

    def at(self, share: float) -> dict[str, Array]:
        """Return the values at a share of the way."""
        return {
            name: value + share * (self.end[name] - value) if name in self.moved else value
            for name, value in self.start.items()
        }


def points_between_kinks(
    trial: Trial, points: Sequence[Point], random: np.random.Generator
) -> Iterator[Point]:
    """Yield points between kinks that part where no point can be expected, a few at most."""
    batch = draw_batch(trial, points[0].sizes, random)
    pairs = list(_pairs(batch.gaps))
    if not pairs:
        return
    lines = list(islice(_lines(batch, pairs), LINES))
    if not lines:
        return
    found = (_point_on(trial, batch.many, line, share) for line, share in _shares(batch, lines))
    met = cells_met(trial, points)
    count = 0
    for point in filter(None, found):
        new = cells_met(trial, [point]) - met
        if new and count < MOST:
            met |= new
            count += 1
            yield point


def _pairs(gaps: Gaps) -> Iterator[Pair]:
    """Yield the kinks that may part in different places, two by two."""
    for first, second in combinations(gaps, 2):
        a, b = gaps[first], gaps[second]
        fits = a.shape[-2:] == b.shape[-2:] or (1, 1) in {a.shape[-2:], b.shape[-2:]}
        if fits and not (np.array_equal(a, b) or np.array_equal(a, -b)):
            yield first, second


def _lines(batch: Batch, pairs: Sequence[Pair]) -> Iterator[Line]:
    """Yield lines that cross both kinks of a pair; along one variable if there are such."""
    left = set(pairs)
    for moved in _movable(batch):
        if not left:
            return
        values = dict(batch.many.values)
        values.update({name: np.roll(values[name], 1, axis=0) for name in moved})
        other = Batch(batch.trial, replace(batch.many, values=values))
        fit = batch.held & other.held & _is_evidence(batch, moved)
        for pair in [pair for pair in pairs if pair in left]:
            sides = _sides(batch.gaps, pair), _sides(other.gaps, pair)
            crossed = (sides[0] + sides[1] == 3) & fit[:, None]
            for entry in np.flatnonzero(crossed.any(axis=0))[:ENTRIES].tolist():
                place = int(crossed[:, entry].argmax())
                left.discard(pair)
                yield Line(pair, entry, _values(batch, place), _values(other, place), moved)


def _values(batch: Batch, place: int) -> dict[str, Array]:
    return {name: value[place] for name, value in batch.many.values.items()}


def _movable(batch: Batch) -> list[tuple[str, ...]]:
    """Return which variables to move: one, the smallest first, or in the end all."""
    variables = batch.trial.claim.scope.variables
    values = batch.many.values
    free = [name for name in values if variables[name].kind in CONVEX]
    alone = sorted(free, key=lambda name: values[name].size)
    return [*((name,) for name in alone), *([tuple(free)] if len(free) > 1 else [])]


def _is_evidence(batch: Batch, moved: Collection[str]) -> Array:
    """Tell at which points what stays the same is generic."""
    variables = batch.trial.claim.scope.variables
    generic = np.ones(TOGETHER, dtype=bool)
    for name, value in batch.many.values.items():
        if name not in moved:
            generic &= are_evidence(value, variables[name])
    return generic


def _sides(gaps: Gaps, pair: Pair) -> Array:
    """Tell on which sides of a pair's kinks the entries lie: 0 to 3, points by entries."""
    above, below = (gaps[kink] > 0 for kink in pair)
    sides = 2 * above + below
    return np.broadcast_to(sides, (TOGETHER, *sides.shape[-2:])).reshape(TOGETHER, -1)


def _shares(batch: Batch, lines: Sequence[Line]) -> Iterator[tuple[Line, float]]:
    """Yield the share of each line that is midway between its kinks, if they are two places."""
    lower, upper = np.zeros((len(lines), 2)), np.ones((len(lines), 2))
    cuts = np.arange(1, SECTIONS) / SECTIONS
    first = _gaps_on(batch, lines, lower[..., None]) > 0
    for _ in range(ROUNDS):
        inner = lower[..., None] + (upper - lower)[..., None] * cuts
        crossed = (_gaps_on(batch, lines, inner) > 0) != first
        crossed = np.concatenate([crossed, np.ones((len(lines), 2, 1), dtype=bool)], axis=-1)
        part = crossed.argmax(axis=-1)
        width = (upper - lower) / SECTIONS
        lower = lower + part * width
        upper = lower + width
    middle = (lower + upper) / 2.0
    for line, (a, b) in zip(lines, middle.tolist(), strict=True):
        if abs(a - b) > NARROWEST:
            yield line, (a + b) / 2.0


def _gaps_on(batch: Batch, lines: Sequence[Line], shares: Array) -> Array:
    """Return the distances from the kinks of each line: lines by kinks by shares."""
    count = shares.shape[-1]
    each = shares.reshape(len(lines), -1)
    values = {
        name: np.concatenate([_along(line, name, each[place]) for place, line in enumerate(lines)])
        for name in batch.many.values
    }
    many = Batch(batch.trial, replace(batch.many, values=values))
    found = np.empty(shares.shape)
    for place, line in enumerate(lines):
        for which, kink in enumerate(line.pair):
            start = (2 * place + which) * count
            gap = many.gaps[kink]
            whole = np.broadcast_to(gap, (each.size, *gap.shape[-2:]))[start : start + count]
            flat = whole.reshape(count, -1)
            found[place, which] = flat[:, line.entry if flat.shape[1] > 1 else 0]
    return found


def _along(line: Line, name: str, shares: Array) -> Array:
    start = line.start[name]
    step = line.end[name] - start
    return np.asarray(start + shares[:, None, None] * step)


def _point_on(trial: Trial, many: Point, line: Line, share: float) -> Point | None:
    """Return a point of a line, with as few digits as leave it between the kinks."""
    exact = _made(trial, many, line.at(share))
    sides, near = _seen(trial, exact, line)
    for digits in DIGITS:
        values = dict(exact.values)
        values.update({name: _rounded(values[name], digits) for name in line.moved})
        point = replace(_made(trial, many, values), digits=max(digits, exact.digits))
        found, least = _seen(trial, point, line)
        if found == sides and least >= 0.5 * near and _is_usable(trial, point, 0.5 * near):
            return point
    return None


def _made(trial: Trial, many: Point, values: Mapping[str, Array]) -> Point:
    return replace(many, values=values, reach=reach_of(trial.claim.scope, values))


def _rounded(value: Array, digits: int) -> Array:
    """Round to significant digits, as they are written."""
    flat = [float(f"{number:.{digits}g}") for number in value.ravel().tolist()]
    return np.array(flat).reshape(value.shape)


def _seen(trial: Trial, point: Point, line: Line) -> tuple[tuple[bool, ...], float]:
    """Tell on which sides of a line's kinks a point lies, and how near the nearer one is."""
    gaps = gaps_at(trial.claim, trial.evaluator(point))
    found = [gaps[kink].ravel() for kink in line.pair]
    own = [float(gap[line.entry if gap.size > 1 else 0]) for gap in found]
    return tuple(gap > 0 for gap in own), min(map(abs, own))


def _is_usable(trial: Trial, point: Point, near: float) -> bool:
    """Tell whether the claim is made at a point, and no other kink is nearer."""
    evaluator = trial.evaluator(point)
    condition = trial.claim.condition
    held = condition is None or bool((np.asarray(evaluator(condition)) != 0).all())
    gaps = gaps_at(trial.claim, evaluator).values()
    return held and all(np.abs(gap).min() >= min(near, MARGIN) for gap in gaps)
