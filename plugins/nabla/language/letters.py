"""Names as mathematicians write them: Greek, bold, hats, subscripts.

Bold is for vectors and matrices, italic for scalars, upright for words. ``epsilon``, ``eps`` and
``phi`` are the rounder forms ε and φ, so that ε differs from ∈ and φ from ∅; ``lam`` is λ, because
``lambda`` is a word of Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ITSELF = (
    "alpha beta gamma delta zeta eta theta iota kappa mu nu xi pi rho sigma tau upsilon chi psi "
    "omega ell Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK: Mapping[str, str] = MappingProxyType(
    {word: rf"\{word}" for word in _ITSELF.split()}
    | {"epsilon": r"\varepsilon", "eps": r"\varepsilon", "phi": r"\varphi", "lam": r"\lambda"}
)
ACCENTS: Mapping[str, str] = MappingProxyType(
    {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot"}
)
MARKS: Mapping[str, str] = MappingProxyType({"star": r"^{\star}", "prime": "'"})
_NUMBERED = re.compile(r"([A-Za-z]+)(\d+)")


@dataclass(frozen=True)
class Symbol:
    """A name taken apart: ``y_hat_1`` is y with a hat and the subscript 1."""

    base: str
    accents: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    subscripts: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it has several letters and is no Greek letter."""
        return len(self.base) > 1 and self.base not in GREEK

    def with_subscript(self, *subscripts: str) -> Symbol:
        """Return the symbol with further subscripts."""
        return replace(self, subscripts=(*self.subscripts, *subscripts))

    def tex(self, *, bold: bool) -> str:
        """Write the symbol."""
        base = _letter(self.base, bold=bold)
        for accent in self.accents:
            base = f"{ACCENTS[accent]}{{{base}}}"
        below = ",".join(_subscript(part) for part in self.subscripts)
        return base + (f"_{{{below}}}" if below else "") + "".join(MARKS[m] for m in self.marks)


def parse_symbol(name: str) -> Symbol:
    """Take a name apart.

    >>> parse_symbol("W1").subscripts, parse_symbol("y_hat").accents
    (('1',), ('hat',))
    """
    first, *rest = [part for part in name.split("_") if part] or [r"\_"]
    pieces = _NUMBERED.fullmatch(first)
    base, numbered = pieces.groups() if pieces else (first, None)
    return Symbol(
        base,
        tuple(part for part in rest if part in ACCENTS),
        tuple(part for part in rest if part in MARKS),
        (*([numbered] if numbered else []), *(p for p in rest if p not in {*ACCENTS, *MARKS})),
    )


def symbol_tex(name: str, *, bold: bool) -> str:
    r"""Write the name of a value.

    >>> symbol_tex("delta", bold=True), symbol_tex("loss_1", bold=False)
    ('\\boldsymbol{\\delta}', '\\mathrm{loss}_{1}')
    """
    return parse_symbol(name).tex(bold=bold)


def function_tex(name: str, *, bold: bool = False) -> str:
    r"""Write the name of a function.

    >>> function_tex("phi"), function_tex("f", bold=True), function_tex("my_loss")
    ('\\varphi', '\\mathbf{f}', '\\operatorname{my\\_loss}')
    """
    symbol = parse_symbol(name)
    if symbol.is_word:
        escaped = name.replace("_", r"\_")
        return rf"\operatorname{{{escaped}}}"
    return symbol.tex(bold=bold)


def _letter(base: str, *, bold: bool) -> str:
    if base in GREEK:
        return rf"\boldsymbol{{{GREEK[base]}}}" if bold else GREEK[base]
    if bold:
        return rf"\mathbf{{{base}}}"
    return rf"\mathrm{{{base}}}" if len(base) > 1 else base


def _subscript(part: str) -> str:
    if part in GREEK:
        return GREEK[part]
    several = len(part) > 1 and not part.isdigit() and not set(part) <= set("ijkl")
    return rf"\mathrm{{{part}}}" if several else part
