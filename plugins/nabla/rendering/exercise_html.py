"""An exercise: the question, a place for the reader's own answer, hints, and the folded answer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def reader_html(tasks: str) -> str:
    r"""Return the element that checks a reader's answer, with all that it needs to do so.

    Nothing is returned for an exercise that rests on a page's Python: a browser has none.

    >>> reader_html('{"tasks":[]}')
    '<nabla-exercise data-tasks=\'{"tasks":[]}\'></nabla-exercise>'
    """
    if not tasks:
        return ""
    attribute = escape(tasks, quote=False).replace("'", "&#39;")
    return f"<nabla-exercise data-tasks='{attribute}'></nabla-exercise>"
