"""Statements of which a reader sees the same formula twice: what is checked cannot be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.errors import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.fences import Fence
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.verdict import Verdict

ADVICE = "reword one of them, set the block by hand with latex, or hide it with show: none"


def find_set_alike(
    fence: Fence, verdicts: Sequence[Verdict], texts: Sequence[ClaimText]
) -> tuple[tuple[Place, str], ...]:
    """Find the statements of a fence whose sides are set alike, and what their author may do."""
    if fence.options.latex or fence.options.show == "none":
        return ()
    return tuple(
        (
            Place(fence.place.path, verdict.line, verdict.column),
            f"both sides are set alike: {verdict.statement}; {ADVICE}",
        )
        for verdict, text in zip(verdicts, texts, strict=True)
        if says_the_same_twice(text.numerator.tex)
    )


def says_the_same_twice(tex: str) -> bool:
    r"""Tell whether a statement is set with the same formula on both sides.

    >>> says_the_same_twice(r"\max(0, x) = \max(0, x) \quad \text{if } x > 0")
    True
    >>> says_the_same_twice("a + b = b + a")
    False
    """
    statement = tex.partition(r" \quad \text{if }")[0]
    half = (len(statement) - len(" = ")) // 2
    return statement == f"{statement[:half]} = {statement[:half]}"
