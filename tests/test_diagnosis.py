"""A refuted claim says what it looks like, in words for a person."""

from __future__ import annotations

import pytest

from corpus import read_corpus
from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.diagnosis import TRANSPOSED
from nabla.verification.verify import Policy, verify_block

WRONG = [(formula, wrong) for formula in read_corpus() for wrong in formula.wrong if wrong.words]
ENOUGH = 0.8


def verdict(text):
    return verify_block(parse_block(text, Place("a.md", 1)))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("let w, x in R^n\nd(w * x)/d(w) = -diag(x)", "the sign is flipped everywhere"),
        (
            "let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A.T",
            TRANSPOSED,
        ),
        ("let x in R^n\ngrad(dot(x, x), x) = x", "half of the right answer everywhere"),
        ("let x in R^n\ngrad(dot(x, x), x) = 4 * x", "twice the right answer everywhere"),
        ("let x in R\nd(x)/d(x) = 1.00001", "1.00001 times the right answer everywhere"),
        ("let x in R^n\ngrad(dot(x, x), x) = 6 * x", "3 times the right answer everywhere"),
        (
            "let x in R^n\ngrad(dot(x, x), x) = -6 * x",
            "3 times the right answer everywhere, and the sign is flipped",
        ),
        (
            "let A in R^(n,n)\nlet x in R^n\nd(x.T @ A @ x)/d(x) = 2 * x.T @ A",
            "right only where A is symmetric",
        ),
        (
            "let A in R^(n,n)\nlet x in R^n\nd(A @ x)/d(x) = diag(diag(A))",
            "the off-diagonal entries are missing",
        ),
        (
            "let A in R^(n,n)\nlet x in R^n\nd(A @ x)/d(x) = A - diag(diag(A))",
            "the diagonal entries are missing",
        ),
        (
            "let w, x in R^n\nd(w * x)/d(w) = x",
            "the entries belong on a diagonal: diag(...) would be right",
        ),
        ("let x in R^3\nlap(1 / norm(x), x) = 1", "the right answer is zero everywhere"),
        (
            "let x in R^n\ngrad(dot(x, x), x) = x.T",
            f"{TRANSPOSED} And half of the right answer everywhere",
        ),
        (
            "let A, B in R^(n,n)\nlet x in R^n\nd(A @ B @ x)/d(x) = B @ A",
            "the product is in the wrong order: A @ B would be right",
        ),
        (
            "let w, x in R^n\nd(w * x)/d(w) = diag(w)",
            "a wrong variable: diag(x) would be right",
        ),
        (
            "let x in R\nd(abs(x))/d(x) = 1",
            "right only where x > 0: one case of several is wrong",
        ),
        (
            "let x, a in R\nd(a * x if x > 0 else x)/d(x) = 1 if x > 0 else a",
            "the branches are exchanged: a if x > 0 else 1 would be right",
        ),
        (
            "let A in R^(n,n)\nlet x in R^n\ngrad(dot(x, A @ x), x) = A @ x",
            "one term is missing: (A + A.T) @ x would be right",
        ),
        (
            "let Q in R^(m,k)\nlet K in R^(n,k)\nlet q in R^k\nd(K @ q / sqrt(k))/d(q) = K",
            "right but for a factor: divide by sqrt(k)",
        ),
        (
            "let f in smooth(n, n)\nlet x in R^n\ngrad(norm(f(x))**2 / 2, x) = J(f, x) @ f(x)",
            "a factor is transposed: J(f, x).T @ f(x) would be right",
        ),
        (
            (
                "let X in R^(m,n)\nlet A in R^(m,m)\nlet B in R^(n,n)\n"
                "grad(trace(A @ X @ B @ X.T), X) = 2 * A @ X @ B"
            ),
            "right only where A and B are symmetric",
        ),
        (
            (
                "let A in invertible(n)\nlet b, u in R^n\n"
                "grad(dot(u, inv(A) @ b), A) = -inv(A).T @ b @ (inv(A) @ u).T"
            ),
            "the variables b and u are exchanged: -inv(A).T @ u @ (inv(A) @ b).T would be right",
        ),
        (
            (
                "let W in R^(n,n)\nlet h, u in R^n\n"
                "vjp(tanh(W @ h), h, u) = (1 - tanh(W @ h)**2) * (W.T @ u)"
            ),
            "the product is in the wrong order: W.T @ ((1 - tanh(W @ h)**2) * u) would be right",
        ),
        (
            (
                "let W in R^(n,n)\nlet h, v in R^n\n"
                "jvp(tanh(W @ h), h, v) = W @ ((1 - tanh(W @ h)**2) * v)"
            ),
            "the product is in the wrong order: (1 - tanh(W @ h)**2) * (W @ v) would be right",
        ),
        (
            (
                "let K in R^(m,d)\nlet q in R^d\nd(exp(K @ q / sqrt(d)))/d(q) = "
                "diag(exp(K @ q / sqrt(d))) @ K / sqrt(m)"
            ),
            "a wrong size: diag(exp(K @ q / sqrt(d))) @ K / sqrt(d) would be right",
        ),
        ("let x in R^n\nmean(x) = dot(x, ones(n)) / 3", "right only where n = 3"),
        ("let A in R^(m,n)\ngrad(trace(A.T @ A), A) = 6 / n * A", "right only where m = n = 3"),
    ],
)
def test_a_wrong_claim_says_what_it_looks_like(text, said):
    found = verdict(text)
    assert (found.outcome, found.diagnosis) == ("refuted", said)


def test_a_claim_that_is_wrong_at_every_size_is_not_said_to_be_right_at_one():
    said = verdict("let x in R^n\nmean(x) = dot(x, ones(n)) / 3.5 + x[0]").diagnosis
    assert "right only where" not in (said or "")
    said = verdict("let z in R^n\ngrad(sum(relu(z)), z) = ones(n)").diagnosis
    assert said == "right only where z > 0: one case of several is wrong"


def test_the_transpose_is_called_by_its_name():
    said = "the transpose of the right answer: numerator or denominator layout?"
    assert said == TRANSPOSED


def test_where_nothing_fits_the_entries_that_differ_are_named():
    found = verdict("let x, y in R^2\nd(x * exp(y))/d(x) = [[exp(y[0]), 0.7], [0, exp(y[1])]]")
    assert found.diagnosis == "the off-diagonal entries should be zero"
    found = verdict("let x in R^2\ngrad(sum(exp(x)), x) = [exp(x[0]), sin(x[1])**2 - 0.3]")
    assert found.diagnosis == "at the first point entries [1,0] differ, the others are right"


def test_where_nothing_at_all_fits_nothing_is_said():
    found = verdict("let A in R^(n,n)\nlet x in R^n\nd(A @ x)/d(x) = exp(x) @ cos(x).T")
    assert (found.outcome, found.diagnosis) == ("refuted", None)


def test_the_diagnosis_is_right_for_most_of_the_wrong_formulas():
    said = [(wrong, verify_block(wrong.block)[0].diagnosis) for _, wrong in WRONG]
    missed = [(str(wrong), found) for wrong, found in said if wrong.words not in (found or "")]
    assert len(said) > 300
    assert len(missed) <= (1 - ENOUGH) * len(said), missed


SEVERAL = """\
let x, y, a, b, c in R^n
let A, B, C in R^(n,n)
let M in R^(m,n)
let u in R^m
let s, t in R
let z = M @ x
"""
THREE = "d(x.T @ A @ x + b.T @ x + x.T @ x)/d(x) = "
SUMS = "d(sum(exp(x)) + sum(sin(x)) + dot(x, y))/d(x) = "
CUBIC = "d(s**3 + t * s**2 + 5 * s)/d(s) = "
TRIPLE = "grad(dot(a, x) * dot(b, x) * dot(c, x), x) = "
WAVE = "d(sin(s) * exp(s) * s)/d(s) = "


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (THREE + "b.T + 2 * x.T", "one term is missing: the derivative of x.T @ A @ x"),
        (THREE + "x.T @ (A + A.T) + b.T", "one term is missing: the derivative of x.T @ x"),
        (THREE + "2 * x.T", "two terms are missing: the derivative of x.T @ A @ x, and the"),
        (
            THREE + "x.T @ (A + A.T) + b.T + 2 * x.T + c.T",
            "one term is too many: x.T @ (A + A.T) +",
        ),
        (THREE + "x.T @ (A + A.T) + 2 * b.T + 2 * x.T", "one factor is too many"),
        (THREE + "x.T @ A + x.T @ A.T + 2 * x.T - b.T", "a sign inside is flipped"),
        (SUMS + "exp(x).T + y.T", "one term is missing: the derivative of sum(sin(x))"),
        (SUMS + "exp(x).T + y.T + 2 * cos(x).T", "one factor is too many"),
        (CUBIC + "3 * s**2 + 2 * t * s", "one term is missing: the derivative of 5 * s"),
        (CUBIC + "(3 * s + 2 * t) * s - 5", "a sign inside is flipped"),
        ("hess(dot(x, x) + norm(x)**4, x) = 2 * I(n)", "missing: the derivative of norm(x)**4"),
        ("lap(dot(x, x) + norm(x)**4, x) = 2 * n", "missing: the derivative of norm(x)**4"),
        (
            TRIPLE + "a * dot(b, x) * dot(c, x) + b * dot(a, x) * dot(c, x)",
            "one term is missing: of the product rule, with the derivative of dot(c, x)",
        ),
        (
            TRIPLE + "a * dot(b, x) * dot(c, x) + b * dot(a, x) + c * dot(a, x) * dot(b, x)",
            "one factor is missing",
        ),
        (
            WAVE + "exp(s) * s * (sin(s) + cos(s))",
            "one term is missing",
        ),
        (
            "d(s * t * sin(s * t) * a)/d(s) = t * sin(s * t) * a",
            "one term is missing: of the product rule, with the derivative of sin(s * t)",
        ),
        ("d(A @ B @ C @ x)/d(x) = A @ C", "one factor is missing: A @ B @ C would be right"),
        ("d(A @ B @ C @ x)/d(x) = A @ B @ C @ A", "one factor is too many: A @ B @ C would be"),
        (
            "d(mean((u - relu(z))**2))/d(x) = -2 / m * (u - relu(z)).T @ M",
            "one factor is missing: -2 / m * ((u - relu(z)) * step(z)).T @ M would be right",
        ),
        ("A @ B @ x + B @ C @ x + s * x = A @ B @ x + s * x", "one term is missing: B @ C @ x"),
    ],
)
def test_a_term_or_a_factor_of_several_is_named(text, said):
    for seed in (0, 1):
        found = verify_block(parse_block(SEVERAL + text, Place("a.md", 1)), {}, Policy(seed=seed))[
            0
        ]
        assert found.outcome == "refuted"
        assert said in found.diagnosis


@pytest.mark.parametrize(
    "text",
    [
        THREE + "x.T @ A @ B + exp(x).T + sin(a).T @ C",
        THREE + "cos(x).T @ A @ B @ C",
        SUMS + "(x * exp(y)).T @ A @ B + sin(x + a).T",
        CUBIC + "sin(3 * s) * exp(t * s) + cos(t)",
        TRIPLE + "sin(a * x) + exp(b) * cos(c)",
        WAVE + "sinh(s * s) - exp(-s) * cos(3 * s)",
        "A @ B @ x + B @ C @ x + s * x = C @ A @ A @ x + sin(s) * exp(x)",
    ],
)
def test_no_term_is_named_where_none_is_at_fault(text):
    for seed in (0, 1):
        found = verify_block(parse_block(SEVERAL + text, Place("a.md", 1)), {}, Policy(seed=seed))[
            0
        ]
        assert found.outcome == "refuted"
        assert found.diagnosis is None or not any(
            word in found.diagnosis for word in ("term", "factor", "sign")
        )
