"""The verification of one fence as work that a page's process can do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place
from nabla.language.names import page_names
from nabla.verification.claim_text import ClaimText, claim_text
from nabla.verification.verify import Policy, verify_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Block, Claim
    from nabla.verification.verdict import Verdict


@dataclass(frozen=True)
class Malformed:
    """Why the claims of a fence could not be checked at all."""

    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Checked:
    """The verdicts and texts of a fence's claims, in order, or why there are none."""

    verdicts: tuple[Verdict, ...] = ()
    texts: tuple[ClaimText, ...] = ()
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
            verdicts = verify_block(self.block, names, self.policy)
            texts = tuple(self._text(claim, names) for claim in self.block.claims)
        except PageError as error:
            place: Place = error.place
            return Checked(malformed=Malformed(place.line, place.column, error.message))
        return Checked(tuple(map(_in_both_layouts, verdicts, texts)), texts)

    def _text(self, claim: Claim, names: Mapping[str, object]) -> ClaimText:
        used = {name: names[name] for name in page_names(claim) if name in names}
        return claim_text(claim, used, self.policy.seed)


def _in_both_layouts(verdict: Verdict, text: ClaimText) -> Verdict:
    """Withhold a verdict from a claim whose denominator form says something else."""
    if verdict.outcome != "verified" or text.layouts_agree:
        return verdict
    cause = "its form in denominator layout has other values; this is a fault of the program"
    return replace(verdict, outcome="undecided", cause=cause)
