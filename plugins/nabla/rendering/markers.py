"""Words that stand for rendered blocks while a host turns Markdown into HTML.

A block of HTML inside a list, a tab or an admonition would be at the mercy of the host's Markdown.
So a word of letters and digits takes its place, and what it stands for is put in afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = "nablamark"
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_FENCE = re.compile(rf"{_WORD}(\d+)(?:block|anchor|output)")
_PART = re.compile(r"(\d+)([a-z]+)(\s*</p>)?")


def marker(index: int, part: str) -> str:
    """Return the word for a part of the page's block, value or reference of that index.

    >>> marker(3, "output")
    'nablamark3output'
    """
    return f"{_WORD}{index}{part}"


def replace_markers(html: str, render: Callable[[int, str], str]) -> str:
    """Put what they stand for in the place of all markers, and of the paragraphs around them.

    >>> replace_markers("<p>nablamark3output</p>", lambda index, part: f"<b>{index} {part}</b>")
    '<b>3 output</b>'
    """
    first, *rest = html.split(_WORD)
    pieces = [first]
    for piece in rest:
        match = _PART.match(piece)
        if match is None:
            pieces += [_WORD, piece]
            continue
        before = pieces[-1].rstrip()
        alone = match[3] is not None and before.endswith("<p>")
        if alone:
            pieces[-1] = before.removesuffix("<p>")
        pieces += [render(int(match[1]), match[2]), piece[match.end() if alone else match.end(2) :]]
    return "".join(pieces)


def find_markers_in_code(html: str) -> tuple[int, ...]:
    """Return the indices of the fences whose markers a host has taken for code.

    >>> find_markers_in_code("<p>nablamark0block</p><pre><code>nablamark1block</code></pre>")
    (1,)
    """
    found = (mark[1] for code in _CODE.finditer(html) for mark in _FENCE.finditer(code[0]))
    return tuple(dict.fromkeys(map(int, found)))
