"""The fenced blocks of a page and the inline values of its running text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place, nearest
from nabla.fence_kinds import SPECIAL, FenceKind, first_word, kind_of, meant_kind
from nabla.late_options import OPTION, late_options
from nabla.option_text import MARK
from nabla.options import Options, parse_options
from nabla.prose import read_prose
from nabla.regions import FencedLine, FencedLines, find_regions, read_opening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.document import Document

INLINE = re.compile(r"`\{python\}[ \t]+(\S|\S[^\n]*\S)[ \t]*`")


@dataclass(frozen=True)
class Fence:
    """One fenced block."""

    place: Place
    """Of the first backtick or tilde of the opening line."""
    end_line: int
    """The closing line; where it is missing, the last line of the block."""
    indent: str
    """What stands before the fence on each line after the first: blanks and quote marks."""
    info: str
    kind: FenceKind
    options: Options
    body: str
    """The lines after the options, without indent, each ending in a newline."""
    body_line: int
    """The file's line of the first line of the body."""
    error: PageError | None
    """Why the fence is malformed; the options are then the defaults."""


@dataclass(frozen=True)
class InlineValue:
    """A Python expression in running text, whose value takes its place."""

    place: Place
    """Of the opening backtick."""
    end_column: int
    """Behind the closing backtick."""
    source: str


def find_fences(document: Document) -> tuple[Fence, ...]:
    r"""Find the fenced blocks of a page; no text makes it raise.

    >>> from nabla.document import Document
    >>> text = "- try\n\n    ```python\n    #| run: true\n    1 + 1\n    ```\n"
    >>> [(str(f.place), f.kind, f.options.run, f.body) for f in find_fences(Document("x.md", text))]
    [('x.md:3:5', 'python', True, '1 + 1\n')]
    """
    return tuple(_build(document, lines) for lines in find_regions(document).fences)


def find_inline_values(document: Document) -> tuple[InlineValue, ...]:
    """Find the inline values in the running text of a page; no text makes it raise.

    >>> from nabla.document import Document
    >>> [value.source for value in find_inline_values(Document("x.md", "about `{python} loss`"))]
    ['loss']
    """
    found = []
    for span in read_prose(document).spans:
        if match := INLINE.fullmatch(document.text, span.start, span.end):
            place = document.place(span.start)
            end_column = place.column + span.end - span.start
            found.append(InlineValue(place, end_column, match[1]))
    return tuple(found)


def _build(document: Document, lines: FencedLines) -> Fence:
    place = Place(document.path, lines.line, lines.column)
    before = document.lines[lines.line - 1][: lines.column - 1]
    count = _count_options(lines)
    body = tuple(line.text + "\n" for line in lines.lines[count:])
    kind = kind_of(lines.info)
    error = next(_opening_errors(document, lines, place), None)
    options = Options()
    if error is None and kind != "other":
        try:
            options = _options_of(kind, lines.lines[:count], place)
        except PageError as malformed:
            error = malformed
    error = error or next(_body_errors(document, lines, count), None)
    return Fence(
        place=place,
        end_line=lines.end_line,
        indent=re.sub(r"[^\s>]", " ", before),
        info=lines.info,
        kind=kind,
        options=options if error is None else Options(),
        body="".join(body),
        body_line=lines.line + 1 + count,
        error=error,
    )


def _count_options(lines: FencedLines) -> int:
    """Count the option lines; a fence of another language keeps its own comments."""
    texts = [line.text for line in lines.lines]
    if kind_of(lines.info) == "other" and not (texts and OPTION.match(texts[0])):
        return 0
    return next((n for n, text in enumerate(texts) if not text.startswith(MARK)), len(texts))


def _options_of(kind: FenceKind, lines: tuple[FencedLine, ...], place: Place) -> Options:
    first = Place(place.path, place.line + 1, lines[0].column) if lines else place
    columns = [line.column for line in lines]
    return parse_options(kind, [line.text for line in lines], first, columns)


def _opening_errors(document: Document, lines: FencedLines, place: Place) -> Iterator[PageError]:
    """Find what is wrong with a fence before its options are read."""
    if not lines.closed:
        yield PageError(place, _unclosed(lines))
    if meant := meant_kind(lines.info):
        word = first_word(lines.info)
        column = document.lines[lines.line - 1].index(word, lines.column - 1) + 1
        at = Place(place.path, place.line, column)
        yield PageError(at, f"unknown fence name {word!r}{nearest(meant, [meant])}")
    if kind_of(lines.info) == "other" and _count_options(lines):
        at = Place(place.path, place.line + 1, lines.lines[0].column)
        hint = "; write python without braces" if lines.info.startswith("{python") else ""
        yield PageError(at, f"options in a fence of another kind; only {_FIVE} take them{hint}")


def _body_errors(document: Document, lines: FencedLines, count: int) -> Iterator[PageError]:
    body = lines.lines[count:]
    late = late_options(kind_of(lines.info), [line.text for line in body])
    for index, line in enumerate(body):
        number = lines.line + 1 + count + index
        if index in late:
            where = "indented" if line.text[:1].isspace() else "behind other lines"
            message = f"option {late[index]!r} {where}; options are a fence's first lines"
            yield PageError(Place(document.path, number, line.column), message)
        elif message := _swallowed(line.text, lines):
            yield PageError(Place(document.path, number, line.column), message)


def _name(lines: FencedLines) -> str:
    kind = kind_of(lines.info)
    return f"{kind} fence" if kind != "other" else "fence"


_FIVE = f"{', '.join(SPECIAL[:-1])} and {SPECIAL[-1]}"


def _unclosed(lines: FencedLines) -> str:
    name = _name(lines)
    if lines.outdented is None:
        return f"unclosed {name}; close it with {lines.marks[:10]}"
    return (
        f"unclosed {name}: line {lines.outdented} ends the block that it stands in; "
        f"close it before with {lines.marks[:10]}, or indent that line"
    )


def _swallowed(text: str, lines: FencedLines) -> str:
    """Say that a line of the body opens another fence, if it does."""
    if lines.closed and text.lstrip()[:1] in {"`", "~"}:
        opening = read_opening(text.lstrip(), 0)
        if opening and opening[0].startswith(lines.marks) and kind_of(opening[1]) != "other":
            return (
                f"a {kind_of(opening[1])} fence opens inside the {_name(lines)} "
                f"of line {lines.line}; close that one first, "
                f"or give it more {lines.marks[0]} than what it shows"
            )
    return ""


__all__ = ["Fence", "FenceKind", "InlineValue", "find_fences", "find_inline_values"]
