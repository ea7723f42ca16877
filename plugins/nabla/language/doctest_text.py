"""A claim as a doctest in plain NumPy, for readers who have no nabla and do not take its word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from nabla.language.expression import Call, Compare, Logical, Piecewise, differentiates, walk
from nabla.language.functions import FUNCTIONS
from nabla.language.names import CONSTANTS, free_names
from nabla.language.numpy_code import Unwritten
from nabla.language.numpy_definitions import MEASURING, definitions_of, order_of
from nabla.language.numpy_text import claimed_side, expression_numpy
from nabla.language.smooth import SmoothMap, SmoothScalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nabla.language.block import Claim
    from nabla.language.dual import Array
    from nabla.language.evaluate import Map
    from nabla.language.expression import Expression
    from nabla.language.inference import Shapes

TOLERANCES = {
    0: ("1e-9", "1e-9"),
    1: ("1e-5", "1e-7"),
    2: ("1e-4", "1e-5"),
    3: ("1e-3", "1e-3"),
}
"""Relative and absolute, for derivatives of each order by nested central differences."""


class Drawn(Protocol):
    """Where a claim is checked: a point of `nabla.verification`."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """A number for each size letter."""
        ...

    @property
    def values(self) -> Mapping[str, Array]:
        """An array of shape ``(rows, columns)`` for each variable."""
        ...

    @property
    def functions(self) -> Mapping[str, Map]:
        """A drawn map for each function variable."""
        ...


def claim_doctest(claim: Claim, infer: Shapes, point: Drawn) -> str | None:
    r"""Write a claim as a doctest at one point.

    The derivatives are measured by central differences, which the doctest defines.

    Returns
    -------
    str or None
        `None` for a claim that rests on names of its page, since these would have to come along;
        at a kink, where central differences measure neither slope; and where NumPy text would say
        something else.

    >>> from types import SimpleNamespace
    >>> import numpy as np
    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> block = parse_block("let x in R\nd(x**2)/d(x) = 2 * x", Place("a.md", 1))
    >>> point = SimpleNamespace(sizes={}, values={"x": np.array([[0.7]])}, functions={})
    >>> text = claim_doctest(block.claims[0], Shapes(block.scope), point)
    >>> text.splitlines()[-5:-2]
    ['>>> x = 0.7', '>>> claimed = 2 * x', '>>> measured = jacobian(lambda x: x**2, x)']
    """
    if _rests_on_page(claim, infer) or _is_at_kink(claim):
        return None
    try:
        return "\n".join(_lines(claim, infer, point)) + "\n"
    except Unwritten:
        return None


def _rests_on_page(claim: Claim, infer: Shapes) -> bool:
    known = {*FUNCTIONS, *CONSTANTS, "grad", "hess", "jvp", "vjp", "hvp", "div", "curl", "lap"}
    free = free_names(claim)
    shadowed = any(claim.scope.declares(name) for name in (*MEASURING, "np"))
    return shadowed or bool(free - known - {"J", "D"}) or bool(free & infer.page.keys())


def _bodies(claim: Claim) -> Iterator[Expression]:
    yield from (claim.left, claim.right)
    yield from (definition.body for definition in claim.scope.definitions.values())


def _is_at_kink(claim: Claim) -> bool:
    """Tell whether a claim fixes a value and speaks of something with a kink."""
    if claim.condition is None:
        return False
    parts = walk(claim.condition)
    fixes = any(isinstance(node, Compare) and "==" in node.operators for node in parts)
    nodes = (node for body in _bodies(claim) for node in walk(body))
    return fixes and any(
        isinstance(node, Piecewise | Compare | Logical)
        or (isinstance(node, Call) and node.function in FUNCTIONS and FUNCTIONS[node.function].kink)
        for node in nodes
    )


def _lines(claim: Claim, infer: Shapes, point: Drawn) -> Iterator[str]:
    order = order_of(claim)
    sides = _named_sides(claim)
    texts = [f"{name} = {expression_numpy(side, infer)}" for name, side in sides.items()]
    definitions = definitions_of(texts, infer, order)
    functions = [text for text in definitions if text.startswith("def ")]
    values = [text for text in definitions if text not in functions]
    spoken = " ".join([*texts, *values])
    yield ">>> import numpy as np"
    for text in (*functions, *_point_texts(point, spoken), *values, *texts):
        yield from _example(text)
    rtol, atol = TOLERANCES[min(order, 3)]
    yield f">>> bool(np.allclose({', '.join(sides)}, rtol={rtol}, atol={atol}))"
    yield "True"


def _named_sides(claim: Claim) -> dict[str, Expression]:
    """Name the sides, other than anything in the claim; what is claimed comes first."""
    if differentiates(claim.left) == differentiates(claim.right):
        sides = {"left": claim.left, "right": claim.right}
    else:
        claimed = claimed_side(claim)
        measured = claim.right if claimed is claim.left else claim.left
        sides = {"claimed": claimed, "measured": measured}
    return {name + "_side" * claim.scope.declares(name): side for name, side in sides.items()}


def _example(text: str) -> Sequence[str]:
    first, *rest = text.split("\n")
    return [f">>> {first}", *(f"... {line}" for line in rest)]


def _point_texts(point: Drawn, spoken: str) -> Iterator[str]:
    for letter, size in point.sizes.items():
        if re.search(rf"\b{letter}\b", spoken):
            yield f"{letter} = {size}"
    for name, value in point.values.items():
        yield f"{name} = {array_code(value)}"
    for name, function in point.functions.items():
        if isinstance(function, SmoothScalar):
            yield _scalar_code(name, function)
        elif isinstance(function, SmoothMap):
            yield _map_code(name, function)


def array_code(value: Array) -> str:
    """Write an array of shape ``(rows, columns)``: a float, or an array with one axis or two.

    >>> import numpy as np
    >>> array_code(np.array([[0.5], [-1.0]]))
    'np.array([0.5, -1.0])'
    """
    if value.shape == (1, 1):
        return repr(float(value[0, 0]))
    listed = value.ravel().tolist() if 1 in value.shape else value.tolist()
    return f"np.array({listed})"


def _scalar_code(name: str, function: SmoothScalar) -> str:
    f = function
    wave, arch = f"{f.a} * np.sin({f.b} * z + {f.c})", f"{f.p} * z**2"
    return f"def {name}(z):\n    return {wave} + {arch} + {f.q} * np.exp(0.5 * z)"


def _map_code(name: str, function: SmoothMap) -> str:
    """Write a drawn map; of a number it takes, or gives, the product is ``*``."""
    dot = "*" if function.B.shape[1] == 1 else "@"
    arrays = {"A": function.A, "B": function.B, "c": function.c, "C": function.C, "E": function.E}
    lines = [f"    {letter} = {array_code(value)}" for letter, value in arrays.items()]
    body = f"A @ np.sin(B {dot} x + c) + (C {dot} x) * (E {dot} x)"
    return "\n".join([f"def {name}(x):", *lines, f"    return {body}"])
