"""The colours of drawings stand out from the page, in both palettes (WCAG 1.4.3 and 1.4.11)."""

import re

import pytest

TEXT, GRAPHIC = 4.5, 3.0
LEAST = {
    "ink": TEXT,
    "ink-soft": TEXT,
    **{f"accent-{number}": GRAPHIC for number in range(1, 5)},
}
# A canvas gives every way to write a colour as red, green and blue.
COLOUR = """name => {
  const mark = document.createElement("i");
  mark.style.color = `var(--nabla-${name})`;
  document.querySelector("svg.nabla-figure, .nabla-figure svg, article").append(mark);
  const brush = new OffscreenCanvas(1, 1).getContext("2d");
  brush.fillStyle = getComputedStyle(mark).color;
  brush.fillRect(0, 0, 1, 1);
  mark.remove();
  return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def luminance(colour):
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first, second):
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_the_colours_of_drawings_stand_out_from_the_page(opened, palette):
    with opened("paper/04-4-vector-sum/", color_scheme=palette) as page:
        paper = page.evaluate(COLOUR, "paper")
        found = {name: contrast(page.evaluate(COLOUR, name), paper) for name in LEAST}
    assert {name: value for name, value in found.items() if value < LEAST[name]} == {}


def test_the_palettes_differ(opened):
    papers = []
    for palette in ("light", "dark"):
        with opened("paper/04-4-vector-sum/", color_scheme=palette) as page:
            papers.append(page.evaluate(COLOUR, "paper"))
    assert contrast(*papers) > TEXT


def test_drawings_have_no_other_colours(site):
    text = (site.folder / "paper/04-4-vector-sum/index.html").read_text("utf-8")
    drawn = "".join(re.findall(r"<svg[^>]*>.*?</svg>", text, re.DOTALL))
    without = re.sub(r"var\(--nabla-[\w-]+, #[0-9a-f]{6}\)", "", drawn)
    assert "--nabla-ink" in drawn
    assert re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", without) == []


def test_the_measure_of_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((221, 220, 214), (255, 255, 255)) < GRAPHIC
