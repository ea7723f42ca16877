"""Which side of a claim measures, and which is claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.expression import differentiates

if TYPE_CHECKING:
    from nabla.language.block import Claim
    from nabla.language.expression import Expression


def claims_left(claim: Claim) -> bool:
    """Tell whether the left side is the claimed one: the right side measures, the left does not."""
    return differentiates(claim.right) and not differentiates(claim.left)


def sides_of(claim: Claim) -> tuple[Expression, Expression]:
    """Return the claimed side and the one that measures."""
    return (claim.left, claim.right) if claims_left(claim) else (claim.right, claim.left)
