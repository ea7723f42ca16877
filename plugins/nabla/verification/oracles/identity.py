"""No derivative to measure: both sides are evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from nabla.language.differentiator import Differentiator


@dataclass(frozen=True)
class Identity:
    """The way to check a statement without an operator."""

    name: str = "identity"

    @property
    def inner(self) -> Differentiator:
        """Itself."""
        return self

    def error(self) -> float:
        """Return the estimated relative error: rounding alone."""
        return 1e-15

    def push(self, *_arguments: object) -> NoReturn:
        """Refuse: the statement was found to hold no operator."""
        raise AssertionError("an identity holds no derivative")
