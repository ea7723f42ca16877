"""Pieces of TeX that know how tightly they bind, so that brackets stand only where they must."""

from __future__ import annotations

import re
from dataclasses import dataclass

CASES, SUM, SIGN, HADAMARD, PRODUCT, PREFIX, FRACTION, SCRIPT, ATOM = range(9)
"""From loose to tight. A `PREFIX`, an operator before its operand, takes in all that follows it in
a product; a `SCRIPT` takes no second superscript."""

_TALL = re.compile(r"\\frac|\\begin")
_GROWING = re.compile(r"\\lVert|\\rVert|\\lvert|\\rvert|[()\[\]]")
_OPENING = re.compile(r"\\l[vV]ert|[(\[]")
_STARTS_LIKE_A_NUMBER = re.compile(r"\d|\\frac\{\d")
_ENDS_CLOSED = re.compile(r"(?:[)\]]|\\rVert|\\rvert)$")
_ENDS_IN_A_LETTER = re.compile(r"(?:(?<![A-Za-z\\])[A-Za-z]|\\[A-Za-z]+|_\{[^{}]*\})$")
_BRACED = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_DIFFERENTIAL_LAST = re.compile(
    rf"(?:\\frac\{{(?:\\partial|d) (?:(?!\\frac).)*|\\nabla(?:\^\{{2\}})?(?:_{_BRACED})? \S*)$"
)
_SPACES_ITSELF = re.compile(r"\\(?:operatorname|a?(?:sin|cos|tan)h?|log|exp|max|min|det)(?![a-z])")
_WORD_LAST = re.compile(r"\\math(?:rm|bf)\{[A-Za-z]{2,}\}$")
_WORD_FIRST = re.compile(r"\\math(?:rm|bf)\{[A-Za-z]{2,}\}")


@dataclass(frozen=True)
class Piece:
    """TeX, and how tightly its outermost operation binds."""

    tex: str
    binding: int = ATOM

    @property
    def is_tall(self) -> bool:
        """Whether brackets around it must grow."""
        return bool(_TALL.search(self.tex))

    def tight(self, least: int) -> str:
        """Return the TeX, in brackets if it binds less tightly."""
        return self.tex if self.binding >= least else bracketed(self.tex)

    def factor(self, *, last: bool) -> str:
        """Return the TeX as a factor of a product; what is open to the right may come last."""
        fits = self.binding >= PRODUCT or (last and self.binding == CASES)
        return self.tex if fits and (last or self.binding != PREFIX) else bracketed(self.tex)


def bracketed(tex: str, brackets: str = "()") -> str:
    r"""Put brackets around TeX, large ones around something tall.

    >>> bracketed("x + y"), bracketed(r"\frac{x}{y}")
    ('(x + y)', '\\left(\\frac{x}{y}\\right)')
    """
    opening, closing = brackets[0], brackets[1]
    if _TALL.search(tex):
        opening, closing = rf"\left{opening}", rf"\right{closing}"
    return f"{opening}{tex}{closing}"


def grown(template: str, *, tall: bool = False) -> str:
    r"""Let the brackets of a template grow if they hold something tall.

    >>> grown(r"\lVert <0> \rVert", tall=True)
    '\\left\\lVert <0> \\right\\rVert'
    """
    if not tall:
        return template

    def growing(match: re.Match[str]) -> str:
        return (r"\left" if _OPENING.fullmatch(match.group()) else r"\right") + match.group()

    return _GROWING.sub(growing, template)


def juxtaposed(left: Piece, right: Piece) -> Piece:
    r"""Multiply by writing side by side; numbers never touch, and a scalar does not seem applied.

    >>> juxtaposed(Piece("2"), Piece("x")).tex, juxtaposed(Piece("x"), Piece("3")).tex
    ('2 x', 'x \\cdot 3')
    >>> juxtaposed(Piece("a"), Piece("1 - a", SUM)).tex
    'a\\,(1 - a)'
    """
    first, second = left.factor(last=False), right.factor(last=True)
    binding = right.binding if right.binding in {CASES, PREFIX} else PRODUCT
    return Piece(first + _between(first, second) + second, binding)


def _between(first: str, second: str) -> str:
    if _STARTS_LIKE_A_NUMBER.match(second):
        return r" \cdot "
    if _SPACES_ITSELF.match(second):
        return " "
    opens = second.startswith(("(", r"\left("))
    if _ENDS_CLOSED.search(first):
        return " " if opens else r"\,"
    if opens and _ENDS_IN_A_LETTER.search(first):
        return r"\,"
    if _DIFFERENTIAL_LAST.search(first) and not second.startswith(r"\frac"):
        return r"\,"
    return r"\," if _WORD_LAST.search(first) or _WORD_FIRST.match(second) else " "
