"""The third oracle for functions of a page: autograd, where it is installed.

The function is copied with ``autograd.numpy`` in place of ``numpy``; its Jacobian is a function of
the same kind, so that second derivatives are taken by the same means.
"""

from __future__ import annotations

import importlib
import importlib.util
import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nabla.language.dual import chain, linear, total
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.page_function import NotApplicable, PageFunction

if TYPE_CHECKING:
    from nabla.language.dual import Array, Value
    from nabla.language.evaluate import Evaluator

Plain: TypeAlias = Callable[..., Any]


@dataclass(frozen=True)
class Autograd(ForwardMode):
    """Forward mode over the expression, with autograd inside the functions of the page."""

    name: str = "autograd"


def is_installed() -> bool:
    """Tell whether autograd can be imported."""
    return importlib.util.find_spec("autograd") is not None


def with_autograd(evaluator: Evaluator) -> Evaluator:
    """Return an evaluator whose page functions let tangents through."""
    functions = {
        name: replace(function, on_dual=on_dual) if isinstance(function, PageFunction) else function
        for name, function in evaluator.functions.items()
    }
    return replace(evaluator, functions=functions)


def on_dual(page: PageFunction, arguments: tuple[Value, ...]) -> Value:
    """Apply a function of the page to dual numbers.

    Raises
    ------
    NotApplicable
        It does something that autograd does not follow.
    """
    try:
        return _through(replace(page, on_dual=None), translated(page.function), arguments)
    except NotApplicable:
        raise
    except Exception as error:
        raise NotApplicable(page.name) from error


def _through(page: PageFunction, function: Plain, arguments: tuple[Value, ...]) -> Value:
    jacobian = importlib.import_module("autograd").jacobian

    def rule(out: Array, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a dual-number rule
        terms = []
        for place, tangent in enumerate(tangents):
            if tangent is not None:
                slope = _as_matrix(jacobian(function, place), primals, place)
                slopes = PageFunction(page.name, slope)
                terms.append(_through(slopes, slope, primals) @ linear(_flat, tangent))
        rows, columns = np.shape(_innermost(out))[-2:]
        return linear(lambda a: a.reshape(*a.shape[:-2], rows, columns), total(*terms))

    def value(*arrays: Array) -> Array:
        return np.asarray(page(*arrays))

    return chain(value, rule, *arguments)


def _innermost(value: Any) -> Any:  # noqa: ANN401 - a dual number or an array
    return value.primal if hasattr(value, "primal") else value


def _flat(a: Array) -> Array:
    return a.reshape(*a.shape[:-2], -1, 1)


def _as_matrix(slope: Plain, primals: tuple[Any, ...], place: int) -> Plain:
    """Return the Jacobian as a matrix: entries of the result by entries of one argument."""
    size = int(np.prod(np.shape(_deepest(primals[place]))[-2:]))
    reshape = importlib.import_module("autograd.numpy").reshape

    def matrix(*arguments: Any) -> Any:  # noqa: ANN401 - a function of the page
        return reshape(slope(*arguments), (-1, size))

    return matrix


def _deepest(value: Any) -> Any:  # noqa: ANN401 - a dual number or an array
    while hasattr(value, "primal"):
        value = value.primal
    return value


def translated(function: Plain) -> Plain:
    """Return a copy of a function, and of those it may call, that uses autograd.numpy."""
    if not isinstance(function, types.FunctionType):
        return function
    other = importlib.import_module("autograd.numpy")
    names: dict[str, Any] = {}
    for name, bound in function.__globals__.items():
        names[name] = _counterpart(bound, other)
    for name, bound in function.__globals__.items():
        if isinstance(bound, types.FunctionType) and bound.__globals__ is function.__globals__:
            names[name] = _copy(bound, names)
    return _copy(function, names)


def _counterpart(bound: Any, other: types.ModuleType) -> Any:  # noqa: ANN401 - anything a page binds
    if bound is np:
        return other
    if bound is np.linalg:
        return other.linalg
    name = getattr(bound, "__name__", None)
    if isinstance(name, str) and callable(bound) and getattr(np, name, None) is bound:
        return getattr(other, name, bound)
    return bound


def _copy(function: types.FunctionType, names: dict[str, Any]) -> types.FunctionType:
    made = types.FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made
