"""All rows of all gradient tables as one table, each leading to the place where it is derived."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from nabla.rendering.claims_html import TABLE, both_layouts, both_texts, mathematics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nabla.language.block_text import GradientRow
    from nabla.numbering import Target
    from nabla.page_report import Report
    from nabla.verification.verdict import Verdict

KINDS = ("scalar", "vector", "matrix")


@dataclass(frozen=True)
class IndexRow:
    """One row: how a claim is shown, where it stands, and what became of it."""

    shown: GradientRow
    target: Target
    verdict: Verdict


def index_rows(report: Report) -> Iterator[IndexRow]:
    """Yield the rows of all gradient tables in reading order."""
    for page in report.pages:
        for part in page.fences:
            if part.fence.kind != "gradients" or part.shown is None or part.target is None:
                continue
            for row, verdict in zip(part.shown.rows, part.verdicts, strict=True):
                yield IndexRow(row, part.target, verdict)


def index_html(report: Report, link: Callable[[Target], str]) -> str:
    """Return the index: controls that a script brings to life, and the whole table without it."""
    rows = "".join(_row(row, link) for row in index_rows(report))
    names = ("Expression", "Variable", "Derivative", "Shape", "Derived in")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<div class="nabla-index">{_controls()}'
        '<div class="nabla-table nabla-gradients" tabindex="0" role="group" '
        'aria-label="Formula index">'
        f"{TABLE}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _row(row: IndexRow, link: Callable[[Target], str]) -> str:
    found = row.shown
    cells = (
        both_layouts(found.expression, display=False),
        both_layouts(found.variable, display=False),
        both_layouts(found.derivative, display=False) + mathematics(found.condition, display=False),
        both_texts(found.shape),
        f'<a class="nabla-ref" href="{escape(link(row.target))}">{row.target.text}</a>',
    )
    name = row.target.name or ""
    words = escape(f"{row.verdict.statement} {name}".lower())
    return (
        f'<tr data-variable="{found.variable_kind}" data-result="{found.result_kind}" '
        f'data-words="{words}">' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    )


def _controls() -> str:
    return (
        '<form class="nabla-index__controls" hidden>'
        '<label>Search <input type="search" name="words" autocomplete="off"></label>'
        f"{_choice('variable', 'Variable')}{_choice('result', 'Function')}"
        '<output role="status"></output></form>'
    )


def _choice(name: str, label: str) -> str:
    options = "".join(f'<option value="{kind}">{kind}</option>' for kind in KINDS)
    select = f'<select name="{name}"><option value="">any</option>{options}</select>'
    return f"<label>{label} {select}</label>"
