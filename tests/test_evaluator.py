"""The evaluator of the browser against that of Python, on one table of cases that Python makes.

Every function, every operator, every formula of the corpus and every claim of the site: the same
shapes, the same shape errors in the same places, and the same values within 1e-12.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import read_corpus
from javascript import ASSETS, Module
from nabla.document import read_document
from nabla.errors import PageError, Place
from nabla.fences import find_fences
from nabla.language.dual import innermost
from nabla.language.excerpt import Excerpt
from nabla.language.expression import OPERATORS
from nabla.language.functions import FUNCTIONS
from nabla.language.grammar import parse_block
from nabla.language.inference import Shapes
from nabla.language.names import check_declared, page_names
from nabla.language.shapes import shape_text
from nabla.language.syntax import parse_expression
from nabla.language.text import expression_text
from nabla.verification.choosing import choose_points
from nabla.verification.exercise_cases import point_json, usable
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.trial import Trial

DOCS = Path(__file__).parents[1] / "docs"
CLOSE = 1e-12
claims = Module(ASSETS / "evaluator" / "claim.mjs")

SETTING = """\
let s, t in R
let u in positive
let x, y, v in R^n
let z in R^m
let w in R^3
let p in positive^n
let h in (0, 1)^n
let A in R^(m,n)
let B in R^(n,k)
let S in invertible(n)
let f in smooth(n, m)
let g in smooth(m, k)
let phi in smooth
let q(a, b) = a * b + sin(a)
let e = x * y
"""

VALUES = """\
exp(x)
log(p)
sin(x) + cos(x)
tan(s)
sinh(x) * cosh(x)
tanh(A)
sqrt(p)
abs(x)
sign(A)
relu(A)
step(x)
sigmoid(40 * x)
softplus(50 * x)
max(x, y)
min(x, 0.3)
sum(A)
mean(A)
dot(x, y)
norm(A)
norm(x)
trace(S)
diag(x)
diag(S)
outer(x, z)
kron(A, B)
vec(A)
softmax(100 * x)
logsumexp(100 * x)
cumsum(x)
det(S)
logdet(S)
inv(S)
ones(n) + zeros(n, 1)
ones(m, n) - zeros(m, n)
I(n) @ x
row(A, 0)
row(A, 1) @ x
pi * n
2 * m * n
x**2 + x**3
p**-1.5
2**s
p**x
-x**2
s - t - u
u / s / t
A @ x @ x.T
(A @ x).T @ z
x.T @ y
[s, t, u]
[[s, t], [u, 1]]
[[s, t]] @ [u, 2]
x[0] * A[1, 0]
x.T[0, 1]
x > 0
0 < h <= 0.5
x > 0 and y > 0
not (s > 0 or t > 0)
x if x > 0 else 0.1 * x
s if s > 0 else (t if t > 0 else u)
where(x > y, x, y)
e + q(x, y)
q(s, 2)
f(x) * z
phi(A)
d(e)/d(x)
d(dot(x, x))/d(x)
d(s * x)/d(s)
d(z.T @ A @ x)/d(A)
d(A @ x)/d(vec(A))
A @ d(e)/d(x) @ x
-d(sum(x))/d(y)
(d(f(x))/d(x)).T @ z
d(d(s**3 * t)/d(s))/d(t)
d(d(sum(x**3))/d(x))/d(x)
d(f(x))/d(x) - J(f, x)
d(g(f(x)))/d(x)
J(g, f(x)) @ J(f, x)
D(phi, x)
D(tanh, x)
J(softmax, x)
D(relu, x)
d(softmax(x))/d(x)
d(logsumexp(x))/d(x)
d(cumsum(x))/d(x)
d(max(x, y))/d(x)
d(abs(x))/d(x)
d(relu(x))/d(x)
d(sigmoid(x))/d(x)
d(softplus(x))/d(x)
d(sqrt(p))/d(p)
d(p**x)/d(x)
d(norm(x))/d(x)
d(det(S))/d(S)
d(logdet(S))/d(S)
d(trace(inv(S)))/d(S)
d(inv(S))/d(vec(S))
d(kron(x, y))/d(x)
d(outer(x, y))/d(vec(x))
d(diag(x))/d(x)
d(x / p)/d(p)
d(where(x > y, x * y, y))/d(x)
d(e)/d(e)
d(x * e)/d(e)
grad(sum(A @ x), A)
grad(norm(x), x)
hess(sum(x**4) + dot(x, y)**2, x)
hess(f(x)[0], x)
jvp(f, x, v)
vjp(f, x, z)
hvp(logsumexp(x), x, v)
div(x * dot(x, y), x)
curl([w[1] * w[2], w[0]**2, sin(w[1])], w)
lap(sum(sin(x)), x)
grad(lap(sum(x**4), x), x)
"""

SHAPE_ERRORS = """\
x @ y
A @ z
A + x
x + y.T
x * z
A * B
x.T + y
max(x, z)
dot(x, z)
dot(A, x)
trace(A)
det(A)
inv(A)
logdet(A)
diag(A)
outer(A, x)
softmax(A)
logsumexp(A)
cumsum(x.T)
f(z)
g(x)
A[0]
[x, y]
[[s, x]]
x if z > 0 else y
x > 0 and z > 0
x < z
d(x)/d(A)
d(A @ x)/d(A)
grad(x, x)
hess(e, x)
hvp(e, x, v)
hvp(dot(x, x), x, z)
jvp(e, x, z)
vjp(f, x, x)
div(A @ x, x)
curl(x, x)
curl(w[0], w)
lap(x, x)
2 + (A @ (x + z))
ones(s + 1)
I(1.5)
where(x > 0, z, 1)
d(A @ x)/d(x) @ z
J(f, z)
(s + A) @ (x * (y + z))
"""

NOT_EXPRESSIONS = """\
x +
2 x
x ^ 2
x // y
x % 2
(x
x)
[x, y
x.S
d(x)
d(x)/d(x + y)
x / d(y)
d(x).T
d(s)**2
[s, [t, u]]
[[s, t], [u]]
x[-1]
x[0, 1, 2]
lambda x: x
{x}
f(x
sin()
sin(x, y)
ones(1, 2, 3)
nothing(x)
nobody
s(x)
f(x, y)
q(x)
grad(x)
J(x + y, x)
hess(dot(x, x), 2)
"""


def python_value(trial, expression, point):
    evaluator = replace(trial.evaluator(point), differentiator=ForwardMode())
    with np.errstate(all="ignore"):
        return np.asarray(innermost(evaluator(expression)), dtype=float)


def read_statement(declarations, text):
    block = parse_block("\n".join([*declarations, f"s = {text}"]), Place("x.md", 1))
    check_declared(block, ())


def shape_error(claim):
    try:
        Shapes(claim.scope)(claim.right)
    except PageError as error:
        return error.message
    return None


def assert_same(statement, expression, declarations, trial, points):
    found = claims.call(
        "inspect", expression_text(expression), declarations, [point_json(p) for p in points]
    )
    assert "error" not in found, f"{statement}: {found}"
    shape = trial.infer(expression)
    assert found["shape"] == (shape and shape_text(shape)), statement
    for point, got in zip(points, found["values"], strict=True):
        wanted = python_value(trial, expression, point)
        got = np.array(got, dtype=float)  # null, JSON's word for what is no finite number, is nan
        finite = np.isfinite(wanted)
        assert got.shape == wanted.shape, statement
        assert np.array_equal(finite, np.isfinite(got)), statement
        size = max(1.0, np.abs(wanted[finite]).max(initial=0.0))
        assert np.abs(got - wanted)[finite].max(initial=0.0) <= CLOSE * size, statement


@np.errstate(all="ignore")
def points_of(trial):
    return [point for point in choose_points(trial).points if usable(point)][:3]


def check_claim(claim, declarations):
    trial = Trial(claim, {}, {})
    points = points_of(trial)
    for side in (claim.left, claim.right):
        assert_same(claim.statement, side, declarations, trial, points)
    return len(points)


@pytest.fixture(scope="module")
def setting():
    block = parse_block(SETTING + "s = t", Place("setting.md", 1))
    trial = Trial(replace(block.claims[0], scope=block.scope), {}, {})
    return trial, block.declarations


@pytest.mark.parametrize("text", VALUES.splitlines())
def test_an_expression_has_the_shape_and_the_values_that_python_gives_it(setting, text):
    trial, declarations = setting
    expression = parse_expression(Excerpt(text, Place("x.md", 1), 1))
    assert_same(text, expression, declarations, trial, points_of(trial))


def test_the_table_of_values_has_every_function_and_every_operator():
    used = set(VALUES.replace("(", " ( ").replace("-", " ").split())
    assert set(FUNCTIONS) - used == set()
    assert set(OPERATORS) - used == set()


@pytest.mark.parametrize("text", SHAPE_ERRORS.splitlines())
def test_shapes_that_do_not_fit_are_refused_in_the_words_and_the_place_of_python(setting, text):
    trial, declarations = setting
    with pytest.raises(PageError) as caught:
        trial.infer(parse_expression(Excerpt(text, Place("x.md", 1), 1)))
    found = claims.call("inspect", text, declarations, [])
    assert found["error"] == caught.value.message
    assert found["at"] == caught.value.place.column - 1


@pytest.mark.parametrize("text", NOT_EXPRESSIONS.splitlines())
def test_what_is_no_expression_is_refused_as_in_python(setting, text):
    _, declarations = setting
    with pytest.raises(PageError):
        read_statement(declarations, text)
    found = claims.call("inspect", text, declarations, [])
    assert found["error"]
    assert 0 <= found["at"] <= len(text)


@pytest.mark.parametrize("formula", list(read_corpus()), ids=str)
def test_a_formula_of_the_corpus_has_the_values_that_python_gives_it(formula):
    for claim in formula.block.claims:
        assert not page_names(claim)
        assert check_claim(claim, formula.block.declarations) >= 1
    for wrong in formula.wrong:
        claim = wrong.block.claims[0]
        found = claims.call("inspect", expression_text(claim.right), wrong.block.declarations, [])
        assert found.get("error") == shape_error(claim)


def site_blocks():
    for path in sorted(DOCS.rglob("*.md")):
        for fence in find_fences(read_document(path, str(path))):
            if fence.kind in {"formula", "gradients", "exercise"}:
                try:
                    block = parse_block(fence.body, fence.place)
                except PageError:
                    continue  # what the guide shows to be refused
                yield pytest.param(block, id=f"{path.name}:{fence.place.line}")


@pytest.mark.parametrize("block", list(site_blocks()))
def test_a_claim_of_the_site_has_the_values_that_python_gives_it(block):
    for claim in block.claims:
        if not page_names(claim):
            check_claim(claim, block.declarations)


def test_a_shape_error_inside_a_definition_is_refused_where_it_is_used(setting):
    found = claims.call("inspect", "q(x, z)", setting[1], [])
    assert found["error"] == "shape error: '*' expected equal shapes or a scalar, got n×1 and m×1"


def test_an_equation_is_no_answer(setting):
    assert "got '='" in claims.call("inspect", "x = y", setting[1], [])["error"]


def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack():
    assert "too deeply" in claims.call("inspect", "(" * 5000 + "1" + ")" * 5000, [], [])["error"]
    assert "too deeply" in claims.call("inspect", "-" * 5000 + "1", [], [])["error"]


@pytest.mark.parametrize(
    "text", ["constructor", "__proto__", "toString(1)", "s.constructor", "x.__proto__"]
)
def test_names_of_javascript_mean_nothing(setting, text):
    assert claims.call("inspect", text, setting[1], [])["error"]
