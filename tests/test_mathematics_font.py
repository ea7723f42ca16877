"""The font of the formulas."""

from __future__ import annotations

import io
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from nabla.rendering import mathematics_font
from nabla.rendering.mathematics import render
from nabla.rendering.mathematics_font import (
    FontUnavailableError,
    build_font,
    find_characters,
    name_font,
)

FORMULAS = (Path(__file__).parent / "formulas.txt").read_text(encoding="utf-8").splitlines()
PAGE = "".join(render(tex, display=True) for tex in FORMULAS)


@pytest.fixture(scope="module")
def font():
    return TTFont(io.BytesIO(build_font(find_characters(PAGE)).woff2))


def test_build_font_has_a_glyph_for_every_character_of_the_formulas(font):
    missing = {c for c in find_characters(PAGE) if ord(c) not in font.getBestCmap()}
    assert missing == set()


def test_build_font_has_what_browsers_draw_without_being_told(font):
    assert {0x221A, 0x203E, ord("𝑥"), 0x210E} <= font.getBestCmap().keys()


def test_build_font_keeps_the_sizes_of_what_stretches(font):
    variants = font["MATH"].table.MathVariants
    mapping = font.getBestCmap()
    assert {mapping[ord(c)] for c in "([{|√∑"} <= set(variants.VertGlyphCoverage.glyphs)


def widths_of_sizes(font, character):
    variants = font["MATH"].table.MathVariants
    names = variants.VertGlyphCoverage.glyphs
    constructions = dict(zip(names, variants.VertGlyphConstruction, strict=True))
    construction = constructions[font.getBestCmap()[ord(character)]]
    sizes = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
    parts = [part.glyph for part in construction.GlyphAssembly.PartRecords]
    return [font["hmtx"][name][0] for name in sizes + parts]


@pytest.mark.parametrize(("character", "widest"), [("(", 460), ("]", 400), ("√", 794)])
def test_build_font_gives_no_size_more_width_than_it_needs(font, character, widest):
    widths = widths_of_sizes(font, character)
    assert len(widths) > 5
    assert max(widths) <= widest


def test_build_font_draws_primes_with_the_glyphs_for_scripts(font):
    glyph = font["glyf"][font.getBestCmap()[0x2032]]
    assert glyph.yMax - glyph.yMin > 350  # the glyph for text is 304 high


def test_build_font_gives_a_vector_arrow_a_width_to_be_centred_by(font):
    name = font.getBestCmap()[0x20D7]
    assert font["hmtx"][name] == (font["glyf"][name].xMax, 0)
    assert font["GDEF"].table.GlyphClassDef.classDefs[name] == 1


def test_build_font_is_small_and_the_same_each_time():
    first, second = build_font(find_characters(PAGE)), build_font(find_characters(PAGE))
    assert first == second
    assert 15_000 < len(first.woff2) < 40_000


def test_build_font_brings_its_licence():
    licence = build_font("x").licence
    assert "STIX Fonts Project Authors" in licence
    assert "SIL OPEN FONT LICENSE" in licence


def test_name_font_changes_with_the_characters_only():
    assert name_font("⊗⊘") == name_font("⊘⊗x")
    assert name_font("⊗") != name_font("⊘")


def test_build_font_says_which_package_is_missing(monkeypatch):
    def find_nothing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(mathematics_font, "distribution", find_nothing)
    with pytest.raises(FontUnavailableError, match="ziamath is not installed"):
        build_font("x")


def test_find_characters_reads_formulas_only():
    assert find_characters("<p>ß</p><math><mi>h</mi></math>") == {"h", "\u210e"}
