"""Running text in two layouts, and elements that stand as blocks."""

import pytest
from markdown import markdown

from nabla.rendering.layout_spans import LayoutSpans, OwnElements

ROW = '<span class="nabla-layout nabla-layout--numerator">'
COLUMN = '<span class="nabla-layout nabla-layout--denominator">'


def test_a_span_is_set_for_each_layout():
    html = markdown(
        "a [row]{.numerator}[column]{.denominator} of slopes", extensions=[LayoutSpans()]
    )
    assert html == f"<p>a {ROW}row</span>{COLUMN}column</span> of slopes</p>"


def test_a_span_may_hold_markdown_and_brackets():
    html = markdown("[a **row** `x[0]` [1]]{ .numerator }", extensions=[LayoutSpans()])
    assert html == f"<p>{ROW}a <strong>row</strong> <code>x[0]</code> [1]</span></p>"


@pytest.mark.parametrize(
    "text", ["[row]{.other}", r"\[row]{.numerator}", "`[row]{.numerator}`", "[row](x.md)"]
)
def test_other_brackets_stay_what_they_are(text):
    assert "nabla-layout" not in markdown(text, extensions=[LayoutSpans()])


def test_an_element_that_the_site_does_not_name_is_wrapped_in_a_paragraph():
    page = "<my-plot></my-plot>"
    assert markdown(page, extensions=[OwnElements(["my-plot"])]) == page
    assert markdown(page) == f"<p>{page}</p>"
