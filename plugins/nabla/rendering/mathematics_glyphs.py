"""What browsers need changed in STIX Two Math: primes, accents, and the width of what grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

TTFont: TypeAlias = Any  # fontTools tells no types
Construction: TypeAlias = Any

_PRIMES = (0x2032, 0x2033, 0x2034, 0x2057)
_HANGING_ACCENTS = (0x20D7, 0x20DB, 0x0302, 0x0303)
_BRACKETS = tuple(map(ord, "()[]\u2308\u2309\u230a\u230b"))
_RADICAL = 0x221A
_BEARING = 30


def set_script_primes(font: TTFont) -> None:
    """Draw primes, which only ever stand in scripts, with their glyphs for scripts.

    Browsers shrink a script without asking the font for the glyphs meant for that size.
    """
    table = font["GSUB"].table
    lookups = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "ssty"
        for index in record.Feature.LookupListIndex
    }
    alternates: dict[str, list[str]] = {}
    for index in lookups:
        for subtable in table.LookupList.Lookup[index].SubTable:
            alternates |= subtable.alternates
    given = font.getBestCmap()
    primes = {code: alternates[given[code]][0] for code in _PRIMES}
    for cmap in font["cmap"].tables:
        if cmap.format != 14:
            cmap.cmap.update(primes)


def mend_arrows(font: TTFont) -> None:
    """Turn the heads of long arrows to the right, which offer their point to be joined."""
    for construction in font["MATH"].table.MathVariants.HorizGlyphConstruction:
        if construction.GlyphAssembly:
            head = construction.GlyphAssembly.PartRecords[-1]
            if not head.PartFlags and head.StartConnectorLength == 0:
                head.StartConnectorLength, head.EndConnectorLength = head.EndConnectorLength, 0


def even_widths(font: TTFont) -> None:
    """Take from the large sizes of brackets and radicals what width they do not need.

    Chromium makes every bracket and radical as wide as the widest of its sizes.
    """
    mapping, constructions = font.getBestCmap(), _vertical(font)
    for code in _BRACKETS:
        if code in mapping:
            *sizes, parts = _sizes(constructions[mapping[code]])
            left, right = _ink(font, parts)
            for names in (*sizes, parts):
                _trim(font, names, right - left)
    radical = mapping[_RADICAL]
    width = font["hmtx"][radical][0]
    for names in _sizes(constructions[radical]):
        _narrow(font, names, width)


def unhang_accents(font: TTFont) -> None:
    """Move accents that are drawn to the left of their origin onto it.

    Browsers centre an accent by its advance, which is zero for a combining character, and which
    shaping sets to zero for any glyph of the class of marks.
    """
    classes = font["GDEF"].table.GlyphClassDef.classDefs
    mapping = font.getBestCmap()
    accents = font["MATH"].table.MathGlyphInfo.MathTopAccentAttachment
    middles = dict(zip(accents.TopAccentCoverage.glyphs, accents.TopAccentAttachment, strict=True))
    for name in {mapping[code] for code in _HANGING_ACCENTS if code in mapping}:
        left, right = _ink(font, [name])
        _shift(font, name, -left, right - left)
        classes[name] = 1
        if name in middles:
            middles[name].Value = (right - left) // 2


def _vertical(font: TTFont) -> dict[str, Construction]:
    variants = font["MATH"].table.MathVariants
    names, constructions = variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction
    return dict(zip(names, constructions, strict=True))


def _sizes(construction: Construction) -> Iterator[list[str]]:
    """Return the glyphs of each size but the smallest; the parts of the assembly count as one."""
    for record in construction.MathGlyphVariantRecord[1:]:
        yield [record.VariantGlyph]
    if construction.GlyphAssembly:
        yield sorted({part.glyph for part in construction.GlyphAssembly.PartRecords})


def _trim(font: TTFont, names: list[str], widest: int) -> None:
    """Leave a small bearing on both sides of a bracket, and narrow it if it is too wide."""
    left, right = _ink(font, names)
    ink = min(right - left, widest)
    scale = ink / (right - left)
    for name in names:
        _reshape(font, name, lambda x: round((x - left) * scale) + _BEARING, ink + 2 * _BEARING)


def _narrow(font: TTFont, names: list[str], width: int) -> None:
    """Narrow a radical; the stem that its parts share keeps its thickness."""
    given: int = font["hmtx"][names[0]][0]
    left, right = _stem(font, names)
    thickness = right - left
    scale = (width - thickness) / (given - thickness)

    def shape(x: int) -> int:
        in_stem = min(max(x - left, 0), thickness)
        return round((x - in_stem) * scale) + in_stem

    for name in names:
        _reshape(font, name, shape, width)


def _stem(font: TTFont, names: Iterable[str]) -> tuple[int, int]:
    """Return the narrowest ink: that of the part which is repeated; none in a single glyph."""
    inks = [_ink(font, [name]) for name in names]
    return min(inks, key=lambda ink: ink[1] - ink[0]) if len(inks) > 1 else (0, 0)


def _ink(font: TTFont, names: list[str]) -> tuple[int, int]:
    glyphs = [font["glyf"][name] for name in names]
    return min(glyph.xMin for glyph in glyphs), max(glyph.xMax for glyph in glyphs)


def _shift(font: TTFont, name: str, by: int, width: int) -> None:
    _reshape(font, name, lambda x: x + by, width)


def _reshape(font: TTFont, name: str, shape: Callable[[int], int], width: int) -> None:
    glyph = font["glyf"][name]
    points = glyph.coordinates
    for index, (x, y) in enumerate(points):
        points[index] = (shape(x), y)
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)
