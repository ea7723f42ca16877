"""From page to page of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.numbering import Target


@dataclass(frozen=True)
class SiteLinks:
    """The addresses and titles of the pages of a site, by the paths that messages use.

    Attributes
    ----------
    relative
        From two addresses to the way from the second to the first.

    >>> links = SiteLinks({"docs/a.md": "a/"}, {"docs/a.md": "A"}, lambda to, origin: f"../{to}")
    >>> links.to_page("docs/a.md", "docs/b.md")
    ('#', 'docs/b.md')
    """

    urls: Mapping[str, str]
    titles: Mapping[str, str]
    relative: Callable[[str, str], str]

    def to_target(self, origin: str, target: Target) -> str:
        """Return the address of something with a number, seen from a page."""
        if target.path not in self.urls:
            return f"#{target.id}"
        return f"{self.relative(self.urls[target.path], self.urls[origin])}#{target.id}"

    def to_page(self, origin: str, path: str) -> tuple[str, str]:
        """Return the address of a page, seen from another, and its title."""
        if path not in self.urls:
            return "#", path
        return self.relative(self.urls[path], self.urls[origin]), self.titles.get(path, path)
