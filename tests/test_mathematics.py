"""TeX to MathML."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from nabla.rendering.mathematics import TexError, render

FORMULAS = (Path(__file__).parent / "formulas.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("tex", FORMULAS)
@pytest.mark.parametrize("display", [True, False])
def test_render_sets_a_formula_of_the_book_as_well_formed_xml(tex, display):
    root = ET.fromstring(render(tex, display=display))
    assert root.tag == "math"
    assert root.get("display") == ("block" if display else None)


@pytest.mark.parametrize(
    ("tex", "letters"),
    [
        (r"\mathbf x", "𝐱"),
        (r"\mathbf W", "𝐖"),
        (r"\mathbf 1", "𝟏"),
        (r"\boldsymbol\delta", "𝜹"),
        (r"\boldsymbol\Sigma", "𝚺"),
        (r"\mathbb R", "ℝ"),
        (r"\mathcal N", "𝒩"),
        (r"\mathsf T", "𝖳"),
        (r"\operatorname{diag}", "diag"),
    ],
)
def test_render_keeps_the_alphabet_of_a_letter(tex, letters):
    assert "".join(ET.fromstring(render(tex, display=False)).itertext()) == letters


def test_render_keeps_a_script_from_shrinking_the_bracket_it_stands_on():
    assert "<msup><mrow><mo " in render(r"\big(a\big)^x", display=False)
    assert "<msubsup><mrow><mo " in render(r"\Big(a\Big)_i^x", display=False)


def test_render_draws_an_overline_with_a_character_that_stretches_above():
    assert "\u203e" in render(r"\overline{x+y}", display=False)
    assert "\u203e" not in render(r"\underline{x+y}", display=False)


def test_render_spaces_the_circle_as_a_binary_operator():
    circle = ET.fromstring(render(r"f\bigcirc g", display=True)).findall("mo")[0]
    assert circle.text == "◯"
    assert circle.get("lspace") == circle.get("rspace") == "0.2222em"


@pytest.mark.parametrize("tex", ["\\sqrt x", "\\sqrt{x^2 + y}", "\\sqrt{\\sqrt x}"])
def test_a_radical_stands_on_its_line(tex):
    written = render(tex, display=False)
    assert written.count("<msqrt>") == written.count("<msqrt><mspace height=") >= 1


def test_render_does_not_enlarge_the_hadamard_product():
    assert 'largeop="false"' in render(r"a\odot b", display=True)


def test_render_escapes_what_html_would_take_for_markup():
    assert "<mo>&lt;</mo>" in render("a<b", display=False)


@pytest.mark.parametrize(
    ("tex", "offset", "said"),
    [
        (r"x^2^3", 3, "duplicate"),
        (r"é\foo", 1, r"unknown command \foo"),
        (r"\left(x", 7, r"\right"),
        (r"\text{a $x$ b}", 8, r"inside \text"),
        (r"x_{", 3, "closing"),
    ],
)
def test_render_refuses_wrong_tex_at_its_character(tex, offset, said):
    with pytest.raises(TexError) as raised:
        render(tex, display=False)
    (fault,) = raised.value.faults
    assert fault.offset == offset
    assert said in fault.message


def test_render_reports_every_fault_of_the_lint_at_once():
    with pytest.raises(TexError) as raised:
        render(r"\boldsymbol\ell \\ \eqref{x}", display=True)
    assert [fault.offset for fault in raised.value.faults] == [0, 16, 19]


@pytest.mark.parametrize(
    ("lines", "marked"),
    [
        ([r"a&=b", r"&=c", r"d&=e", r"&=f"], [False, False, True, False]),
        ([r"a&=\begin{bmatrix}1\\2\end{bmatrix}", r"&=c", r"d&=e"], [False, False, True]),
        ([r"a&=b", r"d&=e", r"f&=g"], [False, False, False]),
        ([r"a&=b", r"&\;\vdots", r"d&=e"], [False, False, False]),
    ],
)
def test_a_line_that_begins_something_new_below_a_chain_is_marked(lines, marked):
    tex = r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"
    table = ET.fromstring(render(tex, display=True)).find("mtable")
    assert table is not None
    assert [row.get("class") == "nabla-next" for row in table] == marked
