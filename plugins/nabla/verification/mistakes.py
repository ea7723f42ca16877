"""The plausible mistakes of a formula: what people write instead of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from nabla.errors import PageError
from nabla.language.expression import (
    OPERATORS,
    Binary,
    Call,
    Compare,
    Derivative,
    Entry,
    Expression,
    Name,
    Negate,
    Number,
    Piecewise,
    Transpose,
    children,
    replaced,
)
from nabla.language.functions import FUNCTIONS
from nabla.language.shapes import SCALAR, Shape, ShapeMismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nabla.language.inference import Shapes

MOST = 64

_OPPOSITE = MappingProxyType({"<": ">", "<=": ">=", ">": "<", ">=": "<="})
_RELATIVES = MappingProxyType(
    {
        "sin": ("cos",),
        "cos": ("sin",),
        "tan": ("tanh",),
        "tanh": ("tan",),
        "sinh": ("cosh",),
        "cosh": ("sinh",),
        "max": ("min",),
        "min": ("max",),
        "relu": ("step",),
        "step": ("relu",),
        "sigmoid": ("softplus",),
        "softplus": ("sigmoid",),
        "sum": ("mean",),
        "mean": ("sum",),
        "abs": ("sign",),
        "sign": ("abs",),
        "logdet": ("det",),
        "det": ("logdet",),
        "zeros": ("ones",),
        "ones": ("zeros",),
    }
)


@dataclass(frozen=True)
class Mistake:
    """A formula changed as people change it by accident.

    Attributes
    ----------
    kind
        The category, one of the words of the diagnosis.
    expression
        The changed formula.
    shape
        Its shape; `None` where only a run will tell.
    """

    kind: str
    expression: Expression
    shape: Shape | None


def mistakes_of(expression: Expression, infer: Shapes) -> tuple[Mistake, ...]:
    """Make the plausible mistakes of an expression, each once, at most `MOST`.

    Those whose operands do not go together are left out: nobody could have written them down.
    """
    found: dict[Expression, Mistake] = {}
    for kind, changed in _all_mistakes(expression, infer):
        if changed == expression or changed in found:
            continue
        try:
            found[changed] = Mistake(kind, changed, infer(changed))
        except (PageError, ShapeMismatch):
            continue
        if len(found) == MOST:
            break
    return tuple(found.values())


def _all_mistakes(expression: Expression, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    shape = infer(expression)
    yield "sign", Negate(expression)
    yield "double", Binary("*", Number(2.0, "2"), expression)
    yield "half", Binary("/", expression, Number(2.0, "2"))
    if shape is None or shape != SCALAR:
        yield "transpose", Transpose(expression)
    if shape is not None and shape[0] == shape[1] and shape != SCALAR:
        only = Call("diag", (Call("diag", (expression,)),))
        yield "diagonal only", only
        yield "zero diagonal", Binary("-", expression, only)
    yield from changes(expression, lambda node: local_mistakes(node, infer))


def changes(
    expression: Expression, local: Callable[[Expression], Iterator[tuple[str, Expression]]]
) -> Iterator[tuple[str, Expression]]:
    """Change one place of an expression at a time, outermost places first.

    Variables of derivatives and names of functions stay as they are.
    """
    waiting: list[tuple[Expression, Callable[[Expression], Expression]]] = [(expression, _same)]
    for node, put in waiting:
        for kind, changed in local(node):
            yield kind, put(changed)
        kept = _kept(node)
        waiting += [
            (child, _putting(node, child, put))
            for child in children(node)
            if not any(child is item for item in kept)
        ]


def _same(node: Expression) -> Expression:
    return node


def _putting(
    node: Expression, child: Expression, put: Callable[[Expression], Expression]
) -> Callable[[Expression], Expression]:
    return lambda new: put(replaced(node, child, new))


def _kept(node: Expression) -> tuple[Expression, ...]:
    """Return the children that are no values: sizes, names of maps, what is differentiated by."""
    if isinstance(node, Derivative):
        return (node.variable,)
    if isinstance(node, Call) and node.function in {"J", "D"}:
        return node.arguments[:1]
    if isinstance(node, Call) and node.function in OPERATORS:
        return node.arguments[1:2]
    if isinstance(node, Call) and node.function in FUNCTIONS:
        return tuple(
            node.arguments[i] for i in FUNCTIONS[node.function].static if i < len(node.arguments)
        )
    return ()


def local_mistakes(node: Expression, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    """Make the mistakes at the outermost operation of an expression."""
    rule = _LOCAL.get(type(node))
    if rule is not None:
        yield from rule(node, infer)


def _binary(node: Binary, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    yield from _BINARY[node.operator](node, infer)


def _sum(node: Binary, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    left, right = node.left, node.right
    yield "term missing", left
    yield "term missing", right if node.operator == "+" else Negate(right)
    yield "sign inside", replace(node, operator="-" if node.operator == "+" else "+")


def _matrix_product(node: Binary, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    yield "product order", replace(node, left=node.right, right=node.left)
    inner = node.left
    if isinstance(inner, Binary) and inner.operator == "@":
        yield (
            "product order",
            replace(inner, left=replace(inner, right=node.right), right=inner.right),
        )
    yield "element-wise", replace(node, operator="*")
    yield "factor missing", node.left
    yield "factor missing", node.right


def _product(node: Binary, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    if SCALAR not in (infer(node.left), infer(node.right)):
        yield "element-wise", replace(node, operator="@")
    yield "factor missing", node.left
    yield "factor missing", node.right


def _quotient(node: Binary, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    yield "factor missing", node.left
    yield "quotient", replace(node, operator="*")


def _power(node: Binary, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    if not isinstance(node.right, Number):
        return
    for power in (node.right.value - 1.0, node.right.value + 1.0):
        plain = replace(node, right=Number(power, f"{power:g}", node.right.place))
        yield "power", node.left if power == 1.0 else plain


_BINARY: Mapping[str, Callable[[Binary, Shapes], Iterator[tuple[str, Expression]]]] = (
    MappingProxyType(
        {
            "+": _sum,
            "-": _sum,
            "@": _matrix_product,
            "*": _product,
            "/": _quotient,
            "**": _power,
        }
    )
)


def _negate(node: Negate, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    yield "sign inside", node.operand


def _transpose(node: Transpose, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    yield "factor transposed", node.operand


def _name(node: Name, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    variables = infer.scope.variables
    if node.name not in variables or variables[node.name].is_function:
        return
    shape = infer.name(node)
    if shape != SCALAR and variables[node.name].kind not in {"symmetric", "spd"}:
        yield "factor transposed", Transpose(node)
    for other, domain in variables.items():
        if other != node.name and not domain.is_function and infer.name(Name(other)) == shape:
            yield "wrong variable", Name(other, node.place)


def _call(node: Call, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    if node.function in OPERATORS:
        if node.function in {"J", "D"}:
            yield from _inner_function_left_out(node, infer)
        return
    if len(node.arguments) == 1 and node.function not in {"ones", "zeros", "I"}:
        yield "function left out", node.arguments[0]
    elif len(node.arguments) == 2 and node.function in {"outer", "kron"}:
        yield "product order", replace(node, arguments=node.arguments[::-1])
    for relative in _RELATIVES.get(node.function, ()):
        yield "wrong function", replace(node, function=relative)


def _inner_function_left_out(node: Call, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    """From ``J(f, g(x))`` to ``J(f, x)``."""
    inner = node.arguments[1]
    if not isinstance(inner, Call) or len(inner.arguments) != 1:
        return
    argument = inner.arguments[0]
    if infer(inner) == infer(argument):
        yield "inner function", replace(node, arguments=(node.arguments[0], argument))


def _piecewise(node: Piecewise, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    yield "wrong branch", replace(node, then=node.otherwise, otherwise=node.then)
    yield "one branch", node.then
    yield "one branch", node.otherwise


def _compare(node: Compare, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    if node.operators[0] in _OPPOSITE:
        opposite = tuple(_OPPOSITE.get(operator, operator) for operator in node.operators)
        yield "wrong branch", replace(node, operators=opposite)


def _entry(node: Entry, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    if len(node.indices) == 2 and node.indices[0] != node.indices[1]:
        yield "index", replace(node, indices=node.indices[::-1])


def _number(node: Number, _infer: Shapes) -> Iterator[tuple[str, Expression]]:
    if node.value != 1.0:
        yield "number", Number(node.value + 1.0, f"{node.value + 1.0:g}")


_LOCAL: Mapping[type, Callable[[Any, Shapes], Iterator[tuple[str, Expression]]]] = MappingProxyType(
    {
        Binary: _binary,
        Negate: _negate,
        Transpose: _transpose,
        Name: _name,
        Call: _call,
        Piecewise: _piecewise,
        Compare: _compare,
        Entry: _entry,
        Number: _number,
    }
)
