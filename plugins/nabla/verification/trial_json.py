"""What a browser needs to evaluate both sides of a claim at other numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from nabla.language.names import page_names
from nabla.language.text import expression_text

if TYPE_CHECKING:
    from nabla.language.block import Block, Claim
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.verdict import Verdict


def trial_json(block: Block, claim: Claim, verdict: Verdict, text: ClaimText) -> str:
    """Return a claim as JSON: declarations, both sides, condition, and the first point it held at.

    The empty text stands for a claim that a browser cannot evaluate, because it rests on names that
    the page's Python has bound, or that has no variable to change.
    """
    if not claim.scope.variables or page_names(claim):
        return ""
    first, second = text.numerator, text.denominator
    given = {
        "declarations": block.declarations,
        "left": expression_text(claim.left),
        "right": expression_text(claim.right),
        "condition": "" if claim.condition is None else expression_text(claim.condition),
        "point": verdict.point_texts[0] if verdict.point_texts else "",
        "sizes": verdict.sizes[0] if verdict.sizes else "",
        "turned": (first.shape, first.numpy) != (second.shape, second.numpy),
    }
    return json.dumps(given, separators=(",", ":"), ensure_ascii=False)
