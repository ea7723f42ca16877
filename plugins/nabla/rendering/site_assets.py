"""The style sheet and scripts that a site serves, from the package's and the site's own files."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.rendering.script_bundle import Shared

    Read = Callable[[Path], str]

ASSETS = Path(__file__).parent.parent / "assets"
FOLDER = "assets/nabla"
STYLES = (
    *("nabla.css", "tables.css", "snippets.css", "layouts.css"),
    *("reading.css", "mathematics.css"),
)
FONT_STYLE = "mathematics-font.css"
LICENCE = "OFL-1.1.txt"

PACKAGE_ELEMENTS = MappingProxyType({"nabla-exercise": "exercise.mjs", "nabla-trial": "trial.mjs"})
"""The package's own elements, with their modules below `ASSETS`."""

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class ElementFiles:
    """What a page needs that holds one of the site's own elements: addresses below `FOLDER`.

    Attributes
    ----------
    name
        Of the element.
    scripts
        In the order in which they are to run: what elements share comes first.
    """

    name: str
    scripts: tuple[str, ...]
    style: str | None = None


@dataclass(frozen=True)
class SiteAssets:
    """Texts to be served, by their address in the site; and the files of each element."""

    texts: Mapping[str, str]
    elements: Mapping[str, ElementFiles]


def read_text(file: Path) -> str:
    """Return what a file says."""
    return file.read_text(encoding="utf-8")


def site_assets(
    docs: Path, elements: Mapping[str, str], *, font: bool, read: Read = read_text
) -> SiteAssets:
    """Make everything that is served beside the pages.

    Parameters
    ----------
    docs
        The folder of the site's pages.
    elements
        From the name of a custom element to its module below `docs`.
    font
        Whether the mathematics font is served.
    read
        Gives what a file says, for whoever wants to know which files count; those that are looked
        for in vain are among them.

    Raises
    ------
    PageError
        An element's name or module cannot be used.
    """
    texts = {
        f"{FOLDER}/nabla.css": _styles(read, font=font),
        f"{FOLDER}/{LICENCE}": read(ASSETS / LICENCE),
    }
    found: dict[str, ElementFiles] = {}
    own = {
        name: module for name, module in sorted(elements.items()) if _is_usable(docs, name, module)
    }
    for folder, chosen, label in ((ASSETS, PACKAGE_ELEMENTS, "nabla"), (docs, own, "site")):
        served = _elements(folder, chosen, label, read)
        found |= served.elements
        texts |= {f"{FOLDER}/{address}": text for address, text in served.texts.items()}
    from nabla.rendering.script_bundle import join_modules  # a build that has kept all needs none
    from nabla.rendering.script_text import without_comments

    scripts = {name: files.scripts for name, files in found.items()}
    prelude = f"const ELEMENTS = {json.dumps(scripts)};"
    main = join_modules("main.mjs", _reader(ASSETS, read), prelude=prelude)
    texts[f"{FOLDER}/nabla.js"] = without_comments(main)
    return SiteAssets(texts, found)


def element_styles(page: str, elements: Mapping[str, ElementFiles]) -> tuple[str, ...]:
    """Return the addresses of the style sheets that a page's elements need.

    >>> files = {"my-plot": ElementFiles("my-plot", ("my-plot.1.js",), "my-plot.2.css")}
    >>> element_styles("<my-plot></my-plot>", files), element_styles("<p></p>", files)
    (('my-plot.2.css',), ())
    """
    return tuple(
        files.style
        for name, files in elements.items()
        if files.style and f"<{name}" in page and re.search(rf"<{name}[\s>]", page)
    )


def _styles(read: Read, *, font: bool) -> str:
    names = (*STYLES, FONT_STYLE) if font else STYLES
    return "\n".join(read(ASSETS / name) for name in names)


def _is_usable(docs: Path, name: str, module: str) -> bool:
    """Tell that an element can be served; if it cannot, say why."""
    if not _NAME.fullmatch(name):
        said = f"{name!r} is no name of an element; small letters and a hyphen, as in my-plot"
        raise PageError(Place("mkdocs.yml", 1), said)
    if not (docs / module).is_file():
        said = f"the module {module} of <{name}> is not in {docs.name}/; mend its path"
        raise PageError(Place("mkdocs.yml", 1), said)
    return True


def _elements(folder: Path, elements: Mapping[str, str], label: str, read_file: Read) -> SiteAssets:
    """Return the files of the elements of a folder; what several of them use is served once."""
    from nabla.rendering.script_bundle import join_modules, module_addresses, shared_modules
    from nabla.rendering.script_text import without_comments

    read = functools.cache(_reader(folder, read_file))
    shared = shared_modules(f"{label}Modules", elements.values(), read)
    common = {_address(label, "js", text): text for text in _common(shared, read)}
    texts, found = dict(common), {}
    for name, module in elements.items():
        script = without_comments(join_modules(module, read, shared=shared))
        style = _style(folder, module, read, read_file)
        served = {_address(name, "js", script): script}
        if style:
            served[_address(name, "css", style)] = style
        texts |= served
        own, *styles = served
        uses = set(shared.addresses) & set(module_addresses(module, read))
        found[name] = ElementFiles(name, (*(common if uses else ()), own), *styles)
    return SiteAssets(texts, found)


def _common(shared: Shared, read: Callable[[str], str]) -> tuple[str, ...]:
    """Return the script of what is shared, if anything is."""
    from nabla.rendering.script_bundle import join_shared
    from nabla.rendering.script_text import without_comments

    return (without_comments(join_shared(shared, read)),) if shared.addresses else ()


def _style(folder: Path, module: str, read: Callable[[str], str], read_file: Read) -> str:
    from nabla.rendering.script_bundle import module_addresses

    near = [(folder / address).with_suffix(".css") for address in module_addresses(module, read)]
    found = []
    for path in near:
        with suppress(FileNotFoundError):
            found.append(read_file(path))
    return "\n".join(found)


def _address(name: str, ending: str, text: str) -> str:
    """Return an address that changes with the text."""
    return f"elements/{name}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.{ending}"


def _reader(folder: Path, read: Read) -> Callable[[str], str]:
    return lambda address: read(folder / address)
