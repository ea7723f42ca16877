import re

import pytest

from nabla.rendering.sketch import sketch_page

PANEL = (
    '<details class="nabla-evidence"><summary class="nabla-verdict--verified"><span>verified</span>'
    '</summary><div class="nabla-evidence__panel"><dl><dt>claim</dt><dd>a<details><summary>points'
    "</summary><ol><li>1</li></ol></details></dd></dl><p>With NumPy</p></div></details>"
)
FIGURE = (
    '<figure class="nabla-figure" id="fig-a"><svg role="img" aria-label="A curve."><g>'
    '<path d="M 0 0"/></g></svg><figcaption>Figure 1 A curve</figcaption></figure>'
)
FORMULA = "<p>Let <math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math> be.</p>"
SOURCE = (
    '<details class="nabla-source"><summary>Source</summary><div class="highlight"><pre>'
    '<span></span><code><span class="k">for</span> <span class="n">x</span></code></pre>'
    "</div></details>"
)
PREVIEW = '<template data-nabla-preview="eq-b"><p>B <math><mi>b</mi></math></p></template>'
PARTS = {"preview": PREVIEW, "panel": PANEL, "figure": FIGURE, "formula": FORMULA, "source": SOURCE}


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).split()


@pytest.mark.parametrize("html", [*PARTS.values(), "".join(PARTS.values()), "<p>none</p>", ""])
def test_a_sketch_completed_is_the_page(html):
    sketch = sketch_page(html)
    assert sketch.complete(sketch.html) == html


def test_a_sketch_keeps_the_words_of_formulas_captions_and_code():
    sketch = sketch_page(FORMULA + FIGURE + SOURCE).html
    assert words(sketch) == ["Let", "x&lt;1", "be.", "Figure", "1", "A", "curve", "for", "x"]
    assert not re.search(r"<math|<mi|<path|<span", sketch)


def test_a_sketch_leaves_out_evidence_and_previews_but_not_the_verdict():
    sketch = sketch_page(PANEL + PREVIEW)
    assert words(sketch.html) == ["verified"]
    assert len(sketch.parts) == 2


def test_a_sketch_that_was_changed_between_its_parts_keeps_the_change():
    sketch = sketch_page(f"<h2 data-search-exclude>A</h2>{FORMULA}{FIGURE}")
    changed = sketch.html.replace(" data-search-exclude", "")
    assert sketch.complete(changed) == f"<h2>A</h2>{FORMULA}{FIGURE}"


def test_a_part_that_does_not_end_is_not_lost():
    sketch = sketch_page("<p><math><mi>x</mi></p>")
    assert sketch.complete(sketch.html) == "<p><math><mi>x</mi></p>"


@pytest.mark.parametrize("html", PARTS.values())
def test_a_sketch_closes_what_it_opens(html):
    sketch = sketch_page(html).html
    for name in re.findall(r"<([a-z]+)", sketch):
        assert len(re.findall(rf"<{name}\b", sketch)) == sketch.count(f"</{name}>")


def test_a_page_that_shows_a_sketch_mark_as_code_is_left_alone():
    html = "<code>&lt;!--nabla:0--&gt;</code>" + FORMULA
    sketch = sketch_page(html)
    assert sketch.complete(sketch.html) == html
