"""What becomes of a changed fence when it is checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from mutation.truth import Names, truth_of
from nabla.errors import PageError, Place
from nabla.language.grammar import parse_block
from nabla.language.names import check_declared, free_names
from nabla.verification import verify
from nabla.verification.page_function import page_functions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nabla.language.block import Claim
    from nabla.verification.policy import Policy

Fate: TypeAlias = Literal["refuted", "malformed", "undecided", "equivalent", "survived", "crashed"]

FATES: tuple[Fate, ...] = get_args(Fate)

SEEDS = range(1001, 1041)
"""Draws for claims along tangents, where both sides differ as matrices: 40 times 5 points."""

BODY = Place("changed.md", 1)


@dataclass(frozen=True)
class Suspect:
    """A fence whose changes are tried.

    Attributes
    ----------
    undecided_holds
        Whether its author lets it stay undecided, so that undecided is accepted.
    """

    body: str
    policy: Policy
    undecided_holds: bool = False


def try_change(suspect: Suspect, body: str, names: Mapping[str, object]) -> tuple[Fate, str]:
    """Check a changed fence; where it is accepted, find out whether it is true.

    Returns
    -------
    tuple
        Its fate, and for a survivor what it claims.
    """
    try:
        changed = _changed(suspect.body, body, names)
        quick = replace(suspect.policy, mistakes=False, diagnosis=False)
        if refused := _refused(changed, names, quick, suspect):
            return refused, ""
        false = [claim for claim in changed if not _is_true(claim, names, quick)]
        if not false:
            return "equivalent", ""
        whole = replace(suspect.policy, diagnosis=False)
        return _refused(changed, names, whole, suspect) or "survived", false[0].statement
    except PageError:
        return "malformed", ""
    except Exception as error:
        return "crashed", f"{type(error).__name__}: {error}"


def _changed(before: str, after: str, names: Mapping[str, object]) -> Sequence[Claim]:
    """Return the claims that say something new; the others have been checked."""
    known = parse_block(before, BODY).claims
    block = parse_block(after, BODY)
    check_declared(block, names.keys())
    return [claim for claim in block.claims if claim not in known]


def _refused(
    changed: Sequence[Claim], names: Mapping[str, object], policy: Policy, suspect: Suspect
) -> Fate | None:
    """Return why the changed claims are not accepted; `None` if they are."""
    undecided = False
    for claim in changed:
        outcome = verify.verify_claim(claim, names, policy).outcome
        if outcome == "refuted":
            return "refuted"
        undecided = undecided or outcome == "undecided"
    return "undecided" if undecided and not suspect.undecided_holds else None


def _is_true(claim: Claim, names: Mapping[str, object], policy: Policy) -> bool:
    if policy.tangent:
        policies = (replace(policy, seed=seed) for seed in SEEDS)
        return all(verify.verify_claim(claim, names, p).outcome == "verified" for p in policies)
    digest = hashlib.sha256(f"truth of {claim.statement}".encode()).digest()
    random = np.random.default_rng(int.from_bytes(digest[:8], "big"))
    with np.errstate(all="ignore"):
        return truth_of(claim, Names(*page_functions(names, free_names(claim))), random) == "true"
