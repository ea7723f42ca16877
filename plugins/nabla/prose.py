"""The running text of a page, with all that is not running text blanked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.regions import find_regions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nabla.document import Document
    from nabla.spans import Region

HIDDEN = "\0"  # read_document refuses it, so it cannot stand in a page


@dataclass(frozen=True)
class Comment:
    """An HTML comment: the offsets of its ends, and what stands between its marks, stripped."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Prose:
    """The running text of a page; offsets are those of the page.

    Comments and the marks of quotes are blanked by spaces, fences, code and front matter by NUL.
    """

    text: str
    comments: tuple[Comment, ...]
    spans: tuple[Region, ...]
    """The code spans."""


def read_prose(document: Document) -> Prose:
    """Read the running text of a page.

    >>> from nabla.document import Document
    >>> prose = read_prose(Document("x.md", "see <!-- a --> `code` here"))
    >>> prose.text == "see" + 12 * " " + 6 * HIDDEN + " here"
    True
    """
    known = document.found.get("prose")
    if isinstance(known, Prose):
        return known
    hidden = find_regions(document).hidden
    comments = (
        Comment(at.start, at.end, document.text[at.start + 4 : at.end - 3].strip())
        for at in hidden
        if at.kind == "comment"
    )
    spans = tuple(region for region in hidden if region.kind == "span")
    prose = Prose(blank(document.text, hidden), tuple(comments), spans)
    document.found["prose"] = prose
    return prose


def blank(text: str, hidden: Iterable[Region]) -> str:
    """Blank out the regions of a text, given in page order; its length and lines stay."""
    pieces, position = [], 0
    for region in hidden:
        start = max(position, region.start)
        if region.end <= start:
            continue
        blank = " " if region.kind in {"comment", "mark"} else HIDDEN
        lines = text[start : region.end].split("\n")
        pieces += [text[position:start], "\n".join(blank * len(line) for line in lines)]
        position = region.end
    return "".join([*pieces, text[position:]])
