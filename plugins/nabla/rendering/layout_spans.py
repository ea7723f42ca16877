"""Running text that follows the reader's layout, and a site's own elements as blocks of a page.

``a [row]{.numerator}[column]{.denominator} of slopes`` reads "a row of slopes" in the one layout
and "a column of slopes" in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from markdown import Markdown

_SPAN = r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\{\s*\.(numerator|denominator)\s*\}"
_BEFORE_LINKS = 175


class _LayoutSpan(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override] # noqa: N802, ARG002 - Markdown's interface
        span = Element("span", {"class": f"nabla-layout nabla-layout--{m[2]}"})
        span.text = m[1]
        return span, m.start(0), m.end(0)


class LayoutSpans(Extension):
    """Python-Markdown's extension for ``[text]{.numerator}`` and ``[text]{.denominator}``.

    >>> from markdown import markdown
    >>> markdown("a [row]{.numerator}", extensions=[LayoutSpans()])
    '<p>a <span class="nabla-layout nabla-layout--numerator">row</span></p>'
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's interface
        """Add the pattern."""
        md.inlinePatterns.register(_LayoutSpan(_SPAN, md), "nabla-layout", _BEFORE_LINKS)


class OwnElements(Extension):
    r"""Python-Markdown's extension that lets a site's custom elements stand as blocks.

    >>> from markdown import markdown
    >>> page = "<my-plot>\\n<p>A curve.</p>\\n</my-plot>"
    >>> markdown(page, extensions=[OwnElements(["my-plot"])]) == page
    True
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's interface
        """Add the names to those of blocks."""
        md.block_level_elements.extend(self._names)
