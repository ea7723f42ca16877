"""The names of a fence, by what may stand in place of what."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Scope

LOOKALIKES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sin": ("cos",),
        "cos": ("sin",),
        "tan": ("tanh",),
        "sinh": ("cosh",),
        "cosh": ("sinh",),
        "tanh": ("sigmoid",),
        "exp": ("softplus", "sinh"),
        "log": ("sqrt",),
        "sqrt": ("abs",),
        "abs": ("relu",),
        "sign": ("step",),
        "step": ("sign",),
        "relu": ("softplus", "abs"),
        "sigmoid": ("tanh",),
        "softplus": ("relu",),
        "max": ("min",),
        "min": ("max",),
        "softmax": ("sigmoid",),
        "logsumexp": ("sum",),
        "sum": ("mean",),
        "mean": ("sum",),
        "norm": ("sum",),
        "trace": ("sum", "det"),
        "det": ("trace",),
        "logdet": ("det",),
        "ones": ("zeros",),
        "zeros": ("ones",),
        "I": ("ones",),
        "outer": ("kron",),
        "jvp": ("vjp",),
        "vjp": ("jvp",),
        "J": ("D",),
        "D": ("J",),
        "div": ("lap",),
        "hess": ("grad",),
    }
)
"""For each function those that are taken for it."""

DOMAINS: Mapping[str, str] = MappingProxyType(
    {
        "positive": "R",
        "spd": "symmetric",
        "symmetric": "invertible",
        "orthogonal": "invertible",
        "simplex": "onehot",
        "onehot": "simplex",
    }
)
"""For each domain one that is taken for it."""


@dataclass(frozen=True)
class Vocabulary:
    """The names that a fence declares.

    Attributes
    ----------
    values, maps, letters
        Variables and definitions that are values, those that take arguments, size letters.
    """

    values: tuple[str, ...]
    maps: tuple[str, ...]
    letters: tuple[str, ...]

    def others(self, name: str, parameters: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the names that may stand in place of one.

        >>> Vocabulary(("w", "x"), ("f",), ("n",)).others("w")
        ('x',)
        """
        for kind in ((*parameters, *self.values), self.maps, self.letters):
            if name in kind:
                return tuple(other for other in dict.fromkeys(kind) if other != name)
        return ()


def vocabulary_of(scope: Scope) -> Vocabulary:
    """Return the names of a scope."""
    maps = [name for name, domain in scope.variables.items() if domain.is_function]
    maps += [name for name, body in scope.definitions.items() if body.is_function]
    names = (*scope.variables, *scope.definitions)
    return Vocabulary(tuple(n for n in names if n not in maps), tuple(maps), scope.sizes)
