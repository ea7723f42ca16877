"""TeX to MathML Core, at build time."""

from __future__ import annotations

import re

from math_core import LatexError, LatexToMathML

from nabla.rendering.tex_lint import Fault, find_faults

# What browsers would otherwise draw wrongly: in math-core's MathML, and instead.
_MENDED = (
    # Chromium lets a script undo the size of a \big bracket that it stands on.
    (
        r"(<msu(?:b|p|bsup)>)(<mo [^>]*minsize=[^>]*>[^<]*</mo>)",
        r"\1<mrow>\2<mrow></mrow></mrow>",
    ),
    # A combining low line above its base is drawn through it; an overline stretches.
    ('<mo stretchy="true">\u0332</mo></mover>', '<mo stretchy="true">\u203e</mo></mover>'),
    # Firefox takes it for a large operator in display style.
    ("<mo([^>]*)>\u2299</mo>", '<mo\\1 largeop="false">\u2299</mo>'),
    # The circle stands for any binary operator, and is spaced like one.
    ("<mi>\u25ef</mi>", '<mo lspace="0.2222em" rspace="0.2222em">\u25ef</mo>'),
    # A radical shorter than the font's shortest hangs below its line: TeX's strut, within.
    ("<msqrt>", '<msqrt><mspace height="0.72em" depth="0.18em"></mspace>'),
    # Variation selectors ask for a second script alphabet, which sends browsers to another font.
    ("[\ufe00\ufe01]", ""),
    # An entity of HTML, unknown to XML.
    ("&ApplyFunction;", "\u2061"),
)

_LINE = '<mtr><mtd style="text-align: right;justify-items: end;padding-right: 0;">'
"""How a line of an alignment begins, with what stands left of its sign."""
_GOES_ON = re.compile("</mtd><mtd[^>]*><mo[ >]")
"""Nothing stands there, and a sign follows: the line goes on with the one above."""


class TexError(ValueError):
    """TeX that cannot be set, with each of its faults."""

    def __init__(self, tex: str, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.offset}: {fault.message}" for fault in faults))
        self.tex = tex
        self.faults = faults


def render(tex: str, *, display: bool) -> str:
    r"""Set TeX as MathML Core.

    This signature is all that the rest of the package knows of an engine.

    Parameters
    ----------
    tex
        A formula without its dollar signs.
    display
        Whether it stands on its own, not in a line of text.

    Returns
    -------
    str
        One ``<math>`` element.

    Raises
    ------
    TexError
        The TeX is wrong, or would be set wrongly.

    >>> render("x^2", display=False)
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    faults = find_faults(tex)
    if faults:
        raise TexError(tex, faults)
    converter = LatexToMathML(fancy_error=False)
    try:
        mathml = converter.convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        raise TexError(tex, (_fault_of(error),)) from None
    for pattern, instead in _MENDED:
        mathml = re.sub(pattern, instead, mathml)
    return _set_chains_apart(mathml)


def _set_chains_apart(mathml: str) -> str:
    """Mark each line of an alignment that begins something new after lines that went on."""
    first, *lines = mathml.split(_LINE)
    goes_on = [_GOES_ON.match(line) is not None for line in lines]
    for number, line in enumerate(lines):
        begins = number > 0 and goes_on[number - 1] and not goes_on[number]
        first += (_LINE.replace("<mtr", '<mtr class="nabla-next"') if begins else _LINE) + line
    return first


def _fault_of(error: LatexError) -> Fault:
    from nabla.rendering.tex_advice import explain  # most pages need no advice

    offset, _, message = str(error).partition(": ")
    return Fault(int(offset), explain(message))
