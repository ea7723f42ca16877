"""A refuted claim says what it looks like, in words for a person."""

from __future__ import annotations

import pytest

from corpus import read_corpus
from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.diagnosis import TRANSPOSED
from nabla.verification.verify import verify_block

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
    ],
)
def test_a_wrong_claim_says_what_it_looks_like(text, said):
    found = verdict(text)
    assert (found.outcome, found.diagnosis) == ("refuted", said)


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
