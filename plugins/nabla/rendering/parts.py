"""The parts of a page between its headings, which a browser may leave aside until they are near.

A long chapter has thousands of elements of mathematics; styled all at once they hold up the page.
Headings stay outside, because themes measure where each stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from markdown import Markdown

_HEADING = re.compile("h[1-6]")
_BLOCKS = 8
"""A part holds no more; what follows is a part of its own."""
_LAST = 1
"""After every treeprocessor that looks for headings or adds to the page's end."""


class _Parts(Treeprocessor):
    def run(self, root: Element) -> None:
        """Put what follows each heading but a page's title into parts of a few blocks."""
        part: Element | None = None
        for child in list(root):
            if _HEADING.fullmatch(child.tag):
                part = None if child.tag == "h1" else Element("div", {"class": "nabla-part"})
                continue
            if part is None:
                continue
            if len(part) == _BLOCKS:
                part = Element("div", {"class": "nabla-part"})
            if not len(part):
                root.insert(list(root).index(child), part)
            root.remove(child)
            part.append(child)
            part.set("style", f"--nabla-blocks:{len(part)}")


class Parts(Extension):
    r"""Python-Markdown's extension that divides a page at its headings.

    >>> from markdown import markdown
    >>> print(markdown("# A\n\nb\n\n## C\n\nd", extensions=[Parts()]))
    <h1>A</h1>
    <p>b</p>
    <h2>C</h2>
    <div class="nabla-part" style="--nabla-blocks:1"><p>d</p>
    </div>
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's interface
        """Add the division."""
        md.treeprocessors.register(_Parts(md), "nabla-parts", _LAST)


def makeExtension(**options: Any) -> Parts:  # noqa: N802, ANN401 - Markdown's interface
    """Return the extension, for a site that names it among its own."""
    return Parts(**options)
