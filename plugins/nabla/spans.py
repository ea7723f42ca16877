"""Code spans and comments inside a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

RegionKind = Literal["front matter", "fence", "code", "raw", "comment", "span", "mark"]

TOKEN = re.compile(r"\\[\\`<]|`+|<!--")
BACKTICKS = re.compile(r"`+")
COMMENT_CLOSE = "-->"


@dataclass(frozen=True, order=True)
class Region:
    """A part of a page that is not running text, by the offsets of its ends."""

    start: int
    end: int
    kind: RegionKind


def find_spans(text: str, start: int, end: int) -> Iterator[Region]:
    """Find the code spans and the comments of the paragraph ``text[start:end]``.

    What begins first wins: a comment's opening in a code span is code, a backtick in a comment is
    comment. What is not closed in the paragraph is plain text.

    >>> [region.kind for region in find_spans("a `<!--` b <!-- ` --> c", 0, 23)]
    ['span', 'comment']
    """
    if TOKEN.search(text, start, end) is None:
        return
    runs = _backtick_runs(text, start, end)
    comments_close = True
    position = start
    while token := TOKEN.search(text, position, end):
        position = token.end()
        if token[0].startswith("`"):
            close = _next_run(runs, len(token[0]), position)
            kind: RegionKind = "span"
        elif token[0] == "<!--" and comments_close:
            found = text.find(COMMENT_CLOSE, token.start() + 2, end)
            comments_close = found >= 0
            close = found + len(COMMENT_CLOSE) if comments_close else None
            kind = "comment"
        else:
            continue
        if close is not None:
            yield Region(token.start(), close, kind)
            position = close


def _backtick_runs(text: str, start: int, end: int) -> dict[int, list[int]]:
    runs: dict[int, list[int]] = {}
    for run in BACKTICKS.finditer(text, start, end):
        runs.setdefault(len(run[0]), []).append(run.start())
    return runs


def _next_run(runs: dict[int, list[int]], length: int, position: int) -> int | None:
    starts = runs.get(length, [])
    index = bisect_left(starts, position)
    return starts[index] + length if index < len(starts) else None
