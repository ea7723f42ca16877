"""A claim as it is shown: TeX, NumPy and shape, in each layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.block_text import Setting
from nabla.language.denominator_shapes import DenominatorShapes
from nabla.language.expression import differentiates
from nabla.language.layout import denominator_sides
from nabla.language.numpy_code import Unwritten
from nabla.language.numpy_definitions import claim_numpy
from nabla.language.shapes import shape_text
from nabla.language.tex import claim_tex

if TYPE_CHECKING:
    from nabla.language.block import Claim
    from nabla.language.expression import Expression
    from nabla.language.inference import Shapes


def settings(claim: Claim, infer: Shapes) -> tuple[Setting, Setting]:
    r"""Return a claim in numerator and in denominator layout.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> block = parse_block("let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A", Place("a.md", 1))
    >>> [(s.numpy, s.shape) for s in settings(block.claims[0], Shapes(block.scope))]
    [('A', 'm×n'), ('A.T', 'n×m')]
    """
    return _setting(claim, infer, None), _setting(claim, infer, denominator_sides(claim, infer))


def _setting(claim: Claim, infer: Shapes, sides: tuple[Expression, Expression] | None) -> Setting:
    claimed, *others = sorted(sides or (claim.left, claim.right), key=differentiates)
    reading = DenominatorShapes(infer.scope, infer.arguments, infer.page) if sides else infer
    shape = reading(claimed) or reading(others[0])
    try:
        numpy = claim_numpy(claim, infer, sides)
    except Unwritten:
        numpy = ""
    return Setting(
        claim_tex(claim, infer, sides), numpy, "" if shape is None else shape_text(shape)
    )
