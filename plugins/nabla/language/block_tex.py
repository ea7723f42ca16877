"""From a block to the TeX of its formulas, table rows and questions, in both layouts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from nabla.language.block_text import BlockText, Both, GradientRow
from nabla.language.denominator_shapes import DenominatorShapes
from nabla.language.expression import Call, Derivative, Expression, Name
from nabla.language.inference import Shapes
from nabla.language.layout import denominator_chain, denominator_definition
from nabla.language.names import page_names
from nabla.language.shapes import SCALAR, shape_text
from nabla.language.tex import typesetter
from nabla.language.tex_condition import condition_tex
from nabla.language.tex_declarations import definition_tex
from nabla.language.tex_piece import CASES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.fence_kinds import FenceKind
    from nabla.language.block import Block, Claim
    from nabla.language.shapes import Shape
    from nabla.language.tex import Typesetter


def block_text(block: Block, kind: FenceKind) -> BlockText:
    r"""Write a block out as a fence of its kind shows it.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> block = parse_block("let x in R\nd(x**2)/d(x) = 2 * x", Place("a.md", 1))
    >>> block_text(block, "exercise").question.numerator
    '\\frac{d}{d x} x^{2} = \\; ?'
    """
    if kind == "gradients":
        return BlockText(block.declarations, rows=tuple(map(gradient_row, block.claims)))
    rows = [tuple(claims) for _, claims in groupby(block.claims, key=lambda claim: claim.row)]
    return BlockText(
        block.declarations,
        Both(*(_display(block, rows, turned=turned) for turned in (False, True))),
        Both(*(_question(block, turned=turned) for turned in (False, True)))
        if kind == "exercise"
        else Both(),
    )


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
        kind_of(both[0](variable)),
        kind_of(both[0](function)),
    )


def kind_of(shape: Shape | None) -> str:
    """Say what a value of a shape is.

    >>> kind_of((1, 1)), kind_of(("n", 1)), kind_of((1, "n")), kind_of(("m", "n"))
    ('scalar', 'vector', 'vector', 'matrix')
    """
    if shape is None or shape == SCALAR:
        return "scalar"
    return "vector" if 1 in shape else "matrix"


def differentiated(claim: Claim) -> tuple[Expression, Expression]:
    """Return the function and the variable of the claim's left side."""
    left = claim.left
    if isinstance(left, Derivative):
        return claim.scope.applied(left.function, left.variable), left.variable
    if isinstance(left, Call) and len(left.arguments) >= 2 and isinstance(left.arguments[1], Name):
        return claim.scope.applied(left.arguments[0], left.arguments[1]), left.arguments[1]
    return left, Name("")


def _question(block: Block, *, turned: bool) -> str:
    lines = []
    asked = {claim.row: claim for claim in reversed(block.claims)}  # the first step of a chain
    for claim in map(asked.__getitem__, sorted(asked)):
        left, _answer = chain_sides((claim,), turned=turned)
        setter = typesetter(shapes_of(claim, turned=turned), left)
        lines.append(_Line(setter(left).tight(CASES), rf"= \; ?{_condition(claim, setter)}"))
    return _aligned(lines + _where(block, turned=turned))
