"""The formulas of a page."""

from __future__ import annotations

import html as entities
import re

import markdown
import pytest

from nabla.document import Document
from nabla.rendering.mathematics_html import set_mathematics

EXTENSIONS = ["admonition", "footnotes", "tables", "pymdownx.arithmatex", "pymdownx.superfences"]


def set_page(text):
    document = Document("x.md", text)
    body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    configs = {"pymdownx.arithmatex": {"generic": True}}
    made = markdown.markdown(body, extensions=EXTENSIONS, extension_configs=configs)
    page, errors = set_mathematics(made, document)
    return page, [str(error) for error in errors]


def places(text):
    return [":".join(error.split(":")[1:3]) for error in set_page(text)[1]]


def test_set_mathematics_wraps_an_inline_formula_with_its_tex():
    page, errors = set_page("Let $a<b$ be.")
    assert errors == []
    assert '<span class="nabla-math" data-tex="a&lt;b"><math><mi>a</mi><mo>&lt;</mo>' in page


def test_set_mathematics_wraps_a_displayed_formula_in_a_block_of_its_own():
    page, _ = set_page("$$\nx\n$$\n")
    assert page.startswith(
        '<div class="nabla-math nabla-display" data-tex="x"><math display="block">'
    )


@pytest.mark.parametrize("tex", ['a & b "c"', r"\text{a}'", "a<b\n>c"])
def test_set_mathematics_gives_the_very_tex_back(tex):
    tex = tex.replace("&", r"\&")
    page, errors = set_page(f"$$\n{tex}\n$$\n")
    assert errors == []
    assert entities.unescape(re.search(r'data-tex="([^"]*)"', page)[1]) == tex


def test_set_mathematics_makes_only_a_wide_formula_reachable_by_keyboard():
    assert "tabindex" not in set_page("$$\nx=1\n$$\n")[0]
    wide = "+".join(f"x_{{{i}}}" for i in range(40))
    page, _ = set_page(f"$$\n{wide}\n$$\n")
    assert 'tabindex="0" role="group" aria-label=' in page


def test_set_mathematics_leaves_code_and_comments_alone():
    shown = '<span class="arithmatex">\\(\\foo\\)</span>'
    page = f"<pre>{shown}</pre><!-- {shown} --><code>{shown}</code>"
    assert set_mathematics(page, Document("x.md", "")) == (page, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Let $x \foo$.", ["1:8"]),
        ("$$\nx\n\\foo\n$$\n", ["3:1"]),
        ("---\ntitle: T\n---\n\nLet $\\foo$.\n", ["5:6"]),
        ("- item\n\n    $$\n    x\n    y \\foo\n    $$\n", ["5:7"]),
        ("> $$\n> x\n> \\foo\n> $$\n", ["3:3"]),
        ("!!! note\n\n    Let $\\foo$.\n", ["3:10"]),
        ("| a | b |\n|---|---|\n| $x$ | $\\foo$ |\n", ["3:10"]),
        ("`$\\foo$` and $\\foo$", ["1:15"]),
        ("```\n$\\foo$\n```\n\n$\\foo$\n", ["5:2"]),
        ("<!-- $\\foo$ -->\n\n$\\foo$\n", ["3:2"]),
        ("$\\foo$ and $\\foo$", ["1:2", "1:13"]),
        ("Let $a <\n  b \\foo$.", ["2:5"]),
        ("$\\foo$ and $\\bar$", ["1:2", "1:17"]),
        ("Text[^1] $x$.\n\n[^1]: A $\\foo$.\n", ["3:10"]),
        ("\\begin{align}\na\n\\end{align}\n", ["1:1"]),
        (r"\(x \foo\)", ["1:5"]),
        ("$$\nx\n$$\n\n$$\n\\begin{cases}\na\\\\[6pt]\nb\n\\end{cases}\n$$\n", ["7:2"]),
    ],
)
def test_set_mathematics_reports_each_fault_in_the_coordinates_of_the_file(text, expected):
    assert places(text) == expected


def test_set_mathematics_leaves_wrong_tex_readable():
    page, _ = set_page(r"Let $x<\foo$.")
    assert r'<code class="nabla-error">x&lt;\foo</code>' in page


def test_set_mathematics_names_a_formula_that_it_cannot_find_in_the_file():
    page = '<p><span class="arithmatex">\\(\\foo\\)</span></p>'
    _, (error,) = set_mathematics(page, Document("x.md", "---\na: b\n---\nelsewhere\n"))
    assert str(error).startswith(r"x.md:4:1: in the formula \foo: unknown command \foo")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("So $$x=1$$ holds.", "1:6"),
        (r"So $ \frac12 $ holds.", "1:4"),
        (r"So $\text{a $x$ b}$ holds.", "1:4"),
    ],
)
def test_set_mathematics_finds_dollars_that_open_no_formula(text, place):
    assert places(text) == [place]


@pytest.mark.parametrize(
    "text", ["It costs $5, or $6.", r"Write `\frac` for $5.", r"$x=\$5\cdot2$"]
)
def test_set_mathematics_lets_dollars_be_dollars(text):
    assert places(text) == []


def test_punctuation_stays_with_the_formula_before_it():
    page = '<p>By <span class="arithmatex">\\(x_j\\)</span>: a sum.</p>'
    html, errors = set_mathematics(page, Document("x.md", "By $x_j$: a sum."))
    assert not errors
    assert html.startswith('<p>By <span class="nabla-nowrap"><span class="nabla-math"')
    assert "</math></span>:</span> a sum.</p>" in html
