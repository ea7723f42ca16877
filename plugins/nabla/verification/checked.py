"""What became of the claims of one fence: what a worker sends back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nabla.language.block_text import BlockText
    from nabla.verification.claim_text import ClaimText
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
    shown: BlockText | None = None
    malformed: Malformed | None = None
