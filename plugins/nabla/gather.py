"""Which files a command means, in reading order, and the settings that go with them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.document import Document, read_document
from nabla.errors import PageError
from nabla.execution.store import Store
from nabla.execution.task import Limits
from nabla.fences import find_fences
from nabla.page_report import Problem, malformed
from nabla.settings import Settings
from nabla.site_options import SiteOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nabla.page_report import Report
    from nabla.site_options import Site

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
"""Those that MkDocs knows."""


def markdown_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the Markdown files that are named or lie in named folders, each once."""
    found: dict[str, Path] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            is_markdown = file.suffix.lower() in SUFFIXES or file == path
            if file.is_file() and not hidden and is_markdown:
                found.setdefault(os.path.normpath(file.absolute()), file)
    return tuple(found.values())


def display_path(file: Path) -> str:
    """Return how messages name a file: seen from here if it lies below."""
    absolute = file.absolute()
    here = Path.cwd()
    return absolute.relative_to(here).as_posix() if absolute.is_relative_to(here) else str(file)


def path_in_site(file: Path, docs: Path) -> str:
    """Return how messages name a page of a site: seen from here, else from the site's folder."""
    shown = display_path(file)
    outside = Path(shown).is_absolute() and file.is_relative_to(docs)
    return f"{docs.name}/{file.relative_to(docs).as_posix()}" if outside else shown


def read_page(file: Path, path: str) -> tuple[Document, Problem | None]:
    """Read a page; one that cannot be read is empty, and a problem."""
    try:
        return read_document(file, path), None
    except PageError as error:
        return Document(path, ""), malformed(error)


def read_documents(
    files: Sequence[Path],
) -> tuple[tuple[Document, ...], dict[str, str], tuple[Problem, ...]]:
    """Read files.

    Returns
    -------
    tuple
        The documents; the absolute folder of each, by its path; what could not be read.
    """
    documents, folders = [], {}
    problems: list[Problem] = []
    for file in files:
        path = display_path(file)
        document, problem = read_page(file, path)
        problems += [problem] if problem else []
        documents.append(document)
        folders[path] = str(file.absolute().parent)
    return tuple(documents), folders, tuple(problems)


def with_problems(report: Report, problems: Mapping[str, Sequence[Problem]]) -> Report:
    """Return a report with further problems of its pages, by the page's path."""
    pages = (
        replace(page, problems=(*page.problems, *problems.get(page.document.path, ())))
        for page in report.pages
    )
    return replace(report, pages=tuple(pages))


def ids_elsewhere(site: Site | None, files: Sequence[Path]) -> frozenset[str]:
    """Return the ids on the pages of a site that are not among some files."""
    if site is None:
        return frozenset()
    chosen = {file.absolute() for file in files}
    others = [file for file in markdown_files([site.docs]) if file.absolute() not in chosen]
    documents, _folders, _unreadable = read_documents(others)
    labels = {f.options.label for document in documents for f in find_fences(document)}
    return frozenset(label for label in labels if label)


def settings_for(
    site: Site | None, folders: dict[str, str], *, jobs: int | None = None, run: bool = True
) -> Settings:
    """Return the settings of a site, as a command line changes them."""
    options = site.options if site else SiteOptions(store=False)
    chosen = replace(options, jobs=jobs or options.jobs, run=run and options.run)
    root = site.root if site else Path.cwd()
    return settings_of(chosen, root, folders, strict=bool(site and site.strict))


def settings_of(
    options: SiteOptions, root: Path, folders: dict[str, str], *, strict: bool
) -> Settings:
    """Return the settings that a site's options mean.

    Parameters
    ----------
    root
        The folder of the site's mkdocs.yml.
    strict
        Whether the site is, unless its options say otherwise.
    """
    return Settings(
        jobs=options.jobs or os.cpu_count() or 1,
        run=options.run,
        strict=strict if options.strict is None else options.strict,
        limits=Limits(seconds=options.timeout, memory_mb=options.memory),
        folders=folders,
        modules=tuple(str((root / name).absolute()) for name in options.modules),
        store=store_of(options, root),
    )


def store_of(options: SiteOptions, root: Path) -> Store | None:
    """Return where a site keeps the results of its pages."""
    if not options.store:
        return None
    return Store(root / str(options.store), options.store_size * 10**6)
