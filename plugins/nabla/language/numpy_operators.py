"""Derivatives as calls of a few functions that measure them by central differences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.language.expression import Call, Derivative, Expression, Name
from nabla.language.functions import FUNCTIONS
from nabla.language.numpy_code import Code
from nabla.language.spelled_out import spelled_out
from nabla.language.text import ATOM

if TYPE_CHECKING:
    from nabla.language.numpy_text import NumpyWriter
    from nabla.language.shapes import Shape


def derivative_code(writer: NumpyWriter, node: Derivative) -> Code:
    """Write ``d(f)/d(x)``."""
    jacobian = _measured(writer, "jacobian", node.function, node.variable)
    if node.stacked or not _is_matrix(writer.shape(node.variable)):
        return Code(jacobian)
    return Code(f"{jacobian}.reshape({writer(node.variable).tight(ATOM)}.T.shape)")


def operator_code(writer: NumpyWriter, node: Call) -> Code:
    """Write ``grad(f, x)`` and the other operators that are written like calls."""
    name, arguments = node.function, node.arguments
    if name == "J":
        return Code(f"jacobian({_map(writer, node)}, {writer(arguments[1]).text})")
    if name == "D":
        return Code(f"slope({_map(writer, node)}, {writer(arguments[1]).text})")
    variable = arguments[1]
    assert isinstance(variable, Name)
    if name == "hess":
        return Code(_measured(writer, "hessian", arguments[0], variable))
    if name == "curl":
        return Code(f"curl({_measured(writer, 'jacobian', arguments[0], variable)})")
    if name != "grad":
        return writer(spelled_out(node, writer.infer))
    gradient = _measured(writer, "jacobian", arguments[0], variable)
    if not _is_matrix(writer.shape(variable)):
        return Code(gradient)
    return Code(f'{gradient}.reshape({writer(variable).tight(ATOM)}.shape, order="F")')


def _is_matrix(shape: Shape | None) -> bool:
    return shape is not None and 1 not in shape


def _measured(writer: NumpyWriter, how: str, function: Expression, variable: Name) -> str:
    body = writer.infer.scope.applied(function, variable)
    return f"{how}({function_text(writer, body, variable)}, {writer(variable).text})"


def function_text(writer: NumpyWriter, body: Expression, variable: Name) -> str:
    """Write an expression as a Python function of a variable."""
    scope = writer.infer.scope
    if isinstance(body, Call) and body.arguments == (variable,):
        named = body.function in scope.variables or body.function in writer.infer.page
        if named and body.function not in scope.definitions:
            return body.function
    return f"lambda {variable.name}: {writer.moved(variable.name)(body).text}"


def _map(writer: NumpyWriter, node: Call) -> str:
    """Write the name of a function, or a lambda where Python has none."""
    function, point = node.arguments
    assert isinstance(function, Name)
    name, definition = function.name, writer.infer.scope.definitions.get(function.name)
    if definition is None and name not in FUNCTIONS:
        return name
    parameter = definition.parameters[0] if definition else "z"
    shapes = {**writer.infer.arguments, parameter: writer.shape(point)}
    inside = replace(writer, infer=replace(writer.infer, arguments=shapes))
    return function_text(inside, Call(name, (Name(parameter),)), Name(parameter))
