"""An exercise: the question, a place for the reader's own answer, hints, and the folded answer."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from nabla.language.text import expression_text
from nabla.rendering.exercise_cases import questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.block import Block
    from nabla.numbering import Target


def exercise_html(
    target: Target, name: str, question: str, hints: Sequence[str], answer: str, reader: str
) -> str:
    """Return an exercise as HTML; without scripts its hints and its answer can be unfolded.

    Parameters
    ----------
    name, question, hints, answer
        HTML of the parts.
    reader
        Where the reader's own answer is typed, see `reader_html`.
    """
    folded = "".join(
        f'<details class="nabla-hint"><summary>Hint {number}</summary>{hint}</details>'
        for number, hint in enumerate(hints, 1)
    )
    return (
        f'<section class="nabla-exercise" id="{target.id}" aria-label="{target.text}">'
        f'<p><a class="nabla-number" href="#{target.id}">{target.text}</a>{name}</p>'
        f"{question}{reader}{folded}"
        f'<details class="nabla-answer"><summary>Answer</summary>{answer}</details></section>'
    )


def reader_html(block: Block) -> str:
    r"""Return the element that checks a reader's answer, with all that it needs to do so.

    Nothing is returned for an exercise that rests on a page's Python: a browser has none.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> reader_html(parse_block("let x in R\nd(x**2)/d(x) = 2 * x", Place("a.md", 1)))[:28]
    "<nabla-exercise data-tasks='"
    """
    asked = questions(block)
    if not asked:
        return ""
    lefts = {claim.row: expression_text(claim.left) for claim in reversed(block.claims)}
    tasks = [
        {**question.plain(), "left": lefts[row]}
        for question, row in zip(asked, sorted(lefts), strict=True)
    ]
    given = {"declarations": block.declarations, "tasks": tasks}
    text = json.dumps(given, separators=(",", ":"), ensure_ascii=False)
    attribute = escape(text, quote=False).replace("'", "&#39;")
    return f"<nabla-exercise data-tasks='{attribute}'></nabla-exercise>"
