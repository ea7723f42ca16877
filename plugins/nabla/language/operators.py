"""The differential operators, each made of pushes along directions."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError
from nabla.language.dual import innermost, linear, swap
from nabla.language.expression import Call, Derivative, Name
from nabla.language.matrices import trace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.dual import Array, Value
    from nabla.language.evaluation import Evaluation
    from nabla.language.expression import Expression


def derivative(self: Evaluation, node: Derivative) -> Value:
    """Return the Jacobian, or for a matrix below a scalar the transpose of its gradient."""
    body = self.scope.applied(node.function, node.variable)
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


def operator(self: Evaluation, node: Call) -> Value:
    """Evaluate one of the operators that are written as calls."""
    name, arguments = node.function, node.arguments
    if name in {"J", "D"}:
        assert isinstance(arguments[0], Name)
        point = self(arguments[1])
        take = self.jacobian_at if name == "J" else self.slope_at
        return take(arguments[0].name, point, node)
    variable = arguments[1]
    assert isinstance(variable, Name)
    body = self.scope.applied(arguments[0], variable)
    return _OPERATOR_RULES[name](self, body, variable, arguments[2:])


def _gradient(self: Evaluation, body: Expression, x: Name, _rest: tuple[Expression, ...]) -> Value:
    rows, columns = innermost(self.name(x)).shape[-2:]

    def shaped(a: Array) -> Array:
        return a.reshape(*a.shape[:-2], columns, rows).swapaxes(-1, -2)

    return linear(shaped, self.push(body, x.name))


def _gradient_node(body: Expression, x: Name) -> Expression:
    return Call("grad", (body, x), x.place)


def _hessian(self: Evaluation, body: Expression, x: Name, _rest: tuple[Expression, ...]) -> Value:
    return self.push(_gradient_node(body, x), x.name)


def _pushforward(
    self: Evaluation, body: Expression, x: Name, rest: tuple[Expression, ...]
) -> Value:
    direction = self(rest[0])
    return self.push(body, x.name, _one_direction(direction))


def _one_direction(value: Value) -> Value:
    return linear(lambda a: a[None], value)


def _pullback(self: Evaluation, body: Expression, x: Name, rest: tuple[Expression, ...]) -> Value:
    result: Value = swap(self.push(body, x.name)) @ self(rest[0])
    return result


def _hessian_vector(
    self: Evaluation, body: Expression, x: Name, rest: tuple[Expression, ...]
) -> Value:
    return _pushforward(self, _gradient_node(body, x), x, rest)


def _divergence(
    self: Evaluation, body: Expression, x: Name, _rest: tuple[Expression, ...]
) -> Value:
    result: Value = trace(self.push(body, x.name))
    return result


def _laplacian(self: Evaluation, body: Expression, x: Name, rest: tuple[Expression, ...]) -> Value:
    result: Value = trace(_hessian(self, body, x, rest))
    return result


def _curl(self: Evaluation, body: Expression, x: Name, _rest: tuple[Expression, ...]) -> Value:
    def axial(a: Array) -> Array:
        parts = [
            a[..., 2, 1] - a[..., 1, 2],
            a[..., 0, 2] - a[..., 2, 0],
            a[..., 1, 0] - a[..., 0, 1],
        ]
        return np.stack(parts, axis=-1)[..., None]

    return linear(axial, self.push(body, x.name))


_OPERATOR_RULES: Mapping[str, Callable[..., Value]] = MappingProxyType(
    {
        "grad": _gradient,
        "hess": _hessian,
        "jvp": _pushforward,
        "vjp": _pullback,
        "hvp": _hessian_vector,
        "div": _divergence,
        "curl": _curl,
        "lap": _laplacian,
    }
)
