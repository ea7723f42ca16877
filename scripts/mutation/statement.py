"""The expressions that a fence's text is made of, with where each begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from nabla.errors import Place
from nabla.language.excerpt import Excerpt, depths, split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

Role: TypeAlias = Literal["side", "definition", "condition", "domain"]

_LET_IN = re.compile(r"let\s.*?\sin\s+", re.DOTALL)
_LET_EQUALS = re.compile(r"let\s+\w+\s*(?:\((?P<parameters>[^()]*)\))?\s*=")
_EQUALS = re.compile(r"(?<![=<>!])=(?!=)")
_BRANCH = re.compile(r"\b(if|else)\b")


@dataclass(frozen=True)
class Part:
    """A stretch of a fence's text: one expression, or one domain.

    Attributes
    ----------
    start
        The offset of its first character in the text of the fence.
    parameters
        The names that a definition takes.
    """

    text: str
    start: int
    role: Role
    parameters: tuple[str, ...] = ()


def find_parts(body: str) -> tuple[Part, ...]:
    r"""Return the parts of a fence's text, in its order.

    >>> [(p.role, p.text) for p in find_parts("let x in R\nd(x**2)/d(x) = 2 * x  if x > 0\n")]
    [('domain', 'R'), ('side', 'd(x**2)/d(x)'), ('side', '2 * x'), ('condition', 'x > 0')]
    """
    starts = [0]
    for line in body.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found: list[Part] = []
    for line_excerpt in split_lines(Excerpt(body, Place("", 1), 1)):
        place = line_excerpt.place
        found += _parts(line_excerpt.text, starts[place.line - 1] + place.column - 1)
    return tuple(found)


def _parts(text: str, start: int) -> Iterator[Part]:
    if match := _LET_EQUALS.match(text):
        parameters = tuple(re.findall(r"\w+", match["parameters"] or ""))
        yield _cut(text, match.end(), len(text), start, "definition", parameters)
    elif match := _LET_IN.match(text):
        yield _cut(text, match.end(), len(text), start, "domain")
    else:
        yield from _statement(text, start)


def _statement(text: str, start: int) -> Iterator[Part]:
    depth = depths(text)
    open_ifs: list[int] = []
    for match in _BRANCH.finditer(text):
        if depth[match.start()] == 0:
            if match[1] == "if":
                open_ifs.append(match.start())
            elif open_ifs:
                open_ifs.pop()
    end = open_ifs[0] if open_ifs else len(text)
    cuts = [m.start() for m in _EQUALS.finditer(text[:end]) if depth[m.start()] == 0]
    for first, last in zip([0, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True):
        yield _cut(text, first, last, start, "side")
    if open_ifs:
        yield _cut(text, end + len("if"), len(text), start, "condition")


def _cut(
    text: str, first: int, last: int, start: int, role: Role, parameters: tuple[str, ...] = ()
) -> Part:
    piece = text[first:last]
    blanks = len(piece) - len(piece.lstrip())
    return Part(piece.strip(), start + first + blanks, role, parameters)
