"""A claim in, a verdict out."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.names import check_declared, page_names
from nabla.verification.at_kink import verify_at_kink
from nabla.verification.choosing import choose_points
from nabla.verification.counterexample import shape_difference
from nabla.verification.decide import Decision
from nabla.verification.page_function import PageFunctionFailed, is_usable, page_functions
from nabla.verification.points import generator
from nabla.verification.policy import Policy
from nabla.verification.projection import projection_of
from nabla.verification.trial import Trial
from nabla.verification.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Block, Claim
    from nabla.verification.choose import Chosen

DIRECTIONS = 104729
"""Added to the seed for the directions along which large derivatives are measured."""


def verify_block(
    block: Block, names: Mapping[str, object] | None = None, policy: Policy | None = None
) -> tuple[Verdict, ...]:
    r"""Verify every claim of a block.

    Parameters
    ----------
    names
        What the page's snippets have bound.

    Raises
    ------
    PageError
        A claim uses a name that nothing binds, or operands whose shapes do not go together.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> block = parse_block("let w, x in R^n\nd(w * x)/d(w) = diag(x)", Place("a.md", 1))
    >>> verify_block(block)[0].outcome
    'verified'
    """
    names = {name: bound for name, bound in (names or {}).items() if is_usable(bound)}
    check_declared(block, names)
    return tuple(verify_claim(claim, names, policy or Policy()) for claim in block.claims)


def verify_claim(claim: Claim, names: Mapping[str, object], policy: Policy) -> Verdict:
    """Verify one claim, and time it."""
    start = time.perf_counter()
    functions, values = page_functions(names, page_names(claim))
    trial = Trial(claim, functions, values, policy.seed)
    trial.shapes()  # what does not fit together is refused before a point is drawn
    with np.errstate(all="ignore"):
        try:
            verdict = verify_at(trial, choose_points(trial), policy)
        except PageFunctionFailed as failure:
            verdict = replace(_blank(trial, policy), cause=str(failure))
    return replace(verdict, seconds=round(time.perf_counter() - start, 6))


def _blank(trial: Trial, policy: Policy) -> Verdict:
    claim = trial.claim
    return Verdict(
        claim.statement,
        claim.place.line,
        claim.place.column,
        "undecided",
        tolerance=policy.tolerance,
    )


def verify_at(trial: Trial, chosen: Chosen, policy: Policy) -> Verdict:
    """Verify a claim at points that are given."""
    left, right = trial.shapes()
    blank, points = _blank(trial, policy), chosen.points
    if not points:
        return replace(blank, cause=chosen.missing)
    if left is not None and right is not None and left != right:
        return shape_difference(trial, points, blank, (left, right))
    if chosen.at_kink:
        return verify_at_kink(trial, points, blank, mistakes=policy.mistakes)
    projection = projection_of(trial, points[0], tangent=policy.tangent)
    if projection is not None:
        blank = replace(blank, along=projection.words)
    random = generator(trial.claim, policy.seed + DIRECTIONS) if projection else None
    decision = Decision(trial, blank, projection, random, policy.diagnosis)
    return decision.decide(points, chosen.missing, mistakes=policy.mistakes)
