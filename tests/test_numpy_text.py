import re

import numpy as np
import pytest

from nabla.language.dual import innermost
from nabla.language.expression import differentiates
from nabla.language.inference import Shapes
from nabla.language.numpy_code import Unwritten
from nabla.language.numpy_definitions import claim_numpy, definitions_of, order_of
from nabla.language.numpy_text import expression_numpy
from nabla.language.setting import settings
from written import all_claims, claims_of, evaluator_at, expression_of, points_of

MEASURED = {1: 1e-6, 2: 1e-4, 3: 1e-2}


def squeezed(value):
    """A number as a float, a vector with one axis, a matrix with two."""
    return np.squeeze(np.asarray(innermost(value)))


def run(text, claim, point):
    """Run NumPy text as a reader would, who has the variables of the claim as arrays."""
    names = {name: squeezed(value)[()] for name, value in point.values.items()}
    names |= {name: called_plainly(function) for name, function in point.functions.items()}
    infer = Shapes(claim.scope)
    definitions = definitions_of([text], infer, order_of(claim))
    names |= {"np": np, **point.sizes}
    exec("\n".join([*definitions, f"result = {text}"]), names)
    return names["result"]


def called_plainly(function):
    def plain(x):
        return squeezed(function(np.asarray(x, dtype=float).reshape(-1, 1)))[()]

    return plain


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.statement)
def test_numpy_text_has_the_value_of_the_expression(claim):
    for point in points_of(claim)[2:4]:
        for side in (claim.left, claim.right):
            wanted = squeezed(evaluator_at(claim, point)(side))
            got = np.asarray(run(expression_numpy(side, Shapes(claim.scope)), claim, point))
            error = MEASURED[order_of(claim)] if differentiates_at_all(side, claim) else 1e-12
            assert got.shape == wanted.shape
            np.testing.assert_allclose(got, wanted, rtol=error, atol=error)


def differentiates_at_all(side, claim):
    bodies = [definition.body for definition in claim.scope.definitions.values()]
    return any(differentiates(body) for body in (side, *bodies))


def test_numpy_text_of_another_expression_has_another_value():
    claim = claims_of("let A in R^(n,n)\nlet x in R^n\nA @ x = A.T @ x")[0]
    point = points_of(claim)[0]
    texts = [expression_numpy(side, Shapes(claim.scope)) for side in (claim.left, claim.right)]
    assert not np.allclose(*(run(text, claim, point) for text in texts))


@pytest.mark.parametrize(
    ("text", "numpy"),
    [
        ("w.T @ x", "w @ x"),
        ("w @ x.T", "np.outer(w, x)"),
        ("x.T @ A @ w", "x @ A @ w"),
        ("A.T @ x", "A.T @ x"),
        ("(w * x).T", "w * x"),
        ("outer(w, x)", "np.outer(w, x)"),
        ("kron(x.T, I(n))", "np.kron(x[None, :], np.eye(w.size))"),
        ("kron(x, A)", "np.kron(x[:, None], A)"),
        ("kron(w, x)", "np.kron(w, x)"),
        ("vec(A)", 'np.ravel(A, order="F")'),
        ("I(n)", "np.eye(w.size)"),
        ("ones(n, 2)", "np.ones((w.size, 2))"),
        ("[a, b]", "np.array([a, b])"),
        ("[[a, b], [b, c]]", "np.array([[a, b], [b, c]])"),
        ("row(A, 1)", "A[1]"),
        ("A[0, 1]", "A[0, 1]"),
        ("a if a > 0 else b", "a if a > 0 else b"),
        ("w if x > 0 else 0", "np.where(x > 0, w, 0)"),
        ("0 if a > 0 else w", "np.where(a > 0, 0, w)"),
        ("(x > 0) * w", "(x > 0) * w"),
        ("diag(x > 0)", "np.diag((x > 0).astype(float))"),
        ("(x > 0 and w > 0) * w", "((x > 0) & (w > 0)) * w"),
        ("-x**2", "-x**2"),
        ("(-a)**2", "(-a)**2"),
        ("a - (b - c)", "a - (b - c)"),
        ("a / (b * c)", "a / (b * c)"),
        ("my_map(a + b)", "(a + b)**2"),
        ("pi * a", "np.pi * a"),
        ("grad(h, x)", "jacobian(h, x)"),
        ("d(A @ x)/d(x)", "jacobian(lambda x: A @ x, x)"),
        ("grad(trace(A), A)", 'jacobian(lambda A: np.trace(A), A).reshape(A.shape, order="F")'),
    ],
)
def test_expression_numpy_is_what_users_write(text, numpy):
    assert expression_numpy(*expression_of(text)) == numpy


def test_expression_numpy_writes_out_what_moves_with_the_variable():
    claim = claims_of("let W in R^(m,n)\nlet x in R^n\nlet z = W @ x\nd(tanh(z))/d(x) = W")[0]
    text = expression_numpy(claim.left, Shapes(claim.scope))
    assert text == "jacobian(lambda x: np.tanh(W @ x), x)"


def test_expression_numpy_refuses_a_variable_that_would_mean_two_things():
    claim = claims_of("let x in R\nlet f(t) = d(x * t)/d(x)\nf(2 * x) = 2 * x")[0]
    with pytest.raises(Unwritten, match="x means two things"):
        expression_numpy(claim.left, Shapes(claim.scope))


def test_claim_numpy_brings_the_definitions_that_it_needs():
    text = "let z in R^n\nlet p = softmax(z)\nd(softmax(z))/d(z) = diag(p) - p @ p.T"
    claim = claims_of(text)[0]
    lines = claim_numpy(claim, Shapes(claim.scope)).splitlines()
    assert lines[0] == "def softmax(z):"
    assert lines[-2:] == ["p = softmax(z)", "np.diag(p) - np.outer(p, p)"]


def test_settings_differ_between_layouts_as_their_shapes_do():
    claim = claims_of(
        "let A in R^(m,n)\nlet x in R^n\nlet y in R^m\nd(y.T @ A @ x)/d(x) = y.T @ A"
    )[0]
    numerator, denominator = settings(claim, Shapes(claim.scope))
    assert (numerator.shape, numerator.numpy) == ("1×n", "y @ A")
    assert (denominator.shape, denominator.numpy) == ("n×1", "A.T @ y")
    assert numerator.tex.endswith(r"= \mathbf{y}^{\top} \mathbf{A}")
    assert denominator.tex.endswith(r"= \mathbf{A}^{\top} \mathbf{y}")


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.statement)
def test_settings_give_numpy_in_both_layouts(claim):
    for setting in settings(claim, Shapes(claim.scope)):
        assert setting.numpy
        assert re.fullmatch(r"[\w·]+×[\w·]+", setting.shape)
