"""A figure's SVG in the colours of the page, light or dark."""

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
"""What the worker draws with, and the variable of the page that takes its place."""

_COLOUR = re.compile("|".join(COLOURS))
_IDENTITY = re.compile(r'(\bid="|href="#|url\(#)')


def page_svg(svg: str, name: str) -> str:
    """Return a figure whose colours follow the page and whose ids are its own.

    Parameters
    ----------
    name
        Goes in front of every id, since one page may hold several figures.

    >>> page_svg('<svg><path id="a" style="fill: #1f5fa8"/></svg>', "fig-x")
    '<svg><path id="fig-x-a" style="fill: var(--nabla-accent-1, #1f5fa8)"/></svg>'
    """
    coloured = _COLOUR.sub(lambda match: f"var({COLOURS[match[0]]}, {match[0]})", svg)
    return _IDENTITY.sub(lambda match: f"{match[1]}{name}-", coloured)
