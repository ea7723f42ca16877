"""The points of a claim: inside its domain, where it is claimed, on every branch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import Compare, Expression, Logical, Name, names_in
from nabla.language.text import expression_text
from nabla.verification.kinks import MARGIN, evaluator_at, has_kinks, sides_at
from nabla.verification.point import Point
from nabla.verification.points import (
    FREE,
    Draw,
    draw_point,
    draw_points,
    draw_sizes,
    reach_of,
    stretched,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Claim
    from nabla.language.dual import Array, Value
    from nabla.language.evaluate import Evaluator, Map
    from nabla.verification.kinks import Sides

TRIES = 120
"""How many draws are made for a point at which a condition holds, away from the kinks."""

EACH_BRANCH = 2
EXTRA = 8
COVER = 120
FARTHER = 4.0
STRETCHES = (1.0, FARTHER, 0.1, 1.0)
"""How far out points are looked for, turn by turn, when a branch has none."""


@dataclass(frozen=True)
class Chosen:
    """The points, and what is missing from them."""

    points: tuple[Point, ...]
    missing: str | None = None
    at_kink: bool = False


@dataclass(frozen=True)
class Chooser:
    """Draws points for one claim."""

    claim: Claim
    random: np.random.Generator
    page: Mapping[str, Map]
    page_values: Mapping[str, Value]

    def choose(self) -> Chosen:
        """Draw the points of the policy, and further ones until every branch is exercised."""
        draws = draw_sizes(self.claim.scope.sizes, self.random)
        if self.claim.condition is None and not self.kinks:
            return Chosen(self._generic(draws))
        pinned = pins(self.claim.condition)
        tried = [self._draw(draw, pinned) for draw in draws]
        found = [drawn for drawn in tried if drawn is not None]
        if not found:
            return Chosen((), self._no_point())
        points = tuple(point for point, _ in found)
        if len(found) < len(draws):
            return Chosen(points, f"{self._no_point()}, at {len(draws) - len(found)} of 5 tries")
        if not self.kinks:
            return Chosen(points)
        sides = [side for _, side in found if side is not None]
        if pinned and any(side.margin == 0.0 for side in sides):
            return Chosen(points, at_kink=True)
        return self._cover(list(points), sides, draws)

    def _generic(self, draws: tuple[Draw, ...]) -> tuple[Point, ...]:
        """Draw points for a claim that holds everywhere, those of the same sizes together."""
        drawn = []
        for is_square in (False, True):
            same = [draw for draw in draws if draw.is_square == is_square]
            drawn += draw_points(self.claim.scope, same[0].sizes, self.random, len(same))
        return tuple(drawn)

    @cached_property
    def kinks(self) -> bool:
        """Whether the claim has cases."""
        return has_kinks(self.claim)

    def _no_point(self) -> str:
        if self.claim.condition is not None:
            return f"no point was found where {self.claim.condition_text}"
        return "no point was found that keeps away from the kinks"

    def _draw(
        self,
        draw: Draw,
        pinned: Mapping[str, Expression],
        *,
        conditioned: bool = True,
        stretch: float = 1.0,
    ) -> tuple[Point, Sides | None] | None:
        kept: Point | None = None
        for attempt in range(TRIES):
            usual = attempt < TRIES // 4 or attempt % 2 == 1
            further = stretch if usual else FARTHER * stretch
            point = draw_point(self.claim.scope, draw.sizes, self.random)
            if further != 1.0:
                point = stretched(self.claim.scope, point, further)
            point = self._pinned(point, pinned)
            evaluator = self._evaluator(point)
            if conditioned and self.claim.condition is not None:
                held = np.asarray(evaluator(self.claim.condition)) != 0
                if not held.all():
                    kept, held = self._mended(kept, point)
                    if not held.all():
                        continue
                    point = kept
                    evaluator = self._evaluator(point)
            if not self.kinks:
                return point, None
            side = sides_at(self.claim, evaluator)
            if side.margin > MARGIN or (pinned and side.margin == 0.0):
                return point, side
            kept = None
        return None

    def _evaluator(self, point: Point) -> Evaluator:
        return evaluator_at(self.claim, point, self.page, self.page_values)

    def _mended(self, kept: Point | None, fresh: Point) -> tuple[Point, Array]:
        """Keep the entries of a point at which the condition holds, and take the others anew.

        Returns
        -------
        tuple
            The point, and where the condition holds at it.
        """
        condition = self.claim.condition
        assert condition is not None
        if kept is None:
            return fresh, np.asarray(self._evaluator(fresh)(condition)) != 0
        held = np.asarray(self._evaluator(kept)(condition)) != 0
        variables, names = self.claim.scope.variables, names_in(condition)
        values = {
            name: np.where(held, kept.values[name], value)
            if name in names and variables[name].kind in FREE and value.shape == held.shape
            else value
            for name, value in fresh.values.items()
        }
        mended = Point(fresh.sizes, values, fresh.functions, reach_of(self.claim.scope, values))
        return mended, np.asarray(self._evaluator(mended)(condition)) != 0

    def _pinned(self, point: Point, pinned: Mapping[str, Expression]) -> Point:
        if not pinned:
            return point
        evaluator = self._evaluator(point)
        values = dict(point.values)
        for name, expression in pinned.items():
            if name in values:
                value = np.asarray(evaluator(expression))
                values[name] = np.broadcast_to(value, values[name].shape).astype(float).copy()
        return Point(point.sizes, values, point.functions, point.reach)

    def _cover(self, points: list[Point], sides: list[Sides], draws: tuple[Draw, ...]) -> Chosen:
        for attempt in range(COVER):
            lacking = _lacking(sides)
            if not lacking or len(points) >= len(draws) + EXTRA:
                break
            stretch = STRETCHES[attempt * len(STRETCHES) // COVER]
            drawn = self._draw(draws[attempt % len(draws)], {}, stretch=stretch)
            if drawn is not None and drawn[1] is not None and _helps(drawn[1], lacking):
                points.append(drawn[0])
                sides.append(drawn[1])
        lacking = _lacking(sides)
        if lacking and not self._excluded_by_condition(lacking, draws):
            return Chosen(tuple(points), min(_missing_text(n, above=a) for n, a in lacking))
        return Chosen(tuple(points))

    def _excluded_by_condition(
        self, lacking: set[tuple[Expression, bool]], draws: tuple[Draw, ...]
    ) -> bool:
        """Tell whether only the author's condition keeps points from the missing branches."""
        if self.claim.condition is None:
            return False
        wanted = set(lacking)
        for attempt in range(COVER):
            drawn = self._draw(draws[attempt % len(draws)], {}, conditioned=False)
            if drawn is not None and drawn[1] is not None:
                side = drawn[1]
                wanted -= {(n, True) for n in side.above} | {(n, False) for n in side.below}
            if not wanted:
                return True
        return False


def _lacking(sides: list[Sides]) -> set[tuple[Expression, bool]]:
    above = Counter(node for side in sides for node in side.above)
    below = Counter(node for side in sides for node in side.below)
    nodes = {*above, *below}
    few = {(node, True) for node in nodes if above[node] < EACH_BRANCH}
    return few | {(node, False) for node in nodes if below[node] < EACH_BRANCH}


def _helps(side: Sides, lacking: set[tuple[Expression, bool]]) -> bool:
    return any((node in side.above) if above else (node in side.below) for node, above in lacking)


def _missing_text(node: Expression, *, above: bool) -> str:
    if isinstance(node, Compare):
        said = expression_text(node)
        word = "is" if _holds(node, above=above) else "is not"
        return f"no point was found where {said} {word} true"
    return f"no point was found on one branch of {expression_text(node)}"


def _holds(node: Compare, *, above: bool) -> bool:
    return above == (node.operators[0] in {">", ">=", "=="})


def pins(condition: Expression | None) -> dict[str, Expression]:
    """Return the names that a condition fixes: ``z == 0`` and such conditions joined by ``and``.

    >>> pins(Compare(("==",), (Name("z"), Name("a"))))["z"].name
    'a'
    """
    if isinstance(condition, Logical) and condition.operator == "and":
        found: dict[str, Expression] = {}
        for part in condition.operands:
            found.update(pins(part))
        return found
    if isinstance(condition, Compare) and condition.operators == ("==",):
        left, right = condition.operands
        if isinstance(left, Name):
            return {left.name: right}
    return {}
