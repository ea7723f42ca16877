"""Outdated doctest output, and what would stand there instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nabla.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nabla.document import Document
    from nabla.execution.output import Example
    from nabla.page_report import PageReport

Kind = Literal["layout", "last digits", "changed"]

_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LAST_DIGITS = 5
"""A number whose last printed digit differs by at most this much is the same number, recomputed."""


@dataclass(frozen=True)
class Correction:
    """One example whose output on the page is outdated.

    Attributes
    ----------
    old, new
        Lines without indent, each ending in a newline.
    first, count
        The lines of the file that hold the old output.
    indent
        What stands before each of them.
    """

    place: Place
    kind: Kind
    old: str
    new: str
    first: int
    count: int
    indent: str

    def __str__(self) -> str:
        shown = [f"{self.place}: {self.kind}", *_marked("-", self.old), *_marked("+", self.new)]
        difference = largest_difference(self.old, self.new)
        return "\n".join(shown + ([f"  difference {difference:.3g}"] if difference else []))


def _marked(mark: str, text: str) -> list[str]:
    return [f"  {mark} {line}" for line in text.splitlines()]


def find_corrections(page: PageReport) -> tuple[Correction, ...]:
    """Return what is outdated in the doctests of a page, in page order."""
    found = [
        correction
        for part in page.fences
        if part.fence.kind == "pycon" and part.output is not None
        for example in part.output.examples
        if (correction := _correction(page.document, example)) is not None
    ]
    return tuple(found)


def _correction(document: Document, example: Example) -> Correction | None:
    new = _as_written(example.got)
    if new == example.want or (example.passed and not _same_but_blanks(example.want, new)):
        return None
    indent = document.lines[example.line - 1].partition(">>>")[0]
    return Correction(
        Place(document.path, example.line, len(indent) + 1),
        kind_of(example.want, new),
        example.want,
        new,
        example.want_line,
        example.want_lines,
        indent,
    )


def _as_written(got: str) -> str:
    lines = [line.rstrip() or "<BLANKLINE>" for line in got.splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _same_but_blanks(first: str, second: str) -> bool:
    return re.sub(r"\s+", "", first) == re.sub(r"\s+", "", second)


def kind_of(old: str, new: str) -> Kind:
    """Tell how an output differs from the one on the page.

    >>> kind_of("[1, 2]", "[1,  2]"), kind_of("0.33333", "0.33334"), kind_of("0.5", "0.7")
    ('layout', 'last digits', 'changed')
    """
    if _same_but_blanks(old, new):
        return "layout"
    frame = [re.sub(r"\s+", "", _NUMBER.sub("#", text)) for text in (old, new)]
    numbers = list(zip(_NUMBER.findall(old), _NUMBER.findall(new), strict=False))
    close = frame[0] == frame[1] and all(_is_last_digits(a, b) for a, b in numbers)
    return "last digits" if close else "changed"


def _is_last_digits(old: str, new: str) -> bool:
    if old == new:
        return True
    digits = re.match(r"[-+]?\d*\.?(\d*)", old)
    places = len(digits[1]) if digits else 0
    if not places or len(re.sub(r"\D", "", old.lower().split("e")[0]).lstrip("0")) < 3:
        return False
    power = int(old.lower().split("e")[1]) if "e" in old.lower() else 0
    unit = 10.0 ** (power - places)
    return abs(float(old) - float(new)) <= _LAST_DIGITS * unit * 1.000001


def largest_difference(old: str, new: str) -> float | None:
    """Return by how much a number changed at most; `None` where the texts hold different ones.

    >>> largest_difference("array([1., 2.])", "array([1., 2.5])")
    0.5
    """
    first, second = _NUMBER.findall(old), _NUMBER.findall(new)
    if len(first) != len(second) or not first:
        return None
    return max(abs(float(a) - float(b)) for a, b in zip(first, second, strict=True))


def corrected(text: str, corrections: Iterable[Correction]) -> str:
    r"""Return a page's text with some corrections made; no other line changes, nor how lines end.

    >>> one = Correction(Place("x.md", 1), "changed", "3\n", "2\n", first=2, count=1, indent="")
    >>> corrected(">>> 1 + 1\r\n3\r\nend\n", [one])
    '>>> 1 + 1\r\n2\r\nend\n'
    """
    lines = text.split("\n")
    for item in sorted(corrections, key=lambda item: -item.first):
        end = "\r" if lines[item.first - 2].endswith("\r") else ""  # as the line with the prompt
        new = [item.indent + line + end for line in item.new.splitlines()]
        lines[item.first - 1 : item.first - 1 + item.count] = new
    return "\n".join(lines)


def split_by_consent(
    corrections: Sequence[Correction], *, accept: bool
) -> tuple[tuple[Correction, ...], tuple[Correction, ...]]:
    """Split into those that may be made now and those that a person has to accept first."""
    made = tuple(item for item in corrections if accept or item.kind != "changed")
    return made, tuple(item for item in corrections if item not in made)
