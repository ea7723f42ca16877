"""Which case of a claim is wrong: the condition that holds exactly where the claim is right."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import Call, Compare, Logical, Number, names_in, walk
from nabla.language.functions import FUNCTIONS
from nabla.language.text import expression_text
from nabla.verification.sides import sides_of
from nabla.verification.suspect import desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.language.block import Claim
    from nabla.language.dual import Array
    from nabla.language.expression import Expression
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

ZERO = Number(0.0, "0")


def right_only_where(trial: Trial, points: Sequence[Point], right: Sequence[Array]) -> str | None:
    """Say under which condition a claim is right, if it is right in some rows at some points.

    Parameters
    ----------
    right
        For each point, which rows of the claimed value are right.
    """
    if all(rows.all() for rows in right) or not any(rows.any() for rows in right):
        return None
    at = desk(trial, points)
    plain = list(_conditions(trial.claim))
    for condition in (*plain, *(Logical("not", (item,), item.place) for item in plain)):
        held = [at.value(place, condition) != 0 for place in range(len(points))]
        if _explains(held, right):
            said = expression_text(condition)
            return f"right only where {said}: one case of several is wrong"
    return None


def cases_part_elsewhere(
    trial: Trial, points: Sequence[Point], right: Sequence[Array]
) -> str | None:
    """Say which condition of the claimed side parts the cases in a wrong place, and which in none.

    That is so where a claim is wrong exactly between the two. To be asked where
    `right_only_where` has no answer.
    """
    if all(rows.all() for rows in right):
        return None
    claim = trial.claim
    sides = sides_of(claim)
    at = desk(trial, points)
    for claimed, measured in product(*(list(_conditions_in(trial.claim, side)) for side in sides)):
        if not isinstance(claimed, Compare) or names_in(claimed) != names_in(measured):
            continue
        first, second = (
            [at.value(place, item) != 0 for place in range(len(points))]
            for item in (claimed, measured)
        )
        if _part_elsewhere(first, second, right):
            parted = expression_text(claimed), expression_text(measured)
            return f"a wrong branch: the cases part at {parted[0]} and should part at {parted[1]}"
    return None


def _part_elsewhere(
    claimed: Sequence[Array], measured: Sequence[Array], right: Sequence[Array]
) -> bool:
    """Tell whether rows are wrong exactly where two conditions differ, or where they agree."""
    differ: list[bool] = []
    wrong: list[bool] = []
    for first, second, rows in zip(claimed, measured, right, strict=True):
        if any(mask.shape[1] != 1 or mask.size not in {1, rows.size} for mask in (first, second)):
            return False
        differ += np.broadcast_to((first != second)[:, 0], rows.shape).tolist()
        wrong += (~rows).tolist()
    return any(differ) and not all(differ) and wrong in (differ, [not item for item in differ])


def _explains(held: Sequence[Array], right: Sequence[Array]) -> bool:
    """Tell whether rows are right where a condition holds, and mostly wrong where it does not."""
    wrong = others = 0
    for mask, rows in zip(held, right, strict=True):
        if mask.shape[1] != 1 or mask.size not in {1, rows.size}:
            return False
        whole = np.broadcast_to(mask[:, 0], rows.shape)
        if not rows[whole].all():
            return False
        others += int((~whole).sum())
        wrong += int((~rows[~whole]).sum())
    return wrong > 0 and 2 * wrong >= others


def _conditions(claim: Claim) -> Iterator[Expression]:
    """Yield the conditions that decide between cases: written ones, and those inside functions."""
    plain = [body.body for body in claim.scope.definitions.values() if not body.is_function]
    for side in (claim.left, claim.right, *plain):
        yield from _conditions_of(side)


def _conditions_in(claim: Claim, side: Expression) -> Iterator[Expression]:
    """Yield the conditions that decide between the cases of one side."""
    used = claim.scope.restricted_to(side).definitions.values()
    for body in (side, *(item.body for item in used if not item.is_function)):
        yield from _conditions_of(body)


def _conditions_of(body: Expression) -> Iterator[Expression]:
    for node in walk(body):
        if isinstance(node, Compare):
            yield node
        elif isinstance(node, Call) and node.function in FUNCTIONS:
            yield from _inside(node)


def _inside(node: Call) -> Iterator[Expression]:
    if FUNCTIONS[node.function].kink is None:
        return
    first, second = (*node.arguments, ZERO)[:2]
    if isinstance(first, Number):
        first, second = second, first
    yield Compare((">",), (first, second), node.place)
    yield Compare(("<",), (first, second), node.place)
