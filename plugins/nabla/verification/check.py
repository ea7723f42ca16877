"""From the text of one fence to what became of its claims."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.block_tex import block_text
from nabla.language.grammar import parse_block
from nabla.language.names import page_names
from nabla.verification.checked import Checked
from nabla.verification.claim_writing import claim_text
from nabla.verification.exercise_cases import tasks_json
from nabla.verification.trial_json import trial_json
from nabla.verification.verify import verify_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.errors import Place
    from nabla.fence_kinds import FenceKind
    from nabla.language.block import Block, Claim
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.policy import Policy
    from nabla.verification.verdict import Verdict


def names_needed(text: str, place: Place) -> tuple[str, ...]:
    """Return the names of the page without which the claims cannot be checked.

    Raises
    ------
    PageError
        The text is malformed.
    """
    block = parse_block(text, place)
    return tuple(sorted(frozenset().union(*(page_names(claim) for claim in block.claims))))


def check_claims(
    block: Block, kind: FenceKind, policy: Policy, names: Mapping[str, object]
) -> Checked:
    """Verify the claims of a fence, and write them out.

    Raises
    ------
    PageError
        The claims do not go together with the names of the page.
    """
    verdicts = verify_block(block, names, policy)
    texts = tuple(
        _text(claim, names, policy.seed, verdict)
        for claim, verdict in zip(block.claims, verdicts, strict=True)
    )
    texts = tuple(
        replace(text, trial=trial_json(block, claim, verdict, text))
        for claim, verdict, text in zip(block.claims, verdicts, texts, strict=True)
    )
    shown = block_text(block, kind)
    if kind == "exercise":
        with np.errstate(all="ignore"):  # what overflows at a point leaves the point out
            tasks = tasks_json(block)
        shown = replace(shown, tasks=tasks)
    return Checked(tuple(map(_in_both_layouts, verdicts, texts)), texts, shown)


def _text(claim: Claim, names: Mapping[str, object], seed: int, verdict: Verdict) -> ClaimText:
    used = {name: names[name] for name in page_names(claim) if name in names}
    example = verdict.counterexample
    return claim_text(claim, used, seed, example.point if example else None)


def _in_both_layouts(verdict: Verdict, text: ClaimText) -> Verdict:
    """Withhold a verdict from a claim whose denominator form says something else."""
    if verdict.outcome != "verified" or text.layouts_agree:
        return verdict
    cause = "its form in denominator layout has other values; this is a fault of the program"
    return replace(verdict, outcome="undecided", cause=cause)
