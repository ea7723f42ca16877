"""Expressions of the claim language, as values.

Two expressions are equal when they say the same; where they stand on the page does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nabla.errors import Place

AnyNode = TypeVar("AnyNode")

_REMEMBERED = frozenset({"_hash", "_children", "_differentiates"})

OPERATORS = frozenset({"grad", "hess", "jvp", "vjp", "hvp", "div", "curl", "lap", "J", "D"})
"""Calls that differentiate; `d(f)/d(x)` is a `Derivative`."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def _node(cls: type[AnyNode]) -> type[AnyNode]:
    """Make a frozen dataclass that computes its hash once; trees are compared and looked up often.

    The hash is no part of a pickle: another process hashes text otherwise. Nor is what else is
    found once: the children, and whether there is a derivative among them.
    """
    made = dataclass(frozen=True)(cls)
    plain = made.__hash__

    def cached(self: Any) -> int:  # noqa: ANN401 - any node
        found: int | None = self.__dict__.get("_hash")
        if found is None:
            found = self.__dict__["_hash"] = plain(self)
        return found

    def state(self: Any) -> dict[str, object]:  # noqa: ANN401 - any node
        return {key: value for key, value in self.__dict__.items() if key not in _REMEMBERED}

    made.__hash__ = cached  # type: ignore[method-assign]  # instead of the generated one
    made.__getstate__ = state  # type: ignore[method-assign]  # called by pickle
    return made


@_node
class Number:
    """A number as written: ``2``, ``0.5``."""

    value: float
    text: str
    place: Place | None = field(default=None, compare=False)


@_node
class Name:
    """A variable, a size letter, a definition or a name of the page."""

    name: str
    place: Place | None = field(default=None, compare=False)


@_node
class Negate:
    """``-x``."""

    operand: Expression
    place: Place | None = field(default=None, compare=False)


@_node
class Binary:
    """An arithmetic operation: one of ``+ - * / @ **``."""

    operator: str
    left: Expression
    right: Expression
    place: Place | None = field(default=None, compare=False)


@_node
class Transpose:
    """``x.T``."""

    operand: Expression
    place: Place | None = field(default=None, compare=False)


@_node
class Call:
    """A function, or an operator such as ``grad(f, x)``, with its arguments."""

    function: str
    arguments: tuple[Expression, ...]
    place: Place | None = field(default=None, compare=False)


@_node
class Derivative:
    """``d(f)/d(x)``, or ``d(f)/d(vec(X))`` when `stacked`."""

    function: Expression
    variable: Name
    stacked: bool = False
    place: Place | None = field(default=None, compare=False)


@_node
class Compare:
    """A chain of comparisons, ``0 < x <= 1``; as a value it is 1 or 0 entry by entry."""

    operators: tuple[str, ...]
    operands: tuple[Expression, ...]
    place: Place | None = field(default=None, compare=False)


@_node
class Logical:
    """``and``, ``or``, ``not`` over conditions."""

    operator: str
    operands: tuple[Expression, ...]
    place: Place | None = field(default=None, compare=False)


@_node
class Piecewise:
    """``a if condition else b``, entry by entry; also ``where(condition, a, b)``."""

    condition: Expression
    then: Expression
    otherwise: Expression
    place: Place | None = field(default=None, compare=False)


@_node
class Matrix:
    """``[a, b]`` is a column, ``[[a, b], [c, d]]`` a matrix; the entries are scalars."""

    rows: tuple[tuple[Expression, ...], ...]
    place: Place | None = field(default=None, compare=False)


@_node
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


_PARTS: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        kind: tuple(part.name for part in fields(kind) if part.name != "place")
        for kind in Expression.__args__
    }
)
"""What each kind of node is made of, its place left out."""


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly inside this one, from left to right.

    >>> children(Binary("+", Name("x"), Name("y")))[1].name
    'y'
    """
    known: tuple[Expression, ...] | None = expression.__dict__.get("_children")
    if known is not None:
        return known
    found: list[Expression] = []
    for name in _PARTS[type(expression)]:
        _collect(getattr(expression, name), found)
    expression.__dict__["_children"] = whole = tuple(found)
    return whole


def _collect(value: object, found: list[Expression]) -> None:
    if isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, Expression):
        found.append(value)


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and everything inside it, outermost first."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def rebuild(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return the expression with `change` applied to each direct child; itself if nothing changed.

    >>> rebuild(Negate(Name("x")), lambda child: Name("y")).operand.name
    'y'
    """
    kind = type(expression)
    old = [getattr(expression, name) for name in _PARTS[kind]]
    new = [_changed(value, change) for value in old]
    if all(value is before for value, before in zip(new, old, strict=True)):
        return expression
    return kind(*new, place=expression.place)  # type: ignore[arg-type, misc]  # its own parts


def _changed(value: object, change: Callable[[Expression], Expression]) -> object:
    if isinstance(value, tuple):
        items = tuple(_changed(item, change) for item in value)
        same = all(new is old for new, old in zip(items, value, strict=True))
        return value if same else items
    return change(value) if isinstance(value, Expression) else value


def replaced(expression: Expression, old: Expression, new: Expression) -> Expression:
    """Return the expression with another one in the place of a direct child.

    >>> name = Name("x")
    >>> replaced(Negate(name), name, Name("y")).operand.name
    'y'
    """
    parts = [_replaced(getattr(expression, name), old, new) for name in _PARTS[type(expression)]]
    return type(expression)(*parts, place=expression.place)  # type: ignore[arg-type, misc]  # its own parts


def _replaced(value: object, old: Expression, new: Expression) -> object:
    if isinstance(value, tuple):
        return tuple(_replaced(item, old, new) for item in value)
    return new if value is old else value


def names_in(expression: Expression) -> frozenset[str]:
    """Return every name that the expression mentions, functions included."""
    names = set()
    for node in walk(expression):
        if isinstance(node, Name):
            names.add(node.name)
        elif isinstance(node, Call):
            names.add(node.function)
    return frozenset(names)


def differentiates(expression: Expression) -> bool:
    """Tell whether the expression holds a derivative or another differential operator.

    >>> differentiates(Call("grad", (Name("f"), Name("x"))))
    True
    """
    known: bool | None = expression.__dict__.get("_differentiates")
    if known is None:
        known = _is_derivative(expression) or any(map(differentiates, children(expression)))
        expression.__dict__["_differentiates"] = known
    return known


def _is_derivative(node: Expression) -> bool:
    return isinstance(node, Derivative) or (isinstance(node, Call) and node.function in OPERATORS)
