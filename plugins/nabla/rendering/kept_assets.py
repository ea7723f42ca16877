"""What a site serves beside its pages, kept from build to build while its sources stay."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.content import content_hash
from nabla.execution.own_files import own_hash
from nabla.execution.reads import digest
from nabla.execution.wire import conforms
from nabla.rendering.site_assets import ElementFiles, SiteAssets, read_text, site_assets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.execution.store import Store

_Pairs = tuple[tuple[str, str], ...]


def kept_site_assets(
    store: Store | None, docs: Path, elements: Mapping[str, str], *, font: bool
) -> SiteAssets:
    """Return what `site_assets` makes, from a store where none of the files has changed.

    Raises
    ------
    PageError
        An element's name or module cannot be used.
    """
    if store is None:
        return site_assets(docs, elements, font=font)
    key = content_hash("assets", own_hash(store), dict(elements), font)
    kept = store.get_plain(key)
    if conforms(kept, tuple[_Pairs, _Pairs, tuple[ElementFiles, ...]]):
        assert isinstance(kept, tuple)
        reads, texts, files = kept
        if all(digest(_file(docs, name)) == content for name, content in reads):
            return SiteAssets(dict(texts), {file.name: file for file in files})
    seen: set[Path] = set()

    def read(file: Path) -> str:
        seen.add(file)
        return read_text(file)

    made = site_assets(docs, elements, font=font, read=read)
    reads = tuple((os.path.relpath(file, docs), digest(file)) for file in sorted(seen))
    store.put_plain(key, (reads, tuple(made.texts.items()), tuple(made.elements.values())))
    return made


def _file(docs: Path, name: str) -> Path:
    return Path(os.path.normpath(docs / name))
