import pytest

from nabla.language.letters import function_tex, symbol_tex


@pytest.mark.parametrize(
    ("name", "plain", "bold"),
    [
        ("x", "x", r"\mathbf{x}"),
        ("phi", r"\varphi", r"\boldsymbol{\varphi}"),
        ("epsilon", r"\varepsilon", r"\boldsymbol{\varepsilon}"),
        ("lam", r"\lambda", r"\boldsymbol{\lambda}"),
        ("W12", "W_{12}", r"\mathbf{W}_{12}"),
        ("y_hat_1", r"\hat{y}_{1}", r"\hat{\mathbf{y}}_{1}"),
        ("y1_hat", r"\hat{y}_{1}", r"\hat{\mathbf{y}}_{1}"),
        ("x_ij", "x_{ij}", r"\mathbf{x}_{ij}"),
        ("x_max", r"x_{\mathrm{max}}", r"\mathbf{x}_{\mathrm{max}}"),
        ("mu_alpha", r"\mu_{\alpha}", r"\boldsymbol{\mu}_{\alpha}"),
        ("z_star", r"z^{\star}", r"\mathbf{z}^{\star}"),
        ("loss", r"\mathrm{loss}", r"\mathbf{loss}"),
        ("_", r"\mathrm{\_}", r"\mathbf{\_}"),
    ],
)
def test_symbol_tex_takes_a_name_apart(name, plain, bold):
    assert (symbol_tex(name, bold=False), symbol_tex(name, bold=True)) == (plain, bold)


@pytest.mark.parametrize(
    ("name", "tex"),
    [("f", "f"), ("phi", r"\varphi"), ("g_1", "g_{1}"), ("my_loss", r"\operatorname{my\_loss}")],
)
def test_function_tex_writes_words_upright(name, tex):
    assert function_tex(name) == tex
