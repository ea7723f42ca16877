import numpy as np
import pytest

from nabla.language.denominator_shapes import DenominatorShapes
from nabla.language.dual import innermost
from nabla.language.expression import Call, Derivative, Transpose, rebuild
from nabla.language.inference import Shapes
from nabla.language.layout import (
    denominator_chain,
    denominator_definition,
    denominator_sides,
    layout_holds,
    numerator_meaning,
    reads_layout,
)
from nabla.language.text import expression_text
from written import all_claims, claims_of, evaluator_at, points_of


def read_transposed(node):
    """The definition of the layout: every Jacobian in it is transposed, and nothing else."""
    inside = rebuild(node, read_transposed)
    jacobian = isinstance(node, Derivative) or (isinstance(node, Call) and node.function == "J")
    return Transpose(inside, node.place) if jacobian else inside


def turned(text):
    claim = claims_of(text)[-1]
    sides = denominator_sides(claim, Shapes(claim.scope))
    return " = ".join(expression_text(side) for side in sides)


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.statement)
def test_denominator_sides_keep_the_values_or_transpose_both(claim):
    sides = denominator_sides(claim, Shapes(claim.scope))
    for point in points_of(claim)[1:4]:
        evaluator = evaluator_at(claim, point)
        before = [np.asarray(innermost(evaluator(side))) for side in (claim.left, claim.right)]
        after = [np.asarray(innermost(evaluator(read_transposed(side)))) for side in sides]
        kept = all(map(same, before, after))
        assert kept or all(map(same, [value.T for value in before], after))
        assert layout_holds(evaluator, (claim.left, claim.right), sides)


def same(first, second):
    return first.shape == second.shape and np.allclose(first, second, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.statement)
def test_both_denominator_sides_have_one_shape(claim):
    infer = Shapes(claim.scope)
    left, right = (DenominatorShapes(infer.scope)(side) for side in denominator_sides(claim, infer))
    assert left == right
    assert left in {infer(claim.left), infer(claim.left)[::-1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("let w, x in R^n\nd(dot(w, x))/d(w) = x.T", "d(dot(w, x))/d(w) = x"),
        ("let w, x in R^n\nd(w * x)/d(w) = diag(x)", "d(w * x)/d(w) = diag(x)"),
        ("let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A", "d(A @ x)/d(x) = A.T"),
        (
            "let A in R^(n,n)\nlet x in R^n\nd(x.T @ A @ x)/d(x) = x.T @ (A + A.T)",
            "d(x.T @ A @ x)/d(x) = (A.T + A) @ x",
        ),
        (
            "let A in symmetric(n)\nlet x in R^n\nd(x.T @ A @ x)/d(x) = 2 * x.T @ A",
            "d(x.T @ A @ x)/d(x) = 2 * A @ x",
        ),
        (
            (
                "let W in R^(m,n)\nlet x in R^n\nlet y in R^m\n"
                "d(norm(W @ x - y)**2)/d(x) = 2 * (W @ x - y).T @ W"
            ),
            "d(norm(W @ x - y)**2)/d(x) = 2 * W.T @ (W @ x - y)",
        ),
        (
            (
                "let f in smooth(k, m)\nlet g in smooth(n, k)\nlet x in R^n\n"
                "d(f(g(x)))/d(x) = J(f, g(x)) @ J(g, x)"
            ),
            "d(f(g(x)))/d(x) = J(g, x) @ J(f, g(x))",
        ),
        (
            "let W in R^(m,n)\nlet x in R^n\nd(W @ x)/d(vec(W)) = kron(x.T, I(m))",
            "d(W @ x)/d(vec(W)) = kron(x, I(m))",
        ),
        ("let W in invertible(n)\nd(logdet(W))/d(W) = inv(W)", "d(logdet(W))/d(W) = inv(W).T"),
        (
            "let f in smooth(n, m)\nlet x in R^n\nlet u in R^m\nvjp(f, x, u) = J(f, x).T @ u",
            "d(f)/d(x) @ u = J(f, x) @ u",
        ),
        ("let x, y in R\nd(x * y)/d(x) = y", "d(x * y)/d(x) = y"),
        ("let w, x in R^n\ngrad(dot(w, x), w) = x", "grad(dot(w, x), w) = x"),
    ],
)
def test_denominator_sides_are_what_textbooks_write(text, expected):
    assert turned(text) == expected


def test_denominator_chain_turns_all_sides_alike():
    claims = claims_of("let w, x in R^n\nd(dot(w, x))/d(w) = ones(n).T @ diag(x) = x.T")
    sides = (claims[0].left, *(claim.right for claim in claims))
    written = [expression_text(s) for s in denominator_chain(sides, Shapes(claims[0].scope))]
    assert written == ["d(dot(w, x))/d(w)", "diag(x) @ ones(n)", "x"]


def test_denominator_definition_keeps_the_value_of_its_name():
    claim = claims_of("let w, x in R^n\nlet g = (d(dot(w, x)**2)/d(w)).T\ng = 2 * dot(w, x) * x")[0]
    definition = claim.scope.definitions["g"]
    turned_body = denominator_definition(definition, Shapes(claim.scope)).body
    assert expression_text(turned_body) == "d(dot(w, x)**2)/d(w)"
    evaluator = evaluator_at(claim, points_of(claim)[0])
    value = evaluator(definition.body)
    np.testing.assert_allclose(evaluator(numerator_meaning(turned_body)), value)


@pytest.mark.parametrize("wrong", ["x.T", "2 * x", "w"])
def test_layout_holds_refuses_a_side_that_was_turned_wrongly(wrong):
    claim = claims_of("let w, x in R^n\nd(dot(w, x))/d(w) = x.T")[0]
    left, _ = denominator_sides(claim, Shapes(claim.scope))
    right = claims_of(f"let w, x in R^n\n{wrong} = 0 * w")[0].left
    evaluator = evaluator_at(claim, points_of(claim)[0])
    assert not layout_holds(evaluator, (claim.left, claim.right), (left, right))


def test_reads_layout_leaves_gradients_alone():
    claim = claims_of("let f in smooth(n, 1)\nlet x in R^n\ngrad(f, x) = (d(f)/d(x)).T")[0]
    assert not reads_layout(claim.left)
    assert reads_layout(claim.right)
