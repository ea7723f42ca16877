"""What a site gets beside its pages: evidence, notebooks, picture, font; whatever the host is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nabla.rendering.evidence import evidence_json
from nabla.rendering.mathematics_font import FontUnavailableError
from nabla.rendering.notebook import notebooks
from nabla.rendering.search_entries import search_entries
from nabla.rendering.site_assets import FOLDER
from nabla.rendering.social import (
    PictureUnavailableError,
    Sharing,
    offered_formulas,
    sharing_png,
)
from nabla.site_font import font_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.execution.store import Store
    from nabla.page_report import Report

EVIDENCE = "evidence.json"
FONT = f"{FOLDER}/mathematics.woff2"
PICTURE = f"{FOLDER}/sharing.png"


@dataclass
class Publication:
    """Files by their address in the site, and what pages have to know of them.

    Attributes
    ----------
    notebooks
        From a page's file to the address of its notebook.
    entries
        What the search index gets.
    complaints
        What could not be made, and why.
    """

    files: dict[str, str | bytes] = field(default_factory=dict)
    notebooks: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def address(self, file: str) -> str | None:
        """Return the address of a file if it has been made.

        >>> Publication({"a": ""}).address("a"), Publication().address("a")
        ('a', None)
        """
        return file if file in self.files else None


def publish(report: Report, sources: Mapping[str, str], urls: Mapping[str, str]) -> Publication:
    """Return what is made from the report alone.

    Parameters
    ----------
    sources
        The files of pages as the host names them, by the paths that messages use.
    urls
        The addresses of those that are published.
    """
    made = notebooks(report, sources)
    files: dict[str, str | bytes] = {EVIDENCE: evidence_json(report, times=False)}
    files |= dict(made.values())
    addresses = {source: address for source, (address, _) in made.items()}
    return Publication(files, addresses, list(search_entries(report, urls)))


def add_font(publication: Publication, html: str, store: Store | None) -> None:
    """Add the mathematics font for some pages."""
    try:
        publication.files[FONT] = font_for(html, store)
    except FontUnavailableError as error:
        publication.complaints.append(f"mathematics is set in the reader's font: {error}")


def add_picture(
    publication: Publication, report: Report, words: tuple[str, str], store: Store | None
) -> None:
    """Add the picture for those who share the site's address, with its name and description."""
    try:
        picture = sharing_png(Sharing(*words, offered_formulas(report)), store)
    except PictureUnavailableError as error:
        publication.complaints.append(f"the site has no picture to be shared with: {error}")
    else:
        publication.files[PICTURE] = picture
