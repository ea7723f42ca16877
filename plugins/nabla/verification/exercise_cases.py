"""Points and values by which a browser checks what a reader types; all of it is computed here."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError
from nabla.language.dual import innermost
from nabla.language.expression import differentiates
from nabla.language.layout import denominator_chain, denominator_evaluator, layout_holds
from nabla.language.names import page_names
from nabla.language.shapes import SCALAR, shape_text
from nabla.language.smooth import SmoothMap, SmoothScalar
from nabla.language.text import expression_text
from nabla.verification.beside_kinks import points_beside_kinks
from nabla.verification.choosing import choose_points
from nabla.verification.kinks import has_kinks, sides_at
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.points import generator
from nabla.verification.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    from nabla.language.block import Block, Claim
    from nabla.language.dual import Array
    from nabla.language.evaluate import Map
    from nabla.language.expression import Expression
    from nabla.verification.point import Point

    Plain: TypeAlias = "float | str | bool | Sequence[Plain] | Mapping[str, Plain] | None"

POINTS = 4
DIGITS = 13


@dataclass(frozen=True)
class Question:
    """One expression that a reader is asked for.

    Attributes
    ----------
    expected
        The answer's value at each point.
    turned
        Whether the answer in denominator layout is the transposed one.
    operators
        Whether the answer may hold derivatives, because the author's does.
    """

    shape: str
    points: tuple[Mapping[str, Plain], ...]
    expected: tuple[Plain, ...]
    turned: bool
    operators: bool

    def plain(self) -> Mapping[str, Plain]:
        """Return what JSON can hold."""
        return {
            "shape": self.shape,
            "points": self.points,
            "expected": self.expected,
            "turned": self.turned,
            "operators": self.operators,
        }


def tasks_json(block: Block) -> str:
    r"""Return what a browser needs to check a reader's answers, the empty text if it cannot.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> block = parse_block("let x in R\nd(x**2)/d(x) = 2 * x", Place("a.md", 1))
    >>> tasks_json(block)[:45]
    '{"declarations":["let x in R"],"tasks":[{"sha'
    """
    asked = questions(block)
    if not asked:
        return ""
    lefts = {claim.row: expression_text(claim.left) for claim in reversed(block.claims)}
    tasks = [
        {**question.plain(), "left": lefts[row]}
        for question, row in zip(asked, sorted(lefts), strict=True)
    ]
    given = {"declarations": block.declarations, "tasks": tasks}
    return json.dumps(given, separators=(",", ":"), ensure_ascii=False)


def questions(block: Block) -> tuple[Question, ...]:
    r"""Return one question for each statement of a block, none if a browser cannot check them.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> block = parse_block("let x in R^n\nd(dot(x, x))/d(x) = 2 * x.T", Place("a.md", 1))
    >>> [(question.shape, question.turned) for question in questions(block)]
    [('1×n', True)]
    """
    rows = sorted({claim.row for claim in block.claims})
    found = [question_of(_whole(block, row)) for row in rows]
    return tuple(q for q in found if q is not None) if all(found) else ()


def _whole(block: Block, row: int) -> Claim:
    """Return a statement as one claim: what is asked, and the last of its steps."""
    steps = [claim for claim in block.claims if claim.row == row]
    return replace(steps[0], right=steps[-1].right)


def question_of(claim: Claim) -> Question | None:
    """Return the points of a claim with the value of its right side at each."""
    if page_names(claim):
        return None
    trial = Trial(claim, {}, {})
    try:
        points = telling_points(trial)
        expected = [side_value(trial, point) for point in points]
        shape = trial.infer(claim.right) or SCALAR
    except PageError:
        return None
    if not points or not all(np.isfinite(value).all() for value in expected):
        return None
    return Question(
        shape_text(shape),
        tuple(point_json(point) for point in points),
        tuple(plain_value(value) for value in expected),
        _is_turned(trial, points[0]),
        differentiates(claim.right),
    )


def telling_points(trial: Trial) -> tuple[Point, ...]:
    """Return `POINTS` points of a claim; of one with cases more, on each side, beside each kink."""
    with np.errstate(all="ignore"):
        points = [point for point in choose_points(trial).points if usable(point)]
        if not points or not has_kinks(trial.claim):
            return tuple(points[:POINTS])
        random = generator(trial.claim, trial.seed)
        beside = points_beside_kinks(trial, points[0].sizes, random)
        return (*_on_every_side(trial, points), *filter(usable, beside))


def _on_every_side(trial: Trial, points: Sequence[Point]) -> Iterator[Point]:
    """Yield the first `POINTS` points, and of the others those on a side that none has met."""
    met: set[tuple[Expression, bool]] = set()
    for place, point in enumerate(points):
        sides = sides_at(trial.claim, trial.evaluator(point))
        here = {(kink, True) for kink in sides.above} | {(kink, False) for kink in sides.below}
        if place < POINTS or here - met:
            yield point
        met |= here


def side_value(trial: Trial, point: Point) -> Array:
    """Return the value of a claim's right side at a point."""
    evaluator = replace(trial.evaluator(point), differentiator=ForwardMode())
    with np.errstate(all="ignore"):
        return np.asarray(innermost(evaluator(trial.claim.right)))


def usable(point: Point) -> bool:
    """Tell whether every drawn function of a point can be written down."""
    return all(isinstance(f, SmoothMap | SmoothScalar) for f in point.functions.values())


def _is_turned(trial: Trial, point: Point) -> bool:
    """Tell whether denominator layout has the transposed answer.

    A scalar is its own transpose; so is a symmetric matrix, at this one point perhaps by chance,
    and then it does not matter which of the two is asked for.
    """
    claim = trial.claim
    turned = denominator_chain((claim.left, claim.right), trial.infer)
    evaluator = replace(trial.evaluator(point), differentiator=ForwardMode())
    before = np.asarray(innermost(evaluator(claim.right)))
    after = np.asarray(innermost(denominator_evaluator(evaluator)(turned[1])))
    same = before.shape == after.shape and np.allclose(before, after, rtol=1e-9, atol=1e-12)
    return not same and layout_holds(evaluator, (claim.left, claim.right), turned)


def point_json(point: Point) -> Mapping[str, Plain]:
    """Write a point down: sizes, values and the parameters of drawn functions."""
    functions = {name: _parameters(drawn) for name, drawn in point.functions.items()}
    values = {name: plain_value(value) for name, value in point.values.items()}
    parts: dict[str, Mapping[str, Plain]] = {
        "sizes": dict(point.sizes),
        "values": values,
        "functions": functions,
    }
    return {key: part for key, part in parts.items() if part}


def _parameters(drawn: Map) -> Mapping[str, Plain]:
    """Write down what a drawn function is made of."""
    return {key: np.asarray(item).tolist() for key, item in vars(drawn).items()}


def plain_value(value: Array) -> Plain:
    """Write a number, a list for a column, a list of rows for a matrix.

    >>> plain_value(np.array([[1.0], [2.5]])), plain_value(np.array([[3.0]]))
    ([1.0, 2.5], 3.0)
    """
    rounded = [[float(f"{x:.{DIGITS}g}") + 0.0 for x in row] for row in value]
    if value.shape == (1, 1):
        return rounded[0][0]
    return [row[0] for row in rounded] if value.shape[1] == 1 else rounded
