"""Values of expressions at a point, or at many points and along many directions together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import numpy as np

from nabla.errors import PageError
from nabla.language.block import Scope
from nabla.language.dual import Array, Dual, Value, chain, innermost, linear, swap, total
from nabla.language.elementwise import power
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
from nabla.language.matrices import trace
from nabla.language.names import CONSTANTS

Map: TypeAlias = Callable[..., Value]


class Differentiator(Protocol):
    """What an oracle offers to the evaluation of an expression."""

    @property
    def inner(self) -> Differentiator:
        """The differentiator for derivatives inside this one."""
        ...

    def push(
        self,
        function: Callable[[Value], Value],
        x: Value,
        directions: Value,
        depth: int,
        reach: float,
    ) -> Value:
        """Return the derivatives of `function` at `x` along `directions`.

        Parameters
        ----------
        directions
            Shape ``(k, 1, ..., rows, columns)``: k directions, in front of `depth` further axes.
        reach
            The longest step from `x` that stays in its domain.

        Returns
        -------
        Value
            Shape ``(k, ..., rows, columns)`` of the function's result.
        """
        ...


@dataclass
class Trace:
    """What an evaluation met on its way.

    Attributes
    ----------
    gaps
        For each kink the signed distances from it, entry by entry.
    largest
        The largest entry of any value in between: sums that cancel are only as exact as this allows.
    """

    gaps: dict[Expression, list[Array]] = field(default_factory=dict)
    largest: float = 0.0

    def record(self, node: Expression, gap: Array) -> None:
        """Keep the distances under the node."""
        self.gaps.setdefault(node, []).append(gap)

    def see(self, value: Array) -> None:
        """Take a value in between into account."""
        if value.size:
            self.largest = max(self.largest, float(np.abs(value).max()))


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

    def __call__(self, node: Expression) -> Value:
        """Evaluate an expression."""
        value = _RULES[type(node)](self, node)
        if self.trace is not None:
            self.trace.see(innermost(value))
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
                return (replace(self, arguments={}) if self.arguments else self)(definition.body)
        if name in CONSTANTS:
            return np.array([[CONSTANTS[name]]])
        assert node.place is not None
        raise PageError(node.place, f"{name!r} is a function or unknown here; expected a value")

    def apply(self, name: str, arguments: tuple[Value, ...], node: Expression) -> Value:
        """Apply the function of that name."""
        if definition := self.scope.definitions.get(name):
            bound = dict(zip(definition.parameters, arguments, strict=True))
            return replace(self, arguments=bound)(definition.body)
        if name in self.functions:
            return self.functions[name](*arguments)
        entry = FUNCTIONS[name]
        if entry.kink and self.trace is not None:
            gap = entry.kink(*(innermost(item) for item in arguments))
            self.trace.record(node, np.asarray(gap))
        return entry(*arguments)

    def moved(self, name: str, value: Value) -> Evaluator:
        """Return the evaluator in which a name has another value, one derivative further in."""
        assert self.differentiator is not None
        inner, depth = self.differentiator.inner, self.depth + 1
        if name in self.arguments:
            bound = {**self.arguments, name: value}
            return replace(self, arguments=bound, differentiator=inner, depth=depth)
        return replace(self, values={**self.values, name: value}, differentiator=inner, depth=depth)

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
        return linear(lambda a: _as_columns(a, count, self.depth), pushed)

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
        return linear(lambda a: _padded(a, self.depth).sum(axis=-(self.depth + 3)), pushed)

    def _map(self, name: str, node: Expression) -> Callable[[Value], Value]:
        assert self.differentiator is not None
        inner = replace(self, differentiator=self.differentiator.inner, depth=self.depth + 1)
        return lambda value: inner.apply(name, (value,), node)


def basis_of(x: Value, depth: int) -> Array:
    """Return one direction for each entry of a value, column after column.

    >>> basis_of(np.zeros((2, 3)), 1).shape
    (6, 1, 2, 3)
    """
    rows, columns = innermost(x).shape[-2:]
    count = rows * columns
    directions = np.eye(count).reshape(count, columns, rows).swapaxes(-1, -2)
    return directions.reshape(count, *(1,) * depth, rows, columns)


def _padded(a: Array, depth: int) -> Array:
    return a.reshape((1,) * max(0, depth + 3 - a.ndim) + a.shape)


def _as_columns(a: Array, count: int, depth: int) -> Array:
    """From ``(k, ..., rows, columns)`` to ``(..., rows·columns, k)``."""
    a = _padded(a, depth)
    axis = a.ndim - (depth + 3)
    a = np.broadcast_to(a, (*a.shape[:axis], count, *a.shape[axis + 1 :]))
    stacked = a.swapaxes(-1, -2).reshape(*a.shape[:-2], -1)
    return np.moveaxis(stacked, axis, -1)


def function_body(function: Expression, variable: Name, scope: Scope) -> Expression:
    """Read the name of a map, where an expression is expected, as the map at the variable."""
    if isinstance(function, Name):
        domain = scope.variables.get(function.name)
        definition = scope.definitions.get(function.name)
        if (domain and domain.is_function) or (definition and definition.is_function):
            return Call(function.name, (variable,), function.place)
    return function


def _derivative(self: Evaluator, node: Derivative) -> Value:
    body = function_body(node.function, node.variable, self.scope)
    jacobian = self.push(body, node.variable.name)
    shape = innermost(self.name(node.variable)).shape[-2:]
    if shape[1] == 1 or node.stacked:
        return jacobian
    if innermost(jacobian).shape[-2] != 1:
        assert node.place is not None
        raise PageError(
            node.place,
            "the derivative of a vector or matrix by a matrix has more than two axes; "
            "write d(f)/d(vec(X)), or differentiate a scalar",
        )
    return linear(lambda a: a.reshape(*a.shape[:-2], shape[1], shape[0]), jacobian)


def _operator(self: Evaluator, node: Call) -> Value:
    name, arguments = node.function, node.arguments
    if name in {"J", "D"}:
        assert isinstance(arguments[0], Name)
        point = self(arguments[1])
        take = self.jacobian_at if name == "J" else self.slope_at
        return take(arguments[0].name, point, node)
    variable = arguments[1]
    assert isinstance(variable, Name)
    body = function_body(arguments[0], variable, self.scope)
    return _OPERATOR_RULES[name](self, body, variable, arguments[2:])


def _gradient(self: Evaluator, body: Expression, x: Name, _rest: tuple[Expression, ...]) -> Value:
    rows, columns = innermost(self.name(x)).shape[-2:]

    def shaped(a: Array) -> Array:
        return a.reshape(*a.shape[:-2], columns, rows).swapaxes(-1, -2)

    return linear(shaped, self.push(body, x.name))


def _gradient_node(body: Expression, x: Name) -> Expression:
    return Call("grad", (body, x), x.place)


def _hessian(self: Evaluator, body: Expression, x: Name, _rest: tuple[Expression, ...]) -> Value:
    return self.push(_gradient_node(body, x), x.name)


def _pushforward(self: Evaluator, body: Expression, x: Name, rest: tuple[Expression, ...]) -> Value:
    direction = self(rest[0])
    return self.push(body, x.name, _one_direction(direction))


def _one_direction(value: Value) -> Value:
    return linear(lambda a: a[None], value)


def _pullback(self: Evaluator, body: Expression, x: Name, rest: tuple[Expression, ...]) -> Value:
    result: Value = swap(self.push(body, x.name)) @ self(rest[0])
    return result


def _hessian_vector(
    self: Evaluator, body: Expression, x: Name, rest: tuple[Expression, ...]
) -> Value:
    return _pushforward(self, _gradient_node(body, x), x, rest)


def _divergence(self: Evaluator, body: Expression, x: Name, _rest: tuple[Expression, ...]) -> Value:
    result: Value = trace(self.push(body, x.name))
    return result


def _laplacian(self: Evaluator, body: Expression, x: Name, rest: tuple[Expression, ...]) -> Value:
    result: Value = trace(_hessian(self, body, x, rest))
    return result


def _curl(self: Evaluator, body: Expression, x: Name, _rest: tuple[Expression, ...]) -> Value:
    def axial(a: Array) -> Array:
        parts = [
            a[..., 2, 1] - a[..., 1, 2],
            a[..., 0, 2] - a[..., 2, 0],
            a[..., 1, 0] - a[..., 0, 1],
        ]
        return np.stack(parts, axis=-1)[..., None]

    return linear(axial, self.push(body, x.name))


_OPERATOR_RULES: Mapping[str, Callable[..., Value]] = {
    "grad": _gradient,
    "hess": _hessian,
    "jvp": _pushforward,
    "vjp": _pullback,
    "hvp": _hessian_vector,
    "div": _divergence,
    "curl": _curl,
    "lap": _laplacian,
}


def _call(self: Evaluator, node: Call) -> Value:
    name = node.function
    own = name in self.scope.definitions or name in self.functions
    if name in OPERATORS and not own:
        return _operator(self, node)
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


def _binary(self: Evaluator, node: Binary) -> Value:
    left, right = self(node.left), self(node.right)
    operator = node.operator
    if operator == "@":
        return left @ right
    if operator == "*":
        return left * right
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "/":
        return left / right
    return power(left, right)  # type: ignore[no-any-return]  # a Value


def select(mask: Array, then: Value, otherwise: Value) -> Value:
    """Choose entry by entry; what is not chosen may be undefined."""

    def rule(_out: Value, primals: tuple[Value, ...], tangents: tuple[Value | None, ...]) -> Value:
        zero = np.zeros(np.broadcast_shapes(*(innermost(item).shape[-2:] for item in primals)))
        a, b = (zero if item is None else item for item in tangents)
        return select(mask, a, b)

    return chain(lambda a, b: np.where(mask, a, b), rule, then, otherwise)


def _piecewise(self: Evaluator, node: Piecewise) -> Value:
    mask = innermost(self(node.condition)) != 0
    return select(mask, self(node.then), self(node.otherwise))


_COMPARISONS: Mapping[str, Callable[[Array, Array], Array]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


def _compare(self: Evaluator, node: Compare) -> Value:
    operands = [innermost(self(item)).real for item in node.operands]
    result: Array = np.ones((1, 1), dtype=bool)
    for place, operator in enumerate(node.operators):
        left, right = operands[place], operands[place + 1]
        if self.trace is not None:
            self.trace.record(node, _gap(operator, left, right))
        result = result & _COMPARISONS[operator](left, right)
    return result.astype(float)


def _gap(operator: str, left: Array, right: Array) -> Array:
    """Return the distance from the boundary; an equality has two sides and no boundary."""
    if operator in {"==", "!="}:
        return np.where(left == right, 1.0, -1.0)
    return np.asarray(left - right)


def _logical(self: Evaluator, node: Logical) -> Value:
    masks = [innermost(self(item)) != 0 for item in node.operands]
    if node.operator == "not":
        return (~masks[0]).astype(float)
    joined = masks[0]
    for mask in masks[1:]:
        joined = joined & mask if node.operator == "and" else joined | mask
    return joined.astype(float)


def _matrix(self: Evaluator, node: Matrix) -> Value:
    rows, columns = len(node.rows), len(node.rows[0])
    terms = []
    for i, row in enumerate(node.rows):
        for j, entry in enumerate(row):
            unit = np.zeros((rows, columns))
            unit[i, j] = 1.0
            terms.append(self(entry) * unit)
    return total(*terms)  # type: ignore[no-any-return]  # a Value


def _entry(self: Evaluator, node: Entry) -> Value:
    operand = self(node.operand)
    rows, columns = innermost(operand).shape[-2:]
    i, j = node.indices if len(node.indices) == 2 else (node.indices[0], 0)
    if len(node.indices) == 1 and rows == 1 and columns > 1:
        i, j = 0, node.indices[0]
    if not (0 <= i < rows and 0 <= j < columns):
        assert node.place is not None
        raise PageError(
            node.place, f"no entry {list(node.indices)} in a value of shape {rows}×{columns}"
        )
    return linear(lambda a: a[..., i, None, j, None], operand)


_RULES: Mapping[type, Callable[[Evaluator, Any], Value]] = {
    Number: lambda _self, node: np.array([[node.value]]),
    Name: Evaluator.name,
    Negate: lambda self, node: -self(node.operand),
    Binary: _binary,
    Transpose: lambda self, node: swap(self(node.operand)),
    Call: _call,
    Derivative: _derivative,
    Compare: _compare,
    Logical: _logical,
    Piecewise: _piecewise,
    Matrix: _matrix,
    Entry: _entry,
}

__all__ = ["Differentiator", "Dual", "Evaluator", "Trace", "basis_of", "function_body", "select"]
