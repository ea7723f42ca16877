"""The pages of a site as MkDocs knows them: their files, paths and addresses, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.utils import get_relative_url

from nabla.document import Document
from nabla.gather import path_in_site, read_page
from nabla.rendering.site_links import SiteLinks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from nabla.page_report import Problem


@dataclass(frozen=True)
class SitePages:
    """The pages of a site that are published.

    Attributes
    ----------
    files
        By the paths that messages use, in reading order.
    paths
        Those paths, by the names that MkDocs has for the files.
    """

    files: Mapping[str, File] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)

    def read(self) -> list[tuple[Document, Problem | None]]:
        """Read all of them; one that cannot be read is empty, and a problem."""
        return [_read(file, path) for path, file in self.files.items()]

    def folders(self) -> dict[str, str]:
        """Return the folder of each, by its path."""
        return {
            path: str(Path(file.abs_src_path).parent)
            for path, file in self.files.items()
            if file.abs_src_path
        }

    def shown(self) -> dict[str, Page]:
        """Return those of which there is something to show, by their paths."""
        return {path: file.page for path, file in self.files.items() if file.page}

    def urls(self) -> dict[str, str]:
        """Return the address of each that is shown, by its path."""
        return {path: self.files[path].url for path in self.shown()}

    def sources(self) -> dict[str, str]:
        """Return MkDocs' name of each, by its path."""
        return {path: file.src_uri for path, file in self.files.items()}

    def html(self) -> dict[str, str]:
        """Return the HTML of each, by its path, as far as it is made."""
        return {path: page.content or "" for path, page in self.shown().items()}

    def links(self) -> SiteLinks:
        """Return the ways between them."""
        titles = {path: str(page.title) for path, page in self.shown().items() if page.title}
        return SiteLinks(self.urls(), titles, get_relative_url)


def find_pages(nav: Navigation, files: Files, docs: Path) -> SitePages:
    """Return the pages of a site, each once: those of the navigation first."""
    every = [page.file for page in nav.pages]
    every += [file for file in files.documentation_pages() if file.inclusion.is_included()]  # type: ignore[no-untyped-call] # MkDocs leaves it untyped
    paths = {file.src_uri: _path(file, docs) for file in every}
    return SitePages({paths[file.src_uri]: file for file in every}, paths)


def _path(file: File, docs: Path) -> str:
    return path_in_site(Path(file.abs_src_path), docs) if file.abs_src_path else file.src_uri


def _read(file: File, path: str) -> tuple[Document, Problem | None]:
    if file.abs_src_path:
        return read_page(Path(file.abs_src_path), path)
    return Document(path, file.content_string), None
