"""Which term of a sum, or of the product rule, a refuted claim has lost, doubled or turned.

What is differentiated is taken apart: a sum into its terms, a product into its factors. The part
of the derivative that belongs to each is measured alone, and held against what the claim lacks.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import (
    OPERATORS,
    Binary,
    Call,
    Derivative,
    Expression,
    Name,
    Negate,
    rebuild,
)
from nabla.language.text import expression_text
from nabla.verification.pairs import CLOSE
from nabla.verification.repairs import ratio_of
from nabla.verification.sides import sides_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nabla.language.block import Scope
    from nabla.language.dual import Array
    from nabla.verification.repairs import Repairs

MOST = 8
"""Terms or factors that are looked at."""

FIXED = "_fixed"
"""Added to the name of a variable where a factor is held constant."""

_PRODUCTS = frozenset({"dot", "outer", "kron"})


def wrong_term(repairs: Repairs) -> str | None:
    """Look for a term of a sum that is missing, doubled or turned, or for two that are missing."""
    trial = repairs.trial
    _, measured = sides_of(trial.claim)
    inside = _inside(measured, trial.claim.scope)
    terms = list(terms_of(inside))[:MOST]
    if len(terms) < 2:
        return None
    told = "the derivative of {}" if measured != inside else "{}"
    words = [told.format(expression_text(term)) for term in terms]
    gaps = _gaps(repairs)
    values = [_values(repairs, _around(measured, term)) for term in terms]
    for said, value in zip(words, values, strict=True):
        if (found := _share(gaps, value)) is not None:
            return _lost(said, found)
    for (first, a), (second, b) in combinations(zip(words, values, strict=True), 2):
        if _share(gaps, [x + y for x, y in zip(a, b, strict=True)]) == 1.0:
            return f"two terms are missing: {first}, and {second}"
    return None


def wrong_part_of_product(repairs: Repairs) -> str | None:
    """Look for a term of the product rule that is missing, doubled or turned."""
    trial = repairs.trial
    _, measured = sides_of(trial.claim)
    variable = _variable(measured)
    if variable is None or variable.name not in trial.claim.scope.variables:
        return None
    inside = _inside(measured, trial.claim.scope)
    gaps = _gaps(repairs)
    for factor, alone in _each_factor(inside, variable):
        value = _values(repairs, _around(measured, alone), variable)
        if (found := _share(gaps, value)) is not None:
            said = f"of the product rule, with the derivative of {expression_text(factor)}"
            return _lost(said, found)
    return None


def _lost(said: str, share: float) -> str:
    """Say what is wrong with a term of which a share is missing."""
    if share == 1.0:
        return f"one term is missing: {said}"
    if share == 2.0:
        return f"the sign of one term is flipped: {said}"
    if share == -1.0:
        return f"one term is counted twice: {said}"
    return f"one term is counted {1.0 - share:.4g} times: {said}"


def terms_of(expression: Expression) -> Iterator[Expression]:
    """Yield the terms of a sum, each with its sign.

    >>> from nabla.errors import Place
    >>> from nabla.language.excerpt import Excerpt
    >>> from nabla.language.syntax import parse_expression
    >>> parsed = parse_expression(Excerpt("a - (b + c)", Place("a.md", 1)))
    >>> [expression_text(term) for term in terms_of(parsed)]
    ['a', '-b', '-c']
    """
    if isinstance(expression, Negate):
        yield from map(_turned, terms_of(expression.operand))
    elif isinstance(expression, Binary) and expression.operator in {"+", "-"}:
        yield from terms_of(expression.left)
        right = terms_of(expression.right)
        yield from right if expression.operator == "+" else map(_turned, right)
    else:
        yield expression


def _turned(term: Expression) -> Expression:
    return term.operand if isinstance(term, Negate) else Negate(term)


def _inside(measured: Expression, scope: Scope) -> Expression:
    """Return what is differentiated, names of definitions replaced by what they stand for."""
    if isinstance(measured, Derivative):
        return _spelled_out(measured.function, scope, measured.variable.name)
    if isinstance(measured, Call) and measured.function in OPERATORS - {"J", "D"}:
        variable = measured.arguments[1]
        assert isinstance(variable, Name)
        return _spelled_out(measured.arguments[0], scope, variable.name)
    return measured


def _spelled_out(expression: Expression, scope: Scope, kept: str) -> Expression:
    """Replace the names of plain definitions, but for the one that is differentiated by."""
    if isinstance(expression, Name):
        definition = scope.definitions.get(expression.name)
        if definition is None or definition.is_function or expression.name == kept:
            return expression
        return _spelled_out(definition.body, scope, kept)
    return rebuild(expression, lambda child: _spelled_out(child, scope, kept))


def _variable(measured: Expression) -> Name | None:
    if isinstance(measured, Derivative):
        return measured.variable
    if isinstance(measured, Call) and measured.function in {"grad", "jvp", "vjp"}:
        variable = measured.arguments[1]
        return variable if isinstance(variable, Name) else None
    return None


def _around(measured: Expression, term: Expression) -> Expression:
    """Return the same derivative of something else."""
    if isinstance(measured, Derivative):
        return replace(measured, function=term)
    if isinstance(measured, Call) and measured.function in OPERATORS - {"J", "D"}:
        return replace(measured, arguments=(term, *measured.arguments[1:]))
    return term


def _each_factor(expression: Expression, variable: Name) -> Iterator[tuple[Expression, Expression]]:
    """Yield each factor of a product, with the product in which only that one may vary."""
    factors = list(_factors(expression, _same))[:MOST]
    if len(factors) < 2:
        return
    fixed = _renamed(expression, variable.name)
    for (factor, _), (_, put) in zip(factors, _factors(fixed, _same), strict=False):
        yield factor, put(factor)


def _factors(
    expression: Expression, put: Callable[[Expression], Expression]
) -> Iterator[tuple[Expression, Callable[[Expression], Expression]]]:
    """Yield the factors of a product, each with what puts another in its place."""
    parts: Sequence[Expression] = ()
    if isinstance(expression, Binary) and expression.operator in {"*", "@", "/"}:
        parts = (expression.left, expression.right)
    elif isinstance(expression, Negate):
        parts = (expression.operand,)
    elif isinstance(expression, Call) and expression.function in _PRODUCTS and put is _same:
        parts = expression.arguments  # inside another product it is one factor
    for part in parts:
        yield from _factors(part, _putting(expression, part, put))
    if not parts:
        yield expression, put


def _putting(
    whole: Expression, part: Expression, put: Callable[[Expression], Expression]
) -> Callable[[Expression], Expression]:
    return lambda new: put(rebuild(whole, lambda old: new if old is part else old))


def _same(expression: Expression) -> Expression:
    return expression


def _renamed(expression: Expression, name: str) -> Expression:
    if isinstance(expression, Name):
        return Name(name + FIXED, expression.place) if expression.name == name else expression
    return rebuild(expression, lambda child: _renamed(child, name))


def _gaps(repairs: Repairs) -> list[Array]:
    return [m - c for c, m in zip(repairs.claimed, repairs.measured, strict=True)]


def _values(repairs: Repairs, part: Expression, fixed: Name | None = None) -> list[Array]:
    """Return the values of a part at every point, `fixed` standing for itself and held constant."""
    at = repairs.desk
    if fixed is not None:
        at = at.knowing(fixed.name + FIXED, fixed.name)
    return [at.value(place, part) for place in range(len(repairs.measured))]


def _share(gaps: Sequence[Array], values: Sequence[Array]) -> float | None:
    """Return the one number of times that values make up what is missing, at every point."""
    found = [
        ratio_of(gap, value)
        for gap, value in zip(gaps, values, strict=True)
        if gap.any() or value.any()
    ]
    numbers = [number for number in found if number is not None]
    if not numbers or len(numbers) < len(found):
        return None
    if max(numbers) - min(numbers) > CLOSE * abs(numbers[0]):
        return None
    near = [whole for whole in (1.0, 2.0, -1.0) if abs(numbers[0] - whole) < CLOSE]
    return near[0] if near else float(np.round(numbers[0], 9))
