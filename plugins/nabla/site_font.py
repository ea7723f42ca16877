"""The mathematics font of a site, made of the characters that its pages use, and kept."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from nabla.rendering.mathematics_font import build_font, find_characters, name_font

if TYPE_CHECKING:
    from nabla.execution.store import Store

_PACKAGES = ("ziamath", "fontTools", "brotli")


def has_font_packages() -> bool:
    """Tell whether a font can be made here."""
    return all(importlib.util.find_spec(name) for name in _PACKAGES)


def font_for(html: str, store: Store | None) -> bytes:
    """Return the font for some pages, from a store where it was kept, or made anew.

    Raises
    ------
    FontUnavailableError
        It cannot be made here.
    """
    characters = find_characters(html)
    kept = None if store is None else store.get_plain(name_font(characters))
    if isinstance(kept, bytes):
        return kept
    font = build_font(characters).woff2
    if store is not None:
        store.put_plain(name_font(characters), font)
    return font
