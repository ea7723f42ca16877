"""What a line stands in: quotes, list items, admonitions, content tabs, definitions, footnotes.

Python-Markdown indents what belongs to an item by four columns, CommonMark by the width of its
marker; both are taken, so that one page reads the same under either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

DEEPEST = 100  # containers; a line of a million quote marks costs no more than this
TAB = 4

BLANKS = re.compile(r"[ \t]*")
ITEM = re.compile(r"(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)")
RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)$")
TITLED = re.compile(r'(?:!!!|\?\?\?\+?)[ ]?[\w"]|===[+!]{0,2}[ ]+"')
STARTS = frozenset(">!?=:[-+*0123456789")
HUNG = re.compile(r":(?=[ \t]+\S)|\[\^[^\]\s]+\]:")


@dataclass(frozen=True)
class Container:
    """A block that holds others; its columns count from the text of the quote around it."""

    is_quote: bool = False
    floor: int = 0
    """The least indentation of a line that belongs to it."""
    code: int = TAB
    """From this indentation on a line in it is an indented code block."""


class Cursor(NamedTuple):
    """A place in a line: offset, column, and the column where the text of its quote begins."""

    offset: int
    column: int
    base: int

    @property
    def indent(self) -> int:
        """Columns from the quote's text to here."""
        return self.column - self.base


MARGIN = Cursor(0, 0, 0)


def skip_blanks(line: str, cursor: Cursor) -> Cursor:
    r"""Move to the next character that is neither a space nor a tab.

    >>> skip_blanks(" \tx", Cursor(0, 0, 0))
    Cursor(offset=2, column=4, base=0)
    """
    match = BLANKS.match(line, cursor.offset)
    if match is None or match.end() == cursor.offset:
        return cursor
    return Cursor(match.end(), columns_after(match[0], cursor.column), cursor.base)


def columns_after(blanks: str, column: int) -> int:
    """Return the column behind some spaces and tabs that begin at `column`."""
    if "\t" not in blanks:
        return column + len(blanks)
    for blank in blanks:
        column += 1 if blank == " " else TAB - column % TAB
    return column


def match_containers(line: str, stack: tuple[Container, ...]) -> tuple[int, Cursor]:
    """Say how many of the open containers the line continues.

    Returns
    -------
    int
        How many, from the outermost.
    Cursor
        The first character behind their marks and the indentation.
    """
    cursor = skip_blanks(line, MARGIN)
    for depth, container in enumerate(stack):
        blank = cursor.offset == len(line)
        if container.is_quote:
            if blank or line[cursor.offset] != ">":
                return depth, cursor
            cursor = enter_quote(line, cursor)
        elif not blank and cursor.indent < container.floor:
            return depth, cursor
    return len(stack), cursor


def enter_quote(line: str, cursor: Cursor) -> Cursor:
    """Step over a quote mark, the one blank that may follow it, and the indentation."""
    return skip_blanks(line, step_over_mark(line, cursor))


def step_over_mark(line: str, cursor: Cursor) -> Cursor:
    """Step over a quote mark and the one blank that may follow it."""
    offset, base = cursor.offset + 1, cursor.column + 1
    follower = line[offset : offset + 1]
    if follower == " ":
        return Cursor(offset + 1, base + 1, base + 1)
    return Cursor(offset, base, base + 1 if follower == "\t" else base)


def open_containers(
    line: str, cursor: Cursor, stack: tuple[Container, ...], *, in_paragraph: bool
) -> tuple[tuple[Container, ...], Cursor]:
    """Open the containers that begin at the cursor, one inside the other."""
    while len(stack) < DEEPEST and cursor.offset < len(line):
        if cursor.indent >= code_column(stack):
            break
        opened = _open_one(line, cursor, in_paragraph=in_paragraph)
        if opened is None:
            break
        container, cursor = opened
        stack = (*stack, container)
        in_paragraph = False
    return stack, cursor


def code_column(stack: tuple[Container, ...]) -> int:
    """Return the indentation from which a line is an indented code block."""
    return stack[-1].code if stack else TAB


def _open_one(line: str, cursor: Cursor, *, in_paragraph: bool) -> tuple[Container, Cursor] | None:
    offset = cursor.offset
    first = line[offset]
    if first not in STARTS:
        return None
    if first == ">":
        return Container(is_quote=True), enter_quote(line, cursor)
    block = Container(floor=cursor.indent + TAB, code=cursor.indent + 2 * TAB)
    if TITLED.match(line, offset):
        return block, Cursor(len(line), cursor.column, cursor.base)
    if match := HUNG.match(line, offset):
        return block, _behind(line, cursor, match.end())
    if (match := ITEM.match(line, offset)) and not RULE.match(line, offset):
        return _open_item(line, cursor, match, in_paragraph=in_paragraph)
    return None


def _open_item(
    line: str, cursor: Cursor, marker: re.Match[str], *, in_paragraph: bool
) -> tuple[Container, Cursor] | None:
    text = _behind(line, cursor, marker.end())
    empty = text.offset == len(line)
    if in_paragraph and (empty or marker[1] not in {None, "1"}):
        return None  # a number that a wrapped line happens to begin with
    width = marker.end() - marker.start()
    gap = text.indent - cursor.indent - width
    content = cursor.indent + width + (1 if empty or gap > TAB else gap)
    code = max(content + TAB, cursor.indent + 2 * TAB)
    return Container(floor=cursor.indent + 2, code=code), text


def _behind(line: str, cursor: Cursor, offset: int) -> Cursor:
    column = cursor.column + offset - cursor.offset
    return skip_blanks(line, Cursor(offset, column, cursor.base))
