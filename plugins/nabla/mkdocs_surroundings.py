"""All that the pages of a site may depend on beside their own texts, to see whether it changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

_KNOWN_PLUGINS = frozenset({"nabla", "search", "material/search"})
"""Those that treat each page by itself, nabla's dirty builds seeing to the rest."""
_READERS = frozenset(
    {"pymdownx.snippets", "pymdownx.b64", "markdown_include.include", "mdx_include"}
)
"""Markdown extensions that put other files into a page."""


def surroundings(files: Files, config: MkDocsConfig) -> object:
    """Return a value that changes with the configuration, the theme, and the names of all files.

    Where a plugin or extension may make a page from other files as well, it changes with any file.
    """
    names = sorted((file.src_uri, file.inclusion.value) for file in files if file.abs_src_path)
    watched = [path for path in (config.theme.custom_dir, *config.watch) if path]
    if may_read_other_files(config):
        watched.append(config.docs_dir)
    stamps = [(str(file), stamp(file)) for file in _files_below(map(Path, watched))]
    return repr(config.user_configs), names, stamps


def may_read_other_files(config: MkDocsConfig) -> bool:
    """Tell whether a page may show what stands in another file."""
    unknown = set(config.plugins) - _KNOWN_PLUGINS
    return bool(unknown) or not _READERS.isdisjoint(map(str, config.markdown_extensions))


def stamp(file: str | Path) -> tuple[int, int]:
    """Return the size of a file and when it was changed."""
    status = Path(file).stat()
    return status.st_size, status.st_mtime_ns


def _files_below(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and file.suffix != ".pyc")
