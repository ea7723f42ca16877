"""Expressions of the claim language, as values.

Two expressions are equal when they say the same; where they stand on the page does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nabla.errors import Place

OPERATORS = frozenset({"grad", "hess", "jvp", "vjp", "hvp", "div", "curl", "lap", "J", "D"})
"""Calls that differentiate; `d(f)/d(x)` is a `Derivative`."""


@dataclass(frozen=True)
class Number:
    """A number as written: ``2``, ``0.5``."""

    value: float
    text: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Name:
    """A variable, a size letter, a definition or a name of the page."""

    name: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Negate:
    """``-x``."""

    operand: Expression
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Binary:
    """An arithmetic operation: one of ``+ - * / @ **``."""

    operator: str
    left: Expression
    right: Expression
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Transpose:
    """``x.T``."""

    operand: Expression
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Call:
    """A function, or an operator such as ``grad(f, x)``, with its arguments."""

    function: str
    arguments: tuple[Expression, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Derivative:
    """``d(f)/d(x)``, or ``d(f)/d(vec(X))`` when `stacked`."""

    function: Expression
    variable: Name
    stacked: bool = False
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Compare:
    """A chain of comparisons, ``0 < x <= 1``; as a value it is 1 or 0 entry by entry."""

    operators: tuple[str, ...]
    operands: tuple[Expression, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Logical:
    """``and``, ``or``, ``not`` over conditions."""

    operator: str
    operands: tuple[Expression, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Piecewise:
    """``a if condition else b``, entry by entry; also ``where(condition, a, b)``."""

    condition: Expression
    then: Expression
    otherwise: Expression
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Matrix:
    """``[a, b]`` is a column, ``[[a, b], [c, d]]`` a matrix; the entries are scalars."""

    rows: tuple[tuple[Expression, ...], ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Entry:
    """``x[0]`` or ``A[0, 1]``, counted from 0."""

    operand: Expression
    indices: tuple[int, ...]
    place: Place | None = field(default=None, compare=False)


Expression: TypeAlias = (
    Number
    | Name
    | Negate
    | Binary
    | Transpose
    | Call
    | Derivative
    | Compare
    | Logical
    | Piecewise
    | Matrix
    | Entry
)


def _is_expression(value: object) -> bool:
    return hasattr(value, "place") and hasattr(value, "__dataclass_fields__")


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly inside this one, from left to right.

    >>> children(Binary("+", Name("x"), Name("y")))[1].name
    'y'
    """
    found: list[Expression] = []
    for part in fields(expression):
        if part.name != "place":
            _collect(getattr(expression, part.name), found)
    return tuple(found)


def _collect(value: object, found: list[Expression]) -> None:
    if isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif _is_expression(value):
        found.append(value)  # type: ignore[arg-type]  # _is_expression has looked


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and everything inside it, outermost first."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def rebuild(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return the expression with `change` applied to each direct child.

    >>> rebuild(Negate(Name("x")), lambda child: Name("y")).operand.name
    'y'
    """

    def changed(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(changed(item) for item in value)
        return change(value) if _is_expression(value) else value  # type: ignore[arg-type]  # looked

    new = {
        part.name: changed(getattr(expression, part.name))
        for part in fields(expression)
        if part.name != "place"
    }
    return replace(expression, **new)  # type: ignore[arg-type]  # the fields keep their types


def names_in(expression: Expression) -> frozenset[str]:
    """Return every name that the expression mentions, functions included."""
    names = {node.name for node in walk(expression) if isinstance(node, Name)}
    return frozenset(names | {node.function for node in walk(expression) if isinstance(node, Call)})


def differentiates(expression: Expression) -> bool:
    """Tell whether the expression holds a derivative or another differential operator.

    >>> differentiates(Call("grad", (Name("f"), Name("x"))))
    True
    """
    return any(
        isinstance(node, Derivative) or (isinstance(node, Call) and node.function in OPERATORS)
        for node in walk(expression)
    )
