"""Oracles: each right on its own, honest about its error, and not believed where it is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from nabla.errors import Place
from nabla.language.dual import innermost
from nabla.language.elementwise import exp, sin
from nabla.language.grammar import parse_block
from nabla.verification.choosing import choose_points
from nabla.verification.measure import Sight, measure
from nabla.verification.oracles.complex_step import ComplexStep
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.oracles.richardson import LADDER, Richardson, extrapolate
from nabla.verification.trial import Trial
from nabla.verification.verify import verify_block

PLACE = Place("a.md", 1)
ORACLES = {"complex step": ComplexStep, "richardson": Richardson, "forward mode": ForwardMode}
TOLERANCES = {"complex step": 1e-14, "richardson": 1e-11, "forward mode": 1e-14}

every_oracle = pytest.mark.parametrize("name", sorted(ORACLES))


@every_oracle
@pytest.mark.parametrize("x", [-3.0, 0.02, 0.7, 150.0])
def test_an_oracle_measures_a_known_derivative(name, x):
    found = ORACLES[name]().push(
        lambda v: sin(v) * exp(v * 0.01), np.array([[x]]), np.ones((1, 1, 1)), 0, np.inf
    )
    right = (np.cos(x) + 0.01 * np.sin(x)) * np.exp(0.01 * x)
    assert innermost(found).item() == pytest.approx(right, rel=100 * TOLERANCES[name])


@every_oracle
@pytest.mark.parametrize(
    "text",
    [
        "let x in R^n\nhess(sum(exp(x) * sin(x)), x) = diag(2 * exp(x) * cos(x))",
        "let x, v in R^n\nhvp(norm(x)**4, x, v) = 4 * dot(x, x) * v + 8 * x * dot(x, v)",
        "let x in R^n\nlap(exp(dot(x, x)), x) = (2 * n + 4 * dot(x, x)) * exp(dot(x, x))",
        "let x in R^n\nlet s = softmax(x)\nd(grad(logsumexp(x), x))/d(x) = diag(s) - s @ s.T",
        "let x in R\nd(d(d(sin(x))/d(x))/d(x))/d(x) = -cos(x)",
    ],
)
def test_derivatives_of_derivatives_are_measured(name, text):
    trial = Trial(parse_block(text, PLACE).claims[0], {}, {})
    for point in choose_points(trial).points:
        oracle = ORACLES[name](ComplexStep()) if name == "richardson" else ORACLES[name]()
        (found,) = measure(oracle, trial.evaluator(point), Sight(trial.claim))
        np.testing.assert_allclose(found.left, found.right, rtol=1e-9, atol=1e-10)


def test_differences_know_their_own_error():
    steps = 0.1 / LADDER
    value, error = extrapolate(np.exp(1 + steps), np.exp(1 - steps), steps)
    assert abs(value[0] - np.e) <= error[0] < 1e-10


def test_differences_of_a_rough_function_are_known_to_be_useless():
    random = np.random.default_rng(0)
    steps = 0.1 / LADDER
    rough = random.normal(size=(2, *steps.shape))
    _, error = extrapolate(rough[0], rough[1], steps)
    assert error[0] > 0.1


def test_differences_leave_out_steps_at_which_the_function_has_no_value():
    steps = 2.0 / LADDER
    with np.errstate(all="ignore"):
        value, error = extrapolate(np.log(1.0 + steps), np.log(1.0 - steps), steps)
    assert value[0] == pytest.approx(1.0, rel=1e-9)
    assert error[0] < 1e-8


def test_steps_stay_inside_the_domain():
    met = []

    def function(x):
        met.append(innermost(x).min())
        return x

    Richardson().push(function, np.array([[0.05]]), np.ones((1, 1, 1)), 0, reach=0.05)
    assert min(met) > 0.0


def vdot(x):
    return np.vdot(x, x)


def absolute(x):
    return np.abs(x)


def real_part(x):
    return (x * x).real


def variance(x):
    return np.var(x)


def buffered(x):
    out = np.zeros(len(x))
    for place, value in enumerate(x):
        out[place] = value**2
    return out


def branching(x):
    return x**2 if x > 0 else x**3


def length(x):
    return np.linalg.norm(x)


def conjugated(x):
    return np.sum(np.conj(x) * x)


def squares(x):
    return np.sum(x**2)


def doubled(x):
    return 2 * squares(x)


def failing(_x):
    raise ValueError("no luck")


def wordy(_x):
    return "text"


def half_wrong(x):
    """Right where it is evaluated, wrong under a complex step."""
    return np.sum(x.real**2)


PAGE = {
    f.__name__: f
    for f in (vdot, absolute, real_part, variance, buffered, branching, length, conjugated)
} | {f.__name__: f for f in (squares, doubled, failing, wordy, half_wrong)}
PAGE |= {"np": np, "weights": np.array([1.0, 2.0, 3.0]), "title": "text"}


def verdict(text):
    return verify_block(parse_block(text, PLACE), PAGE)[0]


@pytest.mark.parametrize(
    ("text", "oracles"),
    [
        ("let x in R^n\ngrad(squares(x), x) = 2 * x", ("complex-step", "richardson", "autograd")),
        ("let x in R^n\ngrad(doubled(x), x) = 4 * x", ("complex-step", "richardson", "autograd")),
        ("let x in R^n\nd(absolute(x))/d(x) = diag(sign(x))", ("richardson", "autograd")),
        ("let x in R^n\ngrad(variance(x), x) = 2 * (x - mean(x)) / n", ("richardson", "autograd")),
        ("let x in R^n\ngrad(length(x), x) = x / norm(x)", ("richardson", "autograd")),
        ("let x in R^n\ngrad(conjugated(x), x) = 2 * x", ("richardson", "autograd")),
        (
            "let x in R\nd(branching(x))/d(x) = 2 * x if x > 0 else 3 * x**2",
            ("complex-step", "richardson", "autograd"),
        ),
        (
            "let x in R^n\nhess(squares(x), x) = 2 * I(n)",
            ("complex-step", "richardson", "autograd"),
        ),
        (
            "let x in R^3\ngrad(dot(weights, x), x) = weights",
            ("complex-step", "richardson", "forward-mode"),
        ),
    ],
)
def test_functions_of_the_page_are_measured_by_the_oracles_that_can(text, oracles):
    found = verdict(text)
    assert (found.outcome, found.oracles) == ("verified", oracles)


@pytest.mark.parametrize(
    "text",
    [
        "let x in R^n\ngrad(vdot(x), x) = {}",
        "let x in R^n\nd(absolute(x))/d(x) = {}",
        "let x in R^n\nd(real_part(x))/d(x) = {}",
        "let x in R^n\ngrad(variance(x), x) = {}",
        "let x in R^n\nd(buffered(x))/d(x) = {}",
        "let x in R^n\ngrad(half_wrong(x), x) = {}",
        "let x in R^n\ngrad(length(x), x) = {}",
    ],
)
def test_no_verdict_rests_on_a_complex_step_that_is_silently_wrong(text):
    """Claimed is what the complex step measures: zero, or the derivative without its sign."""
    size = "zeros(n)" if "grad" in text else "zeros(n, n)"
    assert verdict(text.format(size)).outcome != "verified"
    assert "complex-step" not in verdict(text.format(size)).oracles


@pytest.mark.parametrize("name", ["buffered", "real_part", "vdot"])
def test_where_only_differences_can_look_the_verdict_says_what_to_do(name):
    operator = "grad(vdot(x), x) = 2 * x" if name == "vdot" else f"d({name}(x))/d(x) = 2 * diag(x)"
    found = verdict(f"let x in R^n\n{operator}")
    assert found.outcome == "undecided"
    assert "only Richardson differences could measure it" in found.cause
    assert "no float buffers" in found.cause


def test_an_exception_of_a_function_of_the_page_is_the_cause():
    found = verdict("let x in R\nd(failing(x))/d(x) = x")
    assert (found.outcome, found.cause) == ("undecided", "failing raised ValueError: no luck")


def test_a_function_of_the_page_that_returns_no_number_is_the_cause():
    found = verdict("let x in R\nd(wordy(x))/d(x) = x")
    assert found.cause.startswith("wordy returned str; expected a number or an array")


def test_without_autograd_two_oracles_remain_for_analytic_functions(monkeypatch):
    monkeypatch.setattr("nabla.verification.oracles.panel.is_installed", lambda: False)
    found = verdict("let x in R^n\ngrad(squares(x), x) = 2 * x")
    assert (found.outcome, found.oracles) == ("verified", ("complex-step", "richardson"))
    assert (
        verdict("let x in R^n\ngrad(variance(x), x) = 2 * (x - mean(x)) / n").outcome == "undecided"
    )
