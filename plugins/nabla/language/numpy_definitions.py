"""The definitions that NumPy text needs before it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from nabla.language.expression import Call, Derivative, Expression, Name, children
from nabla.language.functions import FUNCTIONS
from nabla.language.layout import numerator_meaning
from nabla.language.numpy_text import claimed_side, expression_numpy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nabla.language.block import Claim, Scope
    from nabla.language.inference import Shapes

JACOBIAN = """\
def jacobian(f, x, h=<h>):
    lengths = h * np.maximum(np.abs(np.ravel(x, order="F")), <least>)
    steps = np.diag(lengths).reshape(-1, *np.shape(x), order="F")
    rises = [np.ravel(f(x + s) - f(x - s), order="F") for s in steps]
    return np.squeeze(np.stack(rises, axis=-1) / (2 * lengths))"""
HESSIAN = """\
def hessian(f, x):
    return jacobian(lambda x: jacobian(f, x), x)"""
SLOPE = """\
def slope(f, z, h=<h>):
    h = h * np.maximum(np.abs(z), <least>)
    return (f(z + h) - f(z - h)) / (2 * h)"""
CURL = """\
def curl(J):
    return np.array([J[2, 1] - J[1, 2], J[0, 2] - J[2, 0], J[1, 0] - J[0, 1]])"""
MEASURING: Mapping[str, str] = MappingProxyType(
    {"jacobian": JACOBIAN, "hessian": HESSIAN, "slope": SLOPE, "curl": CURL}
)
"""Central differences, in the order in which they may call each other."""

STEPS = {0: "1e-6", 1: "1e-6", 2: "1e-4", 3: "2e-3"}
"""The step for derivatives of each order, times the size of what moves.

Nested differences lose digits to short steps.
"""

LEAST = {0: "0.001", 1: "0.001", 2: "0.1", 3: "0.5"}
"""The least size of what moves."""

_FIRST = frozenset({"grad", "jvp", "vjp", "div", "curl", "J", "D"})
_SECOND = frozenset({"hess", "lap", "hvp"})


def claim_numpy(
    claim: Claim, infer: Shapes, sides: tuple[Expression, Expression] | None = None
) -> str:
    r"""Write the claimed side as NumPy, after the definitions that it needs.

    Parameters
    ----------
    sides
        Those of the claim in denominator layout, if that is meant.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> text = "let x in R^n\nlet y = x**2\nd(y)/d(x) = diag(2 * y / x)"
    >>> block = parse_block(text, Place("a.md", 1))
    >>> print(claim_numpy(block.claims[0], Shapes(block.scope)))
    y = x**2
    np.diag(2 * y / x)
    """
    claimed = claimed_side(claim, sides)
    text = expression_numpy(numerator_meaning(claimed) if sides else claimed, infer)
    definitions = definitions_of([text], infer, order_of(claim))
    return "\n".join([*(f"{d}\n" if d.startswith("def ") else d for d in definitions), text])


def definitions_of(texts: Iterable[str], infer: Shapes, order: int) -> tuple[str, ...]:
    """Return the definitions of the names in some texts: functions first, then values in order."""
    values = infer.scope.definitions
    plain = [name for name, definition in values.items() if not definition.is_function]
    functions = {**MEASURING, **{e.name: e.numpy_definition for e in FUNCTIONS.values()}}
    found: dict[str, str] = {}
    waiting = _words(texts)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name in plain:
            found[name] = f"{name} = {expression_numpy(values[name].body, infer)}"
        elif functions.get(name) and not infer.scope.declares(name) and name not in infer.page:
            measuring = functions[name].replace("<h>", STEPS[min(order, 3)])
            found[name] = measuring.replace("<least>", LEAST[min(order, 3)])
        waiting += _words([found.get(name, "")])
    return tuple(found[name] for name in (*functions, *plain) if name in found)


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in re.findall(r"(?<![.\w])[A-Za-z_]\w*", text)]


def order_of(claim: Claim) -> int:
    r"""Return how deeply the derivatives of a claim are nested.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> block = parse_block("let x in R\nd(d(x**3)/d(x))/d(x) = 6 * x", Place("a.md", 1))
    >>> order_of(block.claims[0])
    2
    """
    return max(_order(side, claim.scope) for side in (claim.left, claim.right))


def _order(node: Expression, scope: Scope) -> int:
    inside = [_order(child, scope) for child in children(node)]
    name = node.name if isinstance(node, Name) else getattr(node, "function", None)
    if isinstance(name, str) and name in scope.definitions:
        inside.append(_order(scope.definitions[name].body, scope))
    own = 0
    if isinstance(node, Derivative):
        own = 1
    elif isinstance(node, Call) and not scope.declares(node.function):
        own = 2 if node.function in _SECOND else int(node.function in _FIRST)
    return own + max(inside, default=0)
