"""The TeX of formulas, table rows and questions, in both layouts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from nabla.language.denominator_shapes import DenominatorShapes
from nabla.language.expression import Call, Derivative, Expression, Name
from nabla.language.inference import Shapes
from nabla.language.layout import denominator_chain, denominator_definition
from nabla.language.names import page_names
from nabla.language.shapes import shape_text
from nabla.language.tex import typesetter
from nabla.language.tex_condition import condition_tex
from nabla.language.tex_declarations import definition_tex
from nabla.language.tex_piece import CASES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.block import Block, Claim
    from nabla.language.tex import Typesetter
    from nabla.page_report import FenceReport


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
    """Return a block as displayed mathematics: the author's own TeX, or all its statements."""
    assert part.block is not None
    by_hand = part.fence.options.latex
    if by_hand:
        return Both(by_hand.strip(), by_hand.strip())
    rows = [tuple(claims) for _, claims in groupby(part.block.claims, key=lambda claim: claim.row)]
    return Both(_display(part.block, rows, turned=False), _display(part.block, rows, turned=True))


def shapes_of(claim: Claim, *, turned: bool = False) -> Shapes:
    """Return the shapes in a claim's scope; those of the page's own names are unknown."""
    kind = DenominatorShapes if turned else Shapes
    return kind(claim.scope, page=dict.fromkeys(page_names(claim)))


@dataclass(frozen=True)
class _Line:
    """A line of a display: what stands before its sign of equality, and the rest."""

    before: str
    after: str


def _display(block: Block, rows: Sequence[tuple[Claim, ...]], *, turned: bool) -> str:
    lines = [line for claims in rows for line in _lines(claims, turned=turned)]
    return _aligned(lines + _where(block, turned=turned))


def _aligned(lines: Sequence[_Line]) -> str:
    if len(lines) == 1:
        return f"{lines[0].before} {lines[0].after}"
    rows = r" \\ ".join(f"{line.before} &{line.after}" for line in lines)
    return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def _lines(claims: tuple[Claim, ...], *, turned: bool) -> list[_Line]:
    """Return a statement; a chain's further sides stand each on a line of its own."""
    sides = chain_sides(claims, turned=turned)
    setter = typesetter(shapes_of(claims[0], turned=turned), *sides)
    texts = [setter(side).tight(CASES) for side in sides]
    lines = [_Line(texts[0], f"= {texts[1]}"), *(_Line("", f"= {text}") for text in texts[2:])]
    return [*lines[:-1], _Line(lines[-1].before, lines[-1].after + _condition(claims[0], setter))]


def chain_sides(claims: Sequence[Claim], *, turned: bool) -> tuple[Expression, ...]:
    """Return the sides of a chain in numerator layout, or `turned` into denominator layout."""
    sides = (claims[0].left, *(claim.right for claim in claims))
    return denominator_chain(sides, shapes_of(claims[0])) if turned else sides


def _condition(claim: Claim, setter: Typesetter) -> str:
    if claim.condition is None:
        return ""
    return rf" \quad \text{{if }} {condition_tex(setter, claim.condition)}"


def _where(block: Block, *, turned: bool) -> list[_Line]:
    infer = Shapes(block.scope)
    definitions = block.scope.definitions.values()
    said = [
        definition_tex(denominator_definition(item, infer) if turned else item, infer)
        for item in definitions
    ]
    halves = [text.partition(" = ") for text in said]
    return [
        _Line((r"\text{where } " if not place else "") + before, f"{sign.strip()} {after}")
        for place, (before, sign, after) in enumerate(halves)
    ]


def gradient_row(claim: Claim) -> GradientRow:
    """Return a claim as a row: what is differentiated, by what, the derivative, its shape."""
    function, variable = differentiated(claim)
    both = [shapes_of(claim, turned=turned) for turned in (False, True)]
    setters = [typesetter(infer, claim.left, claim.right) for infer in both]
    setter = setters[0]
    sides = [chain_sides((claim,), turned=turned)[1] for turned in (False, True)]
    shapes = [infer(side) for infer, side in zip(both, sides, strict=True)]
    above, below = setter(function).tex, setter(variable).tex
    return GradientRow(
        Both(above, above),
        Both(below, below),
        Both(*(setter(side).tex for setter, side in zip(setters, sides, strict=True))),
        _condition(claim, setter),
        Both(*("" if shape is None else shape_text(shape) for shape in shapes)),
    )


def differentiated(claim: Claim) -> tuple[Expression, Expression]:
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
    return Both(*(_question(part.block, turned=turned) for turned in (False, True)))


def _question(block: Block, *, turned: bool) -> str:
    lines = []
    for claim in block.claims:
        left, _answer = chain_sides((claim,), turned=turned)
        setter = typesetter(shapes_of(claim, turned=turned), left)
        lines.append(_Line(setter(left).tight(CASES), rf"= \; ?{_condition(claim, setter)}"))
    return _aligned(lines + _where(block, turned=turned))
