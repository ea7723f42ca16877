"""Words that stand for rendered blocks while a host turns Markdown into HTML.

A block of HTML inside a list, a tab or an admonition would be at the mercy of the host's Markdown.
So a word of letters and digits takes its place, and what it stands for is put in afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKER = re.compile(r"<p>\s*(?P<block>nablamark\d+[a-z]+)\s*</p>|(?P<inline>nablamark\d+[a-z]+)")


def marker(index: int, part: str) -> str:
    """Return the word for a part of the page's block, value or reference of that index.

    >>> marker(3, "output")
    'nablamark3output'
    """
    return f"nablamark{index}{part}"


def replace_markers(html: str, render: Callable[[int, str], str]) -> str:
    """Put what they stand for in the place of all markers.

    >>> replace_markers("<p>nablamark3output</p>", lambda index, part: f"<b>{index} {part}</b>")
    '<b>3 output</b>'
    """

    def put(match: re.Match[str]) -> str:
        word = match["block"] or match["inline"]
        found = re.fullmatch(r"nablamark(\d+)([a-z]+)", word)
        assert found is not None
        return render(int(found[1]), found[2])

    return _MARKER.sub(put, html) if "nablamark" in html else html
