"""A figure's SVG in the colours of the page, light or dark, under ids that can be made its own."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "#22262b": "--nabla-ink",
        "#5a6068": "--nabla-ink-soft",
        "#ffffff": "--nabla-paper",
        "#dddcd6": "--nabla-grid",
        "#1f5fa8": "--nabla-accent-1",
        "#b4460f": "--nabla-accent-2",
        "#0b7458": "--nabla-accent-3",
        "#86468a": "--nabla-accent-4",
        "#000000": "--nabla-ink",
    }
)
"""What a figure is drawn with, and the variable of the page that takes its place."""

OWNER = "nabla-figure-"
"""Begins every id of a figure, until a page puts the figure's name in its place."""

_COLOUR = re.compile("|".join(COLOURS))
_IDENTITY = re.compile(r'(\bid="|href="#|url\(#)')


def follow_page(svg: str) -> str:
    """Return a figure whose colours follow the page; done where it is drawn, so once.

    >>> follow_page('<svg><path id="a" style="fill: #1f5fa8"/></svg>')
    '<svg><path id="nabla-figure-a" style="fill: var(--nabla-accent-1, #1f5fa8)"/></svg>'
    """
    coloured = _COLOUR.sub(lambda match: f"var({COLOURS[match[0]]}, {match[0]})", svg)
    return _IDENTITY.sub(rf"\g<1>{OWNER}", coloured)
