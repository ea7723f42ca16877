"""Dirty builds of a served site, which show what whole builds would show.

MkDocs skips in a dirty build each page whose file is older than its HTML. Here content decides,
twice: Markdown is converted again where its text has changed, and a page is written again where
anything has that its template is given. What was converted earlier is put back into the pages that
MkDocs skipped, so the whole site is there for numbers, references, evidence, font and navigation.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import InclusionLevel
from mkdocs.utils import clean_directory

from nabla.mkdocs_converted import Converted, keep
from nabla.mkdocs_surroundings import stamp, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.structure.toc import AnchorLink

    from nabla.site_build import SiteBuild


class DirtyBuilds:
    """Keeps from build to build of a server what has to be made again only where it changes.

    Attributes
    ----------
    written
        The addresses of all pages, in order, and whether the build writes them.
    """

    def __init__(self) -> None:
        self.written: dict[str, bool] = {}
        self._has_begun = False
        self._surroundings: object = None
        self._converted: dict[str, Converted] = {}
        self._copied: dict[str, tuple[int, int]] = {}
        self._given: dict[str, str] = {}
        self._written: dict[str, str] = {}

    def forget(self) -> None:
        """Make everything anew in the next build."""
        self._surroundings = None
        for kept in (self._converted, self._copied, self._given, self._written):
            kept.clear()

    def begin(self, files: Files, config: MkDocsConfig) -> None:
        """Tell MkDocs which pages to convert, and which other files to copy."""
        now = surroundings(files, config)
        if now != self._surroundings:
            self.forget()
            if self._has_begun:
                clean_directory(config.site_dir)
        self._has_begun, self._surroundings = True, now
        for file in _pages(files):
            kept = self._converted.get(file.src_uri)
            _answer(file, modified=kept is None or kept.text != _text_of(file))
        for file in files:
            if file.abs_src_path and not file.is_documentation_page():
                found = stamp(file.abs_src_path)
                _answer(file, modified=self._copied.get(file.src_uri) != found)
                self._copied[file.src_uri] = found

    def complete(self, files: Files, paths: Mapping[str, str], build: SiteBuild) -> None:
        """Keep what has been converted, and put the rest back where MkDocs skipped it."""
        for file in _pages(files):
            page, path = file.page, paths.get(file.src_uri, file.src_uri)
            assert page is not None, "MkDocs makes a page of each file before it reads it"
            if page.markdown is not None:
                kept = keep(page, _text_of(file), build.setting_of(path))
                self._converted[file.src_uri] = kept
            else:
                kept = self._converted[file.src_uri]
                kept.put_back(page, files)
                build.resume(path, kept.setting)

    def decide(self, files: Files, nav: Navigation, beside: object) -> None:
        """Tell MkDocs which pages to write: those whose template is given anything new.

        Parameters
        ----------
        beside
            What is made from all pages that a page may link to.
        """
        pages = [file.page for file in _pages(files) if file.page]
        site = _hash(repr((beside, _outline(nav.items), [_named(page) for page in pages])))
        self._given = {page.file.src_uri: _hash(site + repr(_shown(page))) for page in pages}
        self.written = {}
        for page in pages:
            name = page.file.src_uri
            self.written[page.url] = self._written.get(name) != self._given[name]
            _answer(page.file, modified=self.written[page.url])

    def note(self, page: Page) -> None:
        """Remember with what a page is written."""
        self._written[page.file.src_uri] = self._given[page.file.src_uri]


def silence_warning() -> None:
    """Keep MkDocs from warning of stale pages, which ends a strict build; here there are none."""
    logging.getLogger("mkdocs.commands.build").addFilter(_is_due)


def _is_due(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("A 'dirty' build")


def _answer(file: File, *, modified: bool) -> None:
    """Answer for a file the question by which MkDocs skips it."""
    answer: Callable[[], bool] = lambda: modified  # noqa: E731 - so that it has a type
    file.is_modified = answer  # type: ignore[method-assign] # of this file only


def _pages(files: Files) -> list[File]:
    """Return the pages that are served, drafts among them."""
    return list(files.documentation_pages(inclusion=InclusionLevel.is_in_serve))


def _outline(items: Iterable[StructureItem]) -> list[Any]:
    """Return what the navigation shows, apart from the pages' own words."""
    return [
        (
            type(item).__name__,
            item.title,
            getattr(item, "url", None),
            _outline(getattr(item, "children", None) or ()),
        )
        for item in items
    ]


def _named(page: Page) -> tuple[Any, ...]:
    """Return what other pages may show of a page."""
    return page.file.src_uri, page.file.inclusion, page.url, page.title, page.meta


def _shown(page: Page) -> tuple[Any, ...]:
    return page.file.src_uri, page.content, page.update_date, _headings(page.toc)


def _headings(links: Iterable[AnchorLink]) -> list[Any]:
    return [(link.id, link.level, link.title, _headings(link.children)) for link in links]


def _text_of(file: File) -> str:
    return _hash(file.content_bytes)


def _hash(text: str | bytes) -> str:
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()
