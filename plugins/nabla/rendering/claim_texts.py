"""Each claim of a fence as TeX, as NumPy and as a doctest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.report import FenceReport


def claim_texts(part: FenceReport) -> tuple[Mapping[str, str | None], ...]:
    """Return the texts of each claim, in order."""
    assert part.block is not None
    return tuple({"tex": None, "numpy": None, "doctest": None} for _ in part.block.claims)
