"""Applied functions as NumPy."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.language.expression import OPERATORS, Call, Expression, Number
from nabla.language.functions import FUNCTIONS
from nabla.language.numpy_code import Code
from nabla.language.numpy_operators import operator_code
from nabla.language.shapes import SCALAR
from nabla.language.text import ATOM, PRODUCT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.numpy_text import NumpyWriter

_SLOT = re.compile(r"<(\d)(\^?)>")

# What the functions of matrices are on numbers, which NumPy does not take for matrices.
_ON_NUMBERS = {
    "trace": "<0>",
    "det": "<0>",
    "diag": "<0>",
    "vec": "<0>",
    "cumsum": "<0>",
    "logsumexp": "<0>",
    "logdet": "np.log(np.abs(<0>))",
    "inv": "1 / <0^>",
    "dot": "<0^> * <1^>",
}


def call_code(writer: NumpyWriter, node: Call) -> Code:
    """Write a call: a function of the table, of the block or of the page, or an operator."""
    name, scope = node.function, writer.infer.scope
    if definition := scope.definitions.get(name):
        shapes = [writer.shape(item) for item in node.arguments]
        codes = [writer(item) for item in node.arguments]
        bound = dict(zip(definition.parameters, shapes, strict=True))
        inside = replace(
            writer,
            infer=replace(writer.infer, arguments=bound),
            arguments=dict(zip(definition.parameters, codes, strict=True)),
        )
        return inside(definition.body)
    if name in scope.variables or name in writer.infer.page or name not in {*FUNCTIONS, *OPERATORS}:
        return Code(f"{name}({', '.join(writer(item).text for item in node.arguments)})")
    if name in OPERATORS:
        return operator_code(writer, node)
    return _SPECIAL.get(name, _from_table)(writer, node)


def _from_table(writer: NumpyWriter, node: Call) -> Code:
    numbers = all(writer.shape(item) == SCALAR for item in node.arguments)
    template = _ON_NUMBERS.get(node.function) if numbers else None
    return _filled(writer, template or FUNCTIONS[node.function].numpy, node.arguments)


def _filled(writer: NumpyWriter, template: str, arguments: tuple[Expression, ...]) -> Code:
    codes = [writer(item) for item in arguments]
    if template == "<0>":
        return codes[0]

    def fill(match: re.Match[str]) -> str:
        code = codes[int(match[1])]
        return code.tight(ATOM) if match[2] else code.text

    binding = PRODUCT if re.search(r"> [*/] <|^1 / ", template) else ATOM
    return Code(_SLOT.sub(fill, template), binding)


def _constant(writer: NumpyWriter, node: Call) -> Code:
    value = {"ones": "1.0", "zeros": "0.0"}[node.function]
    sizes = [item for item in node.arguments if not (isinstance(item, Number) and item.value == 1)]
    if not sizes:
        return Code(value)
    shape = ", ".join(writer(item).text for item in sizes)
    return Code(f"np.{node.function}({shape if len(sizes) == 1 else f'({shape})'})")


def _identity(writer: NumpyWriter, node: Call) -> Code:
    return Code("1.0") if writer.shape(node) == SCALAR else _from_table(writer, node)


def _row(writer: NumpyWriter, node: Call) -> Code:
    shape = writer.shape(node.arguments[0])
    if shape is not None and shape[0] == 1:
        return writer(node.arguments[0])
    return Code(f"{writer(node.arguments[0]).tight(ATOM)}[{writer(node.arguments[1]).text}]")


def _vec(writer: NumpyWriter, node: Call) -> Code:
    matrix = writer.is_matrix(node.arguments[0])
    return _from_table(writer, node) if matrix else writer(node.arguments[0])


def _outer(writer: NumpyWriter, node: Call) -> Code:
    if any(writer.shape(item) == SCALAR for item in node.arguments):
        return _filled(writer, "<0^> * <1^>", node.arguments)
    return _from_table(writer, node)


def _kron(writer: NumpyWriter, node: Call) -> Code:
    first, second = (writer.shape(item) for item in node.arguments)
    if SCALAR in (first, second):
        return _filled(writer, "<0^> * <1^>", node.arguments)
    if first is None or second is None:
        return _from_table(writer, node)
    if first[1] == 1 == second[0]:
        return _filled(writer, "np.outer(<0>, <1>)", node.arguments)
    if first[0] == 1 == second[1]:
        return _filled(writer, "np.outer(<1>, <0>)", node.arguments)
    slots = ["<0>", "<1>"]
    if (1 in first) != (1 in second):
        slots = [_spread(place, shape) for place, shape in enumerate((first, second))]
    return _filled(writer, f"np.kron({slots[0]}, {slots[1]})", node.arguments)


def _spread(place: int, shape: tuple[object, object]) -> str:
    """Give a vector beside a matrix its second axis back."""
    if 1 not in shape:
        return f"<{place}>"
    return f"<{place}^>[:, None]" if shape[1] == 1 else f"<{place}^>[None, :]"


_SPECIAL: Mapping[str, Callable[[NumpyWriter, Call], Code]] = {
    "ones": _constant,
    "zeros": _constant,
    "I": _identity,
    "row": _row,
    "vec": _vec,
    "outer": _outer,
    "kron": _kron,
}
