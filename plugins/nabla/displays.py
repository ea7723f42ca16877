"""Displayed mathematics written by hand, and the comments that speak of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.prose import Comment, Prose, read_prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.document import Document
    from nabla.errors import Place

DOLLARS = re.compile(r"(?<!\\)\$\$")
BLANK_LINE = re.compile(r"\n[ \t]*+\n")
GUARD = re.compile(r"guard:(?P<ids>.*)", re.DOTALL)
IDS = re.compile(r"ids:(?P<ids>.*)", re.DOTALL)
WORD = re.compile(r"[^\s,]+")

_D = r"(?:\\(?:mathrm|operatorname|text|mathsf)\s*+\{\s*+d\s*+\}|\\(?:mathrm|mathsf)\s++d|d)"
_OF = r"[A-Za-z\\{(]"
DERIVATIVE = re.compile(
    r"\\(?:partial|nabla)(?![A-Za-z])"
    r"|(?<![A-Za-z\\])J[\s}]*+_"
    rf"|\\[dt]?frac\s*+\{{\s*+{_D}[^{{}}]*+(?:\{{[^{{}}]*+\}}[^{{}}]*+)*+\}}\s*+\{{\s*+{_D}\s*+{_OF}"
    rf"|(?<![A-Za-z\\]){_D}\s*+\\?[A-Za-z]*+\s*+/\s*+{_D}\s*+{_OF}"
)


@dataclass(frozen=True)
class Display:
    """A displayed formula: its TeX, and what the comments right before it say."""

    place: Place
    tex: str
    guards: tuple[str, ...]
    is_definition: bool

    @property
    def has_derivative(self) -> bool:
        r"""Whether a derivative stands in it.

        >>> from nabla.errors import Place
        >>> Display(Place("x.md", 1), r"\dfrac{dy}{dx}", (), False).has_derivative
        True
        """
        return DERIVATIVE.search(self.tex) is not None


def find_displays(document: Document) -> tuple[Display, ...]:
    r"""Find the formulas between ``$$`` in the running text; no text makes it raise.

    >>> from nabla.document import Document
    >>> page = Document("x.md", "<!-- guard: eq-a -->\n$$\n\\nabla f\n$$\n")
    >>> [(str(at.place), at.tex, at.guards) for at in find_displays(page)]
    [('x.md:2:1', '\\nabla f', ('eq-a',))]
    """
    if "$$" not in document.text:
        return ()
    prose = read_prose(document)
    found = []
    for start, end in _find_spans(prose.text):
        said = _said_before(prose, start)
        guards = [GUARD.fullmatch(text) for text in said]
        ids = tuple(word for guard in guards if guard for word in WORD.findall(guard["ids"]))
        tex = prose.text[start + 2 : end - 2].strip()
        found.append(Display(document.place(start), tex, ids, "definition" in said))
    return tuple(found)


def find_ids_comments(document: Document) -> tuple[tuple[Place, str], ...]:
    """Find the ids in comments of the form ``<!-- ids: A B -->``, each with its place.

    >>> from nabla.document import Document
    >>> page = Document("x.md", "<!-- ids: P4.3-add-dx P4.3-add-dz -->")
    >>> [(str(place), id_) for place, id_ in find_ids_comments(page)]
    [('x.md:1:11', 'P4.3-add-dx'), ('x.md:1:23', 'P4.3-add-dz')]
    """
    found = []
    for comment in read_prose(document).comments:
        if match := IDS.fullmatch(comment.text):
            start = document.text.index(comment.text, comment.start) + match.start("ids")
            found += [
                (document.place(start + word.start()), word[0])
                for word in WORD.finditer(match["ids"])
            ]
    return tuple(found)


def _find_spans(text: str) -> Iterator[tuple[int, int]]:
    opened: int | None = None
    for dollars in DOLLARS.finditer(text):
        if opened is None or BLANK_LINE.search(text, opened, dollars.start()):
            opened = dollars.start()
        else:
            yield opened, dollars.end()
            opened = None


def _said_before(prose: Prose, start: int) -> tuple[str, ...]:
    """Return the texts of the comments between which and the display nothing else stands."""
    said: list[str] = []
    for index in range(bisect_left(prose.comments, start, key=_start) - 1, -1, -1):
        comment = prose.comments[index]
        if prose.text[comment.end : start].strip():
            break
        said.append(comment.text)
        start = comment.start
    return tuple(reversed(said))


def _start(comment: Comment) -> int:
    return comment.start
