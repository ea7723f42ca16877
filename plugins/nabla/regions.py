"""The parts of a page that are not running text, found line by line in one pass.

Fences, comments, code and quote marks decide about each other (a fence in a comment is none, a
comment in a fence is none), so one reader finds them all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

from nabla.containers import (
    MARGIN,
    RULE,
    Container,
    Cursor,
    code_column,
    columns_after,
    match_containers,
    open_containers,
    skip_blanks,
    step_over_mark,
)
from nabla.spans import COMMENT_CLOSE, Region, RegionKind, find_spans

if TYPE_CHECKING:
    from nabla.document import Document

OPENING = re.compile(r"(?P<marks>`{3,}+)(?P<info>[^`]*)$|(?P<tildes>~{3,}+)(?P<rest>.*)$")
COMMENT_OPEN = "<!--"
RAW_OPEN = re.compile(r"<(?:script|style|pre|textarea)(?=[\s>]|$)", re.IGNORECASE)
RAW_CLOSE = re.compile(r"</(?:script|style|pre|textarea)>", re.IGNORECASE)
HEADING = re.compile(r"#{1,6}(?=[ \t]|$)")
BLANK = frozenset({" ", "\t"})
LENIENT = 3  # columns by which a closing fence may be off

Start = Literal["fence", "comment", "raw", "line"]


class FencedLine(NamedTuple):
    """A line in a fence, without what stands before the fence, and the column where it begins."""

    text: str
    column: int


@dataclass(frozen=True)
class FencedLines:
    """A fenced block as it stands in the page; lines count from 1."""

    line: int
    end_line: int
    column: int
    marks: str
    info: str
    lines: tuple[FencedLine, ...]
    outdented: int | None = None
    """The line whose lesser indentation ended the block around an unclosed fence."""
    closed: bool = True


@dataclass(frozen=True)
class Regions:
    """All that is not running text, in page order."""

    fences: tuple[FencedLines, ...]
    hidden: tuple[Region, ...]


def find_regions(document: Document) -> Regions:
    """Find what is not running text; no text is refused."""
    known = document.found.get("regions")
    if isinstance(known, Regions):
        return known
    reader = _Reader(document)
    reader.read()
    regions = Regions(tuple(reader.fences), tuple(sorted(reader.hidden)))
    document.found["regions"] = regions
    return regions


def read_opening(line: str, offset: int) -> tuple[str, str] | None:
    """Return the marks and the info string of a fence that opens at `offset`.

    >>> read_opening("~~~ python title='x'", 0)
    ('~~~', "python title='x'")
    """
    match = OPENING.match(line, offset)
    if match is None:
        return None
    marks = match["marks"] or match["tildes"]
    return marks, (match["info"] or match["rest"] or "").strip()


class _Reader:
    """The state of one pass over one page."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.lines = document.lines
        self.first = document.front_matter_lines
        lengths = (len(line) + 1 for line in document.text.split("\n"))
        self.starts = tuple(accumulate(lengths, initial=0))[:-1]
        self.comment_ends = [m.end() for m in re.finditer(COMMENT_CLOSE, self.text)]
        self.raw_ends = [m.end() for m in RAW_CLOSE.finditer(self.text)]
        self.stack: tuple[Container, ...] = ()
        self.paragraph: tuple[int, int] | None = None
        self.fences: list[FencedLines] = []
        self.hidden: list[Region] = []

    def read(self) -> None:
        if self.first:
            self.hide(0, self.line_end(self.first - 1), "front matter")
        number = self.first
        while number < len(self.lines):
            number = self.read_line(number)
        self.end_paragraph()

    def read_line(self, number: int) -> int:
        """Read the line with this index; return the index of the next one to read."""
        line = self.lines[number]
        if not self.stack and line[:1].isalpha():
            self.extend_paragraph(self.starts[number], number)  # most lines, and so first
            return number + 1
        matched, cursor = match_containers(line, self.stack)
        if cursor.offset == len(line):
            self.end_paragraph()
            self.stack = self.stack[:matched]
            return number + 1
        in_paragraph = self.paragraph is not None and matched == len(self.stack)
        stack, cursor = open_containers(
            line, cursor, self.stack[:matched], in_paragraph=in_paragraph
        )
        self.hide_marks(number, cursor.offset)
        start = _block_start(line, cursor, stack)
        if self.paragraph is not None and len(stack) == matched and start is None:
            self.extend_paragraph(self.starts[number], number)  # containers may go on lazily
            return number + 1
        self.end_paragraph()
        self.stack = stack
        return self.read_block(number, cursor, start)

    def read_block(self, number: int, cursor: Cursor, start: Start | None) -> int:
        offset = self.starts[number] + cursor.offset
        if start == "fence":
            return self.read_fence(number, cursor)
        if start == "comment" or start == "raw":
            return self.read_hidden(number, offset, start)
        if start is None and cursor.indent >= code_column(self.stack):
            self.hide(offset, self.line_end(number), "code")
            return number + 1
        titled = cursor.offset == len(self.lines[number])
        self.extend_paragraph(self.starts[number] if titled else offset, number)
        if start == "line" or titled:
            self.end_paragraph()
        return number + 1

    def read_hidden(self, number: int, offset: int, kind: Literal["comment", "raw"]) -> int:
        """Hide a comment, or a raw element, to its end; unclosed, it is text."""
        end = self.hidden_end(offset, kind)
        while end is not None:
            self.hide(offset, end, kind)
            number = bisect_right(self.starts, end - 1) - 1
            offset = skip_blanks(self.text, Cursor(end, 0, 0)).offset
            if offset >= self.line_end(number):
                return number + 1
            kind = "comment"
            is_comment = self.text.startswith(COMMENT_OPEN, offset)
            end = self.hidden_end(offset, kind) if is_comment else None
        self.extend_paragraph(offset, number)
        return number + 1

    def hidden_end(self, offset: int, kind: Literal["comment", "raw"]) -> int | None:
        # HTML lets the shortest comment share its hyphens: <!-->
        ends, least = (self.comment_ends, 5) if kind == "comment" else (self.raw_ends, 1)
        index = bisect_left(ends, offset + least)
        return ends[index] if index < len(ends) else None

    def read_fence(self, number: int, opening: Cursor) -> int:
        """Read a fence to its closing line, or to where the block around it ends."""
        found = read_opening(self.lines[number], opening.offset)
        if found is None:
            raise AssertionError("a fence was seen here")
        marks, info = found
        closing = re.compile(rf"{marks[0]}{{{len(marks)},}}[ \t]*$")
        at_margin = not self.stack and opening.indent == 0
        lines: list[FencedLine] = []
        end, outdented, closed = number + 1, None, False
        while end < len(self.lines):
            line = self.lines[end]
            if at_margin and line.lstrip(" \t")[:1] != marks[0]:  # most lines, and so first
                lines.append(FencedLine(line, 1))
                end += 1
                continue
            matched, cursor = match_containers(line, self.stack)
            in_quotes = all(not container.is_quote for container in self.stack[matched:])
            off = abs(cursor.indent - opening.indent)
            closed = in_quotes and off <= LENIENT and closing.match(line, cursor.offset) is not None
            if closed:
                break
            if matched < len(self.stack):
                outdented = end + 1
                break
            lines.append(_inside(line, self.stack, opening.indent))
            end += 1
        after = end + 1 if closed else end
        self.fences.append(
            FencedLines(
                number + 1, after, opening.offset + 1, marks, info, tuple(lines), outdented, closed
            )
        )
        self.hide(self.starts[number] + opening.offset, self.line_end(after - 1), "fence")
        return after

    def hide_marks(self, number: int, before: int) -> None:
        """Hide the quote marks of a line, but not the sign with which a formula's line begins."""
        in_quote = any(container.is_quote for container in self.stack)
        if in_quote or self.paragraph is None:
            marks = self.lines[number].rfind(">", 0, before) + 1
            if marks:
                self.hide(self.starts[number], self.starts[number] + marks, "mark")

    def hide(self, start: int, end: int, kind: RegionKind) -> None:
        self.hidden.append(Region(start, end, kind))

    def line_end(self, number: int) -> int:
        return self.starts[number] + len(self.lines[number])

    def extend_paragraph(self, offset: int, number: int) -> None:
        start = offset if self.paragraph is None else self.paragraph[0]
        self.paragraph = (start, self.line_end(number))

    def end_paragraph(self) -> None:
        if self.paragraph is not None:
            self.hidden.extend(find_spans(self.text, *self.paragraph))
            self.paragraph = None


def _block_start(line: str, cursor: Cursor, stack: tuple[Container, ...]) -> Start | None:
    offset = cursor.offset
    if offset == len(line) or cursor.indent >= code_column(stack):
        return None
    first = line[offset]
    if first in "`~":
        return "fence" if OPENING.match(line, offset) else None
    if first == "<":
        if line.startswith(COMMENT_OPEN, offset):
            return "comment"
        return "raw" if RAW_OPEN.match(line, offset) else None
    if first == "#":
        return "line" if HEADING.match(line, offset) else None
    return "line" if first in "*-_" and RULE.match(line, offset) else None


def _inside(line: str, stack: tuple[Container, ...], indent: int) -> FencedLine:
    """Take the marks of the quotes and up to `indent` columns of blanks off a line."""
    cursor = MARGIN
    for container in stack:
        if container.is_quote:
            cursor = step_over_mark(line, skip_blanks(line, cursor))
    offset, column = cursor.offset, cursor.column
    while line[offset : offset + 1] in BLANK and column - cursor.base < indent:
        column = columns_after(line[offset], column)
        offset += 1
    spare = " " * (column - cursor.base - indent)  # the rest of a tab that reaches into the text
    return FencedLine(spare + line[offset:], offset + 1 - len(spare))
