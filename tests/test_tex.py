import pytest

from nabla.language.expression import Compare, Name, Number
from nabla.language.inference import Shapes
from nabla.language.layout import denominator_sides
from nabla.language.tex import claim_tex, expression_tex
from nabla.rendering.mathematics import TexError, render
from written import all_claims, claims_of, expression_of


def tex_of(text):
    return expression_tex(*expression_of(text))


def statement_tex(text):
    claim = claims_of(text)[-1]
    return claim_tex(claim, Shapes(claim.scope))


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.statement)
def test_claim_tex_can_be_set_in_both_layouts(claim):
    infer = Shapes(claim.scope)
    for sides in (None, denominator_sides(claim, infer)):
        assert render(claim_tex(claim, infer, sides), display=True).startswith("<math")


def test_the_setting_engine_refuses_tex_that_is_broken():
    with pytest.raises(TexError):
        render(tex_of("a / b").removesuffix("}"), display=True)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("x", r"\mathbf{x}"),
        ("a", "a"),
        ("A", r"\mathbf{A}"),
        ("delta", r"\boldsymbol{\delta}"),
        ("Sigma", r"\boldsymbol{\Sigma}"),
        ("alpha", r"\alpha"),
        ("lam", r"\lambda"),
        ("loss", r"\mathrm{loss}"),
        ("y_hat", r"\hat{\mathbf{y}}"),
        ("y_bar", r"\bar{y}"),
        ("z_star", r"\mathbf{z}^{\star}"),
        ("W1", r"\mathbf{W}_{1}"),
        ("x_0", r"\mathbf{x}_{0}"),
        ("h(x)", r"h(\mathbf{x})"),
        ("f(x)", r"\mathbf{f}(\mathbf{x})"),
        ("phi(x)", r"\varphi(\mathbf{x})"),
        ("my_map(x)", r"\operatorname{my\_map}(\mathbf{x})"),
        ("pi * a", r"\pi a"),
    ],
)
def test_expression_tex_writes_a_name_by_what_it_is(text, tex):
    assert tex_of(text) == tex


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("-(a + b)", "-(a + b)"),
        ("a - (b - c)", "a - (b - c)"),
        ("a + -b", "a + (-b)"),
        ("-a * b", "-a b"),
        ("a * -b", r"a\,(-b)"),
        ("2 * (a + b)", "2 (a + b)"),
        ("a * (b + c)", r"a\,(b + c)"),
        ("(a + b) * (a - b)", "(a + b) (a - b)"),
        ("2 * 3 * a", r"2 \cdot 3 a"),
        ("a * 3", r"a \cdot 3"),
        ("2 * (1 / 2)", r"2 \cdot \frac{1}{2}"),
        ("a * loss", r"a\,\mathrm{loss}"),
        ("1e-3 * a", r"10^{-3} a"),
        ("2.5e3 * a", r"2.5 \cdot 10^{3} a"),
        ("-a / b", r"-\frac{a}{b}"),
        ("(a + b) / c", r"\frac{a + b}{c}"),
        ("(-a)**2", "(-a)^{2}"),
        ("-a**2", "-a^{2}"),
        ("(a / b)**2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a**(1 / 2)", "a^{1 / 2}"),
        ("a**b**c", "a^{b^{c}}"),
    ],
)
def test_expression_tex_brackets_numbers_where_it_must(text, tex):
    assert tex_of(text) == tex


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("w * x", r"\mathbf{w} \odot \mathbf{x}"),
        ("w * (x * w)", r"\mathbf{w} \odot (\mathbf{x} \odot \mathbf{w})"),
        ("w * x / w", r"(\mathbf{w} \odot \mathbf{x}) \oslash \mathbf{w}"),
        ("(A @ x) * w", r"(\mathbf{A} \mathbf{x}) \odot \mathbf{w}"),
        ("2 * (w * x)", r"2 (\mathbf{w} \odot \mathbf{x})"),
        ("x**2", r"\mathbf{x}^{\odot 2}"),
        ("x**-1", r"\mathbf{x}^{\odot (-1)}"),
        ("a / x", r"a \oslash \mathbf{x}"),
        ("x / a", r"\frac{\mathbf{x}}{a}"),
        ("A / a", r"\frac{1}{a} \mathbf{A}"),
        ("A @ (a * x)", r"\mathbf{A} (a \mathbf{x})"),
        ("a * A @ x", r"a \mathbf{A} \mathbf{x}"),
        ("(A + A.T).T", r"(\mathbf{A} + \mathbf{A}^{\top})^{\top}"),
        ("inv(A).T", r"\mathbf{A}^{-\top}"),
        ("z_star.T", r"(\mathbf{z}^{\star})^{\top}"),
        ("dot(w, x)**2", r"(\mathbf{w} \cdot \mathbf{x})^{2}"),
        ("a * dot(w, x)", r"a\,(\mathbf{w} \cdot \mathbf{x})"),
        ("outer(w + x, x)", r"(\mathbf{w} + \mathbf{x}) \mathbf{x}^{\top}"),
        ("kron(A, I(n))", r"\mathbf{A} \otimes \mathbf{I}_{n}"),
        ("ones(n).T", r"\mathbf{1}^{\top}"),
        ("ones(n, 2)", r"\mathbf{1}_{n \times 2}"),
        ("logdet(A) * a", r"(\log \lvert \det(\mathbf{A}) \rvert)\,a"),
    ],
)
def test_expression_tex_tells_products_apart(text, tex):
    assert tex_of(text) == tex


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("sin(a)**2", r"\sin^{2}(a)"),
        ("log(a)**2", r"(\log(a))^{2}"),
        ("norm(x)**2", r"\lVert \mathbf{x} \rVert^{2}"),
        ("exp(-a**2 / 2)", r"e^{-a^{2} / 2}"),
        ("exp(x)", r"\exp(\mathbf{x})"),
        ("exp(exp(a))", r"\exp(e^{a})"),
        ("max(0, 1 / a)", r"\max\left(0, \frac{1}{a}\right)"),
        ("norm(x / a)", r"\left\lVert \frac{\mathbf{x}}{a} \right\rVert"),
        ("relu(x)", r"\max(0, \mathbf{x})"),
        ("step(a)", r"\mathbf{1}[a > 0]"),
        ("(x > 0) * w", r"\mathbf{1}[\mathbf{x} > 0] \odot \mathbf{w}"),
        ("(a > 0 and b <= 1) * c", r"\mathbf{1}[a > 0 \text{ and } b \le 1]\,c"),
    ],
)
def test_expression_tex_applies_functions_as_they_are_read(text, tex):
    assert tex_of(text) == tex


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("x[0]", "x_{1}"),
        ("y_hat[1]", r"\hat{y}_{2}"),
        ("W1[0, 1]", r"(\mathbf{W}_{1})_{12}"),
        ("A[0, 10]", "A_{1,11}"),
        ("x[0]**2", "x_{1}^{2}"),
        ("f(x)[1]", r"f_{2}(\mathbf{x})"),
        ("(A @ x)[0]", r"(\mathbf{A} \mathbf{x})_{1}"),
        ("row(A, 0)", r"\mathbf{A}_{1,:}"),
        ("kron(A, row(I(n), 0))", r"\mathbf{A} \otimes (\mathbf{I}_{n})_{1,:}"),
    ],
)
def test_expression_tex_counts_entries_from_one(text, tex):
    assert tex_of(text) == tex


def test_expression_tex_lists_nested_cases_one_below_the_other():
    tex = tex_of("1 if a > 0 else (2 if a == 0 else 3)")
    assert tex == (
        r"\begin{cases} 1 & \text{if } a > 0 \\ 2 & \text{if } a = 0 \\ "
        r"3 & \text{otherwise} \end{cases}"
    )


def test_expression_tex_brackets_cases_that_something_follows():
    assert tex_of("(1 if a > 0 else 0) + a").startswith(r"\left(\begin{cases}")
    assert tex_of("a * (1 if a > 0 else 0)").startswith(r"a \begin{cases}")


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("d(w * x)/d(w)", r"\frac{\partial (\mathbf{w} \odot \mathbf{x})}{\partial \mathbf{w}}"),
        ("d(f)/d(x)", r"\frac{\partial \mathbf{f}}{\partial \mathbf{x}}"),
        (
            "d(A @ x + w)/d(x)",
            r"\frac{\partial}{\partial \mathbf{x}} (\mathbf{A} \mathbf{x} + \mathbf{w})",
        ),
        (
            "d(a**2 + b)/d(a) * a",
            r"\left(\frac{\partial}{\partial a} (a^{2} + b)\right)\,a",
        ),
        ("d(A)/d(vec(A))", r"\frac{\partial \mathbf{A}}{\partial \operatorname{vec}(\mathbf{A})}"),
        ("grad(h, x)", r"\nabla_{\mathbf{x}} h"),
        ("grad(dot(w, x), x)", r"\nabla_{\mathbf{x}} (\mathbf{w} \cdot \mathbf{x})"),
        ("hess(h, x) @ x", r"\nabla^{2}_{\mathbf{x}} h\,\mathbf{x}"),
        ("jvp(f, x, w)", r"\frac{\partial \mathbf{f}}{\partial \mathbf{x}}\,\mathbf{w}"),
        ("J(f, w + x)", r"\mathbf{J}_{\mathbf{f}}(\mathbf{w} + \mathbf{x})"),
        ("D(phi, x)", r"\varphi'(\mathbf{x})"),
        ("D(tanh, x)", r"\tanh'(\mathbf{x})"),
        ("div(A @ x, x)", r"\nabla_{\mathbf{x}} \cdot (\mathbf{A} \mathbf{x})"),
        ("lap(h, x)", r"\Delta_{\mathbf{x}} h"),
    ],
)
def test_expression_tex_writes_derivatives(text, tex):
    assert tex_of(text) == tex


def test_claim_tex_writes_d_only_where_one_number_is_the_only_variable():
    assert statement_tex("let x in R\nd(x**2)/d(x) = 2 * x") == r"\frac{d}{d x} x^{2} = 2 x"
    assert r"\partial" in statement_tex("let x, y in R\nd(x * y)/d(x) = y")
    assert r"\partial" in statement_tex("let x in R^n\nd(x)/d(x) = I(n)")


def test_claim_tex_says_the_condition_entry_by_entry():
    tex = statement_tex("let w, x in R^n\nd(w / x)/d(w) = diag(1 / x) if x != 0")
    assert tex.endswith(r"\quad \text{if } x_{i} \neq 0")


def test_claim_tex_shows_sizes_where_there_are_several():
    text = "let A in R^(m,n)\nones(m).T @ A @ ones(n) = sum(A)"
    assert statement_tex(text).startswith(r"\mathbf{1}_{m}^{\top} \mathbf{A} \mathbf{1}_{n}")
    assert r"\mathbf{1}^{\top}" in statement_tex("let x in R^n\nd(sum(x))/d(x) = ones(n).T")


def test_expression_tex_differs_wherever_the_meaning_does():
    texts = ["a - (b - c)", "a - b - c", "(a / b)**2", "a / b**2", "(w * x).T @ w", "w * x"]
    assert len({tex_of(text) for text in texts}) == len(texts)


def test_expression_tex_takes_functions_of_the_page():
    claim = claims_of("let w in R^n\nd(my_loss(w))/d(w) = 2 * w.T")[0]
    infer = Shapes(claim.scope, page={"my_loss": None})
    assert expression_tex(claim.left, infer) == (
        r"\frac{\partial \operatorname{my\_loss}(\mathbf{w})}{\partial \mathbf{w}}"
    )


def test_a_comparison_is_plain_in_a_condition_and_bracketed_as_a_value():
    claim = claims_of("let z in R\nd(relu(z))/d(z) = z > 0 if z != 0")[0]
    assert claim.right == Compare((">",), (Name("z"), Number(0.0, "0")))
    tex = claim_tex(claim, Shapes(claim.scope))
    assert tex.endswith(r"= \mathbf{1}[z > 0] \quad \text{if } z \neq 0")
