"""Which small change would make a refuted claim right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import (
    Binary,
    Call,
    Compare,
    Expression,
    Logical,
    Name,
    Negate,
    Number,
    Transpose,
)
from nabla.language.shapes import SCALAR
from nabla.language.text import expression_text
from nabla.verification.exchanges import exchanged, exchanged_at
from nabla.verification.measure import relative_error
from nabla.verification.mistakes import changes, mistakes_of
from nabla.verification.pairs import CLOSE, floor_of, near
from nabla.verification.pool import pool_of, products_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nabla.language.dual import Array
    from nabla.verification.suspect import Desk, Suspect
    from nabla.verification.trial import Trial

MOST = 3000
"""How many changed formulas are looked at, at most."""

_UNDONE: Mapping[str, str] = MappingProxyType(
    {
        "sign inside": "a sign inside is flipped",
        "factor transposed": "a factor is transposed",
        "product order": "the product is in the wrong order",
        "element-wise": "an element-wise product in place of a matrix product, or the reverse",
        "term missing": "one term is too many",
        "factor missing": "one factor is too many",
        "function left out": "one function is too many",
        "wrong variable": "a wrong variable",
        "wrong branch": "the branches are exchanged",
        "one branch": "one case of several is wrong",
        "inner function": "one inner function is too many",
        "wrong function": "a wrong function",
        "number": "a wrong number",
        "power": "a wrong power",
        "quotient": "a quotient in place of a product",
        "index": "the indices are exchanged",
    }
)
_CONDITIONS = (Compare, Logical)
_ONE, _TWO = Number(1.0, "1"), Number(2.0, "2")


@dataclass(frozen=True)
class Repairs:
    """The search for a change after which claimed and measured values agree at every point."""

    trial: Trial
    suspect: Suspect
    measured: tuple[Array, ...]

    @property
    def expression(self) -> Expression:
        """The claimed side."""
        return self.suspect.expression

    @property
    def claimed(self) -> tuple[Array, ...]:
        """Its values."""
        return self.suspect.values

    @cached_property
    def desk(self) -> Desk:
        """Where changed claims are evaluated."""
        return self.suspect.desk(self.trial)

    @cached_property
    def _floor(self) -> float:
        return floor_of(self.measured)

    @cached_property
    def parts(self) -> Desk:
        """Where parts of claims are evaluated, always whole."""
        return replace(self.desk, projection=None)

    @cached_property
    def pool(self) -> tuple[Expression, ...]:
        """What the author may have forgotten."""
        return pool_of(self.trial)

    def undo_mistake(self) -> str | None:
        """Look for a plausible mistake that, made of the claim, gives the right answer."""
        shape = self.trial.infer(self.expression)
        for mistake in mistakes_of(self.expression, self.trial.infer):
            said = _UNDONE.get(mistake.kind)
            if said and mistake.shape == shape and self._is_right(mistake.expression):
                return f"{said}: {expression_text(mistake.expression)} would be right"
        searches = (
            exchanged(self.expression, self.trial.infer),
            changes(self.expression, lambda node: exchanged_at(node, self.trial.infer)),
            changes(self.expression, self._inverted),
            changes(self.expression, self._wrapped),
        )
        return self._first_of(searches)

    def multiply(self) -> str | None:
        """Look for a scalar factor that is missing, or is too many."""
        ratios = [ratio_of(m, c) for c, m in zip(self.claimed, self.measured, strict=True)]
        if any(ratio is None for ratio in ratios):
            return None
        wanted = np.array(ratios, dtype=float)
        for item in self.pool:
            if self.trial.infer(item) != SCALAR:
                continue
            values = np.array([self._value(place, item).item() for place in self._places])
            for power, words in ((1, "multiply by {}"), (-1, "divide by {}")):
                for exponent in (1, 2):
                    text = expression_text(item) if exponent == 1 else f"{_tight(item)}**2"
                    if _proportion(wanted, values ** (power * exponent)) == 1.0:
                        return f"right but for a factor: {words.format(text)}"
        return None

    def insert(self) -> str | None:
        """Look for a factor or a term that is missing at some place of the claimed side."""
        names = tuple(item for item in self.pool if isinstance(item, Name))
        others = tuple(item for item in self.pool if not isinstance(item, Name))
        searches = (
            changes(self.expression, partial(way, items))
            for items in (names, others)
            for way in (self._multiplied, self._extended)
        )
        return self._first_of(searches)

    def add_term(self) -> str | None:
        """Look for a term that is missing: what lacks is a product of two known things."""
        gaps = [m - c for c, m in zip(self.claimed, self.measured, strict=True)]
        several: str | None = None
        for term in self._terms(gaps[0].shape):
            values = [self._value(place, term) for place in self._places]
            ratios = [ratio_of(gap, value) for gap, value in zip(gaps, values, strict=True)]
            if any(ratio is None for ratio in ratios):
                continue
            numbers = [float(ratio) for ratio in ratios if ratio is not None]
            same = max(numbers) - min(numbers) <= CLOSE * abs(numbers[0])
            if same:
                return f"one term is missing: {_times(numbers[0], term)}"
            if gaps[0].size > 1 and several is None:
                several = f"one term is missing: a multiple of {expression_text(term)}"
        return several

    @property
    def _places(self) -> range:
        return range(len(self.measured))

    def _value(self, place: int, expression: Expression) -> Array:
        return self.parts.value(place, expression)

    def _is_right(self, expression: Expression) -> bool:
        return all(
            near(self.desk.value(place, expression), self.measured[place], self._floor)
            for place in self._places
        )

    def _first_of(self, searches: Iterable[Iterator[tuple[str, Expression]]]) -> str | None:
        return next((said for search in searches if (said := self._first(search))), None)

    def _first(self, candidates: Iterator[tuple[str, Expression]]) -> str | None:
        shape = self.trial.infer(self.expression)
        for count, (said, changed) in enumerate(candidates):
            if count == MOST:
                return None
            if self.trial.infer.fits(changed, shape) and self._is_right(changed):
                return f"{said}: {expression_text(changed)} would be right"
        return None

    def _inverted(self, node: Expression) -> Iterator[tuple[str, Expression]]:
        """Change a number, a power, a product to a quotient."""
        if isinstance(node, Number):
            less = node.value - 1.0
            yield "a wrong number", Number(less, f"{less:g}")
        elif not isinstance(node, _CONDITIONS):
            if isinstance(node, Binary) and node.operator == "*":
                yield "a product in place of a quotient", replace(node, operator="/")
            yield "a product in place of a quotient", Binary("/", _ONE, node)
            yield "a wrong power", Binary("**", node, _TWO)

    def _wrapped(self, node: Expression) -> Iterator[tuple[str, Expression]]:
        """Transpose a node, or put a function around it."""
        if isinstance(node, Call) and node.function in {"J", "D"}:
            yield from self._inner(node)
            if node.function == "J":
                yield "a factor is transposed", Transpose(node)
        elif not isinstance(node, (Number, *_CONDITIONS)):
            yield "a factor is transposed", Transpose(node)
            matrix = () if self.trial.infer(node) == SCALAR else ("inv", "diag")
            for name in (*matrix, "sqrt", "log", "exp", *self._functions):
                yield "a function is missing", Call(name, (node,))

    def _inner(self, node: Call) -> Iterator[tuple[str, Expression]]:
        point = node.arguments[1]
        for name, domain in self.trial.claim.scope.variables.items():
            if domain.is_function:
                around = Call(name, (point,), node.place)
                inside = replace(node, arguments=(node.arguments[0], around))
                yield "the inner function is left out", inside

    @cached_property
    def _functions(self) -> tuple[str, ...]:
        """Those of one argument that the claim mentions."""
        calls = [item for item in self.pool if isinstance(item, Call)]
        names = [call.function for call in calls if len(call.arguments) == 1]
        return tuple(name for name in dict.fromkeys(names) if name not in {"ones", "zeros", "I"})

    def _multiplied(
        self, items: Sequence[Expression], node: Expression
    ) -> Iterator[tuple[str, Expression]]:
        if isinstance(node, (Number, *_CONDITIONS)):
            return
        for item in items:
            for operator in ("*", "/", "@"):
                yield "one factor is missing", Binary(operator, node, item)
            yield "one factor is missing", Binary("@", item, node)

    def _extended(
        self, items: Sequence[Expression], node: Expression
    ) -> Iterator[tuple[str, Expression]]:
        if isinstance(node, (Number, *_CONDITIONS)):
            return
        shape = self.trial.infer(node)
        if shape == SCALAR:
            yield "one term is missing", Binary("+", _ONE, node)
            yield "one term is missing", Binary("-", _ONE, node)
            yield "one term is missing", Binary("-", node, _ONE)
        for item in items:
            yield "one term is missing", Binary("+", node, item)
            yield "one term is missing", Binary("-", node, item)

    def _terms(self, shape: tuple[int, ...]) -> Iterator[Expression]:
        """Yield things of the pool, and products of two, that have a shape at the first point."""
        values = [(item, self._value(0, item)) for item in self.pool if item != self.expression]
        yield from (item for item, value in values if value.shape == shape)
        for item, value in values:
            if value.shape == (shape[0], 1) and shape[0] == shape[1]:
                yield Call("diag", (item,))
        for total in range(2 * len(values) - 1):
            for first in range(max(0, total - len(values) + 1), min(total + 1, len(values))):
                yield from products_of(values[first], values[total - first], shape)


def ratio_of(first: Array, second: Array) -> float | None:
    """Return the number by which `second` has to be multiplied to give `first`."""
    size = float(np.vdot(second, second))
    if first.shape != second.shape or size == 0.0 or not np.isfinite(size):
        return None
    ratio = float(np.vdot(second, first)) / size
    same = relative_error(first, ratio * second, 1e-300) < CLOSE
    return ratio if same and ratio != 0.0 else None


def _proportion(first: Array, second: Array) -> float | None:
    """Return the one number that is every quotient of two lists."""
    quotients = first / second
    even = float(np.ptp(quotients)) <= CLOSE * abs(float(quotients[0]))
    return float(np.round(quotients[0], 6)) if even else None


def _tight(item: Expression) -> str:
    return expression_text(Binary("**", item, _TWO)).removesuffix("**2")


def _times(number: float, term: Expression) -> str:
    size = abs(number)
    near = [n for n in (1.0, 2.0, 0.5) if abs(size - n) < CLOSE]
    text = f"{near[0] if near else size:.4g}"
    product = term if text == "1" else Binary("*", Number(size, text), term)
    return expression_text(Negate(product) if number < 0 else product)
