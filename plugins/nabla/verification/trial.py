"""A claim with all that its check needs: the page's names and a seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nabla.language.expression import differentiates
from nabla.language.inference import Shapes
from nabla.verification.kinks import evaluator_at
from nabla.verification.stack import stacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.language.block import Claim
    from nabla.language.dual import Value
    from nabla.language.evaluate import Evaluator, Map
    from nabla.language.shapes import Shape
    from nabla.verification.point import Point


@dataclass(frozen=True)
class Trial:
    """One claim, ready to be checked.

    Attributes
    ----------
    page, page_values
        Functions and values that the page's snippets have bound.
    """

    claim: Claim
    page: Mapping[str, Map]
    page_values: Mapping[str, Value]
    seed: int = 0

    @cached_property
    def plain(self) -> tuple[bool, bool]:
        """Whether the left and the right side hold no derivative, in definitions either."""
        claim = self.claim
        bodies = [definition.body for definition in claim.scope.definitions.values()]
        if any(differentiates(body) for body in bodies):
            return False, False
        return not differentiates(claim.left), not differentiates(claim.right)

    @property
    def differentiates(self) -> bool:
        """Whether anything in the claim is a derivative."""
        return not all(self.plain)

    @cached_property
    def infer(self) -> Shapes:
        """Return the shapes of expressions in the claim's scope."""
        values = {name: np.asarray(value).shape for name, value in self.page_values.items()}
        shapes: dict[str, Shape | None] = {k: (int(v[0]), int(v[1])) for k, v in values.items()}
        return Shapes(self.claim.scope, page={**dict.fromkeys(self.page), **shapes})

    def shapes(self) -> tuple[Shape | None, Shape | None]:
        """Return the shapes of both sides, having looked at the condition's."""
        if self.claim.condition is not None:
            self.infer(self.claim.condition)
        return self.infer(self.claim.left), self.infer(self.claim.right)

    def evaluator(self, *points: Point) -> Evaluator:
        """Return the evaluator at a point, or at points that are alike, stacked in front."""
        at = evaluator_at(self.claim, stacked(points), self.page, self.page_values)
        return at.but(depth=1) if len(points) > 1 else at
