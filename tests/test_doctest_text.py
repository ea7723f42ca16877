import doctest
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from nabla.language.doctest_text import claim_doctest
from nabla.language.expression import Binary, Number
from nabla.language.inference import Shapes
from nabla.language.numpy_text import claimed_side
from written import all_claims, claims_of, points_of


def written(claim, point):
    return claim_doctest(claim, Shapes(claim.scope), point)


def passes(text):
    found = doctest.DocTestParser().get_doctest(text, {}, "claim", None, None)
    return doctest.DocTestRunner().run(found, out=lambda _said: None).failed == 0


def with_claimed(claim, change):
    if claimed_side(claim) is claim.left:
        return replace(claim, left=change(claim.left))
    return replace(claim, right=change(claim.right))


def scaled(side):
    return Binary("*", Number(1.01, "1.01"), side)


def shifted(side):
    return Binary("+", side, Number(0.01, "0.01"))


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.statement)
def test_the_doctest_of_a_true_claim_passes_at_every_point(claim):
    for point in points_of(claim):
        assert passes(written(claim, point))


@pytest.mark.parametrize("claim", all_claims(), ids=lambda claim: claim.statement)
def test_the_doctest_of_a_claim_off_by_one_percent_fails(claim):
    wrong = with_claimed(claim, lambda side: shifted(scaled(side)))
    for point in points_of(claim)[:2]:
        assert not passes(written(wrong, point))


@pytest.mark.parametrize(
    "text",
    [
        "let A in R^(n,n)\nlet x in R^n\nd(A @ x)/d(x) = A.T",
        "let A in R^(n,n)\nlet x in R^n\nd(x.T @ A @ x)/d(x) = 2 * x.T @ A",
        "let w, x in R^n\nd(w * x)/d(w) = diag(w)",
        "let w, x in R^n\nd(w / x)/d(x) = diag(w / x**2)",
        "let z in R^n\nd(softmax(z))/d(z) = diag(softmax(z))",
        (
            "let f in smooth(n, n)\nlet g in smooth(n, n)\nlet x in R^n\n"
            "d(f(g(x)))/d(x) = J(g, x) @ J(f, g(x))"
        ),
        "let f in smooth(n, 1)\nlet x, v in R^n\nhvp(f, x, v) = 2 * (hess(f, x) @ v)",
        "let F in smooth(3, 3)\nlet x in R^3\ncurl(F, x) = zeros(3)",
    ],
)
def test_the_doctest_of_a_plausible_mistake_fails(text):
    claim = claims_of(text)[0]
    points = [point for point in points_of(claim) if len(set(point.sizes.values())) == 1]
    assert not any(passes(written(claim, point)) for point in points)


def test_the_doctest_runs_without_nabla(tmp_path):
    claims = all_claims()[::9]
    text = "\n".join(written(claim, points_of(claim)[0]) for claim in claims)
    assert "nabla" not in text
    file = tmp_path / "claims.txt"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-m", "doctest", str(file)], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_doctest_names_what_is_claimed_and_what_is_measured():
    claim = claims_of("let w, x in R^n\nd(w * x)/d(w) = diag(x)")[0]
    lines = written(claim, points_of(claim)[0]).splitlines()
    assert lines[0] == ">>> import numpy as np"
    assert lines[-4:] == [
        ">>> claimed = np.diag(x)",
        ">>> measured = jacobian(lambda w: w * x, w)",
        ">>> bool(np.allclose(claimed, measured, rtol=1e-5, atol=1e-7))",
        "True",
    ]


def test_a_claim_that_rests_on_its_page_has_no_doctest():
    claim = claims_of("let w in R^n\nd(my_loss(w))/d(w) = 2 * w.T")[0]
    infer = Shapes(claim.scope, page={"my_loss": None})
    other = claims_of("let w in R^n\nd(norm(w)**2)/d(w) = 2 * w.T")[0]
    point = points_of(other)[0]
    assert claim_doctest(claim, infer, point) is None
    assert written(other, point) is not None


def test_a_claim_at_a_kink_has_no_doctest():
    at_kink, beside = claims_of(
        "let z in R\nd(relu(z))/d(z) = 0 if z == 0\nd(relu(z))/d(z) = 0 if z < 0"
    )
    point = points_of(beside)[0]
    assert written(at_kink, point) is None
    assert written(beside, point) is not None


def test_a_claim_whose_text_would_mean_something_else_has_no_doctest():
    claim = claims_of("let x in R\nlet f(t) = d(x * t)/d(x)\nf(2 * x) = 2 * x")[0]
    assert written(claim, points_of(claim)[0]) is None


def test_a_name_of_the_claim_is_not_overwritten_by_its_doctest():
    claim = claims_of("let claimed in R\nd(claimed**2)/d(claimed) = 2 * claimed")[0]
    text = written(claim, points_of(claim)[0])
    assert ">>> claimed_side = 2 * claimed" in text.splitlines()
    assert passes(text)


def test_functions_come_before_what_calls_them():
    claim = claims_of("let z in R^n\nlet p = softmax(z)\nd(softmax(z))/d(z) = diag(p) - p @ p.T")[0]
    lines = written(claim, points_of(claim)[0]).splitlines()
    starts = [">>> def softmax", ">>> z =", ">>> p = softmax", ">>> claimed ="]
    places = [next(i for i, line in enumerate(lines) if line.startswith(s)) for s in starts]
    assert all(first < second for first, second in pairwise(places))


@pytest.mark.parametrize("x", [0.2, 0.11, 3.0, 250.0])
def test_the_step_of_a_difference_is_relative_to_what_moves(x):
    text = "let x in positive\nlet u = sin(x**3)**2\nlet y = log(u)\nd(y)/d(u) = 1 / u"
    (claim,) = claims_of(text)
    point = replace(points_of(claim)[0], values={"x": np.array([[x]])})
    assert passes(written(claim, point))
    assert not passes(written(with_claimed(claim, scaled), point))
