"""A page's HTML with everything that its markers stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from nabla.rendering.claims_html import claims_html
from nabla.rendering.failure_html import failure_html
from nabla.rendering.markers import replace_markers
from nabla.rendering.snippet_html import output_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.numbering import Target
    from nabla.references import Reference
    from nabla.report import PageReport


@dataclass(frozen=True)
class PageRenderer:
    """Renders the blocks of one page.

    Attributes
    ----------
    references
        Those of the page, in the order of their markers.
    targets
        What can be referred to, by id.
    link
        From a target to the address that leads to it from this page.
    caption
        From the Markdown of a caption to HTML.
    generated
        What a page may ask for that is made from the whole site, by name.
    """

    page: PageReport
    references: tuple[Reference, ...]
    targets: Mapping[str, Target]
    link: Callable[[Target], str]
    caption: Callable[[str], str]
    generated: Mapping[str, Callable[[], str]] = field(default_factory=dict)

    def render(self, html: str) -> str:
        """Put everything into the page."""
        stray = [problem for part in self.page.inlines for problem in part.problems]
        box = failure_html([*self.page.problems, *stray])
        return box + replace_markers(html, self._part)

    def _part(self, index: int, part: str) -> str:
        if part in self.generated:
            return self.generated[part]()
        if part == "value":
            return self._value(index)
        if part == "ref":
            return self._reference(index)
        fence = self.page.fences[index]
        if part == "open":
            return '<details class="nabla-source"><summary>Source</summary>'
        if part == "close":
            return "</details>"
        if part == "block":
            return (
                failure_html(fence.problems)
                if not fence.verdicts
                else claims_html(fence, self.caption)
            )
        return output_html(fence, self.caption) if part == "output" else ""

    def _value(self, index: int) -> str:
        output = self.page.inlines[index].output
        if output.value is None:
            reason = output.reason or "failed"
            return (
                f'<span class="nabla-value nabla-value--missing" title="{escape(reason)}">…</span>'
            )
        return f'<span class="nabla-value">{escape(output.value)}</span>'

    def _reference(self, index: int) -> str:
        name = self.references[index].id
        target = self.targets.get(name)
        if target is None:
            return f"<strong>@{escape(name)}</strong>"
        return f'<a class="nabla-ref" href="{escape(self.link(target))}">{escape(target.text)}</a>'
