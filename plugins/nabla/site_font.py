"""The mathematics font of a site, made of the characters that its pages use, and kept."""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING

from nabla.rendering.mathematics_font import build_font, find_characters, name_font

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGES = ("ziamath", "fontTools", "brotli")


def has_font_packages() -> bool:
    """Tell whether a font can be made here."""
    return all(importlib.util.find_spec(name) for name in _PACKAGES)


def font_for(html: str, folder: Path | None) -> bytes:
    """Return the font for some pages, from a folder where it was kept, or made anew.

    Raises
    ------
    FontUnavailableError
        It cannot be made here.
    """
    characters = find_characters(html)
    if folder is None:
        return build_font(characters).woff2
    kept = folder / name_font(characters)
    if not kept.is_file():
        font = build_font(characters)
        folder.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_bytes(font.woff2)
        new.replace(kept)
    return kept.read_bytes()
