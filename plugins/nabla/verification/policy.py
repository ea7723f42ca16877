"""What an author may choose for the claims of a fence."""

from __future__ import annotations

from dataclasses import dataclass

TOLERANCE = 1e-7
LOOSEST = 1e-4


@dataclass(frozen=True)
class Policy:
    """The choices for one block.

    Attributes
    ----------
    seed
        Other points.
    rtol
        A looser relative tolerance; never more than 1e-4.
    tangent
        Differentiate along a structured domain.
    mistakes
        Whether a claim is held against its own plausible mistakes.
    diagnosis
        Whether a refuted claim is held against the right one, to say what it looks like.
    """

    seed: int = 0
    rtol: float | None = None
    tangent: bool = False
    mistakes: bool = True
    diagnosis: bool = True

    @property
    def tolerance(self) -> float:
        """The relative tolerance against oracles that are exact to rounding."""
        return min(self.rtol or TOLERANCE, LOOSEST)
