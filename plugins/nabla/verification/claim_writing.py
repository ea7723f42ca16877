"""A claim, written out where it is checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from nabla.errors import PageError
from nabla.language.doctest_text import claim_doctest
from nabla.language.layout import denominator_sides, layout_holds
from nabla.language.setting import settings
from nabla.verification.choosing import choose_points
from nabla.verification.claim_text import ClaimText
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.page_function import NotApplicable, page_functions
from nabla.verification.trial import Trial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Claim
    from nabla.verification.point import Point

PLACES = 3
"""At how many of a claim's points its denominator form is held against it."""


def claim_text(
    claim: Claim, names: Mapping[str, object], seed: int, failing: str | None = None
) -> ClaimText:
    """Write a claim out, and hold its denominator form against it.

    Parameters
    ----------
    names
        What the page's snippets have bound and the claim uses.
    failing
        The point at which the claim fails, as its verdict tells it: the doctest fails there too.
    """
    trial = Trial(claim, *page_functions(names, frozenset(names)), seed)
    infer = trial.infer
    first, second = settings(claim, infer)
    with np.errstate(all="ignore"):
        points = choose_points(trial).points
        agree = all(_layouts_agree(trial, point) for point in points[:PLACES])
        shown = next((point for point in points if point.text() == failing), None)
    shown = shown or next(iter(points), None)
    doctest = claim_doctest(claim, infer, shown) if shown else None
    return ClaimText(first, second, doctest, agree, tuple(sorted(names)))


def _layouts_agree(trial: Trial, point: Point) -> bool:
    claim = trial.claim
    evaluator = replace(trial.evaluator(point), differentiator=ForwardMode())
    turned = denominator_sides(claim, trial.infer)
    try:
        return layout_holds(evaluator, (claim.left, claim.right), turned)
    except (NotApplicable, PageError):
        return True
