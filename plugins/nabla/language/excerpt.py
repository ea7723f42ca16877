"""A stretch of a page's text that knows where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nabla.errors import PageError, Place

_COMMENT = re.compile(r"(?:^|(?<=\s))#(?:\s[^\n]*|$)", re.MULTILINE)
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True)
class Excerpt:
    r"""Text, the place of its first character, and the column in which its further lines begin.

    >>> part = Excerpt("let x in R\nx = x", Place("a.md", 7, 3), 3)
    >>> str(part.cut(11, 12).place)
    'a.md:8:3'
    """

    text: str
    place: Place
    margin: int = 1

    def cut(self, start: int, end: int) -> Excerpt:
        """Return the part between two offsets, without the blanks around it."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        return Excerpt(text.strip(), self.at(start), self.margin)

    def at(self, offset: int) -> Place:
        """Return the place of the character at an offset."""
        before = self.text[:offset]
        newlines = before.count("\n")
        if not newlines:
            return Place(self.place.path, self.place.line, self.place.column + offset)
        column = self.margin + offset - before.rfind("\n") - 1
        return Place(self.place.path, self.place.line + newlines, column)

    @property
    def one_line(self) -> str:
        """The text with every run of blanks made one space."""
        return " ".join(self.text.split())


def without_comments(text: str) -> str:
    """Blank out comments, so that offsets stay as they are.

    >>> without_comments("x = y  # why")
    'x = y       '
    """
    return _COMMENT.sub(lambda match: " " * len(match.group()), text)


def depths(text: str) -> list[int]:
    """Return for each character how many brackets are open around it."""
    depth, found = 0, []
    for character in text:
        if character in _CLOSE:
            depth -= 1
        found.append(depth)
        if character in _OPEN:
            depth += 1
    return found


def split_lines(excerpt: Excerpt) -> tuple[Excerpt, ...]:
    r"""Split a block into its lines; a line that ends inside a bracket goes on in the next.

    Raises
    ------
    PageError
        A bracket without its partner, or a comment that does not begin with ``# ``.

    >>> block = Excerpt("a = (b\n + c)\n\nd = e", Place("a.md", 1))
    >>> [line.one_line for line in split_lines(block)]
    ['a = (b + c)', 'd = e']
    """
    text = without_comments(excerpt.text)
    clean = Excerpt(text, excerpt.place, excerpt.margin)
    if "#" in text:
        raise PageError(clean.at(text.index("#")), "unexpected '#'; a comment starts with '# '")
    lines, start = [], 0
    opened: list[int] = []
    for offset, character in enumerate(text + "\n"):
        if character in _OPEN:
            opened.append(offset)
        elif character in _CLOSE:
            if not opened:
                raise PageError(clean.at(offset), f"{character!r} closes nothing; remove it")
            opened.pop()
        elif character == "\n" and not opened:
            lines.append(clean.cut(start, offset))
            start = offset + 1
    if opened:
        character = text[opened[-1]]
        closing = _CLOSE[_OPEN.index(character)]
        said = f"{character!r} was never closed; expected {closing!r}"
        raise PageError(clean.at(opened[-1]), said)
    return tuple(line for line in lines if line.text)
