"""What an author may have forgotten: the parts of everything that a claim mentions."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from nabla.language.expression import (
    Binary,
    Call,
    Compare,
    Expression,
    Name,
    Number,
    Transpose,
    differentiates,
    walk,
)
from nabla.language.shapes import SCALAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.language.domains import Size
    from nabla.language.dual import Array
    from nabla.verification.trial import Trial

MOST = 32
_SLOPES = MappingProxyType({"relu": "step", "abs": "sign", "softplus": "sigmoid"})
_ONE, _TWO = Number(1.0, "1"), Number(2.0, "2")


def pool_of(trial: Trial) -> tuple[Expression, ...]:
    """Return variables, sizes, parts of both sides and their relatives, the shortest first."""
    found: dict[Expression, None] = {}
    for node in sorted(_parts(trial), key=_length):
        if node in found or not _is_value(trial, node):
            continue
        found[node] = None
        if isinstance(node, Name) and trial.infer(node) != SCALAR:
            found[Transpose(node, node.place)] = None
    return tuple(found)[:MOST]


def _parts(trial: Trial) -> Iterator[Expression]:
    claim = trial.claim
    scope = claim.scope
    yield from (Name(name, claim.place) for name in (*scope.variables, *scope.definitions))
    yield from (Name(letter, claim.place) for letter in scope.sizes)
    yield from _constants(trial)
    plain = [body.body for body in scope.definitions.values() if not body.is_function]
    for side in (claim.right, claim.left, *plain):
        for node in walk(side):
            yield node
            yield from _relatives(trial, node)


def _constants(trial: Trial) -> Iterator[Expression]:
    """Yield the ones and the identity of each size."""
    domains = [d for d in trial.claim.scope.variables.values() if not d.is_function]
    sizes = dict.fromkeys(size for domain in domains for size in (domain.rows, domain.columns))
    for size in sizes:
        if size != 1:
            yield Call("ones", (_size(trial, size),), trial.claim.place)
            yield Call("I", (_size(trial, size),), trial.claim.place)


def _size(trial: Trial, size: Size) -> Expression:
    place = trial.claim.place
    return Name(size, place) if isinstance(size, str) else Number(float(size), str(size), place)


def _relatives(trial: Trial, node: Expression) -> Iterator[Expression]:
    """Yield what often stands beside a function in its derivative."""
    if not isinstance(node, Call):
        return
    if node.function in {"sigmoid", "softmax"}:
        yield Binary("-", _ONE, node, node.place)
    if node.function in _SLOPES:
        yield Call(_SLOPES[node.function], node.arguments, node.place)
    if node.function in {"max", "min"} and len(node.arguments) == 2:
        yield Compare((">" if node.function == "max" else "<",), node.arguments, node.place)
    if node.function == "tanh":
        yield Binary("-", _ONE, Binary("**", node, _TWO, node.place), node.place)
    domain = trial.claim.scope.variables.get(node.function)
    if domain and domain.is_function:
        operator = "D" if domain.elementwise else "J"
        yield Call(operator, (Name(node.function, node.place), *node.arguments), node.place)


def _length(node: Expression) -> int:
    return sum(1 for _ in walk(node))


def _is_value(trial: Trial, node: Expression) -> bool:
    """Tell whether a node has a value of its own: no number, no derivative, no name of a map."""
    scope = trial.claim.scope
    if isinstance(node, Number):
        return False
    if differentiates(node) and not (isinstance(node, Call) and node.function in {"J", "D"}):
        return False
    if isinstance(node, Name):
        domain, definition = scope.variables.get(node.name), scope.definitions.get(node.name)
        if (domain and domain.is_function) or (definition and definition.is_function):
            return False
        if definition and differentiates(definition.body):
            return False
    return not trial.infer.fits(node, None)


def products_of(
    first: tuple[Expression, Array], second: tuple[Expression, Array], shape: tuple[int, ...]
) -> Iterator[Expression]:
    """Yield the products of two things that have a shape."""
    (p, a), (q, b) = first, second
    if a.shape == b.shape == shape or (a.size == 1 and b.shape == shape):
        yield Binary("*", p, q)
    if a.size == 1 or b.size == 1:
        return
    if (a.shape[0], b.shape[1]) == shape and a.shape[1] == b.shape[0]:
        yield Binary("@", p, q)
    if a.shape[1] == 1:
        if b.shape[1] == 1 and (a.size, b.size) == shape:
            yield Binary("@", p, Transpose(q))
        if b.shape == shape == (a.size, b.shape[1]):
            yield Binary("@", Call("diag", (p,)), q)
        if a.size == b.shape[0] and (1, b.shape[1]) == shape:
            yield Binary("@", Transpose(p), q)
    if (a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]) == shape:
        yield Call("kron", (p, q))
