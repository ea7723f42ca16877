"""Derivatives along a few directions, where the whole Jacobian is too large or is not meant.

Two cases: more entries than `LARGEST`, and `tangent: true` on a structured domain, where only
directions along the domain count. The claimed derivative is applied to the same directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from nabla.language.dual import innermost
from nabla.language.expression import Call, Derivative, Expression, Name
from nabla.language.matrices import vec
from nabla.verification.sides import sides_of
from nabla.verification.tangents import tangent_basis

if TYPE_CHECKING:
    from nabla.language.domains import Domain
    from nabla.language.dual import Array
    from nabla.language.evaluate import Evaluator
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

LARGEST = 4096
RANDOM_DIRECTIONS = 3
SINGLE_ENTRIES = 32

Kind: TypeAlias = Literal["columns", "gradient", "transposed gradient"]
"""How a claimed derivative acts on a direction: as a matrix, or by its inner product with it."""


@dataclass(frozen=True)
class Projection:
    """A derivative that is measured, and claimed, along directions only.

    Attributes
    ----------
    body, variable
        What is differentiated, and by what.
    along
        The domain whose tangents are meant; `None` for random directions.
    """

    body: Expression
    variable: Name
    kind: Kind
    along: Domain | None

    @property
    def words(self) -> str:
        """Along what, for the evidence."""
        if self.along is not None:
            return f"a tangent basis of {self.along.text}"
        return f"{RANDOM_DIRECTIONS} random directions and {SINGLE_ENTRIES} single entries"

    def directions(self, value: Array, random: np.random.Generator) -> Array:
        """Return directions of a variable at its value, shape ``(k, rows, columns)``."""
        if self.along is not None:
            return tangent_basis(self.along, value)
        rows, columns = value.shape[-2:]
        mixed = np.round(random.uniform(-1.0, 1.0, (RANDOM_DIRECTIONS, rows, columns)), 2)
        chosen = random.permutation(rows * columns)[:SINGLE_ENTRIES]
        single = np.zeros((len(chosen), rows * columns))
        single[np.arange(len(chosen)), chosen] = 1.0
        return np.concatenate([mixed, single.reshape(-1, rows, columns)])

    def measured(self, evaluator: Evaluator, directions: Array) -> Array:
        """Return the derivatives along the directions, as columns."""
        return np.asarray(innermost(evaluator.push(self.body, self.variable.name, directions)))

    def claimed(self, value: Array, directions: Array) -> Array:
        """Apply a claimed derivative to the directions."""
        columns = vec(directions)[..., 0].swapaxes(-1, -2)
        if self.kind == "columns":
            return np.asarray(value @ columns)
        value = value.swapaxes(-1, -2) if self.kind == "transposed gradient" else value
        return np.asarray(vec(value).swapaxes(-1, -2) @ columns)


def projection_of(trial: Trial, point: Point, *, tangent: bool) -> Projection | None:
    """Return how a claim has to be projected, if it has to be."""
    claim = trial.claim
    _, side = sides_of(claim)
    found = _target(trial, side)
    if found is None:
        return None
    body, variable, kind = found
    domain = claim.scope.variables.get(variable.name)
    if tangent and domain is not None and domain.is_structured:
        return None if _is_hessian(side) else Projection(body, variable, kind, domain)
    inputs = point.values[variable.name].size if variable.name in point.values else 0
    outputs = _entries(trial, point, body, kind)
    return Projection(body, variable, kind, None) if inputs * outputs > LARGEST else None


def _is_hessian(side: Expression) -> bool:
    return isinstance(side, Call) and side.function == "hess"


def _entries(trial: Trial, point: Point, body: Expression, kind: Kind) -> int:
    """Return how many entries the differentiated value has."""
    shape = trial.infer(body) if kind == "columns" else (1, 1)
    if shape is None:
        return 1
    entries = 1
    for dimension in shape:
        for factor in str(dimension).split("·"):
            entries *= int(factor) if factor.isdigit() else point.sizes.get(factor, 1)
    return entries


def _target(trial: Trial, side: Expression) -> tuple[Expression, Name, Kind] | None:
    scope = trial.claim.scope
    if isinstance(side, Derivative):
        body = scope.applied(side.function, side.variable)
        is_matrix = not side.stacked and _columns(trial, side.variable) != 1
        return body, side.variable, "transposed gradient" if is_matrix else "columns"
    if isinstance(side, Call) and side.function in {"grad", "hess"}:
        variable = side.arguments[1]
        assert isinstance(variable, Name)
        body = scope.applied(side.arguments[0], variable)
        if side.function == "grad":
            return body, variable, "gradient"
        return Call("grad", (body, variable), side.place), variable, "columns"
    return None


def _columns(trial: Trial, variable: Name) -> int | str:
    shape = trial.infer(variable)
    return 1 if shape is None else shape[1]
