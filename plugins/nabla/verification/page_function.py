"""Functions and values that a page's snippets bind, as the claim language sees them.

A function is called as NumPy users write it: a scalar is a float, a vector has shape ``(n,)``, a
matrix ``(m, n)``; a result with one axis is a column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nabla.language.dual import Array, Dual, Value, innermost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.evaluate import Map


class NotApplicable(Exception):  # noqa: N818 - no error: another oracle decides
    """An oracle cannot look into a function of the page."""


@dataclass(frozen=True, eq=False)
class PageFunction:
    """A Python function of the page.

    Attributes
    ----------
    on_dual
        How tangents pass through it, for the oracle that can; `None` for the others.
    """

    name: str
    function: Callable[..., Any]
    on_dual: Callable[[PageFunction, tuple[Value, ...]], Value] | None = None

    def __call__(self, *arguments: Value) -> Value:
        """Call it once for each point and direction."""
        if any(isinstance(item, Dual) for item in arguments):
            if self.on_dual is None:
                raise NotApplicable(self.name)
            return self.on_dual(self, arguments)
        arrays = [innermost(item) for item in arguments]
        shape = np.broadcast_shapes(*(a.shape[:-2] for a in arrays))
        spread = [np.broadcast_to(a, shape + a.shape[-2:]) for a in arrays]
        results = [self.call(*(a[index] for a in spread)) for index in np.ndindex(*shape)]
        return np.stack(results).reshape(*shape, *results[0].shape)

    def call(self, *arguments: Array) -> Array:
        """Call it with arrays of shape ``(rows, columns)``; return one of that kind."""
        try:
            result = self.function(*(as_numpy(a) for a in arguments))
        except Exception as error:
            if any(np.iscomplexobj(a) for a in arguments):
                raise NotApplicable(self.name) from error
            raise
        array = as_column(result)
        if array is None:
            raise TypeError(
                f"{self.name} returned {type(result).__name__}; expected a number or an array "
                "of at most two axes"
            )
        return array


def as_numpy(value: Array) -> Any:  # noqa: ANN401 - a float or an array
    """Turn ``(rows, columns)`` into what a NumPy user expects.

    >>> as_numpy(np.array([[1.0], [2.0]]))
    array([1., 2.])
    """
    if value.shape == (1, 1):
        return value[0, 0]
    return value[:, 0].copy() if value.shape[1] == 1 else value.copy()


def as_column(value: object) -> Array | None:
    """Turn a number or an array into ``(rows, columns)``, a single axis into a column; else `None`."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    if array.dtype.kind == "b" or array.dtype.kind in "iu":
        array = array.astype(float)
    if array.dtype.kind not in "fc" or array.ndim > 2 or array.size == 0:
        return None
    return array.reshape(-1, 1) if array.ndim < 2 else array


def page_functions(
    names: Mapping[str, object], used: frozenset[str]
) -> tuple[dict[str, Map], dict[str, Value]]:
    """Split the used names of a page into functions and values."""
    functions: dict[str, Map] = {}
    values: dict[str, Value] = {}
    for name in sorted(used & set(names)):
        bound = names[name]
        if callable(bound):
            functions[name] = PageFunction(name, bound)
        elif (array := as_column(bound)) is not None:
            values[name] = array
    return functions, values
