"""What can be wrong with a page, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file, in the file's own coordinates.

    Lines and columns count from 1, as editors do.

    >>> str(Place("docs/x.md", 41, 1))
    'docs/x.md:41:1'
    """

    path: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class PageError(Exception):
    """A malformed page: where, what was expected, what to do.

    >>> str(PageError(Place("docs/x.md", 3, 4), "unknown option 'rum'; did you mean 'run'?"))
    "docs/x.md:3:4: unknown option 'rum'; did you mean 'run'?"
    """

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message

    def __reduce__(self) -> tuple[type[PageError], tuple[Place, str]]:
        return PageError, (self.place, self.message)


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word is spelt like `word`, as the end of a message.

    Returns
    -------
    str
        ``"; did you mean 'x'?"``, or the list of what is known when nothing is near.

    >>> nearest("captoin", ["caption", "id"])
    "; did you mean 'caption'?"
    >>> nearest("zzz", ["caption", "id"])
    '; known are caption, id'
    """
    from difflib import get_close_matches  # pages without mistakes do not need it

    names = sorted(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    close = close or get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(names)}"
