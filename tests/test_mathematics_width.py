"""The estimated width of a formula."""

from __future__ import annotations

import pytest

from nabla.rendering.mathematics import render
from nabla.rendering.mathematics_width import estimate_width


# Measured in Chromium, in em.
@pytest.mark.parametrize(
    ("tex", "measured"),
    [
        (r"\frac{\partial f}{\partial x}=0", 3.0),
        (r"(\mathbf u_o-\sum_wp_w\mathbf u_w)^T", 7.3),
        (r"\text{total derivative: variables may depend on }x", 18.9),
    ],
)
def test_estimate_width_is_right_to_a_third(tex, measured):
    estimated = estimate_width(render(tex, display=False))
    assert 0.7 * measured < estimated < 1.45 * measured


def test_estimate_width_takes_the_widest_cell_of_each_column():
    two = estimate_width(render(r"\begin{matrix}a&b\\aaaa&b\end{matrix}", display=True))
    one = estimate_width(render(r"\begin{matrix}aaaa&b\end{matrix}", display=True))
    assert two == one
