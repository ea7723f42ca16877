"""Which case of a claim is wrong: the condition that holds exactly where the claim is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import Call, Compare, Logical, Number, walk
from nabla.language.functions import FUNCTIONS
from nabla.language.text import expression_text
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
        for node in walk(side):
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
