"""Applied functions as TeX."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.language.expression import OPERATORS, Call, Expression, Number, walk
from nabla.language.functions import FUNCTIONS
from nabla.language.tex_operators import operator_piece
from nabla.language.tex_piece import (
    ATOM,
    FRACTION,
    HADAMARD,
    PREFIX,
    PRODUCT,
    SCRIPT,
    Piece,
    bracketed,
    grown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.tex import Typesetter

_SHORT_EXPONENT = 8
_BINDING = {
    "dot": HADAMARD,
    "kron": HADAMARD,
    "outer": PRODUCT,
    "logdet": PREFIX,
    "inv": SCRIPT,
    "log": SCRIPT,
    "exp": SCRIPT,
}
_SUBSCRIPTED = re.compile(r"_(\{[^{}]*\}|\w)$")
_SLOT = re.compile(r"<(\d)(\^?)>([_^]?)")


def call_piece(setter: Typesetter, node: Call) -> Piece:
    """Set a call: a function of the table, of the block or of the page, or an operator."""
    name, scope = node.function, setter.infer.scope
    own = name in scope.definitions or name in scope.variables or name in setter.infer.page
    if not own and name in OPERATORS:
        return operator_piece(setter, node)
    if own or name not in FUNCTIONS:
        return Piece(applied_tex(setter, setter.function(name), node.arguments))
    if name in _SPECIAL:
        return _SPECIAL[name](setter, node)
    return _from_template(setter, node, FUNCTIONS[name].tex)


def applied_tex(setter: Typesetter, function: str, arguments: tuple[Expression, ...]) -> str:
    """Set a function applied to its arguments."""
    return function + bracketed(", ".join(setter(item).tex for item in arguments))


def _from_template(setter: Typesetter, node: Call, template: str) -> Piece:
    pieces = [setter(item) for item in node.arguments]

    def fill(match: re.Match[str]) -> str:
        piece, least = pieces[int(match[1])], ATOM if match[3] else FRACTION
        return (piece.tight(least) if match[2] else piece.tex) + match[3]

    large = grown(template, tall=any(piece.is_tall for piece in pieces))
    return Piece(_SLOT.sub(fill, large), _BINDING.get(node.function, ATOM))


def _exp(setter: Typesetter, node: Call) -> Piece:
    argument = node.arguments[0]
    nodes = list(walk(argument))
    nested = any(isinstance(item, Call) and item.function == "exp" for item in nodes)
    exponent = replace(setter, in_script=True)(argument)
    short = len(nodes) <= _SHORT_EXPONENT and not exponent.is_tall and not nested
    if setter.is_scalar(argument) and short and not setter.in_script:
        return Piece(f"e^{{{exponent.tex}}}", SCRIPT)
    return _from_template(setter, node, FUNCTIONS["exp"].tex)


def _constant(setter: Typesetter, node: Call) -> Piece:
    tex = FUNCTIONS[node.function].tex
    if node.function in setter.sized or (node.function != "I" and len(node.arguments) > 1):
        sizes = r" \times ".join(setter(item).tex for item in node.arguments)
        return Piece(f"{tex}_{{{sizes}}}")
    return Piece(tex)


def _kron(setter: Typesetter, node: Call) -> Piece:
    showing = replace(setter, sized=setter.sized | {"I"})
    return _from_template(showing, node, FUNCTIONS["kron"].tex)


def _row(setter: Typesetter, node: Call) -> Piece:
    matrix, index = node.arguments
    number = str(int(index.value) + 1) if isinstance(index, Number) else f"{setter(index).tex} + 1"
    base = setter(matrix).tight(ATOM)
    if _SUBSCRIPTED.search(base):  # TeX knows no second subscript
        base = bracketed(base)
    return Piece(f"{base}_{{{number},:}}")


_SPECIAL: Mapping[str, Callable[[Typesetter, Call], Piece]] = {
    "exp": _exp,
    "ones": _constant,
    "zeros": _constant,
    "I": _constant,
    "kron": _kron,
    "row": _row,
}
