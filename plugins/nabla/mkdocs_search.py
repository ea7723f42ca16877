"""What a site's search plugin reads of its pages, and what its index holds in the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.rendering.search_index import Entry, index_text, merge_entries
from nabla.rendering.sketch import Sketch, sketch_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mkdocs.plugins import PluginCollection
    from mkdocs.structure.pages import Page


class SiteSearch:
    """Stands around the search plugin of a site, if it has one."""

    def __init__(self) -> None:
        self._used = False
        self._sketch = Sketch("")
        self._entries: list[Entry] = []

    def find(self, plugins: PluginCollection) -> None:
        """Look for the plugin; Material's keeps no index of its own between dirty builds.

        It would drop the entries of all pages below the first that is built, which is every page
        once the start page is; `finish` keeps them page by page.
        """
        found = [plugin for name, plugin in plugins.items() if name.rpartition("/")[2] == "search"]
        self._used = bool(found)
        for plugin in found:
            if hasattr(plugin, "is_dirty"):
                plugin.is_dirty = False

    def show_words(self, page: Page) -> None:
        """Show a page to the plugins that read it as words, which search makes quick work of."""
        if self._used:
            self._sketch = sketch_page(page.content or "")
            page.content = self._sketch.html

    def show_all(self, page: Page) -> None:
        """Put the figures and formulas back."""
        if self._used:
            page.content = self._sketch.complete(page.content or "")

    def finish(self, folder: str, entries: Sequence[Entry], written: Mapping[str, bool]) -> None:
        """Complete the index of the site in a folder.

        Parameters
        ----------
        entries
            What it holds beside the words of pages.
        written
            The addresses of all pages, in order, and whether each was written in this build.
        """
        file = Path(folder) / "search" / "search_index.json"
        if not self._used or not file.is_file():
            return
        index = json.loads(file.read_text(encoding="utf-8"))
        if not all(written.values()):
            read = [page for page, is_new in written.items() if is_new]
            index["docs"] = merge_entries(self._entries, index["docs"], list(written), read)
            index.pop("index", None)  # made ahead of the pages that were written; browsers make it
        self._entries = index["docs"]
        file.write_text(index_text({**index, "docs": [*index["docs"], *entries]}), encoding="utf-8")
