"""All rows of all gradient tables as one table, each leading to the place where it is derived."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from nabla.language.inference import Shapes
from nabla.language.shapes import SCALAR
from nabla.rendering.claims_html import both_layouts, both_texts, mathematics
from nabla.rendering.formula_tex import differentiated, gradient_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nabla.language.block import Claim
    from nabla.language.shapes import Shape
    from nabla.numbering import Target
    from nabla.page_report import Report

KINDS = ("scalar", "vector", "matrix")


@dataclass(frozen=True)
class IndexRow:
    """One row: a claim, where it stands, and what it maps to what."""

    claim: Claim
    target: Target
    outcome: str
    variable: str
    result: str


def kind_of(shape: Shape | None) -> str:
    """Say what a value of a shape is.

    >>> kind_of((1, 1)), kind_of(("n", 1)), kind_of((1, "n")), kind_of(("m", "n"))
    ('scalar', 'vector', 'vector', 'matrix')
    """
    if shape is None or shape == SCALAR:
        return "scalar"
    return "vector" if 1 in shape else "matrix"


def index_rows(report: Report) -> Iterator[IndexRow]:
    """Yield the rows of all gradient tables in reading order."""
    for page in report.pages:
        for part in page.fences:
            if part.fence.kind != "gradients" or part.block is None or part.target is None:
                continue
            for claim, verdict in zip(part.block.claims, part.verdicts, strict=False):
                infer = Shapes(claim.scope)
                function, variable = differentiated(claim)
                kinds = kind_of(infer(variable)), kind_of(infer(function))
                yield IndexRow(claim, part.target, verdict.outcome, *kinds)


def index_html(report: Report, link: Callable[[Target], str]) -> str:
    """Return the index: controls that a script brings to life, and the whole table without it."""
    rows = "".join(_row(row, link) for row in index_rows(report))
    names = ("Expression", "Variable", "Derivative", "Shape", "Derived in")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<div class="nabla-index">{_controls()}'
        '<div class="nabla-table nabla-gradients" tabindex="0" role="group" '
        'aria-label="Formula index"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )


def _row(row: IndexRow, link: Callable[[Target], str]) -> str:
    found = gradient_row(row.claim)
    cells = (
        both_layouts(found.expression, display=False),
        both_layouts(found.variable, display=False),
        both_layouts(found.derivative, display=False) + mathematics(found.condition, display=False),
        both_texts(found.shape),
        f'<a class="nabla-ref" href="{escape(link(row.target))}">{row.target.text}</a>',
    )
    name = row.target.name or ""
    words = escape(f"{row.claim.statement} {name}".lower())
    return (
        f'<tr data-variable="{row.variable}" data-result="{row.result}" data-words="{words}">'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
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
