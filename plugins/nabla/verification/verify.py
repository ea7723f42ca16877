"""A claim in, a verdict out."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import differentiates
from nabla.language.names import check_declared, page_names
from nabla.verification.at_kink import verify_at_kink
from nabla.verification.counterexample import counterexample, shape_difference
from nabla.verification.diagnosis import diagnose
from nabla.verification.judgement import Judgement, pooled_norm
from nabla.verification.measure import Measurement, Oracle, measure, with_floor
from nabla.verification.mistakes import try_mistakes
from nabla.verification.oracles.complex_step import ComplexStep
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.oracles.identity import Identity
from nabla.verification.oracles.richardson import Richardson
from nabla.verification.page_function import page_functions
from nabla.verification.trial import Trial
from nabla.verification.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nabla.language.block import Block, Claim
    from nabla.verification.choose import Chosen
    from nabla.verification.point import Point

TOLERANCE = 1e-7


@dataclass(frozen=True)
class Policy:
    """What an author may choose for a block.

    Attributes
    ----------
    seed
        Other points.
    rtol
        A looser relative tolerance, at most 1e-4.
    tangent
        Differentiate along a structured domain.
    mistakes
        Whether a claim is held against its own plausible mistakes.
    """

    seed: int = 0
    rtol: float | None = None
    tangent: bool = False
    mistakes: bool = True


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
    names = names or {}
    check_declared(block, names.keys())
    return tuple(verify_claim(claim, names, policy or Policy()) for claim in block.claims)


def verify_claim(claim: Claim, names: Mapping[str, object], policy: Policy) -> Verdict:
    """Verify one claim, and time it."""
    start = time.perf_counter()
    functions, values = page_functions(names, page_names(claim))
    trial = Trial(claim, functions, values, policy.seed)
    with np.errstate(all="ignore"):
        verdict = _verdict(trial, policy)
    return replace(verdict, seconds=round(time.perf_counter() - start, 6))


def _verdict(trial: Trial, policy: Policy) -> Verdict:
    claim, tolerance = trial.claim, policy.rtol or TOLERANCE
    left, right = trial.shapes()
    chosen = trial.choose()
    blank = Verdict(claim.statement, claim.place.line, claim.place.column, "undecided")
    if not chosen.points:
        return replace(blank, cause=chosen.missing)
    blank = replace(
        blank,
        points=len(chosen.points),
        point_texts=tuple(point.text() for point in chosen.points),
        sizes=tuple(dict.fromkeys(point.sizes_text() for point in chosen.points)),
        tolerance=tolerance,
    )
    if left is not None and right is not None and left != right:
        return shape_difference(trial, chosen, blank, (left, right))
    if chosen.at_kink:
        return verify_at_kink(trial, chosen, blank)
    return _decide(trial, chosen, blank, policy)


def _oracles(claim: Claim) -> tuple[Oracle, ...]:
    bodies = [claim.left, claim.right, *(d.body for d in claim.scope.definitions.values())]
    if not any(differentiates(body) for body in bodies):
        return (Identity(),)
    return ComplexStep(), Richardson(ComplexStep()), ForwardMode()


def _measure(trial: Trial, point: Point) -> tuple[Measurement, ...]:
    claim, evaluator = trial.claim, trial.evaluator(point)
    found = (measure(o, evaluator, claim.left, claim.right) for o in _oracles(claim))
    return tuple(item for item in found if item is not None)


def _decide(trial: Trial, chosen: Chosen, blank: Verdict, policy: Policy) -> Verdict:
    rounds = [_measure(trial, point) for point in chosen.points]
    for point, found in zip(chosen.points, rounds, strict=True):
        if cause := _unusable(found):
            return replace(blank, cause=f"{cause}; at {point.text()}")
    judgement = Judgement(blank.tolerance, pooled_norm(rounds))
    rounds = [
        _looked_at_closer(trial, point, found, judgement)
        for point, found in zip(chosen.points, rounds, strict=True)
    ]
    for point, found in zip(chosen.points, rounds, strict=True):
        if pair := judgement.refuting(found):
            example = counterexample(trial.claim, point, pair, judgement)
            oracles = tuple(dict.fromkeys(item.oracle for item in pair))
            refuted = replace(blank, outcome="refuted", oracles=oracles, counterexample=example)
            refuted = replace(refuted, worst_error=_worst(rounds, judgement))
            return replace(refuted, diagnosis=diagnose(trial, chosen, rounds, judgement))
    return _verified(trial, chosen, rounds, judgement, blank, policy)


def _unusable(found: Sequence[Measurement]) -> str | None:
    if not found:
        return "no oracle applies: the function takes neither complex nor dual numbers"
    for item in found:
        if item.oracle != "richardson" and not (
            np.isfinite(item.left).all() and np.isfinite(item.right).all()
        ):
            return (
                "a side is not finite: outside the domain? Declare it (let x in positive) or add if"
            )
    return None


def _looked_at_closer(
    trial: Trial, point: Point, found: tuple[Measurement, ...], judgement: Judgement
) -> tuple[Measurement, ...]:
    """Where a measurement seems to differ, let the rounding of sums that cancel be taken into account."""
    if all(judgement.agrees(item) for item in found):
        return found
    sides = (trial.claim.left, trial.claim.right)
    oracles = {oracle.name: oracle for oracle in _oracles(trial.claim)}
    evaluator = trial.evaluator(point)
    return tuple(with_floor(item, evaluator, oracles[item.oracle], sides) for item in found)


def _worst(rounds: Sequence[Sequence[Measurement]], judgement: Judgement) -> float:
    return max(judgement.error(item) for found in rounds for item in found if item.error < 1.0)


def _verified(
    trial: Trial,
    chosen: Chosen,
    rounds: Sequence[tuple[Measurement, ...]],
    judgement: Judgement,
    blank: Verdict,
    policy: Policy,
) -> Verdict:
    holding = [judgement.verifying(found) for found in rounds]
    if not all(holding):
        return replace(blank, cause=_disagreement(rounds, holding, judgement))
    names = [{item.oracle for item in found} for found in holding]
    oracles = tuple(item.oracle for item in holding[0] if all(item.oracle in n for n in names))
    kept = [tuple(item for item in found if item.oracle in oracles) for found in holding]
    decided = replace(
        blank,
        oracles=oracles,
        worst_error=_worst(kept, judgement),
        agreement=max(
            (judgement.agreement(a, b) for f in kept for a, b in combinations(f, 2)), default=0.0
        ),
    )
    if chosen.missing:
        return replace(decided, cause=chosen.missing)
    if not policy.mistakes:
        return replace(decided, outcome="verified")
    tried, survivor = try_mistakes(trial, chosen, rounds, judgement)
    if survivor:
        return replace(
            decided, mutants=tried, cause=f"the points do not tell it from a mistake: {survivor}"
        )
    return replace(decided, outcome="verified", mutants=tried)


def _disagreement(
    rounds: Sequence[Sequence[Measurement]],
    holding: Sequence[Sequence[Measurement]],
    judgement: Judgement,
) -> str:
    found = next(f for f, held in zip(rounds, holding, strict=True) if not held)
    if len(found) == 1:
        return f"only one oracle applies: {found[0].oracle}"
    said = ", ".join(
        f"{item.oracle} is {judgement.error(item):.0e} from the claim" for item in found
    )
    return f"the oracles disagree: {said}"
