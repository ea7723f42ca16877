"""Functions and values that a page's snippets bind, as the claim language sees them.

A function is called as NumPy users write it: a scalar is a float, a vector has shape ``(n,)``, a
matrix ``(m, n)``; a result with one axis is a column.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nabla.language.dual import Array, Dual, Value, innermost

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.evaluate import Map


class NotApplicable(Exception):  # noqa: N818 - no error: another oracle decides
    """An oracle cannot look into a function of the page."""


class PageFunctionFailed(Exception):  # noqa: N818 - it says what happened
    """A function of the page raised, or returned what is no number; says which, and what."""


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
        if len({result.shape for result in results}) > 1:
            raise PageFunctionFailed(f"{self.name} returned results of different shapes")
        return np.stack(results).reshape(*shape, *results[0].shape)

    def call(self, *arguments: Array) -> Array:
        """Call it with arrays of shape ``(rows, columns)``; return one of that kind.

        Raises
        ------
        NotApplicable
            It takes no complex numbers.
        PageFunctionFailed
            It raised, or returned something that is no number.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a complex step may lose its imaginary part
                result = self.function(*(as_numpy(a) for a in arguments))
        except Exception as error:
            if any(np.iscomplexobj(a) for a in arguments):
                raise NotApplicable(self.name) from error
            said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise PageFunctionFailed(f"{self.name} raised {said}") from error
        array = as_column(result)
        if array is None:
            raise PageFunctionFailed(
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
    """Turn a number or an array into ``(rows, columns)``, one axis into a column; else `None`."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    if array.dtype.kind in "biu":
        array = array.astype(float)
    if array.dtype.kind not in "fc" or array.ndim > 2 or array.size == 0:
        return None
    return array.reshape(-1, 1) if array.ndim < 2 else array


def is_usable(bound: object) -> bool:
    """Tell whether a claim may use what a snippet has bound: a number, an array or a function."""
    return callable(bound) or as_column(bound) is not None


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
