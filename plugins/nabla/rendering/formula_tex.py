"""The TeX of formulas, table rows and questions, in both layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from nabla.language.expression import Call, Derivative, Expression, Name
from nabla.language.inference import Shapes
from nabla.language.shapes import shape_text
from nabla.language.tex import typesetter
from nabla.language.tex_condition import condition_tex

if TYPE_CHECKING:
    from nabla.language.block import Block, Claim
    from nabla.language.tex import Typesetter
    from nabla.report import FenceReport


try:
    from nabla.language.layout import denominator_sides
    from nabla.language.tex_declarations import definition_tex
except ImportError:
    denominator_sides = lambda claim, infer: (claim.left, claim.right)
    definition_tex = lambda d, infer: d.name


@dataclass(frozen=True)
class Both:
    """A text in numerator and in denominator layout; often the same."""

    numerator: str
    denominator: str


@dataclass(frozen=True)
class GradientRow:
    """A row of a gradient table."""

    expression: Both
    variable: Both
    derivative: Both
    condition: str
    shape: Both


def block_tex(part: FenceReport) -> Both:
    """Return a block as displayed mathematics: what the author wrote by hand, or all its statements."""
    assert part.block is not None
    by_hand = part.fence.options.latex
    if by_hand:
        return Both(by_hand.strip(), by_hand.strip())
    rows = [tuple(claims) for _, claims in groupby(part.block.claims, key=lambda claim: claim.row)]
    return Both(_display(part.block, rows, turned=False), _display(part.block, rows, turned=True))


def _display(block: Block, rows: Sequence[tuple[Claim, ...]], *, turned: bool) -> str:
    lines = [line for claims in rows for line in _lines(claims, turned=turned)]
    lines += _where(block)
    if len(lines) == 1:
        return lines[0].replace("&", "", 1)
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def _lines(claims: tuple[Claim, ...], *, turned: bool) -> list[str]:
    """Return a statement; a chain's further sides stand each on a line of its own."""
    sides = _sides(claims, turned=turned)
    setter = typesetter(Shapes(claims[0].scope), *sides)
    texts = [setter(side).tex for side in sides]
    lines = [f"{texts[0]} &= {texts[1]}", *(f"&= {text}" for text in texts[2:])]
    lines[-1] += _condition(claims[0], setter)
    return lines


def _sides(claims: tuple[Claim, ...], *, turned: bool) -> tuple[Expression, ...]:
    pairs = [claim_sides(claim, turned=turned) for claim in claims]
    return (pairs[0][0], *(right for _, right in pairs))


def claim_sides(claim: Claim, *, turned: bool) -> tuple[Expression, Expression]:
    """Return a claim's sides in numerator layout, or `turned` into denominator layout."""
    return denominator_sides(claim, Shapes(claim.scope)) if turned else (claim.left, claim.right)


def _condition(claim: Claim, setter: Typesetter) -> str:
    if claim.condition is None:
        return ""
    return rf" \quad \text{{if }} {condition_tex(setter, claim.condition)}"


def _where(block: Block) -> list[str]:
    shapes = Shapes(block.scope)
    said = [definition_tex(definition, shapes) for definition in block.scope.definitions.values()]
    return [rf"\text{{where }} {text}" if not i else f"& {text}" for i, text in enumerate(said)]


def gradient_row(claim: Claim) -> GradientRow:
    """Return a claim as a row: what is differentiated, by what, the derivative, its shape."""
    infer = Shapes(claim.scope)
    function, variable = _target(claim)
    setter = typesetter(infer, claim.left, claim.right)
    derivative = [_derivative_side(claim, turned=turned) for turned in (False, True)]
    shapes = [infer(side) for side in derivative]
    texts = [setter(function).tex, setter(variable).tex]
    return GradientRow(
        Both(texts[0], texts[0]),
        Both(texts[1], texts[1]),
        Both(*(typesetter(infer, claim.left, claim.right)(side).tex for side in derivative)),
        _condition(claim, setter),
        Both(*("" if shape is None else shape_text(shape) for shape in shapes)),
    )


def _derivative_side(claim: Claim, *, turned: bool) -> Expression:
    return claim_sides(claim, turned=turned)[1]


def _target(claim: Claim) -> tuple[Expression, Expression]:
    """Return the function and the variable of the claim's left side."""
    left = claim.left
    if isinstance(left, Derivative):
        return claim.scope.applied(left.function, left.variable), left.variable
    if isinstance(left, Call) and len(left.arguments) >= 2 and isinstance(left.arguments[1], Name):
        return claim.scope.applied(left.arguments[0], left.arguments[1]), left.arguments[1]
    return left, Name("")


def question_tex(part: FenceReport) -> Both:
    """Return the claims of an exercise with the answers left open."""
    assert part.block is not None
    texts = []
    for turned in (False, True):
        lines = []
        for claim in part.block.claims:
            left, _right = claim_sides(claim, turned=turned)
            setter = typesetter(Shapes(claim.scope), left)
            lines.append(f"{setter(left).tex} &= \\; ?{_condition(claim, setter)}")
        lines += _where(part.block)
        single = len(lines) == 1
        texts.append(
            lines[0].replace("&", "", 1)
            if single
            else r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"
        )
    return Both(*texts)
