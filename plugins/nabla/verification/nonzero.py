"""Points at which a claim with cases claims something other than zero.

Where no sample is active, every gradient of a loss is zero, and a wrong factor is not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nabla.language.dual import innermost
from nabla.verification.batch import draw_batch, everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.language.expression import Expression
    from nabla.verification.point import Point
    from nabla.verification.trial import Trial


def points_beside_zero(
    trial: Trial, points: Sequence[Point], random: np.random.Generator
) -> Iterator[Point]:
    """Yield a point for all sizes at which only zeros are claimed, if that is not so everywhere."""
    side = _plain_side(trial)
    if side is None:
        return
    telling = [np.any(innermost(trial.evaluator(point)(side))) for point in points]
    if not any(telling):
        return
    seen = [point.sizes for point, tells in zip(points, telling, strict=True) if tells]
    for sizes in (point.sizes for point in points):
        if sizes not in seen:
            seen.append(sizes)
            batch = draw_batch(trial, sizes, random)
            tells = everywhere((batch.value(side) != 0).any(axis=(-2, -1)))
            yield from (point for _, point in list(batch.points(tells))[:1])


def _plain_side(trial: Trial) -> Expression | None:
    """Return a side that is evaluated without a derivative."""
    left, right = trial.plain
    return trial.claim.right if right else trial.claim.left if left else None
