"""The plausible mistakes of a formula, and whether a claim's points would notice them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError
from nabla.language.dual import innermost
from nabla.language.expression import (
    OPERATORS,
    Binary,
    Call,
    Compare,
    Derivative,
    Entry,
    Expression,
    Name,
    Negate,
    Number,
    Piecewise,
    Transpose,
    differentiates,
    rebuild,
    walk,
)
from nabla.language.shapes import SCALAR, Shape
from nabla.language.text import expression_text
from nabla.verification.counterexample import claims_left
from nabla.verification.measure import relative_error
from nabla.verification.oracles.complex_step import ComplexStep
from nabla.verification.points import draw_many, generator
from nabla.verification.verdict import MistakesTried

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.language.dual import Array
    from nabla.language.inference import Shapes
    from nabla.verification.choose import Chosen
    from nabla.verification.judgement import Judgement
    from nabla.verification.measure import Measurement
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

MOST = 64
FURTHER = 64

_OPPOSITE = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Mistake:
    """A formula changed as people change it by accident.

    Attributes
    ----------
    kind
        The category, one of the words of the diagnosis.
    expression
        The changed formula.
    """

    kind: str
    expression: Expression


def mistakes_of(expression: Expression, infer: Shapes) -> tuple[Mistake, ...]:
    """Make the plausible mistakes of an expression, each once, at most `MOST`.

    Those whose operands do not go together are left out: nobody could have written them down.
    """
    found: dict[Expression, Mistake] = {}
    for mistake in _all_mistakes(expression, infer):
        if mistake.expression != expression and mistake.expression not in found:
            found[mistake.expression] = mistake
        if len(found) == MOST:
            break
    return tuple(found.values())


def shape_or_none(expression: Expression, infer: Shapes) -> tuple[bool, Shape | None]:
    """Tell whether an expression is well formed, and its shape."""
    try:
        return True, infer(expression)
    except PageError:
        return False, None


def _all_mistakes(expression: Expression, infer: Shapes) -> Iterator[Mistake]:
    shape = infer(expression)
    yield Mistake("sign", Negate(expression))
    yield Mistake("double", Binary("*", Number(2.0, "2"), expression))
    yield Mistake("half", Binary("/", expression, Number(2.0, "2")))
    if shape is None or shape != SCALAR:
        yield Mistake("transpose", Transpose(expression))
    if shape is not None and shape[0] == shape[1] and shape != SCALAR:
        only = Call("diag", (Call("diag", (expression,)),))
        yield Mistake("diagonal only", only)
        yield Mistake("zero diagonal", Binary("-", expression, only))
    variables = _variables_of_operators(expression)
    for node in walk(expression):
        if any(node is variable for variable in variables):
            continue
        for kind, changed in _local(node, infer):
            whole = _replaced(expression, node, changed)
            if shape_or_none(whole, infer)[0]:
                yield Mistake(kind, whole)


def _variables_of_operators(expression: Expression) -> list[Expression]:
    """Return what stands in the place of a variable or a function's name: it must stay a name."""
    found: list[Expression] = []
    for node in walk(expression):
        if isinstance(node, Derivative):
            found.append(node.variable)
        elif isinstance(node, Call) and node.function in OPERATORS:
            found.append(node.arguments[0 if node.function in {"J", "D"} else 1])
    return found


def _replaced(expression: Expression, old: Expression, new: Expression) -> Expression:
    if expression is old:
        return new
    return rebuild(expression, lambda child: _replaced(child, old, new))


def _local(node: Expression, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    if isinstance(node, Binary):
        yield from _binary(node)
    elif isinstance(node, Negate):
        yield "sign inside", node.operand
    elif isinstance(node, Transpose):
        yield "factor transposed", node.operand
    elif isinstance(node, Name):
        yield from _name(node, infer)
    elif isinstance(node, Call):
        yield from _call(node)
    elif isinstance(node, Piecewise):
        yield "wrong branch", replace(node, then=node.otherwise, otherwise=node.then)
        yield "wrong branch", node.then
    elif isinstance(node, Compare) and node.operators[0] in _OPPOSITE:
        yield (
            "wrong branch",
            replace(node, operators=tuple(_OPPOSITE.get(o, o) for o in node.operators)),
        )
    elif isinstance(node, Entry) and len(node.indices) == 2:
        yield "index", replace(node, indices=node.indices[::-1])
    elif isinstance(node, Number) and node.value not in {0.0, 1.0}:
        yield "factor", Number(node.value + 1.0, f"{node.value + 1.0:g}")


def _binary(node: Binary) -> Iterator[tuple[str, Expression]]:
    left, right = node.left, node.right
    if node.operator in {"+", "-"}:
        yield "term missing", left
        yield "term missing", right if node.operator == "+" else Negate(right)
        yield "sign inside", replace(node, operator="-" if node.operator == "+" else "+")
    elif node.operator == "@":
        yield "product order", replace(node, left=right, right=left)
        yield "element-wise", replace(node, operator="*")
        yield "factor missing", left
        yield "factor missing", right
    elif node.operator == "*":
        yield "element-wise", replace(node, operator="@")
        yield "factor missing", left
        yield "factor missing", right
    elif node.operator == "/":
        yield "factor missing", left
        yield "factor missing", replace(node, operator="*")
    elif isinstance(right, Number):
        yield "factor", replace(node, right=Number(right.value - 1.0, f"{right.value - 1.0:g}"))
        yield "factor missing", left


def _name(node: Name, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    scope = infer.scope
    if node.name not in scope.variables or scope.variables[node.name].is_function:
        return
    if infer.name(node) != SCALAR:
        yield "factor transposed", Transpose(node)
    for other, domain in scope.variables.items():
        if (
            other != node.name
            and not domain.is_function
            and infer.name(Name(other)) == infer.name(node)
        ):
            yield "wrong variable", Name(other, node.place)


def _call(node: Call) -> Iterator[tuple[str, Expression]]:
    if node.function in OPERATORS or node.function in {"ones", "zeros", "I"}:
        return
    if len(node.arguments) == 1:
        yield "function left out", node.arguments[0]
    elif len(node.arguments) == 2 and node.function in {"outer", "kron"}:
        yield "product order", replace(node, arguments=node.arguments[::-1])
    pair = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "max": "min", "min": "max"}
    if node.function in pair:
        yield "wrong function", replace(node, function=pair[node.function])


@dataclass(frozen=True)
class Suspect:
    """The side of a claim that is held against its mistakes, with its values at the points."""

    expression: Expression
    values: tuple[Array, ...]

    @property
    def measures(self) -> bool:
        """Whether this side holds an operator itself."""
        return differentiates(self.expression)


def suspect(trial: Trial, rounds: Sequence[tuple[Measurement, ...]]) -> Suspect:
    """Return the claimed side: the one without an operator, the right one in doubt."""
    if claims_left(trial.claim):
        return Suspect(trial.claim.left, tuple(found[0].left for found in rounds))
    return Suspect(trial.claim.right, tuple(found[0].right for found in rounds))


def value_at(trial: Trial, point: Point, expression: Expression, depth: int = 0) -> Array:
    """Evaluate an expression at a point, or at many points that are stacked in front.

    A changed formula may have no value where the right one has: it is not a number then.
    """
    evaluator = replace(trial.evaluator(point), differentiator=ComplexStep(), depth=depth)
    try:
        return np.asarray(innermost(evaluator(expression)))
    except (PageError, np.linalg.LinAlgError):
        return np.full((1, 1), np.nan)


def try_mistakes(
    trial: Trial,
    chosen: Chosen,
    rounds: Sequence[tuple[Measurement, ...]],
    judgement: Judgement,
) -> tuple[MistakesTried, str | None]:
    """Hold a claim against its mistakes.

    Returns
    -------
    tuple
        How many were tried and refused, those that differ nowhere left out; and the text of one that
        differs elsewhere but not at the claim's points.
    """
    claimed = suspect(trial, rounds)
    infer = trial.infer
    shape = infer(claimed.expression)
    refused, survivors = 0, []
    for mistake in mistakes_of(claimed.expression, infer):
        if infer(mistake.expression) != shape or _noticed(
            trial, chosen, claimed, mistake, judgement
        ):
            refused += 1
        else:
            survivors.append(mistake)
    if not survivors:
        return MistakesTried(refused, refused), None
    real = _different_elsewhere(trial, chosen, claimed, survivors, judgement)
    tried = MistakesTried(refused + len(real), refused)
    return tried, expression_text(real[0].expression) if real else None


def _noticed(
    trial: Trial, chosen: Chosen, claimed: Suspect, mistake: Mistake, judgement: Judgement
) -> bool:
    for point, value in zip(chosen.points, claimed.values, strict=True):
        if _differs(value_at(trial, point, mistake.expression), value, judgement):
            return True
    return False


def _differs(first: Array, second: Array, judgement: Judgement) -> bool:
    if first.shape[-2:] != second.shape[-2:] or not np.isfinite(first).all():
        return True
    return relative_error(first, second, 1e-6 * judgement.pooled) > 3.0 * judgement.tolerance


def _different_elsewhere(
    trial: Trial,
    chosen: Chosen,
    claimed: Suspect,
    survivors: Sequence[Mistake],
    judgement: Judgement,
) -> list[Mistake]:
    random = generator(trial.claim, trial.seed + 7919)
    real: dict[Expression, Mistake] = {}
    sizes = {tuple(point.sizes.items()) for point in chosen.points}
    for size in sorted(sizes)[:2]:
        point = draw_many(trial.claim.scope, dict(size), random, FURTHER // min(2, len(sizes)))
        held = _held(trial, point)
        truth = value_at(trial, point, claimed.expression, depth=1)
        for mistake in survivors:
            value = value_at(trial, point, mistake.expression, depth=1)
            if _differs_somewhere(value, truth, held, judgement):
                real[mistake.expression] = mistake
    return list(real.values())


def _held(trial: Trial, point: Point) -> Array:
    if trial.claim.condition is None:
        return np.ones(1, dtype=bool)
    value = value_at(trial, point, trial.claim.condition, depth=1)
    return value.reshape(-1, value.shape[-2] * value.shape[-1]).all(axis=1)


def _differs_somewhere(value: Array, truth: Array, held: Array, judgement: Judgement) -> bool:
    count = max(held.size, *(a.size // (a.shape[-2] * a.shape[-1]) for a in (value, truth)))
    value, truth = (np.broadcast_to(a, (count, *a.shape[-2:])) for a in (value, truth))
    held = np.broadcast_to(held, count)
    usable = held & np.isfinite(truth).all(axis=(1, 2))
    return any(_differs(v, t, judgement) for v, t in zip(value[usable], truth[usable], strict=True))
