"""The verification of one fence as work that a page's process can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place
from nabla.verification.verify import Policy, verify_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Block
    from nabla.verification.verdict import Verdict


@dataclass(frozen=True)
class Malformed:
    """Why the claims of a fence could not be checked at all."""

    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Checked:
    """The verdicts of a fence, in order, or why there are none."""

    verdicts: tuple[Verdict, ...] = ()
    malformed: Malformed | None = None


@dataclass(frozen=True)
class ClaimWork:
    """The claims of one fence and the author's choices for them.

    It runs where the names are that the page's snippets have bound.
    """

    block: Block
    policy: Policy

    def run(self, names: Mapping[str, object], /) -> Checked:
        """Verify the claims with the names of the page."""
        try:
            return Checked(verify_block(self.block, names, self.policy))
        except PageError as error:
            place: Place = error.place
            return Checked(malformed=Malformed(place.line, place.column, error.message))
