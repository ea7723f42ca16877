"""What an author may have forgotten: the parts of everything that a claim mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.errors import PageError
from nabla.language.expression import Expression, Name, Number, Transpose, differentiates, walk
from nabla.language.shapes import SCALAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.verification.trial import Trial

MOST = 28


def pool_of(trial: Trial) -> tuple[Expression, ...]:
    """Return variables, sizes and parts of both sides, the shortest first, each once."""
    found: dict[Expression, None] = {}
    for node in sorted(_parts(trial), key=_length):
        if node not in found and _is_value(trial, node):
            found[node] = None
            shape = trial.infer(node)
            if isinstance(node, Name) and shape is not None and shape != SCALAR:
                found[Transpose(node, node.place)] = None
    return tuple(found)[:MOST]


def _parts(trial: Trial) -> Iterator[Expression]:
    claim = trial.claim
    yield from (Name(name, claim.place) for name in claim.scope.variables)
    yield from (Name(name, claim.place) for name in claim.scope.definitions)
    yield from (Name(letter, claim.place) for letter in claim.scope.sizes)
    plain = [body.body for body in claim.scope.definitions.values() if not body.is_function]
    for side in (claim.right, claim.left, *plain):
        yield from walk(side)


def _length(node: Expression) -> int:
    return sum(1 for _ in walk(node))


def _is_value(trial: Trial, node: Expression) -> bool:
    """Tell whether a node has a value of its own: no number, no derivative, no name of a map."""
    scope = trial.claim.scope
    if isinstance(node, Number) or differentiates(node):
        return False
    if isinstance(node, Name):
        domain, definition = scope.variables.get(node.name), scope.definitions.get(node.name)
        if (domain and domain.is_function) or (definition and definition.is_function):
            return False
        if definition and differentiates(definition.body):
            return False
    try:
        return trial.infer(node) is not None
    except PageError:
        return False
