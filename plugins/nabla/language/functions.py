"""The table of functions: adding a function to the language is adding one entry here."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.determinants import DETERMINANTS
from nabla.language.dual import linear
from nabla.language.elementwise import ONE_ARGUMENT, TWO_ARGUMENTS
from nabla.language.function import Function
from nabla.language.identities import identity
from nabla.language.matrices import MATRIX_FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.dual import Array


def _row(a: Array, index: int) -> Array:
    if not -a.shape[-2] <= index < a.shape[-2]:
        raise IndexError(f"row {index} of a matrix with {a.shape[-2]} rows; rows count from 0")
    return a[..., index % a.shape[-2], None, :]


WITH_SIZES: tuple[Function, ...] = (
    Function(
        "ones",
        lambda rows, columns=1: (rows, columns),
        lambda rows, columns=1: np.ones((rows, columns)),
        lambda _o, _p, _t: 0.0,
        tex=r"\mathbf{1}",
        numpy="np.ones(<shape>)",
        arguments=(1, 2),
        static=(0, 1),
    ),
    Function(
        "zeros",
        lambda rows, columns=1: (rows, columns),
        lambda rows, columns=1: np.zeros((rows, columns)),
        lambda _o, _p, _t: 0.0,
        tex=r"\mathbf{0}",
        numpy="np.zeros(<shape>)",
        arguments=(1, 2),
        static=(0, 1),
    ),
    Function(
        "I",
        lambda size: (size, size),
        identity,
        lambda _o, _p, _t: 0.0,
        tex=r"\mathbf{I}",
        numpy="np.eye(<0>)",
        static=(0,),
    ),
    Function(
        "row",
        lambda shape, _index: shape and (1, shape[1]),
        _row,
        lambda _o, p, t: linear(lambda a: _row(a, p[1]), t[0]),
        tex=r"<0^>_{<1>,:}",
        numpy="<0>[<1>]",
        arguments=(2, 2),
        static=(1,),
    ),
)

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        entry.name: entry
        for table in (ONE_ARGUMENT, TWO_ARGUMENTS, MATRIX_FUNCTIONS, DETERMINANTS, WITH_SIZES)
        for entry in table
    }
)
