r"""What TeX this site cannot set, said before it is set wrongly.

math-core sets most of TeX faithfully and refuses most of the rest. The faults found here are
those that it passes over in silence: it drops a line break, prints the length of ``\\[6pt]``,
or forgets that a letter was to be bold.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from math_core import LatexError, LatexToMathML

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a piece of TeX, and at which of its characters (from 0)."""

    offset: int
    message: str


_TOKEN = re.compile(
    r"\\(?P<frame>begin|end)\s*\{(?P<name>[^{}]*)\}|\\[A-Za-z]+\*?|\\.|(?<!\\)%.*|[{}]", re.DOTALL
)

# Each is accepted by math-core, and each comes out wrong.
_SILENT: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?:^|(?<=[^\\]))(?:\\\\)+\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]"),
        r"the length after `\\` would be printed; write `\\` alone",
    ),
    (
        re.compile(
            r"\\begin\{(?:[a-zA-Z]*matrix\}\s*\[[lcr|]+|(?:aligned|gathered)\}\s*\[[tbc])\]"
        ),
        r"the option of this environment would be printed; leave it out, or write array",
    ),
    (
        re.compile(r"\\(?:eqref|label)\b"),
        "formulas are numbered by their fences; write @eq-NAME in the text",
    ),
    (
        re.compile(r"\\mathop\b"),
        r"\mathop keeps no limits below it; write \operatorname*{...}",
    ),
    (
        re.compile(
            r"\\(?:hspace\*?|hskip|kern)\s*\{?\s*-?[\d.]+\s*(?:pt|pc|mm|cm|in|bp|sp|dd|cc)\b"
        ),
        "an absolute length does not follow the size of the text; write it in em",
    ),
)

_DEEPEST = 100
_NUMBERED = frozenset({"equation", "align", "alignat", "flalign", "gather", "multline", "eqnarray"})

_ALPHABETS = {
    "mathbf": ("BOLD",),
    "boldsymbol": ("BOLD",),
    "bm": ("BOLD",),
    "mathbb": ("DOUBLE-STRUCK",),
    "mathcal": ("SCRIPT",),
    "mathscr": ("SCRIPT",),
    "mathfrak": ("FRAKTUR", "BLACK-LETTER"),
    "mathsf": ("SANS-SERIF",),
    "mathtt": ("MONOSPACE",),
}
_IN_ALPHABET = re.compile(
    rf"\\(?P<alphabet>{'|'.join(_ALPHABETS)})(?![A-Za-z])\s*"
    r"(?P<letters>\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[^\s{}\\])"
)


def find_faults(tex: str) -> tuple[Fault, ...]:
    r"""Find what math-core would set wrongly without saying so.

    >>> [fault.offset for fault in find_faults(r"\begin{aligned}a\\[6pt]b\end{aligned}")]
    [16]
    >>> find_faults(r"\begin{aligned}a\\b\end{aligned}")
    ()
    """
    if not tex.strip():
        return (Fault(0, "an empty formula; write one, or delete the dollar signs"),)
    silent = (
        Fault(match.start(), message)
        for pattern, message in _SILENT
        for match in pattern.finditer(tex)
    )
    return tuple(sorted({*silent, *_find_lost_lines(tex), *_find_numbered(tex), *_find_plain(tex)}))


def _find_lost_lines(tex: str) -> Iterator[Fault]:
    """Find line breaks that do not stand directly in an environment, and nesting without end."""
    inside: list[str] = []
    for token in _TOKEN.finditer(tex):
        word = token.group()
        if token["frame"] == "begin":
            inside.append(token["name"])
        elif word in {"{", r"\left"}:
            inside.append("")
            if len(inside) > _DEEPEST:
                yield Fault(token.start(), f"braces nested deeper than {_DEEPEST}; flatten it")
                return
        elif word in {"}", r"\right"} or token["frame"] == "end":
            del inside[-1:]
        elif word in {r"\\", r"\newline"} and (not inside or not inside[-1]):
            yield Fault(token.start(), "this line break would be dropped; write aligned around it")


def _find_numbered(tex: str) -> Iterator[Fault]:
    """Find environments whose lines math-core would number, each formula from (1) anew."""
    for match in re.finditer(r"\\begin\{([a-z]+)\}(.*?)\\end\{\1\}", tex, re.DOTALL):
        name, body = match.groups()
        lines = body.count(r"\\") + 1 if name not in {"equation", "multline"} else 1
        named = len(re.findall(r"\\(?:tag|notag|nonumber)\b", body))
        if name in _NUMBERED and named < lines:
            yield Fault(match.start(), f"{name} would be numbered (1); write {name}* or aligned")


def _find_plain(tex: str) -> Iterator[Fault]:
    """Find letters that have no form in the alphabet asked for, and would be set plain."""
    for match in _IN_ALPHABET.finditer(tex):
        words = _ALPHABETS[match["alphabet"]]
        try:
            mathml = LatexToMathML().convert_with_local_state(match.group(), displaystyle=False)
        except LatexError:
            continue  # said by math-core itself, with a better place
        letters = "".join(re.findall(r"<m[in]\b[^>]*>([^<]*)<", mathml))
        plain = sorted({c for c in letters if c.isalnum() and not _is_in(c, words)})
        if plain:
            yield Fault(
                match.start(),
                f"\\{match['alphabet']} has no form of {' '.join(plain)}, "
                "which would be set plain; choose another letter or alphabet",
            )


def _is_in(letter: str, words: tuple[str, ...]) -> bool:
    name = unicodedata.name(letter, "")
    return any(word in name for word in words)
