"""A page's running text in the Markdown that every notebook shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nabla.document import Document
from nabla.references import find_references

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nabla.fences import InlineValue
    from nabla.numbering import Target

_ASIDE = re.compile(
    r'^(?:!!!|\?\?\?\+?) \w+(?: "(?P<title>[^"]*)")?\n(?P<body>(?:(?: {4}.*)?\n)*)', re.M
)
_SPAN = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\{\s*\.(numerator|denominator)\s*\}")
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)\s]*\)")
_DROPPED = (
    (re.compile(r"<!--.*?-->", re.S), ""),
    (re.compile(r"^</?(?:div|section)\b[^>]*>$", re.M), ""),
    (re.compile(r"[ \t]*\{[:\s]*[.#][^}\n]*\}"), ""),
    (re.compile(r"\n{3,}"), "\n\n"),
)


def plain_markdown(
    document: Document,
    start: int,
    end: int,
    values: Sequence[tuple[InlineValue, str]],
    targets: Mapping[str, Target],
) -> str:
    """Return some lines of a page with values, numbers and links said in plain text.

    Parameters
    ----------
    start, end
        The lines from `start` up to `end`, counted from 0.
    values
        The inline values of the page, with what they gave.
    """
    lines = list(document.lines[start:end])
    for inline, said in reversed(values):
        row = inline.place.line - 1 - start
        if 0 <= row < len(lines):
            line = lines[row]
            lines[row] = line[: inline.place.column - 1] + said + line[inline.end_column - 1 :]
    text = _numbered("\n".join(lines) + "\n", targets)
    text = _SPAN.sub(lambda match: match[1] if match[2] == "numerator" else "", text)
    text = _ASIDE.sub(_quoted, _LINK.sub(r"\1", text))
    for pattern, instead in _DROPPED:
        text = pattern.sub(instead, text)
    return text.strip()


def _numbered(text: str, targets: Mapping[str, Target]) -> str:
    parts, position = [], 0
    for found in find_references(Document("page", text)):
        target = targets.get(found.id)
        parts += [text[position : found.start], target.text if target else f"@{found.id}"]
        position = found.end
    return "".join([*parts, text[position:]])


def _quoted(match: re.Match[str]) -> str:
    body = match["body"].rstrip("\n").split("\n")
    title = [f"> **{match['title']}**", ">"] if match["title"] else []
    return "\n".join([*title, *(f"> {line.strip()}".rstrip() for line in body)]) + "\n\n"
