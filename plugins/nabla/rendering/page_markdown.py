"""A page's Markdown with a marker in the place of each block that is rendered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.document import Document
from nabla.errors import PageError, Place
from nabla.fences import Fence, InlineValue, find_fences, find_inline_values
from nabla.plan import CLAIM_KINDS
from nabla.prose import read_prose
from nabla.references import find_escapes, find_references
from nabla.rendering.markers import marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.references import Reference

GENERATED = re.compile(r"nabla: (formula-index|evidence)")
"""A comment by which a page asks for something that is made from the pages of the whole site."""


@dataclass(frozen=True)
class Marked:
    """The Markdown, and the references whose markers it holds, in their order."""

    markdown: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class _Edit:
    start: int
    end: int
    text: str


def shows_source(fence: Fence) -> bool:
    """Tell whether a reader sees the source of a snippet or doctest."""
    return fence.options.show in {None, "source", "both"}


def folds_source(fence: Fence) -> bool:
    """Tell whether the source is folded away at first: that of a figure or table."""
    options = fence.options
    return bool(options.figure or options.table) and options.show is None


def is_rendered(fence: Fence) -> bool:
    """Tell whether nabla sets a fence; every other one is the host's."""
    if fence.error is not None or fence.kind in CLAIM_KINDS or fence.kind == "pycon":
        return True
    return fence.kind == "python" and fence.options.has_any


def mark_page(document: Document, markdown: str, fences: Sequence[Fence]) -> Marked:
    r"""Put markers into the Markdown that a host hands over.

    Parameters
    ----------
    document
        The file.
    markdown
        Its text without front matter, perhaps changed by other programs, but not in its fences.
    fences
        Those of the file, in order.

    Raises
    ------
    PageError
        The fences of the text are not those of the file.

    >>> from nabla.document import Document
    >>> from nabla.fences import find_fences
    >>> page = Document("x.md", "```formula\nlet x in R\nx = x\n```\n")
    >>> mark_page(page, page.text, find_fences(page)).markdown.strip()
    'nablamark0block'
    """
    front = len(document.text) - len(markdown)
    if front >= 0 and document.text.endswith(markdown) and _is_line_start(document.text, front):
        marked = _mark(document, fences)
        return Marked(marked.markdown[front:], marked.references)
    changed = Document(document.path, markdown)
    found = find_fences(changed)
    if [(f.kind, f.body) for f in found] != [(f.kind, f.body) for f in fences]:
        where = fences[0].place if fences else Place(document.path, 1)
        raise PageError(
            where,
            "another plugin has changed the fences of this page; "
            "list nabla before it in mkdocs.yml",
        )
    return _mark(changed, found)


def _is_line_start(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"


def _mark(document: Document, fences: Sequence[Fence]) -> Marked:
    starts = _line_starts(document.text)
    references = find_references(document)
    edits = [_fence_edit(document, starts, f, i) for i, f in enumerate(fences) if is_rendered(f)]
    edits += [_closing_edit(document, starts, f) for f in fences if not is_rendered(f)]
    edits += [
        _value_edit(starts, value, index)
        for index, value in enumerate(find_inline_values(document))
    ]
    edits += [_Edit(r.start, r.end, marker(i, "ref")) for i, r in enumerate(references)]
    edits += [_Edit(offset, offset + 1, "") for offset in find_escapes(document)]
    edits += [
        _Edit(comment.start, comment.end, marker(0, match[1].replace("-", "")))
        for comment in read_prose(document).comments
        if (match := GENERATED.fullmatch(comment.text))
    ]
    return Marked(_apply(document.text, edits), references)


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _value_edit(starts: list[int], value: InlineValue, index: int) -> _Edit:
    line = starts[value.place.line - 1]
    return _Edit(line + value.place.column - 1, line + value.end_column - 1, marker(index, "value"))


def _fence_edit(document: Document, starts: list[int], fence: Fence, index: int) -> _Edit:
    first = document.lines[fence.place.line - 1][: fence.place.column - 1]
    lines = _fence_lines(document, fence, index)
    blank = fence.indent.rstrip()
    text = f"\n{blank}\n".join(
        [first + lines[0], *(_indented(part, fence.indent) for part in lines[1:])]
    )
    lead = "" if first.strip(" \t>") else f"{blank}\n"
    start = starts[fence.place.line - 1]
    end = min(starts[fence.end_line], len(document.text) + 1)
    return _Edit(start, end - 1, f"{lead}{text}\n{blank}")


def _indented(text: str, indent: str) -> str:
    return "\n".join(indent + line for line in text.split("\n"))


def _fence_lines(document: Document, fence: Fence, index: int) -> list[str]:
    """Return the blocks that take a fence's place, the first of them on one line."""
    if fence.error is not None or fence.kind in CLAIM_KINDS:
        return [marker(index, "block")]
    if not shows_source(fence):
        return [marker(index, "anchor"), marker(index, "output")]
    source, output = _source_fence(document, fence), marker(index, "output")
    if folds_source(fence):  # whoever looks at a figure may then ask how it was drawn
        return [output, marker(index, "open"), source, marker(index, "close")]
    return [marker(index, "anchor"), source, marker(index, "end"), output]


def _source_fence(document: Document, fence: Fence) -> str:
    mark = _mark_of(document, fence)
    return f"{mark}{fence.info}\n{fence.body}{mark}"


def _mark_of(document: Document, fence: Fence) -> str:
    opening = document.lines[fence.place.line - 1][fence.place.column - 1 :]
    return opening[: len(opening) - len(opening.lstrip(opening[0]))]


def _closing_edit(document: Document, starts: list[int], fence: Fence) -> _Edit:
    """Close a fence that the host sets as SuperFences wants it: as it opens, not longer."""
    start = starts[fence.end_line - 1]
    end = start + len(document.lines[fence.end_line - 1])
    return _Edit(start, end, fence.indent + _mark_of(document, fence))


def _apply(text: str, edits: Sequence[_Edit]) -> str:
    parts, position = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [text[position : edit.start], edit.text]
        position = max(edit.end, position)
    return "".join([*parts, text[position:]])
