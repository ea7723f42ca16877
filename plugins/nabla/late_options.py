"""Lines that look like options and stand below the first lines of a fence."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

from nabla.option_schema import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.fence_kinds import FenceKind

OPTION = re.compile(r"[ \t]*#\|[ \t]*([A-Za-z_-]+):(?:[ \t]|$)")


def late_options(kind: FenceKind, lines: Sequence[str]) -> dict[int, str]:
    r"""Return the options among the lines of a body: their keys by the lines' indices.

    A line is one when it names an option of this kind of fence, and means nothing else: not a line
    of a Python string, nor of the output that a doctest expects.

    >>> late_options("python", ["a = 1", "#| run: true"])
    {1: 'run'}
    >>> late_options("python", ['page = \"\"\"', "#| run: true", '\"\"\"'])
    {}
    """
    found = {
        index: match[1]
        for index, line in enumerate(lines)
        if (match := OPTION.match(line)) and match[1] in SCHEMAS.get(kind, {})
        if line.startswith("#") or _opens(lines[:index])
    }
    if not found or kind not in {"python", "pycon"}:
        return found
    meant = set(_comments(lines) if kind == "python" else _outside_examples(lines))
    return {index: key for index, key in found.items() if index in meant}


def _opens(before: Sequence[str]) -> bool:
    """Tell whether nothing but blank lines and options stands before an indented option."""
    return all(not line.strip() or OPTION.match(line) for line in before)


def _comments(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines of Python that are nothing but a comment, up to the first error."""
    source = io.StringIO("\n".join(lines) + "\n")
    try:
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#"):
                yield token.start[0] - 1
    except (tokenize.TokenError, SyntaxError, ValueError):
        return  # what is wrong with the code is said when it runs


def _outside_examples(lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines of a doctest that belong to no example: output ends at a blank line."""
    inside = False
    for index, line in enumerate(lines):
        inside = bool(line.strip()) and (inside or line.startswith(">>>"))
        if not inside:
            yield index
