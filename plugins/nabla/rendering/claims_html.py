"""Formulas, gradient tables and exercises, each set from what was checked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nabla.language.block_text import Both
from nabla.rendering.evidence_html import evidence_html
from nabla.rendering.exercise_html import exercise_html, reader_html
from nabla.rendering.failure_html import failure_html
from nabla.rendering.mathematics import TexError, render
from nabla.rendering.mathematics_html import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.numbering import Target
    from nabla.page_report import FenceReport
    from nabla.rendering.author_text import AuthorText

TABLE = '<table class="nabla-grid">'
"""Themes wrap a table without a class in a box of their own that scrolls."""


def claims_html(part: FenceReport, words: AuthorText) -> str:
    """Return a formula, a gradient table or an exercise as HTML."""
    failures = failure_html(part.problems)
    if part.fence.options.show == "none":
        return failures
    kind = part.fence.kind
    if kind == "gradients":
        return _gradients(part, words) + failures
    if kind == "exercise":
        return _exercise(part, words) + failures
    return _formula(part, words) + failures


def mathematics(tex: str, *, display: bool) -> str:
    """Set TeX; what cannot be set stays readable."""
    if not tex:
        return ""
    try:
        return wrap(tex, render(tex, display=display), display=display)
    except TexError:
        return f'<code class="nabla-error">{escape(tex)}</code>'


def both_layouts(both: Both, *, display: bool) -> str:
    """Set a formula in numerator and, where it differs, in denominator layout."""
    first = mathematics(both.numerator, display=display)
    if both.numerator == both.denominator:
        return first
    second = mathematics(both.denominator, display=display)
    tag = "div" if display else "span"
    return (
        f'<{tag} class="nabla-layout nabla-layout--numerator">{first}</{tag}>'
        f'<{tag} class="nabla-layout nabla-layout--denominator">{second}</{tag}>'
    )


def both_texts(both: Both) -> str:
    """Set a plain text in both layouts."""
    if both.numerator == both.denominator:
        return escape(both.numerator)
    return (
        f'<span class="nabla-layout nabla-layout--numerator">{escape(both.numerator)}</span>'
        f'<span class="nabla-layout nabla-layout--denominator">{escape(both.denominator)}</span>'
    )


def _formula(part: FenceReport, words: AuthorText) -> str:
    assert part.target is not None
    name = (
        f'<div class="nabla-caption">{_name(part, words)}</div>' if part.fence.options.name else ""
    )
    setting = both_layouts(_display(part), display=True)
    return (
        f'<div class="nabla-formula" id="{part.target.id}"><div>{setting}</div>'
        f'<a class="nabla-number" href="#{part.target.id}" '
        f'aria-label="{part.target.text}">({part.target.number})</a>'
        f"{evidence_html(part, part.verdicts, part.texts)}{name}</div>"
    )


def _display(part: FenceReport) -> Both:
    """Return the author's own TeX, or all statements of the fence."""
    assert part.shown is not None
    by_hand = (part.fence.options.latex or "").strip()
    return Both(by_hand, by_hand) if by_hand else part.shown.display


def _name(part: FenceReport, words: AuthorText) -> str:
    name = words.name(part.fence.options.name or "")
    text = part.fence.options.caption
    return f"{name}. {words.caption(text)}" if text else name


def _gradients(part: FenceReport, words: AuthorText) -> str:
    assert part.target is not None
    assert part.shown is not None
    rows = []
    for index, row in enumerate(part.shown.rows):
        evidence = evidence_html(
            part, part.verdicts[index : index + 1], part.texts[index : index + 1]
        )
        cells = [
            both_layouts(row.expression, display=False),
            both_layouts(row.variable, display=False),
            both_layouts(row.derivative, display=False) + mathematics(row.condition, display=False),
            both_texts(row.shape),
            evidence,
        ]
        rows.append(_row(cells))
    names = ("Expression", "Variable", "Derivative", "Shape")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    head += '<th scope="col" class="nabla-marks">Evidence</th>'
    text = words.caption(part.fence.options.caption or part.fence.options.name or "")
    number = f'<a class="nabla-number" href="#{part.target.id}">{part.target.text}</a>'
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
    return table_figure(part.target, f"{number} {text}", body)


def table_figure(target: Target, caption: str, rows: str) -> str:
    """Return a table that scrolls inside itself, below a caption that does not."""
    return (
        f'<figure class="nabla-tabular" id="{target.id}"><figcaption>{caption}</figcaption>'
        f'<div class="nabla-table" tabindex="0" role="group" aria-label="{target.text}">'
        f"{TABLE}{rows}</table></div></figure>"
    )


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _exercise(part: FenceReport, words: AuthorText) -> str:
    assert part.target is not None
    assert part.shown is not None
    options = part.fence.options
    evidence = evidence_html(part, part.verdicts, part.texts)
    answer = f"<div>{both_layouts(_display(part), display=True)}</div>{evidence}"
    return exercise_html(
        part.target,
        name=f" {words.name(options.name)}" if options.name else "",
        question=both_layouts(part.shown.question, display=True),
        hints=[words.caption(hint) for hint in options.hints],
        answer=f'<div class="nabla-formula">{answer}</div>',
        reader=reader_html(part.shown.tasks),
    )
