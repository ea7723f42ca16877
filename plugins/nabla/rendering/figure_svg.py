"""A figure's SVG as a part of a page."""

from __future__ import annotations

from nabla.execution.figure_colours import OWNER


def page_svg(svg: str, name: str) -> str:
    """Return a figure whose ids are its own, since one page may hold several figures.

    >>> page_svg('<svg><use href="#nabla-figure-a"/></svg>', "fig-x")
    '<svg><use href="#fig-x-a"/></svg>'
    """
    return svg.replace(OWNER, f"{name}-")
