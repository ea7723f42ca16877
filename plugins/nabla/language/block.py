"""What one fence states: declarations, and claims in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from nabla.language.expression import Call, Name, names_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.errors import Place
    from nabla.language.domains import Domain
    from nabla.language.expression import Expression


@dataclass(frozen=True)
class Definition:
    """``let name = expression``, or ``let name(parameters) = expression``."""

    name: str
    parameters: tuple[str, ...]
    body: Expression
    place: Place = field(compare=False)

    @property
    def is_function(self) -> bool:
        """Whether it takes arguments."""
        return bool(self.parameters)


@dataclass(frozen=True)
class Scope:
    """The names that a block declares.

    Attributes
    ----------
    letters
        Size letters that are used without a variable of that size: those of a chain's constants.
    """

    variables: Mapping[str, Domain] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    letters: tuple[str, ...] = ()

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        """The free size letters in the order of their first use."""
        letters = [letter for domain in self.variables.values() for letter in domain.letters]
        return tuple(dict.fromkeys([*letters, *self.letters]))

    def declares(self, name: str) -> bool:
        """Tell whether the block itself gives the name a meaning."""
        return name in self.variables or name in self.definitions or name in self.sizes

    def applied(self, function: Expression, variable: Name) -> Expression:
        """Read the name of a map, where an expression is expected, as the map at the variable."""
        if isinstance(function, Name):
            domain = self.variables.get(function.name)
            definition = self.definitions.get(function.name)
            if (domain and domain.is_function) or (definition and definition.is_function):
                return Call(function.name, (variable,), function.place)
        return function

    def restricted_to(self, *expressions: Expression) -> Scope:
        """Return the part that some expressions rest on, through definitions."""
        used: set[str] = set()
        waiting = [name for expression in expressions for name in names_in(expression)]
        while waiting:
            name = waiting.pop()
            if name not in used:
                used.add(name)
                if name in self.definitions:
                    waiting += names_in(self.definitions[name].body)
        return Scope(
            {name: domain for name, domain in self.variables.items() if name in used},
            {name: definition for name, definition in self.definitions.items() if name in used},
            tuple(letter for letter in self.sizes if letter in used),
        )


@dataclass(frozen=True)
class Claim:
    """One equality that is claimed, with the points at which it is claimed.

    Attributes
    ----------
    text
        As written, on one line, without its condition.
    row
        The index of its statement in the block; a chain of ``=`` gives several claims one row.
    """

    text: str
    left: Expression
    right: Expression
    condition: Expression | None
    scope: Scope
    row: int
    place: Place = field(compare=False)
    condition_text: str = ""

    @property
    def statement(self) -> str:
        """The claim as a line of the language, its condition included."""
        return f"{self.text} if {self.condition_text}" if self.condition_text else self.text


@dataclass(frozen=True)
class Block:
    """The declarations and claims of one fence."""

    scope: Scope
    claims: tuple[Claim, ...]
    declarations: tuple[str, ...]
