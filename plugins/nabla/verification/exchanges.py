"""What people write in each other's place: two variables, two sizes, two kinds of product."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from nabla.language.expression import Binary, Expression, Name, names_in, rebuild
from nabla.language.shapes import SCALAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.language.inference import Shapes

ORDER = "the product is in the wrong order"


def exchanged(expression: Expression, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    """Exchange two variables of one shape wherever they stand.

    >>> from nabla.language.block import Scope
    >>> from nabla.language.domains import Domain
    >>> from nabla.language.inference import Shapes
    >>> infer = Shapes(Scope({"x": Domain("R"), "y": Domain("R")}, {}))
    >>> [said for said, _ in exchanged(Binary("/", Name("x"), Name("y")), infer)]
    ['the variables x and y are exchanged']
    """
    variables = infer.scope.variables
    used = [name for name in variables if name in names_in(expression)]
    for first, second in combinations(used, 2):
        alike = infer.name(Name(first)) == infer.name(Name(second))
        if alike and not variables[first].is_function and not variables[second].is_function:
            said = f"the variables {first} and {second} are exchanged"
            yield said, _renamed(expression, {first: second, second: first})


def _renamed(node: Expression, names: dict[str, str]) -> Expression:
    if isinstance(node, Name):
        return replace(node, name=names.get(node.name, node.name))
    return rebuild(node, lambda child: _renamed(child, names))


def exchanged_at(node: Expression, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    """Exchange a size, or the order of a product by elements and one of matrices."""
    if isinstance(node, Name) and node.name in infer.scope.sizes:
        for letter in infer.scope.sizes:
            if letter != node.name:
                yield "a wrong size", replace(node, name=letter)
    elif isinstance(node, Binary) and node.operator in {"*", "@"}:
        yield from _reordered(node, infer)


def _reordered(node: Binary, infer: Shapes) -> Iterator[tuple[str, Expression]]:
    """Turn ``a * (B @ c)`` into ``B @ (a * c)``, and the reverse."""
    moved = _moved_inside(node) if node.operator == "*" else _moved_outside(node)
    for a, b, c, changed in moved:
        if SCALAR not in (infer(a), infer(b), infer(c)):
            yield ORDER, changed


def _moved_inside(node: Binary) -> Iterator[tuple[Expression, ...]]:
    for a, product in ((node.left, node.right), (node.right, node.left)):
        if isinstance(product, Binary) and product.operator == "@":
            b, c = product.left, product.right
            yield a, b, c, Binary("@", b, Binary("*", a, c))


def _moved_outside(node: Binary) -> Iterator[tuple[Expression, ...]]:
    b, product = node.left, node.right
    if isinstance(product, Binary) and product.operator == "*":
        for a, c in ((product.left, product.right), (product.right, product.left)):
            yield a, b, c, Binary("*", a, Binary("@", b, c))
