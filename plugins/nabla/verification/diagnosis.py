"""What a refuted claim looks like, in words for a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError
from nabla.language.expression import Derivative, Expression, Name
from nabla.language.text import expression_text
from nabla.verification.counterexample import TRANSPOSED, split
from nabla.verification.measure import relative_error
from nabla.verification.mistakes import mistakes_of, suspect, value_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nabla.language.dual import Array
    from nabla.verification.choose import Chosen
    from nabla.verification.judgement import Judgement
    from nabla.verification.measure import Measurement
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial

CLOSE = 1e-6

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "sign inside": "a sign inside is flipped",
        "factor transposed": "a factor is transposed",
        "product order": "the product is in the wrong order",
        "element-wise": "an element-wise product stands for a matrix product, or the other way round",
        "term missing": "there is a term too many",
        "factor missing": "there is a factor too many",
        "function left out": "there is a function too many",
        "wrong variable": "a wrong variable",
        "wrong branch": "the branches are exchanged",
        "wrong function": "a wrong function (sine for cosine, or the like)",
        "factor": "a wrong number",
        "index": "the indices are exchanged",
    }
)


@dataclass(frozen=True)
class Pairs:
    """Claimed and measured values, point by point."""

    claimed: tuple[Array, ...]
    measured: tuple[Array, ...]

    def same(self, claimed: Sequence[Array], measured: Sequence[Array]) -> bool:
        """Tell whether changed values agree at every point."""
        return all(
            a.shape == b.shape and relative_error(a, b, 1e-300) < CLOSE
            for a, b in zip(claimed, measured, strict=True)
        )


def diagnose(
    trial: Trial,
    chosen: Chosen,
    rounds: Sequence[tuple[Measurement, ...]],
    judgement: Judgement,
) -> str | None:
    """Say what a refuted claim looks like, or which entries differ where nothing fits."""
    split_rounds = [split(trial.claim, found[0]) for found in rounds]
    pairs = Pairs(tuple(c for c, _ in split_rounds), tuple(m for _, m in split_rounds))
    if any(c.shape != m.shape for c, m in split_rounds):
        return None
    return (
        _by_value(pairs)
        or _by_condition(trial, chosen, rounds, pairs)
        or _by_mistake(trial, chosen, rounds, pairs)
        or _by_structure(pairs)
        or _by_entries(pairs, judgement)
    )


def _by_value(pairs: Pairs) -> str | None:
    """Look for a sign, a factor or a transpose over the whole value."""
    if pairs.same([-c for c in pairs.claimed], pairs.measured):
        return "the sign is flipped everywhere"
    if all(np.linalg.norm(m) > 0 for m in pairs.measured) and (factor := _common_factor(pairs)):
        return _factor_text(factor)
    if pairs.claimed[0].size > 1 and pairs.same([c.T for c in pairs.claimed], pairs.measured):
        return TRANSPOSED
    return None


def _common_factor(pairs: Pairs) -> float | None:
    ratios = [
        float(np.vdot(m, c) / np.vdot(m, m))
        for c, m in zip(pairs.claimed, pairs.measured, strict=True)
    ]
    factor = ratios[0]
    if factor == 0.0 or not np.isfinite(factor) or max(ratios) - min(ratios) > CLOSE * abs(factor):
        return None
    return factor if pairs.same(pairs.claimed, [factor * m for m in pairs.measured]) else None


def _factor_text(factor: float) -> str:
    if abs(factor - 2.0) < CLOSE:
        return "twice the right answer everywhere"
    if abs(factor - 0.5) < CLOSE:
        return "half of the right answer everywhere"
    if abs(abs(factor) - 1.0) < CLOSE:
        return "the sign is flipped everywhere"
    sign = ", and the sign is flipped" if factor < 0 else ""
    return f"{abs(factor):.4g} times the right answer everywhere{sign}"


def _by_condition(
    trial: Trial, chosen: Chosen, rounds: Sequence[tuple[Measurement, ...]], pairs: Pairs
) -> str | None:
    """Look for a matrix that would have to be symmetric."""
    square = [
        name
        for name, domain in trial.claim.scope.variables.items()
        if domain.kind in {"R", "invertible", "positive"}
        and domain.rows == domain.columns
        and (domain.rows, domain.columns) != (1, 1)
    ]
    measured = trial.claim.left if not _claims_left(trial) else trial.claim.right
    claimed = trial.claim.right if not _claims_left(trial) else trial.claim.left
    for name in square:
        points = [_symmetrised(point, name) for point in chosen.points]
        try:
            first = [value_at(trial, point, claimed) for point in points]
            second = [value_at(trial, point, measured) for point in points]
        except (PageError, np.linalg.LinAlgError):
            continue
        if pairs.same(first, second):
            return f"right only where {name} is symmetric"
    return None


def _claims_left(trial: Trial) -> bool:
    from nabla.verification.counterexample import claims_left

    return claims_left(trial.claim)


def _symmetrised(point: Point, name: str) -> Point:
    value = point.values[name]
    return replace(point, values={**point.values, name: (value + value.T) / 2.0})


def _by_mistake(
    trial: Trial, chosen: Chosen, rounds: Sequence[tuple[Measurement, ...]], pairs: Pairs
) -> str | None:
    """Undo one mistake inside the claimed expression and see whether the result is right."""
    claimed = suspect(trial, rounds)
    infer = trial.infer
    shape = infer(claimed.expression)
    for mistake in mistakes_of(claimed.expression, infer):
        if mistake.kind not in _WORDS or infer(mistake.expression) != shape:
            continue
        values = [value_at(trial, point, mistake.expression) for point in chosen.points]
        if pairs.same(values, pairs.measured):
            return f"{_WORDS[mistake.kind]}: {expression_text(mistake.expression)} would be right"
    return _by_missing_part(trial, chosen, claimed.expression, pairs) or _by_variable(
        trial, chosen, pairs
    )


def _by_missing_part(trial: Trial, chosen: Chosen, claimed: Expression, pairs: Pairs) -> str | None:
    """Look for a term that is missing: the difference is a near relative of the claim itself."""
    infer = trial.infer
    shape = infer(claimed)
    gap = [m - c for c, m in zip(pairs.claimed, pairs.measured, strict=True)]
    for mistake in mistakes_of(claimed, infer):
        if infer(mistake.expression) != shape:
            continue
        values = [value_at(trial, point, mistake.expression) for point in chosen.points]
        if pairs.same(values, gap):
            return f"one term is missing: {expression_text(mistake.expression)}"
    return None


def _by_variable(trial: Trial, chosen: Chosen, pairs: Pairs) -> str | None:
    """Look for the derivative by another variable."""
    claim = trial.claim
    measured = claim.left if not _claims_left(trial) else claim.right
    if not isinstance(measured, Derivative):
        return None
    infer = trial.infer
    for name, domain in claim.scope.variables.items():
        if domain.is_function or name == measured.variable.name:
            continue
        other = replace(measured, variable=Name(name, measured.variable.place))
        try:
            if infer(other) != infer(measured):
                continue
            values = [value_at(trial, point, other) for point in chosen.points]
        except PageError:
            continue
        if pairs.same(pairs.claimed, values):
            return f"the derivative by {name}, not by {measured.variable.name}"
    return None


def _by_structure(pairs: Pairs) -> str | None:
    """Look for a diagonal that is missing, or is all there is."""
    first = pairs.claimed[0]
    if first.shape[0] != first.shape[1] or first.size == 1:
        return None
    diagonals = [np.diag(np.diag(m)) for m in pairs.measured]
    if pairs.same(pairs.claimed, diagonals):
        return "the off-diagonal entries are missing"
    if pairs.same(pairs.claimed, [m - d for m, d in zip(pairs.measured, diagonals, strict=True)]):
        return "the diagonal entries are missing"
    if pairs.same([np.diag(np.diag(c)) for c in pairs.claimed], pairs.measured):
        return "the off-diagonal entries should be zero"
    if pairs.same([np.diag(np.diag(c)) for c in pairs.claimed], diagonals):
        return "the diagonal is right, the off-diagonal entries are not"
    return None


def _by_entries(pairs: Pairs, judgement: Judgement) -> str | None:
    """Say at how many points, and in which entries, the claim is wrong."""
    differs = [
        np.abs(c - m) > max(judgement.tolerance, CLOSE) * max(np.abs(m).max(), np.abs(c).max())
        for c, m in zip(pairs.claimed, pairs.measured, strict=True)
    ]
    wrong = sum(bool(d.any()) for d in differs)
    if 0 < wrong < len(differs):
        return f"right at {len(differs) - wrong} of {len(differs)} points: one case of several is wrong"
    shown = next(d for d in differs if d.any())
    if shown.all() or shown.size == 1:
        return None
    entries = [f"[{i},{j}]" for i, j in np.argwhere(shown)[:4]]
    more = ", ..." if int(shown.sum()) > len(entries) else ""
    return f"entries {', '.join(entries)}{more} differ, the others are right"
