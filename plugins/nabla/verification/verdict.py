"""What became of a claim, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["verified", "refuted", "undecided"]

SPOKEN = {
    "complex-step": "complex step",
    "richardson": "Richardson differences",
    "forward-mode": "forward mode",
    "autograd": "autograd",
    "identity": "evaluating both sides",
    "one-sided": "one-sided differences",
}


@dataclass(frozen=True)
class Counterexample:
    """A point at which the measured value is not the claimed one.

    Attributes
    ----------
    point
        The values, as a reader would retype them.
    entry
        Row and column, counted from 0; `None` for a scalar or where the shapes differ.
    agreement
        How closely the oracles agree with each other there, relative.
    """

    point: str
    entry: tuple[int, int] | None
    claimed: str
    measured: str
    agreement: float

    def __str__(self) -> str:
        entry = f"entry [{self.entry[0]},{self.entry[1]}]: " if self.entry else ""
        at = f"at {self.point}  " if self.point else ""
        return f"{at}{entry}claimed {self.claimed}, measured {self.measured}"


@dataclass(frozen=True)
class MistakesTried:
    """How many plausible mistakes were made of a claim, and how many the points refuse."""

    tried: int
    refuted: int


@dataclass(frozen=True)
class Verdict:
    """The outcome of checking one claim.

    Attributes
    ----------
    statement
        The claim, on one line, with its condition.
    line, column
        Where it stands in its file.
    cause
        Why it is undecided or refuted, for a person.
    oracles
        Those that decided.
    points
        At how many points it was checked; `point_texts` holds them.
    worst_error
        The largest relative difference between claimed and measured; `None` without any.
    agreement
        The largest relative difference between two oracles.
    convention
        Where the claim is made at a kink: what is chosen, out of which slopes.
    along
        Along what it was differentiated, where that is not every entry on its own.
    seconds
        How long it took; left out of comparisons.
    """

    statement: str
    line: int
    column: int
    outcome: Outcome
    cause: str | None = None
    oracles: tuple[str, ...] = ()
    points: int = 0
    point_texts: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    worst_error: float | None = None
    agreement: float | None = None
    tolerance: float = 1e-7
    mutants: MistakesTried = MistakesTried(0, 0)
    diagnosis: str | None = None
    counterexample: Counterexample | None = None
    convention: str | None = None
    along: str | None = None
    seconds: float = 0.0

    def explain(self) -> str:
        """Say what was found, in the lines that follow the place and the statement."""
        lines = []
        if self.counterexample:
            lines.append(f"  {self.counterexample}")
            spoken = ", ".join(SPOKEN.get(name, name) for name in self.oracles)
            agreement = f" (they agree to {self.counterexample.agreement:.0e})"
            if spoken:
                lines.append(f"  measured by: {spoken}{agreement if len(self.oracles) > 1 else ''}")
        if self.cause:
            lines.append(f"  because: {self.cause}")
        if self.diagnosis:
            lines.append(f"  looks like: {self.diagnosis}")
        return "\n".join(lines)
