"""Shapes with letters: ``n×1``, ``m×n``, ``m·n×m·n``.

A dimension is a number or a product of letters in alphabetical order, so that equal dimensions are
equal values; `None` stands for a shape that only the value will tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

Dimension: TypeAlias = int | str
Shape: TypeAlias = tuple[Dimension, Dimension]

SCALAR: Shape = (1, 1)


class ShapeMismatch(Exception):  # noqa: N818 - it names what is wrong
    """Shapes that do not go together, and what would."""

    def __init__(self, first: Shape | None, second: Shape | None, expected: str) -> None:
        super().__init__(first, second, expected)

    def __str__(self) -> str:
        *shapes, expected = self.args
        got = " and ".join(shape_text(shape) for shape in shapes if shape is not None)
        return f"expected {expected}, got {got}"


def shape_text(shape: Sequence[Dimension]) -> str:
    """Write a shape.

    >>> shape_text(("n", 1))
    'n×1'
    """
    return f"{shape[0]}×{shape[1]}"


def times(first: Dimension, second: Dimension) -> Dimension:
    """Multiply two dimensions.

    >>> times("n", 1), times("n", "m"), times(2, 3), times(2, "m·n")
    ('n', 'm·n', 6, '2·m·n')
    """
    if isinstance(first, int) and isinstance(second, int):
        return first * second
    factors = [*str(first).split("·"), *str(second).split("·")]
    number = 1
    for factor in factors:
        number *= int(factor) if factor.isdigit() else 1
    letters = sorted(factor for factor in factors if not factor.isdigit())
    return "·".join(([str(number)] if number != 1 else []) + letters)
