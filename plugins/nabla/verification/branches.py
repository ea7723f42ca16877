"""Which case of a claim is wrong: the condition that holds exactly where the claim is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.expression import Call, Compare, Expression, Number, walk
from nabla.language.functions import FUNCTIONS
from nabla.language.text import expression_text
from nabla.verification.suspect import desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.language.block import Claim
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

ZERO = Number(0.0, "0")


def right_only_where(trial: Trial, points: Sequence[Point], right: Sequence[bool]) -> str | None:
    """Say under which condition a claim is right, if it is right at some of the points."""
    if all(right) or not any(right):
        return None
    at = desk(trial, points)
    for condition in _conditions(trial.claim):
        values = [at.value(place, condition) != 0 for place in range(len(points))]
        for word, held in (("", values), ("not ", [~value for value in values])):
            if [bool(value.all()) for value in held] == list(right):
                return (
                    f"right only where {word}{_text(condition, bracketed=bool(word))}: "
                    "one case of several is wrong"
                )
    return None


def _text(condition: Expression, *, bracketed: bool) -> str:
    text = expression_text(condition)
    return f"({text})" if bracketed else text


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
    yield Compare((">",), (first, second), node.place)
    yield Compare(("<",), (first, second), node.place)
