"""What a refuted claim looks like, in words for a person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import Derivative, Name
from nabla.verification.branches import cases_part_elsewhere, right_only_where
from nabla.verification.page_function import NotApplicable, PageFunctionFailed
from nabla.verification.pairs import CLOSE, Pairs
from nabla.verification.repairs import Repairs
from nabla.verification.sides import sides_of
from nabla.verification.special_case import right_at_sizes, right_where_symmetric
from nabla.verification.suspect import desk, split, suspect
from nabla.verification.terms import wrong_part_of_product, wrong_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.verification.evidence import Evidence
    from nabla.verification.point import Point
    from nabla.verification.suspect import Suspect
    from nabla.verification.trial import Trial

TRANSPOSED = "the transpose of the right answer: numerator or denominator layout?"
ON_DIAGONAL = "the entries belong on a diagonal: diag(...) would be right"
FLIPPED = "the sign is flipped everywhere"


def diagnose(trial: Trial, evidence: Evidence) -> str | None:
    """Say what a refuted claim looks like, or which entries differ where nothing fits."""
    sides = [split(trial.claim, item) for item in evidence.best]
    pairs = Pairs(tuple(c for c, _ in sides), tuple(m for _, m in sides))
    if any(c.shape != m.shape for c, m in sides):
        return in_common(pairs)
    claimed = suspect(trial.claim, evidence.rounds, evidence.best)
    try:
        found = _answers(trial, claimed, pairs, evidence.judgement.tolerance)
        return next((said for said in found if said), None)
    except (NotApplicable, PageFunctionFailed):
        return None


def _answers(
    trial: Trial, claimed: Suspect, pairs: Pairs, tolerance: float
) -> Iterator[str | None]:
    """Look for what fits, the most telling first."""
    yield by_value(pairs)
    projection = claimed.projection
    if projection is not None and projection.along is None:
        return
    points = [seen.point for seen in claimed.rounds]
    yield right_where_symmetric(trial, points, pairs) if projection is None else None
    yield _by_diagonal(pairs) if projection is None else None
    rows = pairs.right_rows()
    only = right_only_where(trial, points, rows) if projection is None else None
    if not only and projection is None:
        yield cases_part_elsewhere(trial, points, rows)
    repairs = Repairs(trial, claimed, pairs.measured)
    yield repairs.undo_mistake()
    yield _by_variable(trial, points, pairs) if projection is None else None
    right = pairs.right(tolerance)
    yield only
    yield right_at_sizes(points, right)
    yield repairs.multiply()
    yield wrong_term(repairs) if projection is None else None
    yield repairs.insert()
    yield wrong_part_of_product(repairs) if projection is None else None
    yield repairs.add_term()
    yield _by_entries(pairs, right)


def by_value(pairs: Pairs) -> str | None:
    """Look for a sign, a factor or a transpose over the whole value."""
    if pairs.vanish():
        return "the right answer is zero everywhere"
    if pairs.same([-c for c in pairs.claimed], pairs.measured):
        return FLIPPED
    if factor := _common_factor(pairs):
        return _factor_text(factor)
    if pairs.claimed[0].size > 1:
        turned = Pairs(tuple(c.T for c in pairs.claimed), pairs.measured)
        if turned.same(turned.claimed, turned.measured):
            return TRANSPOSED
        if factor := _common_factor(turned):
            return f"{TRANSPOSED} And {_factor_text(factor)}"
    return None


def in_common(pairs: Pairs) -> str | None:
    """Say what claimed and measured values of different shapes have in common."""
    turned = Pairs(tuple(c.T for c in pairs.claimed), pairs.measured)
    if turned.same(turned.claimed, turned.measured):
        return TRANSPOSED
    if all(c.shape == m.shape for c, m in zip(*turned.sides, strict=True)):
        said = by_value(turned)
        return f"{TRANSPOSED} And {said}" if said and said != TRANSPOSED else None
    on_diagonal = [np.diagflat(c) for c in pairs.claimed]
    return ON_DIAGONAL if pairs.same(on_diagonal, pairs.measured) else None


def _common_factor(pairs: Pairs) -> float | None:
    """Return the number by which every measured value was multiplied, if there is one."""
    sizes = [float(np.vdot(m, m)) for m in pairs.measured]
    products = zip(pairs.claimed, pairs.measured, sizes, strict=True)
    ratios = [float(np.vdot(m, c)) / size for c, m, size in products if size > 0.0]
    factor = ratios[0] if ratios else 0.0
    if factor == 0.0 or not np.isfinite(factor) or max(ratios) - min(ratios) > CLOSE * abs(factor):
        return None
    return factor if pairs.same(pairs.claimed, [factor * m for m in pairs.measured]) else None


def _factor_text(factor: float) -> str:
    if abs(factor - 2.0) < CLOSE:
        return "twice the right answer everywhere"
    if abs(factor - 0.5) < CLOSE:
        return "half of the right answer everywhere"
    if abs(factor + 1.0) < CLOSE:
        return FLIPPED
    sign = ", and the sign is flipped" if factor < 0 else ""
    shown = f"{abs(factor):.4g}"
    shown = f"{abs(factor):.10g}" if shown == "1" else shown
    return f"{shown} times the right answer everywhere{sign}"


def _by_diagonal(pairs: Pairs) -> str | None:
    """Look for a diagonal that is missing, or is all there is."""
    first = pairs.claimed[0]
    if first.shape[0] != first.shape[1] or first.size == 1:
        return None
    diagonals = [np.diag(np.diag(m)) for m in pairs.measured]
    if pairs.same(pairs.claimed, diagonals):
        return "the off-diagonal entries are missing"
    if pairs.same(pairs.claimed, [m - d for m, d in zip(pairs.measured, diagonals, strict=True)]):
        return "the diagonal entries are missing"
    own = [np.diag(np.diag(c)) for c in pairs.claimed]
    if pairs.same(own, pairs.measured):
        return "the off-diagonal entries should be zero"
    return None


def _by_variable(trial: Trial, points: Sequence[Point], pairs: Pairs) -> str | None:
    """Look for the derivative by another variable."""
    claim = trial.claim
    _, measured = sides_of(claim)
    if not isinstance(measured, Derivative):
        return None
    at = desk(trial, points)
    for name, domain in claim.scope.variables.items():
        if domain.is_function or name == measured.variable.name:
            continue
        other = replace(measured, variable=Name(name, measured.variable.place))
        if not trial.infer.fits(other, trial.infer(measured)):
            continue
        if pairs.same(pairs.claimed, [at.value(place, other) for place in range(len(points))]):
            return f"a wrong variable: the derivative by {name}, not by {measured.variable.name}"
    return None


def _by_entries(pairs: Pairs, right: Sequence[bool]) -> str | None:
    """Say which entries are wrong, or at how many points."""
    if any(right):
        return f"right at {sum(right)} of {len(right)} points: one case of several is wrong"
    first = pairs.claimed[0]
    if first.shape[0] == first.shape[1] and first.size > 1:
        first_diagonals, second_diagonals = (
            [np.diag(np.diag(a)) for a in side] for side in (pairs.claimed, pairs.measured)
        )
        if pairs.same(first_diagonals, second_diagonals):
            return "the diagonal is right, the off-diagonal entries are not"
    size = max(float(np.abs(pairs.measured[0]).max()), float(np.abs(first).max()))
    shown = np.abs(first - pairs.measured[0]) > CLOSE * size
    if shown.all() or shown.size == 1 or not shown.any():
        return None
    entries = [f"[{i},{j}]" for i, j in np.argwhere(shown)[:4]]
    more = ", ..." if int(shown.sum()) > len(entries) else ""
    return f"at the first point entries {', '.join(entries)}{more} differ, the others are right"
