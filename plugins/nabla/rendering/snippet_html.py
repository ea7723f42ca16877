"""What a snippet gave: printed text, a value, a table, a figure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nabla.rendering.claims_html import table_figure
from nabla.rendering.failure_html import failure_html
from nabla.rendering.figure_svg import page_svg

if TYPE_CHECKING:
    from nabla.execution.output import Table
    from nabla.page_report import FenceReport
    from nabla.rendering.author_text import AuthorText


def output_html(part: FenceReport, words: AuthorText) -> str:
    """Return what stands below the source of a snippet or doctest."""
    if part.problems:
        return failure_html(part.problems)
    output, options = part.output, part.fence.options
    if part.status == "skipped":
        return f'<p class="nabla-skipped">Not run: {escape(part.message or "")}</p>'
    if output is None or options.show in {"source", "none"} or part.fence.kind == "pycon":
        return ""
    if output.figure is not None:
        return _figure(part, output.figure, words)
    if output.table is not None:
        return _table(part, output.table, words)
    text = output.printed + (output.value or "")
    return f'<pre class="nabla-output"><code>{escape(text.rstrip())}</code></pre>' if text else ""


def _caption(part: FenceReport, words: AuthorText) -> str:
    assert part.target is not None
    text = words.caption(part.fence.options.caption or "")
    number = f'<a class="nabla-number" href="#{part.target.id}">{part.target.text}</a>'
    return f"{number} {text}{_mark(part)}"


def _mark(part: FenceReport) -> str:
    if part.status != "verified":
        return ""
    rests = ", ".join(part.fence.options.guards)
    held = part.output.held if part.output else 0
    said = [f"{held} check{'s' if held != 1 else ''} in its source held"] if held else []
    said += [f"rests on {rests}, verified"] if rests else []
    return (
        f' <span class="nabla-verdict--verified" title="{escape("; ".join(said))}">'
        '<span class="nabla-spoken">verified</span></span>'
    )


def _figure(part: FenceReport, svg: str, words: AuthorText) -> str:
    assert part.target is not None
    identity = part.target.id
    labelled = page_svg(svg, identity).replace(
        "<svg ", f'<svg role="img" aria-label="{words.plain(part.fence.options.alt or "")}" ', 1
    )
    return (
        f'<figure class="nabla-figure" id="{identity}">{labelled}'
        f"<figcaption>{_caption(part, words)}</figcaption></figure>"
    )


def _table(part: FenceReport, table: Table, words: AuthorText) -> str:
    assert part.target is not None
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    head = f"<thead><tr>{head}</tr></thead>" if table.header else ""
    return table_figure(part.target, _caption(part, words), f"{head}<tbody>{rows}</tbody>")
