"""What the tests of texts share: claims by their text, and points to check them at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.language.inference import Shapes
from nabla.verification.choosing import choose_points
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.trial import Trial
from statements import BLOCKS

if TYPE_CHECKING:
    from nabla.language.block import Claim
    from nabla.language.evaluate import Evaluator
    from nabla.language.expression import Expression
    from nabla.verification.point import Point

NAMES = """
let a, b, c, lam, loss, alpha, y_bar in R
let w, x, delta, y_hat, z_star, x_0 in R^n
let A, W1, Sigma in R^(n,n)
let f in smooth(n, m)
let h in smooth(n, 1)
let phi in smooth
let my_map(t) = t**2
"""


def claims_of(text: str) -> tuple[Claim, ...]:
    return parse_block(text, Place("a.md", 1)).claims


def all_claims() -> list[Claim]:
    return [claim for text in BLOCKS for claim in claims_of(text)]


def expression_of(text: str) -> tuple[Expression, Shapes]:
    block = parse_block(f"{NAMES}{text} = 12345", Place("a.md", 1))
    return block.claims[0].left, Shapes(block.scope)


def points_of(claim: Claim) -> tuple[Point, ...]:
    return choose_points(Trial(claim, {}, {})).points


def evaluator_at(claim: Claim, point: Point) -> Evaluator:
    return replace(Trial(claim, {}, {}).evaluator(point), differentiator=ForwardMode())
