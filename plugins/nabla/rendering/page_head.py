"""What the head of a page lets load early."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def with_links(html: str, styles: Iterable[str], font: str | None) -> str:
    """Return a whole page with links to styles, and to the font if the page needs it.

    >>> with_links("<head></head><math/>", ["a.css"], None)
    '<head><link rel="stylesheet" href="a.css"></head><math/>'
    """
    links = [f'<link rel="stylesheet" href="{style}">' for style in styles]
    if font is not None and "<math" in html:
        kind = 'as="font" type="font/woff2" crossorigin'
        links.append(f'<link rel="preload" href="{font}" {kind}>')
    return html.replace("</head>", f"{''.join(links)}</head>", 1)
