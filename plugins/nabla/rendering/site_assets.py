"""The style sheet and scripts that a site serves, from the package's and the site's own files."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place
from nabla.rendering.script_bundle import join_modules, module_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ASSETS = Path(__file__).parent.parent / "assets"
FOLDER = "assets/nabla"
STYLES = ("nabla.css", "reading.css", "mathematics.css")
FONT_STYLE = "mathematics-font.css"
LICENCE = "OFL-1.1.txt"

PACKAGE_ELEMENTS = MappingProxyType({"nabla-exercise": "exercise.mjs", "nabla-trial": "trial.mjs"})
"""The package's own elements, with their modules below `ASSETS`."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class ElementFiles:
    """What a page needs that holds one of the site's own elements: addresses below `FOLDER`."""

    script: str
    style: str | None = None


@dataclass(frozen=True)
class SiteAssets:
    """Texts to be served, by their address in the site; and the files of each element."""

    texts: Mapping[str, str]
    elements: Mapping[str, ElementFiles]


def site_assets(docs: Path, elements: Mapping[str, str], *, font: bool) -> SiteAssets:
    """Make everything that is served beside the pages.

    Parameters
    ----------
    docs
        The folder of the site's pages.
    elements
        From the name of a custom element to its module below `docs`.
    font
        Whether the mathematics font is served.

    Raises
    ------
    PageError
        An element's name or module cannot be used.
    """
    texts = {f"{FOLDER}/nabla.css": _styles(font=font), f"{FOLDER}/{LICENCE}": _asset(LICENCE)}
    found = {}
    readers = {folder: functools.cache(_reader(folder)) for folder in (ASSETS, docs)}
    for name, folder, module in _all_elements(docs, elements):
        served = {
            f"elements/{name}.{_digest(text)}.{ending}": text
            for ending, text in _element(name, folder, module, readers[folder]).items()
        }
        texts |= {f"{FOLDER}/{address}": text for address, text in served.items()}
        found[name] = ElementFiles(*served)
    scripts = {name: files.script for name, files in found.items()}
    prelude = f"const ELEMENTS = {json.dumps(scripts)};"
    texts[f"{FOLDER}/nabla.js"] = join_modules("main.mjs", readers[ASSETS], prelude=prelude)
    return SiteAssets(texts, found)


def element_styles(page: str, elements: Mapping[str, ElementFiles]) -> tuple[str, ...]:
    """Return the addresses of the style sheets that a page's elements need.

    >>> files = {"my-plot": ElementFiles("my-plot.1.js", "my-plot.2.css")}
    >>> element_styles("<my-plot></my-plot>", files), element_styles("<p></p>", files)
    (('my-plot.2.css',), ())
    """
    return tuple(
        files.style
        for name, files in elements.items()
        if files.style and f"<{name}" in page and re.search(rf"<{name}[\s>]", page)
    )


def _styles(*, font: bool) -> str:
    names = (*STYLES, FONT_STYLE) if font else STYLES
    return "\n".join(_asset(name) for name in names)


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _all_elements(docs: Path, elements: Mapping[str, str]) -> Iterator[tuple[str, Path, str]]:
    for name, module in PACKAGE_ELEMENTS.items():
        if (ASSETS / module).is_file():
            yield name, ASSETS, module
    for name, module in sorted(elements.items()):
        yield name, docs, module


def _element(name: str, docs: Path, module: str, read: Callable[[str], str]) -> dict[str, str]:
    """Return an element's script and, if it has one, its style, by the ending of their names."""
    if not _NAME.fullmatch(name):
        said = f"{name!r} is no name of an element; small letters and a hyphen, as in my-plot"
        raise PageError(Place("mkdocs.yml", 1), said)
    if not (docs / module).is_file():
        said = f"the module {module} of <{name}> is not in {docs.name}/; mend its path"
        raise PageError(Place("mkdocs.yml", 1), said)
    near = [(docs / address).with_suffix(".css") for address in module_addresses(module, read)]
    styles = [path.read_text(encoding="utf-8") for path in near if path.is_file()]
    written = {"css": "\n".join(styles)} if styles else {}
    return {"js": join_modules(module, read), **written}


def _reader(docs: Path) -> Callable[[str], str]:
    return lambda address: (docs / address).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
