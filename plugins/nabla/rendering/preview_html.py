"""What references to other pages lead to, put into the page for a script to show in passing.

A page that is read from a disk cannot fetch its neighbours, so it carries these itself.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from nabla.rendering.claims_html import TABLE, both_layouts, mathematics
from nabla.rendering.figure_svg import page_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nabla.page_report import FenceReport, Report
    from nabla.rendering.author_text import AuthorText

ROWS = 5
"""How much of a table is shown."""
LARGE = 20_000
"""A figure with more characters than this is left out."""

_REFERENCE = re.compile(r'<a class="nabla-ref" href="[^"#]+#([^"]+)"')
_INDEX = 'class="nabla-index"'


def numbered_parts(report: Report) -> dict[str, FenceReport]:
    """Return what can be referred to, by id."""
    return {part.target.id: part for page in report.pages for part in page.fences if part.target}


def add_previews(html: str, parts: Mapping[str, FenceReport], words: AuthorText) -> str:
    """Add a template for each thing on another page that a page refers to.

    The formula index gets none: its rows show already what they lead to.
    """
    if _INDEX in html:
        return html
    return html + "".join(_templates(html, parts, words))


def _templates(html: str, parts: Mapping[str, FenceReport], words: AuthorText) -> Iterator[str]:
    for name in dict.fromkeys(_REFERENCE.findall(html)):
        if name in parts:
            content = preview_html(parts[name], words)
            yield f'<template data-nabla-preview="{escape(name)}">{content}</template>'


def preview_html(part: FenceReport, words: AuthorText) -> str:
    """Return a formula, table, figure or exercise without controls."""
    assert part.target is not None
    options = part.fence.options
    name = words.name(options.name) if options.name else ""
    caption = words.caption(options.caption) if options.caption else ""
    said = ". ".join(text for text in (name, caption) if text)
    return f"<p><strong>{part.target.text}</strong> {said}</p>{_shown(part)}"


def _shown(part: FenceReport) -> str:
    if part.output is not None and part.output.figure is not None:
        svg = page_svg(part.output.figure, part.target.id if part.target else "")
        return svg.replace("<svg ", '<svg aria-hidden="true" ', 1) if len(svg) < LARGE else ""
    if part.shown is None:
        return ""
    if part.fence.kind == "gradients":
        return _rows(part)
    by_hand = (part.fence.options.latex or "").strip()
    if part.fence.kind == "exercise":
        return both_layouts(part.shown.question, display=True)
    return (
        mathematics(by_hand, display=True)
        if by_hand
        else both_layouts(part.shown.display, display=True)
    )


def _rows(part: FenceReport) -> str:
    assert part.shown is not None
    rows = "".join(
        f"<tr><td>{both_layouts(row.expression, display=False)}</td>"
        f"<td>{both_layouts(row.derivative, display=False)}</td></tr>"
        for row in part.shown.rows[:ROWS]
    )
    left = len(part.shown.rows) - ROWS
    more = f"<p>and {left} more</p>" if left > 0 else ""
    head = '<th scope="col">Expression</th><th scope="col">Derivative</th>'
    table = f"{TABLE}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="nabla-table">{table}</div>{more}'
