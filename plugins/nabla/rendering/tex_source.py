"""Where in a Markdown page a piece of TeX stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nabla.prose import read_prose

if TYPE_CHECKING:
    from nabla.document import Document

_OPENING = r"(?:\$\$|(?<![\\$])\$|\\\(|\\\[|(?=\\begin\{))\s*"
_CLOSING = r"\s*(?:\$|\\\)|\\\]|(?<=\}))"


def locate(document: Document, tex: str, occurrence: int = 1, offset: int = 0) -> int | None:
    """Find where in the text of a page a character of a formula stands.

    The formula is sought in the running text, then anywhere (captions are options of fences).

    >>> from nabla.document import Document
    >>> locate(Document("x.md", "`$x$` and $x$"), "x")
    11
    """
    body = _flexible(tex)
    formula = re.compile(f"{_OPENING}(?P<tex>{body}){_CLOSING}")
    for text in (read_prose(document).text, document.text):
        found = list(formula.finditer(text))
        if found:
            start = found[min(occurrence, len(found)) - 1].start("tex")
            upto = re.compile(_flexible(tex[:offset])).match(text, start)
            return upto.end() if upto else start
    return None


def locate_dollar(document: Document, rest: str) -> int | None:
    """Find the dollar sign in the running text with this text behind it."""
    found = re.search(r"\$" + _flexible(rest), read_prose(document).text)
    return found.start() if found else None


def _flexible(tex: str) -> str:
    """Match TeX across lines that are indented or quoted, and with tabs for blanks."""
    pieces = re.split(r"(\s+)", tex)
    return "".join(
        re.escape(piece) if index % 2 == 0 else r"[ \t]*\n[ \t>]*" if "\n" in piece else r"[ \t]+"
        for index, piece in enumerate(pieces)
    )
