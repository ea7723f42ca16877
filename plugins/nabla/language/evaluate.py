"""Values of expressions at a point, or at many points and along many directions together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nabla.errors import PageError
from nabla.language.arithmetic import NOWHERE, binary, entry, matrix
from nabla.language.cases import compare, logical, piecewise
from nabla.language.directions import as_columns, basis_of, padded
from nabla.language.dual import Value, innermost, linear, swap
from nabla.language.expression import (
    OPERATORS,
    Binary,
    Call,
    Compare,
    Derivative,
    Entry,
    Expression,
    Logical,
    Matrix,
    Name,
    Negate,
    Number,
    Piecewise,
    Transpose,
)
from nabla.language.functions import FUNCTIONS
from nabla.language.names import CONSTANTS
from nabla.language.operators import derivative, operator

if TYPE_CHECKING:
    from nabla.language.block import Scope
    from nabla.language.differentiator import Differentiator, Trace

Map: TypeAlias = Callable[..., Value]


@dataclass(frozen=True)
class Evaluator:
    """The meaning of names, for one evaluation.

    Attributes
    ----------
    values
        Variables, and whatever a derivative holds fixed or moves.
    functions
        Drawn smooth maps, and functions of the page.
    depth
        How many axes stand in front of ``(rows, columns)``.
    reach
        For each bounded variable, the longest step that stays in its domain.
    """

    scope: Scope
    values: Mapping[str, Value]
    sizes: Mapping[str, int]
    functions: Mapping[str, Map] = field(default_factory=dict)
    differentiator: Differentiator | None = None
    arguments: Mapping[str, Value] = field(default_factory=dict)
    depth: int = 0
    reach: Mapping[str, float] = field(default_factory=dict)
    trace: Trace | None = None
    _known: dict[int, tuple[Expression, Value]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __call__(self, node: Expression) -> Value:
        """Evaluate an expression; one that was evaluated before, as the same object, is known."""
        if isinstance(node, Name) and not self.arguments and self.trace is None:
            value = self.values.get(node.name)
            if value is not None:
                return value
        known = self._known.get(id(node))
        if known is not None:
            return known[1]
        value = _RULES[type(node)](self, node)
        if self.trace is not None:
            value = self.trace.see(value, node)
        self._known[id(node)] = (node, value)  # the node is kept: its id stays its own
        return value

    def name(self, node: Name) -> Value:
        """Look a name up: parameters first, then values, sizes, definitions."""
        name = node.name
        if name in self.arguments:
            return self.arguments[name]
        if name in self.values:
            return self.values[name]
        if name in self.sizes:
            return np.array([[float(self.sizes[name])]])
        if name in self.scope.definitions:
            definition = self.scope.definitions[name]
            if not definition.is_function:
                plain = self.but(arguments={}) if self.arguments else self
                return plain(definition.body)
        if name in CONSTANTS:
            return np.array([[CONSTANTS[name]]])
        assert node.place is not None
        raise PageError(node.place, f"{name!r} is a function or unknown here; expected a value")

    def apply(self, name: str, arguments: tuple[Value, ...], node: Expression) -> Value:
        """Apply the function of that name."""
        if definition := self.scope.definitions.get(name):
            bound = dict(zip(definition.parameters, arguments, strict=True))
            return self.but(arguments=bound)(definition.body)
        if name in self.functions:
            return self.functions[name](*arguments)
        entry = FUNCTIONS[name]
        if entry.kink and self.trace is not None:
            gap = entry.kink(*(innermost(item) for item in arguments))
            self.trace.record(node, np.asarray(gap))
        try:
            return entry(*arguments)
        except IndexError as error:
            raise PageError(node.place or NOWHERE, str(error)) from None

    def moved(self, name: str, value: Value) -> Evaluator:
        """Return the evaluator in which a name has another value, one derivative further in."""
        if name in self.arguments:
            return self._inside(self.values, {**self.arguments, name: value})
        return self._inside({**self.values, name: value}, self.arguments)

    def _inside(self, values: Mapping[str, Value], arguments: Mapping[str, Value]) -> Evaluator:
        assert self.differentiator is not None
        return self.but(
            values=values,
            arguments=arguments,
            differentiator=self.differentiator.inner,
            depth=self.depth + 1,
        )

    def but(self, **changed: object) -> Evaluator:
        """Return an evaluator that knows nothing yet, with some of its attributes changed.

        It is what `dataclasses.replace` does, which takes ten times as long.
        """
        made = object.__new__(Evaluator)
        made.__dict__.update(self.__dict__, _known={}, **changed)
        return made

    def push(self, body: Expression, name: str, directions: Value | None = None) -> Value:
        """Return the derivatives of an expression along directions of a variable, as columns."""
        x = self.name(Name(name))
        basis = basis_of(x, self.depth) if directions is None else directions

        def function(value: Value) -> Value:
            return self.moved(name, value)(body)

        return self._columns(function, x, basis, self.reach.get(name, np.inf))

    def _columns(
        self, function: Callable[[Value], Value], x: Value, directions: Value, reach: float
    ) -> Value:
        if self.differentiator is None:
            raise ValueError("an expression with a derivative needs a differentiator")
        count = innermost(directions).shape[0]
        pushed = self.differentiator.push(function, x, directions, self.depth, reach)
        return linear(lambda a: as_columns(a, count, self.depth), pushed)

    def jacobian_at(self, name: str, point: Value, node: Expression) -> Value:
        """Return the Jacobian of a named function at a value."""
        directions = basis_of(point, self.depth)
        return self._columns(self._map(name, node), point, directions, np.inf)

    def slope_at(self, name: str, point: Value, node: Expression) -> Value:
        """Return the derivative of a scalar function at each entry of a value."""
        assert self.differentiator is not None
        directions = np.ones(innermost(point).shape)[None]
        pushed = self.differentiator.push(
            self._map(name, node), point, directions, self.depth, np.inf
        )
        return linear(lambda a: padded(a, self.depth).sum(axis=-(self.depth + 3)), pushed)

    def _map(self, name: str, node: Expression) -> Callable[[Value], Value]:
        inner = self._inside(self.values, self.arguments)
        return lambda value: inner.apply(name, (value,), node)


def _call(self: Evaluator, node: Call) -> Value:
    name = node.function
    own = name in self.scope.definitions or name in self.functions
    if name in OPERATORS and not own:
        return operator(self, node)
    static = () if own or name not in FUNCTIONS else FUNCTIONS[name].static
    arguments: tuple[Any, ...] = tuple(
        _whole(self, item) if place in static else self(item)
        for place, item in enumerate(node.arguments)
    )
    return self.apply(name, arguments, node)


def _whole(self: Evaluator, node: Expression) -> int:
    value = innermost(self(node)).item()
    if not float(value).is_integer():
        assert node.place is not None
        raise PageError(node.place, f"expected a whole number or a size letter, got {value}")
    return int(value)


_RULES: Mapping[type, Callable[[Evaluator, Any], Value]] = {
    Number: lambda _self, node: np.array([[node.value]]),
    Name: Evaluator.name,
    Negate: lambda self, node: -self(node.operand),
    Binary: binary,
    Transpose: lambda self, node: swap(self(node.operand)),
    Call: _call,
    Derivative: derivative,
    Compare: compare,
    Logical: logical,
    Piecewise: piecewise,
    Matrix: matrix,
    Entry: entry,
}
