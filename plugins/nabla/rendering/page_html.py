"""A page's HTML with everything that its markers stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from nabla.rendering.claims_html import claims_html
from nabla.rendering.failure_html import failure_html
from nabla.rendering.markers import replace_markers
from nabla.rendering.snippet_html import output_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.page_report import FenceReport, PageReport
    from nabla.references import Reference
    from nabla.rendering.author_text import AuthorText


_NUMBER = re.compile(r"[-+]?\d[\d,_ ]*(?:\.\d*)?(?:[eE][-+]?\d+)?%?")


@dataclass(frozen=True)
class PageRenderer:
    """Renders the blocks of one page.

    Attributes
    ----------
    references
        Those of the page, in the order of their markers.
    words
        Sets the texts of options, and references.
    generated
        What a page may ask for that is made from the whole site, by name.
    """

    page: PageReport
    references: tuple[Reference, ...]
    words: AuthorText
    generated: Mapping[str, Callable[[], str]] = field(default_factory=dict)

    def render(self, html: str) -> str:
        """Put everything into the page."""
        return failure_html(self.page.stray_problems) + replace_markers(html, self._part)

    def _part(self, index: int, part: str) -> str:
        if part in self.generated:
            return self.generated[part]()
        if part == "value":
            return self._value(index)
        if part == "ref":
            return self.words.reference(self.references[index].id)
        fence = self.page.fences[index]
        if part == "open":
            return '<details class="nabla-source"><summary>Source</summary>'
        if part == "close":
            return "</details>"
        if part == "block":
            return self._claims(fence)
        return output_html(fence, self.words) if part == "output" else ""

    def _claims(self, fence: FenceReport) -> str:
        if fence.verdicts:
            return claims_html(fence, self.words)
        reason = f'<p class="nabla-skipped">Not checked: {escape(fence.message or "")}</p>'
        return reason if fence.status == "skipped" else failure_html(fence.problems)

    def _value(self, index: int) -> str:
        output = self.page.inlines[index].output
        if output.value is None:
            reason = output.reason or "failed"
            return (
                f'<span class="nabla-value nabla-value--missing" title="{escape(reason)}">…</span>'
            )
        return f'<span class="nabla-value">{escape(with_minus_signs(output.value))}</span>'


def with_minus_signs(value: str) -> str:
    """Return a plain number with minus signs for its hyphens, and any other text as it is.

    >>> with_minus_signs("-1.5e-07"), with_minus_signs("x-1")
    ('−1.5e−07', 'x-1')
    """
    return value.replace("-", "−") if _NUMBER.fullmatch(value) else value
