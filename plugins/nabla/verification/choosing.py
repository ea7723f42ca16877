"""All points of a claim: the generic ones, and those that its cases ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.verification.between_kinks import points_between_kinks
from nabla.verification.cells import points_between
from nabla.verification.choose import Chooser
from nabla.verification.nonzero import points_beside_zero
from nabla.verification.points import generator

if TYPE_CHECKING:
    from nabla.verification.choose import Chosen
    from nabla.verification.trial import Trial


def choose_points(trial: Trial) -> Chosen:
    r"""Choose the points at which a claim is measured.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.verification.trial import Trial
    >>> block = parse_block("let x in R^n\nd(x)/d(x) = I(n)", Place("a.md", 1))
    >>> len(choose_points(Trial(block.claims[0], {}, {})).points)
    5
    """
    random = generator(trial.claim, trial.seed)
    chooser = Chooser(trial.claim, random, trial.page, trial.page_values)
    chosen = chooser.choose()
    if not chooser.kinks or chosen.missing or chosen.at_kink:
        return chosen
    points = chosen.points
    for further in (points_between, points_beside_zero, points_between_kinks):
        points = (*points, *further(trial, points, random))
    return replace(chosen, points=points)
