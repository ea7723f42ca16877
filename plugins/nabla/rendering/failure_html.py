"""What is wrong, said at its place in the page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nabla.page_report import Problem


def failure_html(problems: Iterable[Problem]) -> str:
    """Return a box with the problems, empty text if there are none."""
    shown = "\n".join(str(problem) for problem in problems)
    return (
        f'<div class="nabla-failure" role="alert"><pre>{escape(shown)}</pre></div>' if shown else ""
    )
