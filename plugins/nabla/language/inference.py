"""Shapes of expressions, with letters, before anything is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nabla.errors import PageError
from nabla.language.arithmetic import NOWHERE
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
from nabla.language.function import same_shape
from nabla.language.functions import FUNCTIONS
from nabla.language.shapes import SCALAR, Dimension, Shape, ShapeMismatch, shape_text, times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.block import Scope


@dataclass(frozen=True)
class Shapes:
    """The shapes of names, and with them of expressions.

    `None` is the shape of a value that only a run will tell: a function of the page.
    """

    scope: Scope
    arguments: Mapping[str, Shape | None] = field(default_factory=dict)
    page: Mapping[str, Shape | None] = field(default_factory=dict)
    _known: dict[int, tuple[Expression, Shape | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __call__(self, node: Expression) -> Shape | None:
        """Return the shape of an expression.

        Raises
        ------
        PageError
            At the operation whose operands do not go together.
        ShapeMismatch
            The same, of an expression that stands nowhere on a page.
        """
        known = self._known.get(id(node))
        if known is not None:
            return known[1]
        try:
            shape = _RULES[type(node)](self, node)
        except ShapeMismatch as mismatch:
            if node.place is None:
                raise
            raise PageError(node.place, f"shape error: {_operation(node)} {mismatch}") from None
        self._known[id(node)] = (node, shape)  # the node is kept: its id stays its own
        return shape

    def fits(self, node: Expression, shape: Shape | None) -> bool:
        """Tell whether an expression is well formed and has a shape."""
        try:
            return self(node) == shape
        except (PageError, ShapeMismatch):
            return False

    def name(self, node: Name) -> Shape | None:
        """Return the shape of a name."""
        name = node.name
        if name in self.arguments:
            return self.arguments[name]
        if name in self.scope.variables:
            domain = self.scope.variables[name]
            return None if domain.is_function else (domain.rows, domain.columns)
        if name in self.scope.definitions and not self.scope.definitions[name].is_function:
            return replace(self, arguments={})(self.scope.definitions[name].body)
        return self.page.get(name) if name in self.page else SCALAR

    def apply(self, name: str, shapes: tuple[Shape | None, ...]) -> Shape | None:
        """Return the shape of a function's result."""
        if definition := self.scope.definitions.get(name):
            bound = dict(zip(definition.parameters, shapes, strict=True))
            return replace(self, arguments=bound)(definition.body)
        if name in self.scope.variables:
            return self._smooth(name, shapes[0])
        if name in self.page or name not in FUNCTIONS:
            return None
        return FUNCTIONS[name].shape(*shapes)

    def _smooth(self, name: str, shape: Shape | None) -> Shape | None:
        domain = self.scope.variables[name]
        if domain.elementwise:
            return shape
        if shape is not None and shape != (domain.columns, 1):
            expected = f"a vector {shape_text((domain.columns, 1))} as the argument of {name}"
            raise ShapeMismatch(shape, None, expected)
        return domain.rows, 1


def _operation(node: Expression) -> str:
    if isinstance(node, Binary):
        return f"'{node.operator}'"
    return node.function if isinstance(node, Call) else type(node).__name__.lower()


def _entries(shape: Shape | None) -> Dimension | None:
    return None if shape is None else times(*shape)


def _binary(self: Shapes, node: Binary) -> Shape | None:
    left, right = self(node.left), self(node.right)
    if node.operator != "@":
        return same_shape(left, right)
    if left is None or right is None:
        return None
    if left[1] != right[0]:
        raise ShapeMismatch(left, right, "as many columns on the left as rows on the right")
    return left[0], right[1]


def _derivative(self: Shapes, node: Derivative) -> Shape | None:
    above = self(self.scope.applied(node.function, node.variable))
    below = self(node.variable)
    if above is None or below is None:
        return None
    if below[1] == 1 or node.stacked:
        return times(*above), times(*below)
    if above != SCALAR:
        expected = "a scalar above d(matrix), or d(f)/d(vec(X))"
        raise ShapeMismatch(above, None, expected)
    return below[1], below[0]


def _call(self: Shapes, node: Call) -> Shape | None:
    name = node.function
    own = name in self.scope.definitions or name in self.scope.variables or name in self.page
    if name in OPERATORS and not own:
        return _operator(self, node)
    static = () if own or name not in FUNCTIONS else FUNCTIONS[name].static
    shapes: list[Any] = [
        _dimension(self, item) if place in static else self(item)
        for place, item in enumerate(node.arguments)
    ]
    return self.apply(name, tuple(shapes))


def _dimension(self: Shapes, node: Expression) -> Dimension:
    if isinstance(node, Name) and (node.name in self.scope.sizes or node.name in self.page):
        return node.name
    if isinstance(node, Number) and float(node.value).is_integer():
        return int(node.value)
    if isinstance(node, Binary) and node.operator == "*":
        return times(_dimension(self, node.left), _dimension(self, node.right))
    said = "expected a size: a number, a size letter or a product of them"
    raise PageError(node.place or NOWHERE, said)


def _operator(self: Shapes, node: Call) -> Shape | None:
    name, arguments = node.function, node.arguments
    if name in {"J", "D"}:
        assert isinstance(arguments[0], Name)
        point = self(arguments[1])
        out = self.apply(arguments[0].name, (point,))
        if name == "D":
            return point
        rows, columns = _entries(out), _entries(point)
        return None if rows is None or columns is None else (rows, columns)
    variable = arguments[1]
    assert isinstance(variable, Name)
    value = self(self.scope.applied(arguments[0], variable))
    return _OPERATOR_SHAPES[name](value, self(variable), *(self(item) for item in arguments[2:]))


def _need(shape: Shape | None, wanted: Shape | None, what: str) -> None:
    if shape is not None and wanted is not None and shape != wanted:
        raise ShapeMismatch(shape, None, f"{what} of shape {shape_text(wanted)}")


def _grad(value: Shape | None, x: Shape | None) -> Shape | None:
    _need(value, SCALAR, "a scalar function")
    return x


def _hess(value: Shape | None, x: Shape | None) -> Shape | None:
    _need(value, SCALAR, "a scalar function")
    size = _entries(x)
    return None if size is None else (size, size)


def _jvp(value: Shape | None, x: Shape | None, v: Shape | None) -> Shape | None:
    _need(v, x, "a direction")
    size = _entries(value)
    return None if size is None else (size, 1)


def _vjp(value: Shape | None, x: Shape | None, u: Shape | None) -> Shape | None:
    _need(u, value, "a cotangent")
    size = _entries(x)
    return None if size is None else (size, 1)


def _hvp(value: Shape | None, x: Shape | None, v: Shape | None) -> Shape | None:
    _need(value, SCALAR, "a scalar function")
    _need(v, x, "a direction")
    size = _entries(x)
    return None if size is None else (size, 1)


def _div(value: Shape | None, x: Shape | None) -> Shape:
    _need(value, x, "a field")
    return SCALAR


def _curl(value: Shape | None, x: Shape | None) -> Shape:
    _need(x, (3, 1), "a variable")
    _need(value, (3, 1), "a field")
    return 3, 1


def _lap(value: Shape | None, _x: Shape | None) -> Shape:
    _need(value, SCALAR, "a scalar function")
    return SCALAR


_OPERATOR_SHAPES: Mapping[str, Callable[..., Shape | None]] = {
    "grad": _grad,
    "hess": _hess,
    "jvp": _jvp,
    "vjp": _vjp,
    "hvp": _hvp,
    "div": _div,
    "curl": _curl,
    "lap": _lap,
}


def _piecewise(self: Shapes, node: Piecewise) -> Shape | None:
    condition = self(node.condition)
    return same_shape(same_shape(self(node.then), self(node.otherwise)), condition)


def _joined(self: Shapes, node: Compare | Logical) -> Shape | None:
    shapes = [self(item) for item in node.operands]
    shape = shapes[0]
    for other in shapes[1:]:
        shape = same_shape(shape, other)
    return shape


def _matrix(self: Shapes, node: Matrix) -> Shape:
    for row in node.rows:
        for entry in row:
            _need(self(entry), SCALAR, "an entry")
    return len(node.rows), len(node.rows[0])


def _entry(self: Shapes, node: Entry) -> Shape:
    shape = self(node.operand)
    if len(node.indices) == 1 and shape is not None and 1 not in shape:
        raise ShapeMismatch(shape, None, "two indices, A[0, 1],")
    return SCALAR


def _transpose(self: Shapes, node: Transpose) -> Shape | None:
    shape = self(node.operand)
    return None if shape is None else (shape[1], shape[0])


_RULES: Mapping[type, Callable[[Shapes, Any], Shape | None]] = {
    Number: lambda _self, _node: SCALAR,
    Name: Shapes.name,
    Negate: lambda self, node: self(node.operand),
    Binary: _binary,
    Transpose: _transpose,
    Call: _call,
    Derivative: _derivative,
    Compare: _joined,
    Logical: _joined,
    Piecewise: _piecewise,
    Matrix: _matrix,
    Entry: _entry,
}
