"""Values of expressions, and every function of the table in each of its forms."""

from __future__ import annotations

import numpy as np
import pytest

from nabla.errors import PageError, Place
from nabla.language.dual import Dual, innermost
from nabla.language.evaluate import Evaluator
from nabla.language.functions import FUNCTIONS
from nabla.language.grammar import parse_block
from nabla.language.shapes import ShapeMismatch
from nabla.verification.oracles.complex_step import ComplexStep
from nabla.verification.oracles.richardson import Richardson
from nabla.verification.verify import verify_block

POSITIVE = {"log", "sqrt"}
SHAPES = {
    "softmax": [(3, 1)],
    "logsumexp": [(3, 1)],
    "cumsum": [(3, 1)],
    "dot": [(3, 1), (3, 1)],
    "outer": [(3, 1), (2, 1)],
    "kron": [(2, 3), (3, 2)],
    "row": [(3, 2), 1],
    "ones": [2, 3],
    "zeros": [2, 3],
    "I": [3],
}
NUMPY = {
    "relu": lambda x: np.maximum(x, 0),
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "max": np.maximum,
    "min": np.minimum,
    "sum": lambda x: np.full((1, 1), np.sum(x)),
    "mean": lambda x: np.full((1, 1), np.mean(x)),
    "dot": lambda a, b: np.full((1, 1), np.dot(a[:, 0], b[:, 0])),
    "norm": lambda x: np.full((1, 1), np.linalg.norm(x)),
    "trace": lambda x: np.full((1, 1), np.trace(x)),
    "det": lambda x: np.full((1, 1), np.linalg.det(x)),
    "logdet": lambda x: np.full((1, 1), np.linalg.slogdet(x)[1]),
    "diag": lambda x: np.diag(x)[:, None],
    "outer": lambda a, b: np.outer(a, b),
    "vec": lambda x: np.ravel(x, order="F")[:, None],
    "inv": np.linalg.inv,
    "softmax": lambda x: np.exp(x) / np.sum(np.exp(x)),
    "logsumexp": lambda x: np.full((1, 1), np.log(np.sum(np.exp(x)))),
    "cumsum": lambda x: np.cumsum(x)[:, None],
    "row": lambda x, i: x[[i]],
    "ones": lambda m, n: np.ones((m, n)),
    "zeros": lambda m, n: np.zeros((m, n)),
    "I": np.eye,
}


def arguments_of(name, seed):
    """Return generic arguments of a function, with the places of those that are differentiated."""
    random = np.random.default_rng(seed)
    entry = FUNCTIONS[name]
    shapes = SHAPES.get(name, [(3, 3)] * entry.arguments[0])
    values = []
    for shape in shapes:
        if isinstance(shape, int):
            values.append(shape)
        else:
            value = random.uniform(0.3, 1.7, shape)
            signs = random.choice([-1.0, 1.0], shape)
            values.append(value if name in POSITIVE else value * signs)
    places = [i for i, value in enumerate(values) if not isinstance(value, int)]
    return values, places


every_function = pytest.mark.parametrize("name", sorted(FUNCTIONS))
differentiable = pytest.mark.parametrize(
    "name", sorted(name for name in FUNCTIONS if arguments_of(name, 0)[1])
)
seeds = pytest.mark.parametrize("seed", [0, 1, 2])


@every_function
@seeds
def test_a_function_has_the_value_that_numpy_gives(name, seed):
    values, _ = arguments_of(name, seed)
    expected = NUMPY.get(name) or getattr(np, name)
    np.testing.assert_allclose(FUNCTIONS[name](*values), expected(*values), rtol=1e-12)


@every_function
def test_the_shape_rule_says_the_shape_of_the_value(name):
    values, _ = arguments_of(name, 0)
    shapes = [value if isinstance(value, int) else value.shape for value in values]
    assert FUNCTIONS[name].shape(*shapes) == innermost(FUNCTIONS[name](*values)).shape


@differentiable
@seeds
def test_the_complex_value_is_the_value_on_the_real_axis(name, seed):
    values, places = arguments_of(name, seed)
    lifted = [value + 0j if i in places else value for i, value in enumerate(values)]
    result = FUNCTIONS[name](*lifted)
    np.testing.assert_allclose(result, FUNCTIONS[name](*values), rtol=1e-12)


@differentiable
@seeds
def test_points_in_front_are_computed_together(name, seed):
    first, places = arguments_of(name, seed)
    second, _ = arguments_of(name, seed + 10)
    both = [np.stack([first[i], second[i]]) if i in places else first[i] for i in range(len(first))]
    one_by_one = [FUNCTIONS[name](*first), FUNCTIONS[name](*second)]
    np.testing.assert_allclose(FUNCTIONS[name](*both), np.stack(one_by_one), rtol=1e-12)


def slopes(name, values, place, direction):
    """Differentiate a function by one argument along a direction, in the three ways."""

    def moved(value):
        return FUNCTIONS[name](*values[:place], value, *values[place + 1 :])

    directions, x = direction[None], values[place]
    dual = moved(Dual(x, direction, 1))
    by_dual = dual.tangent if isinstance(dual, Dual) else np.zeros(dual.shape)
    by_steps = Richardson().push(moved, x, directions, 0, np.inf)[0]
    by_complex = ComplexStep().push(moved, x, directions, 0, np.inf)
    shape = np.squeeze(moved(x)).shape
    return [np.broadcast_to(np.squeeze(a), shape) for a in (by_dual, by_steps, by_complex)]


@differentiable
@seeds
def test_the_dual_rule_the_complex_step_and_differences_agree(name, seed):
    values, places = arguments_of(name, seed)
    random = np.random.default_rng(seed + 100)
    for place in places:
        direction = random.uniform(-1.0, 1.0, values[place].shape)
        by_dual, by_steps, by_complex = slopes(name, values, place, direction)
        np.testing.assert_allclose(by_dual, by_complex, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(by_dual, by_steps, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize(
    ("name", "naive"),
    [
        ("abs", np.abs),
        ("norm", lambda x: np.full((1, 1), np.linalg.norm(x))),
        ("logdet", lambda x: np.full((1, 1), np.linalg.slogdet(x)[1])),
        ("dot", lambda a, b: np.full((1, 1), np.vdot(a, b))),
    ],
)
def test_a_complex_step_through_the_plain_numpy_function_would_be_wrong(name, naive):
    """The reason why each function carries a form of its own."""
    values, _ = arguments_of(name, 1)
    direction = np.ones(values[0].shape)
    wrong = ComplexStep().push(
        lambda x: np.stack([naive(item, *values[1:]) for item in x]),
        values[0],
        direction[None],
        0,
        np.inf,
    )
    right = slopes(name, values, 0, direction)[1]
    assert np.abs(np.squeeze(wrong) - right).max() > 0.1


def value_of(text, **values):
    arrays = {name: np.asarray(value, dtype=float) for name, value in values.items()}
    shapes = {name: a.reshape(-1, 1) if a.ndim < 2 else a for name, a in arrays.items()}
    claim = parse_block(f"let unused in R\n{text} = unused", Place("a.md", 1)).claims[0]
    return innermost(Evaluator(claim.scope, shapes, {"n": 3, "m": 2})(claim.left))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x * 2 - 1", [[1], [3], [5]]),
        ("x.T", [[1, 2, 3]]),
        ("-x**2", [[-1], [-4], [-9]]),
        ("x**-1", [[1], [1 / 2], [1 / 3]]),
        ("2**x", [[2], [4], [8]]),
        ("[1, x[1]]", [[1], [2]]),
        ("[[1, x[0]], [x[2], pi - pi]]", [[1, 1], [3, 0]]),
        ("A[0, 1]", [[2]]),
        ("x.T[2]", [[3]]),
        ("row(A, 1)", [[3, 4]]),
        ("diag([1, 2])", [[1, 0], [0, 2]]),
        ("diag(A)", [[1], [4]]),
        ("vec(A)", [[1], [3], [2], [4]]),
        ("x > 2", [[0], [0], [1]]),
        ("1 < x <= 2", [[0], [1], [0]]),
        ("x > 1 and not x > 2 or x == 1", [[1], [1], [0]]),
        ("x if x > 2 else -x", [[-1], [-2], [3]]),
        ("where(x != 2, 1, 0)", [[1], [0], [1]]),
        ("ones(m, n)", [[1, 1, 1], [1, 1, 1]]),
        ("I(2) * 3", [[3, 0], [0, 3]]),
        ("n * m", [[6]]),
        ("kron([1, 2], [[1, 0]])", [[1, 0], [2, 0]]),
        ("softmax([1000, 1000])", [[0.5], [0.5]]),
        ("logsumexp([1000, 1000]) - 1000", [[np.log(2)]]),
        ("sigmoid([-1000, 1000])", [[0], [1]]),
        ("softplus([-1000, 1000])", [[0], [1000]]),
        ("log(0.5 if x > 5 else 1)", [[0], [0], [0]]),
    ],
)
def test_an_expression_has_the_value_of_its_mathematics(text, expected):
    with np.errstate(all="ignore"):
        found = value_of(text, x=[1, 2, 3], A=[[1, 2], [3, 4]])
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


def test_a_singular_matrix_has_an_inverse_that_is_no_number():
    assert np.isnan(value_of("inv(B)", B=[[1, 2], [2, 4]])).all()


@pytest.mark.parametrize(
    ("shapes", "name"),
    [([(2, 3)], "det"), ([(2, 3)], "trace"), ([(2, 2)], "softmax"), ([(2, 1), (3, 1)], "dot")],
)
def test_a_function_refuses_shapes_that_it_has_no_meaning_for(shapes, name):
    with pytest.raises(ShapeMismatch):
        FUNCTIONS[name].shape(*shapes)


def test_a_row_that_is_not_there_is_refused():
    with pytest.raises(PageError, match="row 7"):
        verify_block(parse_block("let A in R^(m,n)\nrow(A, 7) = ones(n).T", Place("a.md", 1)))
