"""The part of STIX Two Math that a site's formulas need, as one small font file.

Only a font with a MATH table lets brackets, radicals and bars grow. The whole font is 1.5 MB; the
glyphs of a site's formulas with all their sizes are some 30 kB. The font file comes with the
`ziamath` package, which is otherwise not used.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import unicodedata
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from typing import TYPE_CHECKING

from nabla.installed import installed_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from nabla.rendering.mathematics_glyphs import TTFont

FAMILY = "Nabla Mathematics"
_SOURCE = "ziamath/fonts/STIXTwoMath-Regular.ttf"

# Drawn by browsers although no formula spells them: the radical and the bar of \overline;
# and what scripts in the page may set although no formula of the site does.
_ALWAYS = frozenset(
    "\u221a\u203e ()[]{}|+\u2212=<>,.0123456789"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\u2202\u2207"
)
_MISSING = "{} is not installed, which building the font of the mathematics needs; pip install it"

# Browsers set a lone letter in <mi> as the italic letter with a code point of its own.
_ITALIC = {
    chr(int(unicodedata.decomposition(chr(code)).split()[1], 16)): chr(code)
    for code in (*range(0x1D434, 0x1D468), *range(0x1D6A4, 0x1D6A6), *range(0x1D6E2, 0x1D71C))
    if unicodedata.decomposition(chr(code))
} | {"h": "\u210e"}


class FontUnavailableError(Exception):
    """The font cannot be built here; formulas are then set in whatever font the reader has."""


@dataclass(frozen=True)
class Font:
    """A font file and the text of its licence, which must accompany it."""

    woff2: bytes
    licence: str


def find_characters(page: str) -> frozenset[str]:
    """Find the characters that the MathML of a page needs a glyph for.

    >>> sorted(find_characters("<p>Let</p><math><mi>x</mi><mo>&lt;</mo><mi>max</mi></math>"))
    ['<', 'a', 'm', 'x', '𝑥']
    """
    found: set[str] = set()
    for formula in _formulas(page):
        found.update(html.unescape(re.sub(r"<[^>]*>", "", formula)))
        found.update(_ITALIC[i] for i in re.findall(r"<mi>(.)</mi>", formula) if i in _ITALIC)
    return frozenset(found)


def _formulas(page: str) -> Iterator[str]:
    """Yield the formulas of a page, most of which is figures: plain text search skips them fast."""
    end = 0
    while (start := page.find("<math", end)) >= 0:
        end = page.find("</math>", start)
        if end < 0:
            return
        yield page[start:end]


def name_font(characters: Iterable[str]) -> str:
    """Name the file of the font with these characters, so that it can be cached by its name.

    >>> name_font("xy") == name_font("yx") != name_font("⊗")
    True
    """
    needed = "".join(sorted(_complete(characters)))
    digest = hashlib.sha256(f"1 {_version()} {needed}".encode()).hexdigest()
    return f"mathematics-{digest[:12]}.woff2"


def build_font(characters: Iterable[str]) -> Font:
    """Build the font with these characters, and all the sizes of those that stretch.

    Raises
    ------
    FontUnavailableError
        One of the packages ziamath, fonttools and brotli is not installed.
    """
    subset, ttlib = _require("fontTools.subset"), _require("fontTools.ttLib")
    _require("brotli")
    from nabla.rendering import mathematics_glyphs as glyphs  # not where the font is kept already

    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 4, 5, 6, 13, 14]
    )
    options.drop_tables += ["GPOS", "GSUB", "DSIG", "gasp"]
    with ttlib.TTFont(_source(), lazy=True, recalcTimestamp=False) as font:
        glyphs.set_script_primes(font)
        glyphs.mend_arrows(font)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(character) for character in _complete(characters)])
        subsetter.subset(font)
        glyphs.even_widths(font)
        glyphs.unhang_accents(font)
        _rename(font)
        font.flavor = "woff2"
        written = io.BytesIO()
        font.save(written)
        notice = str(font["name"].getDebugName(0))
    return Font(written.getvalue(), _licence(notice))


def _complete(characters: Iterable[str]) -> frozenset[str]:
    drawn = {c for c in "".join(characters) if unicodedata.category(c) not in {"Cc", "Zl", "Zp"}}
    return frozenset(drawn | _ALWAYS | {_ITALIC[c] for c in _ALWAYS if c in _ITALIC})


def _require(name: str) -> ModuleType:
    """Import an optional package; without brotli fonttools would fail only when it writes."""
    try:
        return import_module(name)
    except ImportError:
        raise FontUnavailableError(_MISSING.format(name.split(".")[0].lower())) from None


def _version() -> str:
    version = installed_version("ziamath")
    if version is None:
        raise FontUnavailableError(_MISSING.format("ziamath"))
    return version


def _source() -> str:
    try:
        return str(distribution("ziamath").locate_file(_SOURCE))
    except PackageNotFoundError:
        raise FontUnavailableError(_MISSING.format("ziamath")) from None


def _rename(font: TTFont) -> None:
    """Give the changed font a name of its own."""
    for name_id, name in ((1, FAMILY), (4, FAMILY), (6, FAMILY.replace(" ", ""))):
        font["name"].setName(name, name_id, 3, 1, 0x409)


def _licence(notice: str) -> str:
    text = files("nabla").joinpath("assets/OFL-1.1.txt").read_text(encoding="utf-8")
    return (
        f"{FAMILY} is a part of STIX Two Math, with changed primes and accents.\n{notice}\n\n{text}"
    )
