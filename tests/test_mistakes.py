"""Each claim is held against the mistakes that people make."""

from __future__ import annotations

import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.language.text import expression_text
from nabla.verification.mistakes import MOST, mistakes_of
from nabla.verification.trial import Trial
from nabla.verification.verify import Policy, verify_block

PLACE = Place("a.md", 1)
DECLARED = "let A, B, C in R^(n,n)\nlet x, y in R^n\nlet a, b in R\nlet f, g in smooth(n, n)\n"


def mistakes(text):
    claim = parse_block(f"{DECLARED}{text} = 0 * ({text})", PLACE).claims[0]
    return {
        expression_text(m.expression): m.kind
        for m in mistakes_of(claim.left, Trial(claim, {}, {}).infer)
    }


@pytest.mark.parametrize(
    ("text", "mistake", "kind"),
    [
        ("x", "-x", "sign"),
        ("x", "2 * x", "double"),
        ("x", "x / 2", "half"),
        ("A @ B", "(A @ B).T", "transpose"),
        ("A @ B", "diag(diag(A @ B))", "diagonal only"),
        ("A @ B", "A @ B - diag(diag(A @ B))", "zero diagonal"),
        ("A @ B", "B @ A", "product order"),
        ("A @ B @ C", "A @ C @ B", "product order"),
        ("A @ B", "A * B", "element-wise"),
        ("A * B", "A @ B", "element-wise"),
        ("A @ B", "A.T @ B", "factor transposed"),
        ("A.T @ B", "A @ B", "factor transposed"),
        ("x + y", "x", "term missing"),
        ("x - y", "-y", "term missing"),
        ("x + y", "x - y", "sign inside"),
        ("exp(-x)", "exp(x)", "sign inside"),
        ("a * x", "x", "factor missing"),
        ("x / a", "x * a", "quotient"),
        ("x**3", "x**2", "power"),
        ("exp(x)", "x", "function left out"),
        ("sin(x)", "cos(x)", "wrong function"),
        ("x + a * y", "x + a * x", "wrong variable"),
        ("3 * x", "4 * x", "number"),
        ("A[0, 1]", "A[1, 0]", "index"),
        ("kron(A, B)", "kron(B, A)", "product order"),
        ("x if a > 0 else y", "y if a > 0 else x", "wrong branch"),
        ("x if a > 0 else y", "x", "one branch"),
        ("J(f, g(x)) @ J(g, x)", "J(f, x) @ J(g, x)", "inner function"),
    ],
)
def test_a_plausible_mistake_is_made(text, mistake, kind):
    assert mistakes(text).get(mistake) == kind


def test_what_nobody_could_have_written_down_is_left_out():
    claim = parse_block("let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A", PLACE).claims[0]
    texts = [
        expression_text(m.expression) for m in mistakes_of(claim.right, Trial(claim, {}, {}).infer)
    ]
    assert "A.T" in texts
    assert len(set(texts)) == len(texts)
    product = parse_block("let A in R^(m,n)\nlet B in R^(n,k)\nA @ B = A @ B * 1", PLACE).claims[0]
    texts = [
        expression_text(m.expression)
        for m in mistakes_of(product.left, Trial(product, {}, {}).infer)
    ]
    assert "B @ A" not in texts


def test_there_are_never_more_than_the_most():
    assert len(mistakes(" + ".join(["a * x + y"] * 20))) == MOST


def test_what_is_differentiated_by_stays_a_name():
    assert not any("d(x.T)" in text or "/d(y)" in text for text in mistakes("d(A @ x)/d(x)"))


def verdict(text, **policy):
    return verify_block(parse_block(text, PLACE), {}, Policy(**policy))[0]


def test_mistakes_are_counted():
    found = verdict("let w, x in R^n\nd(w * x)/d(w) = diag(x)")
    assert found.mutants.tried == found.mutants.refuted > 5


def test_mistakes_can_be_left_out():
    assert verdict("let w, x in R^n\nd(w * x)/d(w) = diag(x)", mistakes=False).mutants.tried == 0


def test_the_claim_in_other_words_is_not_counted():
    """For a symmetric A, transposing it is no mistake."""
    symmetric = verdict("let A in symmetric(n)\nlet x in R^n\nd(A @ x)/d(x) = A")
    general = verdict("let A in R^(n,n)\nlet x in R^n\nd(A @ x)/d(x) = A")
    assert symmetric.outcome == general.outcome == "verified"
    assert symmetric.mutants.tried < general.mutants.tried


@pytest.mark.parametrize("seed", range(8))
def test_a_mistake_that_the_points_do_not_notice_brings_a_point_at_which_they_do(seed):
    """Whether b > 0 tells as much as w·x + b > 0 until a point parts them."""
    text = "let w, x in R^n\nlet b in R\nd(max(0, dot(w, x) + b))/d(b) = step(dot(w, x) + b)"
    found = verdict(text, seed=seed)
    assert found.outcome == "verified"
    assert found.mutants.tried == found.mutants.refuted > 0
    assert found.points == len(found.point_texts) >= 5


def test_a_point_is_added_for_a_function_of_the_page_too():
    def clipped(x):
        return max(x, -1.5)

    block = parse_block("let x in R\nd(clipped(x))/d(x) = 1 if x > -1.5 else 0", PLACE)
    found = verify_block(block, {"clipped": clipped})[0]
    assert found.outcome == "verified"


def test_a_rare_case_is_seen_by_an_added_point():
    """All five points could lie where a > b; the mistake `max(a, b) = a` must still be refused."""
    text = "let a in (1, 2)\nlet b in (0, 1.6)\nmax(a, b) = (a + b + abs(a - b)) / 2"
    for seed in range(8):
        found = verdict(text, seed=seed)
        assert (found.outcome, found.mutants.tried - found.mutants.refuted) == ("verified", 0)


@pytest.mark.parametrize("seed", [0, 104])
def test_a_mistake_that_divides_by_zero_is_refused_and_counted(seed):
    """-(x - a).T / norm(a - a) is infinite: no other way to write the claim."""
    text = "let x, a in R^n\nd(norm(x - a))/d(a) = -(x - a).T / norm(x - a)"
    found = verdict(text, seed=seed)
    assert (found.outcome, found.mutants.tried) == ("verified", verdict(text).mutants.tried)
    assert found.mutants.tried == found.mutants.refuted
