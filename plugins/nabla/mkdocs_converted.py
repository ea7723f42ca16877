"""What MkDocs made of a page's Markdown, kept to be put back where it need not do so again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from nabla.site_build import Setting

_MADE = ("markdown", "meta", "content", "toc", "_title_from_render", "present_anchor_ids")
"""MkDocs' names for what it makes of a page's text."""


@dataclass(frozen=True)
class Converted:
    """What was made of a page's text.

    Attributes
    ----------
    text
        A hash of the text.
    made
        By MkDocs' names for it.
    links
        Those into other pages that are yet to be checked, by the names of the files.
    setting
        What nabla noted of the page.
    """

    text: str
    made: Mapping[str, Any]
    links: Mapping[str, dict[str, str]] | None
    setting: Setting

    def put_back(self, page: Page, files: Files) -> None:
        """Give a page that MkDocs skipped all that reading and converting it would have given."""
        for name, value in self.made.items():
            setattr(page, name, value)
        page.meta = dict(page.meta)
        if self.links is not None:
            found = {files.get_file_from_path(name): links for name, links in self.links.items()}
            page.links_to_anchors = {file: links for file, links in found.items() if file}


def keep(page: Page, text: str, setting: Setting) -> Converted:
    """Keep what has just been made of a page's text, before anything is added to it."""
    made = {name: getattr(page, name) for name in _MADE}
    made["meta"] = dict(page.meta)
    links = page.links_to_anchors
    named = None if links is None else {file.src_uri: found for file, found in links.items()}
    return Converted(text, made, named, setting)
