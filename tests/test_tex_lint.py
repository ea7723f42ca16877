r"""What math-core would set wrongly in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from math_core import LatexToMathML

from nabla.rendering.tex_advice import explain
from nabla.rendering.tex_lint import find_faults

FORMULAS = (Path(__file__).parent / "formulas.txt").read_text(encoding="utf-8").splitlines()

SILENT = [
    (r"\begin{aligned}a\\[6pt]b\end{aligned}", 16, "length"),
    (r"\begin{cases}a\\ [1em]b\end{cases}", 14, "length"),
    (r"\begin{bmatrix}[c|c]a&b\end{bmatrix}", 0, "option"),
    (r"\begin{aligned}[t]a\end{aligned}", 0, "option"),
    (r"see \eqref{eq:none}", 4, "@eq-NAME"),
    (r"\mathop{x}_i", 0, r"\operatorname*"),
    (r"a\hspace{1cm}b", 1, "em"),
    (r"a\\b", 1, "line break"),
    (r"\left(a\\b\right)", 7, "line break"),
    (r"\sum_{i=1\\j=2}", 9, "line break"),
    (r"a\newline b", 1, "line break"),
    (r"\begin{align}a&=b\\c&=d\end{align}", 0, "numbered"),
    (r"\begin{equation}a\end{equation}", 0, "numbered"),
    (r"\begin{align}a\tag{1}\\b\end{align}", 0, "numbered"),
    (r"x+\boldsymbol 1", 2, "no form of 1"),
    (r"\boldsymbol\ell", 0, "no form of ℓ"),
    (r"\boldsymbol{\mathcal L}", 0, "no form of ℒ"),
    (r"\mathbf{é}", 0, "no form of é"),
    (r"\mathbb\alpha", 0, "no form of α"),
    (r"\mathcal{A1}", 0, "no form of 1"),
    ("  ", 0, "empty"),
    ("{" * 200 + "x" + "}" * 200, 100, "nested deeper"),
]

FAITHFUL = [
    r"\begin{aligned}a&=b\\c&=d\end{aligned}",
    r"\begin{cases}[0,1]&x\\ [x]&y\end{cases}",
    r"\left(\begin{matrix}a\\b\end{matrix}\right)",
    r"\begin{bmatrix}\text{\{}\\b\end{bmatrix}",
    r"\begin{align*}a&=b\\c&=d\end{align*}",
    r"\begin{equation}a\tag{7}\end{equation}",
    r"\begin{align}a\tag{1}\\b\notag\end{align}",
    r"\hspace{1em}",
    r"\mathbf{x_1+W\delta}\boldsymbol{\nabla f+\infty}\mathbb{R}\mathfrak{C}\mathscr{B}",
    r"\\".join(["\\begin{matrix}a", "b", r"c\end{matrix}"]),
    "a % \\\\ in a comment",
]


@pytest.mark.parametrize(("tex", "offset", "said"), SILENT)
def test_find_faults_names_what_math_core_accepts_and_sets_wrongly(tex, offset, said):
    LatexToMathML().convert_with_local_state(tex, displaystyle=True)
    (fault,) = find_faults(tex)
    assert fault.offset == offset
    assert said in fault.message


@pytest.mark.parametrize("tex", [*FAITHFUL, *FORMULAS])
def test_find_faults_is_content_with_what_is_set_faithfully(tex):
    assert find_faults(tex) == ()


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\sum_{\substack{a\\b}}", "subarray"),
        (r"\begin{split}a\end{split}", "write aligned"),
        (r"\begin{smallmatrix}a\end{smallmatrix}", "bmatrix"),
        (r"\href{x}{y}", "Markdown"),
        (r"\widetilde{x}", r"\tilde"),
        (r"\aplha", r"did you mean \alpha?"),
    ],
)
def test_explain_says_what_to_write_instead(tex, said):
    converter = LatexToMathML(fancy_error=False)
    with pytest.raises(Exception, match="Unknown") as raised:
        converter.convert_with_local_state(tex, displaystyle=True)
    assert said in explain(str(raised.value).partition(": ")[2])
