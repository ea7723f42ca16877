"""Where a claim is checked: sizes, values of the variables, drawn functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.dual import Array
    from nabla.language.evaluate import Map


DIGITS = 6
LONGEST = 64
"""Entries of an array that is written out."""


@dataclass(frozen=True, eq=False)
class Point:
    """One draw of everything that a claim leaves open.

    Attributes
    ----------
    sizes
        A number for each size letter.
    values
        An array of shape ``(rows, columns)`` for each variable.
    functions
        A drawn map for each function variable.
    reach
        For each bounded variable, the longest step that stays in its domain.
    digits
        With how many significant digits its numbers are written.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Array] = field(default_factory=dict)
    functions: Mapping[str, Map] = field(default_factory=dict)
    reach: Mapping[str, float] = field(default_factory=dict)
    digits: int = DIGITS

    def text(self) -> str:
        """Write the point so that a reader can retype it.

        >>> import numpy as np
        >>> Point(values={"w": np.array([[0.7], [-1.2]]), "z": np.array([[0.5]])}).text()
        'w = [0.7, -1.2], z = 0.5'
        """
        shown = [
            f"{name} = {array_text(value, self.digits)}" for name, value in self.values.items()
        ]
        used = {name for name in self.functions if name not in self.values}
        shown += [f"{name} = a random smooth function" for name in sorted(used)]
        return ", ".join(shown)

    def sizes_text(self) -> str:
        """Write the sizes.

        >>> Point({"m": 2, "n": 3}).sizes_text()
        'm = 2, n = 3'
        """
        return ", ".join(f"{letter} = {size}" for letter, size in self.sizes.items())


def array_text(value: Array, digits: int = DIGITS) -> str:
    """Write an array as Python would: a number, a list, a list of rows.

    >>> import numpy as np
    >>> array_text(np.array([[1.0, 2.5], [0.0, -3.0]]))
    '[[1, 2.5], [0, -3]]'
    """
    if value.size > LONGEST:
        return f"an array of shape {value.shape[0]}×{value.shape[1]}"
    if value.shape == (1, 1):
        return number_text(value.item(), digits)
    if value.shape[1] == 1:
        return _list_text(value[:, 0].tolist(), digits)
    return "[" + ", ".join(_list_text(row, digits) for row in value.tolist()) + "]"


def _list_text(numbers: list[float], digits: int) -> str:
    return "[" + ", ".join([number_text(number, digits) for number in numbers]) + "]"


def number_text(value: float, digits: int = DIGITS) -> str:
    """Write a number with a few significant digits, six unless told."""
    return f"{value + 0.0:.{digits}g}"
