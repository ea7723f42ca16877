"""Products with a Jacobian or a Hessian, written as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.expression import Binary, Call, Derivative, Expression, Name, Transpose

if TYPE_CHECKING:
    from nabla.language.inference import Shapes


def spelled_out(node: Call, infer: Shapes) -> Expression:
    """Write ``jvp``, ``vjp``, ``hvp``, ``div`` and ``lap`` with a Jacobian or a Hessian.

    A matrix stands for the column of its entries there, as it does in the definition of these
    operators.

    >>> from nabla.language.block import Scope
    >>> from nabla.language.domains import Domain
    >>> from nabla.language.inference import Shapes
    >>> from nabla.language.text import expression_text
    >>> names = {name: Domain("R", rows="n") for name in ("x", "v")}
    >>> jvp = Call("jvp", (Call("exp", (Name("x"),)), Name("x"), Name("v")))
    >>> expression_text(spelled_out(jvp, Shapes(Scope(names))))
    'd(exp(x))/d(x) @ v'
    """
    function, variable = node.arguments[0], node.arguments[1]
    assert isinstance(variable, Name)
    place = node.place
    if node.function in {"hvp", "lap"}:
        hessian = Call("hess", (function, variable), place)
        if node.function == "lap":
            return Call("trace", (hessian,), place)
        return Binary("@", hessian, _column(node.arguments[2], infer), place)
    jacobian = Derivative(function, variable, not _is_column(variable, infer), place)
    if node.function == "div":
        return Call("trace", (jacobian,), place)
    factor = jacobian if node.function == "jvp" else Transpose(jacobian, place)
    return Binary("@", factor, _column(node.arguments[2], infer), place)


def _is_column(node: Expression, infer: Shapes) -> bool:
    shape = infer(node)
    return shape is None or shape[1] == 1


def _column(node: Expression, infer: Shapes) -> Expression:
    return node if _is_column(node, infer) else Call("vec", (node,), node.place)
