"""Which case of a claim is wrong: the condition that holds exactly where the claim is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.expression import Call, Compare, Logical, Number, walk
from nabla.language.functions import FUNCTIONS
from nabla.language.text import expression_text
from nabla.verification.suspect import desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.language.block import Claim
    from nabla.language.expression import Expression
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

ZERO = Number(0.0, "0")


def right_only_where(trial: Trial, points: Sequence[Point], right: Sequence[bool]) -> str | None:
    """Say under which condition a claim is right, if it is right at some of the points."""
    if all(right) or not any(right):
        return None
    at = desk(trial, points)
    plain = list(_conditions(trial.claim))
    for condition in (*plain, *(Logical("not", (item,), item.place) for item in plain)):
        held = [bool((at.value(place, condition) != 0).all()) for place in range(len(points))]
        if held == list(right):
            said = expression_text(condition)
            return f"right only where {said}: one case of several is wrong"
    return None


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
