import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.language.inference import Shapes
from nabla.language.tex_declarations import definition_tex, domain_tex
from nabla.rendering.mathematics import render
from statements import BLOCKS


def block_of(text):
    return parse_block(f"{text}\n1 + 1 = 2", Place("a.md", 1))


@pytest.mark.parametrize(
    ("declaration", "tex"),
    [
        ("x in R", r"x \in \mathbb{R}"),
        ("w, x in R^n", r"\mathbf{w}, \mathbf{x} \in \mathbb{R}^{n}"),
        ("A in R^(m,n)", r"\mathbf{A} \in \mathbb{R}^{m \times n}"),
        ("z in positive", "z > 0"),
        ("z in positive^3", r"\mathbf{z} \in \mathbb{R}_{>0}^{3}"),
        ("a in (0, 1)", r"a \in (0, 1)"),
        ("a in (-inf, 1)^n", r"\mathbf{a} \in (-\infty, 1)^{n}"),
        (
            "p, q in simplex(K)",
            (
                r"\mathbf{p}, \mathbf{q} \in \mathbb{R}_{>0}^{K}, \; "
                r"\mathbf{1}^{\top} \mathbf{p} = 1, \; \mathbf{1}^{\top} \mathbf{q} = 1"
            ),
        ),
        ("y in onehot(K)", r"\mathbf{y} \in \{\mathbf{e}_{1}, \ldots, \mathbf{e}_{K}\}"),
        (
            "S in spd(n)",
            r"\mathbf{S} \in \mathbb{R}^{n \times n}, \; \mathbf{S}^{\top} = \mathbf{S} \succ 0",
        ),
        (
            "f in smooth(n, m)",
            r"\mathbf{f} \colon\; \mathbb{R}^{n} \to \mathbb{R}^{m} \text{ smooth}",
        ),
        ("phi in smooth", r"\varphi \colon\; \mathbb{R} \to \mathbb{R} \text{ smooth}"),
    ],
)
def test_domain_tex_says_where_variables_live(declaration, tex):
    variables = block_of(f"let {declaration}").scope.variables
    written = domain_tex(list(variables), next(iter(variables.values())))
    assert written == tex
    assert render(written, display=False)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("let w, x in R^n\nlet u = w * x", r"\mathbf{u} = \mathbf{w} \odot \mathbf{x}"),
        ("let x in R\nlet y = x**2", "y = x^{2}"),
        ("let r(t) = max(0, t)", r"r(t) = \max(0, t)"),
        ("let A in R^(m,n)\nlet g(v) = A @ v", r"\mathbf{g}(v) = \mathbf{A} v"),
    ],
)
def test_definition_tex_sets_a_definition(text, tex):
    scope = block_of(text).scope
    assert definition_tex(list(scope.definitions.values())[-1], Shapes(scope)) == tex


def test_definition_tex_learns_the_shape_of_a_parameter_from_its_uses():
    text = "let A in R^(m,n)\nlet x in R^n\nlet g(v) = A @ v\ng(x) = A @ x"
    block = parse_block(text, Place("a.md", 1))
    written = definition_tex(
        block.scope.definitions["g"], Shapes(block.scope), [block.claims[0].left]
    )
    assert written == r"\mathbf{g}(\mathbf{v}) = \mathbf{A} \mathbf{v}"


@pytest.mark.parametrize("text", BLOCKS)
def test_declarations_of_every_statement_can_be_set(text):
    block = parse_block(text, Place("a.md", 1))
    for name, domain in block.scope.variables.items():
        assert render(domain_tex([name], domain), display=False)
    for definition in block.scope.definitions.values():
        assert render(definition_tex(definition, Shapes(block.scope)), display=True)
