"""The texts of options as HTML, with the references in them as links."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from nabla.document import Document
from nabla.references import find_references

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.numbering import Target


@dataclass(frozen=True)
class AuthorText:
    """Sets what an author wrote in a caption, a hint, a name or an alternative text.

    Attributes
    ----------
    markdown
        From Markdown to HTML.
    targets
        What can be referred to, by id.
    link
        From a target to the address that leads to it from this page.
    """

    markdown: Callable[[str], str]
    targets: Mapping[str, Target]
    link: Callable[[Target], str]

    def caption(self, text: str) -> str:
        """Set a caption or a hint, which may hold Markdown and TeX."""
        return self.markdown(_replaced(text, self.reference, str))

    def name(self, text: str) -> str:
        """Set a name, in which only references mean something."""
        return _replaced(text, self.reference, escape)

    def plain(self, text: str) -> str:
        """Set an alternative text, in which a reference is words."""
        return _replaced(text, self._number, escape)

    def reference(self, name: str) -> str:
        """Set a reference as a link that reads as a number."""
        target = self.targets.get(name)
        if target is None:
            return f"<strong>@{escape(name)}</strong>"
        return f'<a class="nabla-ref" href="{escape(self.link(target))}">{escape(target.text)}</a>'

    def _number(self, name: str) -> str:
        target = self.targets.get(name)
        return escape(target.text) if target else f"@{escape(name)}"


def _replaced(text: str, reference: Callable[[str], str], other: Callable[[str], str]) -> str:
    parts, position = [], 0
    for found in find_references(Document("option", text)):
        parts += [other(text[position : found.start]), reference(found.id)]
        position = found.end
    return "".join([*parts, other(text[position:])])
