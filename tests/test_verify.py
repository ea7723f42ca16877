"""Claims in, verdicts out: true ones verified, wrong ones refuted, never the other way round."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import FOLDER, read_corpus, read_formulas
from nabla.document import read_document
from nabla.errors import PageError, Place
from nabla.language.grammar import parse_block
from nabla.report import make_report
from nabla.verification.choosing import choose_points
from nabla.verification.points import reach_of
from nabla.verification.trial import Trial
from nabla.verification.verify import Policy, verify_at, verify_block

HERE = Path(__file__).parent
FAMILIES = sorted(FOLDER.glob("*.txt"))
SEEDS = range(5)
SCALED = {"R", "positive", "symmetric", "spd", "invertible"}
EXPECTED = re.compile(r"^<!-- (?P<said>.+) -->$", re.MULTILINE)

every_family = pytest.mark.parametrize("file", FAMILIES, ids=lambda file: file.stem)


def verdict(text, names=None, **policy):
    return verify_block(parse_block(text, Place("a.md", 1)), names, Policy(**policy))[0]


def test_the_corpus_is_large_enough():
    corpus = read_corpus()
    assert len(corpus) >= 60
    assert all(len(formula.wrong) >= 3 for formula in corpus)


@every_family
@pytest.mark.parametrize("seed", SEEDS)
def test_true_formulas_are_verified_and_all_their_mistakes_refused(file, seed):
    for formula in read_formulas(file):
        found = verify_block(formula.block, {}, Policy(seed=seed))[0]
        assert found.outcome == "verified", f"{formula}\n{found.explain()}"
        assert found.mutants.tried == found.mutants.refuted > 0, formula
        assert found.worst_error < 1e-8, formula
        assert found.oracles == ("identity",) or len(found.oracles) >= 2, formula


@every_family
@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_formulas_are_refuted(file, seed):
    for formula in read_formulas(file):
        for wrong in formula.wrong:
            found = verify_block(wrong.block, {}, Policy(seed=seed))[0]
            assert found.outcome == "refuted", f"{wrong}\n{found.explain()}"


def scaled(trial, point, factor):
    """Return a point whose unbounded values are larger or smaller."""
    scope = trial.claim.scope
    values = {
        name: factor * value if scope.variables[name].kind in SCALED else value
        for name, value in point.values.items()
    }
    return replace(point, values=values, reach=reach_of(scope, values))


@every_family
@pytest.mark.parametrize("factor", [1e3, 1e-3])
def test_no_true_formula_is_refuted_at_large_or_small_points(file, factor):
    for formula in read_formulas(file):
        if formula.block.claims[0].condition is not None:
            continue
        trial = Trial(formula.block.claims[0], {}, {})
        chosen = choose_points(trial)
        points = tuple(scaled(trial, point, factor) for point in chosen.points)
        with np.errstate(all="ignore"):
            found = verify_at(trial, replace(chosen, points=points), Policy(mistakes=False))
        assert found.outcome != "refuted", f"{formula}\n{found.explain()}"


def conditioned(random, size, condition):
    """Return a symmetric positive definite matrix with a condition number."""
    turn = np.linalg.qr(random.normal(size=(size, size)))[0]
    return turn @ np.diag(np.logspace(0, np.log10(condition), size)) @ turn.T


@pytest.mark.parametrize("condition", [1e2, 1e4, 1e6])
@pytest.mark.parametrize("file", ["determinants", "domains", "quadratic_forms", "traces"])
def test_no_true_formula_is_refuted_at_ill_conditioned_matrices(file, condition):
    random = np.random.default_rng(0)
    for formula in read_formulas(FOLDER / f"{file}.txt"):
        trial = Trial(formula.block.claims[0], {}, {})
        scope, chosen = trial.claim.scope, choose_points(trial)
        kinds = {name: domain.kind for name, domain in scope.variables.items()}
        points = []
        for point in chosen.points:
            values = {
                name: conditioned(random, len(value), condition)
                if kinds[name] in {"spd", "symmetric", "invertible"}
                else value
                for name, value in point.values.items()
            }
            points.append(replace(point, values=values, reach=reach_of(scope, values)))
        with np.errstate(all="ignore"):
            found = verify_at(trial, replace(chosen, points=tuple(points)), Policy(mistakes=False))
        assert found.outcome != "refuted", f"{formula}\n{found.explain()}"


@pytest.mark.parametrize("off", [1e-3, 1e-4, 1e-5, 1e-6])
def test_a_gradient_that_is_off_by_little_is_refuted(off):
    text = f"let x in R^n\ngrad(norm(x)**3, x) = {3 * (1 + off)} * norm(x) * x"
    assert verdict(text).outcome == "refuted"


def test_a_looser_tolerance_lets_a_small_difference_pass_and_is_capped():
    text = "let x in R^n\ngrad(norm(x)**2, x) = {} * x"
    assert verdict(text.format(2.00001), rtol=1e-4).outcome == "verified"
    assert verdict(text.format(2.00001)).outcome == "refuted"
    assert verdict(text.format(2.01), rtol=0.5).outcome == "refuted"
    assert verdict(text.format(2), rtol=0.5).tolerance == 1e-4


def test_a_statement_without_a_derivative_is_an_identity():
    found = verdict("let a, b in R^n\ndot(a, b) = trace(a @ b.T)")
    assert (found.outcome, found.oracles) == ("verified", ("identity",))
    assert verdict("let a, b in R^n\ndot(a, b) = trace(a @ a.T)").oracles == ("identity",)


def test_both_sides_may_differentiate():
    text = "let f in smooth(n, 1)\nlet x in R^n\nlap(f(x), x) = {}(d(grad(f(x), x))/d(x))"
    assert verdict(text.format("trace")).outcome == "verified"
    assert verdict(text.format("sum")).outcome == "refuted"


def test_the_claimed_side_may_stand_on_the_left():
    found = verdict("let x in R^n\n2 * x.T = d(dot(x, x))/d(x)")
    assert found.outcome == "verified"
    refuted = verdict("let x in R^n\nx.T = d(dot(x, x))/d(x)")
    assert refuted.diagnosis == "half of the right answer everywhere"


def test_a_value_outside_its_domain_makes_the_verdict_undecided():
    found = verdict("let x in R\nd(log(x))/d(x) = 1 / x")
    assert found.outcome == "undecided"
    assert "a side is not finite: outside the domain?" in found.cause


def test_shapes_that_differ_refute():
    found = verdict("let x in R^n\ngrad(dot(x, x), x) = 2 * x.T")
    assert (found.outcome, found.cause) == (
        "refuted",
        "the shapes differ: claimed 1×n, measured n×1",
    )
    assert "the transpose of the right answer" in found.diagnosis
    assert verdict("let x in R^n\n2 * x = d(dot(x, x))/d(x)").outcome == "refuted"


def test_shapes_that_only_a_run_can_tell_refute_too():
    found = verdict(
        "let A in R^(m,n)\nlet x in R^n\nd(times(A, x))/d(x) = A.T",
        {"times": lambda A, x: A @ x},
    )
    assert found.outcome == "refuted"
    assert found.cause.startswith("the shapes differ: claimed ")
    assert "the transpose of the right answer" in found.diagnosis


def test_numpy_broadcasting_of_a_page_function_is_a_shape_error():
    with pytest.raises(PageError, match=r"shape error: '\+' got 3×1 and 1×3"):
        verdict("let x in R^3\nd(same(x) + x.T)/d(x) = I(3)", {"same": lambda x: 1 * x})


def test_names_of_the_page_that_are_no_numbers_cannot_be_used():
    with pytest.raises(PageError, match="'title' is not declared"):
        verdict("let x in R\nd(x * title)/d(x) = title", {"title": "text"})


@pytest.mark.parametrize(
    ("text", "outcome", "convention"),
    [
        (
            "let z in R\nd(relu(z))/d(z) = 0 if z == 0",
            "verified",
            "a convention: every value between the one-sided slopes 0 and 1 would do",
        ),
        ("let z in R\nd(relu(z))/d(z) = 1 if z == 0", "verified", "slopes 0 and 1"),
        ("let z in R\nd(relu(z))/d(z) = 2 if z == 0", "refuted", None),
        ("let z in R\nd(abs(z))/d(z) = sign(z) if z == 0", "verified", "slopes -1 and 1"),
        ("let z in R\nd(abs(z))/d(z) = -1.5 if z == 0", "refuted", None),
        ("let x, y in R\nd(max(x, y))/d(x) = 0.5 if x == y", "verified", "slopes 0 and 1"),
        ("let x, y in R\nd(max(x, y))/d(x) = -0.1 if x == y", "refuted", None),
        ("let z in R^n\ngrad(sum(relu(z)), z) = zeros(n) if z == 0", "verified", "0 and 1"),
        ("let z in R^n\ngrad(sum(relu(z)), z) = 2 * ones(n) if z == 0", "refuted", None),
        ("let z in R\nd(z * abs(z))/d(z) = 0 if z == 0", "verified", "slopes 0 and 0"),
    ],
)
def test_a_claim_at_a_kink_is_held_against_the_one_sided_slopes(text, outcome, convention):
    found = verdict(text)
    assert (found.outcome, found.oracles) == (outcome, ("one-sided",))
    assert found.points == 5
    assert convention is None or convention in found.convention


@pytest.mark.parametrize(
    ("text", "refused", "said"),
    [
        ("let z in R\nd(relu(z))/d(z) = 0 if z == 0", 0, "1 plausible mistake lies there too"),
        ("let z in R\nd(relu(z))/d(z) = 0.5 if z == 0", 2, "2 plausible mistakes lie there too"),
        ("let z in R\nd(abs(z))/d(z) = sign(z) if z == 0", 0, "no plausible mistake gives another"),
        ("let y, z in R\nd(y * z * abs(z) + y**2 * z)/d(z) = y**2 if z == 0", 6, ""),
    ],
)
def test_a_convention_is_held_against_the_mistakes_that_lie_beyond_the_slopes(text, refused, said):
    found = verdict(text)
    assert (found.mutants.tried, found.mutants.refuted) == (refused, refused)
    assert said in found.convention
    assert ("cannot be refused" in found.convention) == ("lie" in said)


def test_a_slope_that_grows_without_end_leaves_a_claim_at_a_kink_undecided():
    found = verdict("let z in R\nd(sqrt(abs(z)))/d(z) = 0 if z == 0")
    assert found.outcome == "undecided"
    assert "a one-sided slope grows without end" in found.cause


def test_only_a_derivative_and_a_value_can_be_held_against_slopes():
    found = verdict("let z in R\nd(relu(z))/d(z) + 1 = 1 if z == 0")
    assert found.outcome == "undecided"
    assert "at a kink" in found.cause


TANGENT = [
    ("let X in symmetric(n)\nlet A in R^(n,n)\ngrad(trace(A @ X), X) = {}", "(A + A.T) / 2", "A.T"),
    ("let X in symmetric(n)\nlet A in R^(n,n)\nd(trace(A @ X))/d(X) = {}", "(A + A.T) / 2", "A"),
    ("let X in spd(n)\nlet A in R^(n,n)\ngrad(trace(A @ X), X) = {}", "(A + A.T) / 2", "A.T"),
    ("let p in simplex(n)\ngrad(-dot(p, log(p)), p) = {}", "-log(p)", "-log(p) - 1"),
    (
        "let Q in orthogonal(n)\nlet A in R^(n,n)\ngrad(trace(A.T @ Q), Q) = {}",
        "(A - Q @ A.T @ Q) / 2",
        "A",
    ),
    ("let p in simplex(n)\nd(p * p)/d(p) = {}", "2 * diag(p) - x_any @ ones(n).T", "2 * diag(p)"),
]


@pytest.mark.parametrize(("text", "along", "free"), TANGENT)
def test_along_a_structured_domain_only_its_tangents_count(text, along, free):
    text = text.replace("\n", "\nlet x_any in R^n\n", 1)
    found = verdict(text.format(along), tangent=True)
    assert found.outcome == "verified"
    assert found.along.startswith("a tangent basis of ")
    assert found.mutants.tried == found.mutants.refuted > 0
    assert verdict(text.format(along)).outcome == "refuted"
    assert verdict(text.format(free)).outcome == "verified"
    assert verdict(text.format(free), tangent=True).outcome == "verified"
    assert verdict(text.format(f"2 * ({free})"), tangent=True).outcome == "refuted"


@pytest.mark.parametrize(
    ("declared", "claim", "tangent"),
    [
        ("let x in R^70", "d(sqrt((t - 3)**2) * x)/d(x) = {} * I(70)", False),
        ("let p in simplex(n)", "grad(sqrt((t - 3)**2) * dot(p, p), p) = {} * 2 * p", True),
        ("let S in spd(n)", "grad(sqrt((t - 3)**2) * logdet(S), S) = {} * inv(S)", True),
    ],
)
def test_along_directions_too_a_claim_is_tried_at_further_points(declared, claim, tangent):
    text = f"{declared}\nlet t in R\n{claim}"
    assert verdict(text.format("(3 - t)"), tangent=tangent).outcome == "refuted"
    assert verdict(text.format("sqrt((t - 3)**2)"), tangent=tangent).outcome == "verified"


def test_without_a_structured_domain_tangent_changes_nothing():
    text = "let X in R^(n,n)\nlet A in R^(n,n)\ngrad(trace(A @ X), X) = A.T"
    assert verdict(text, tangent=True).along is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("let A in R^(70,60)\nlet x in R^60\nd(A @ x)/d(x) = {}", "A * 1.001"),
        ("let A in R^(70,70)\nlet x in R^70\ngrad(dot(x, A @ x), A) = {}", "x @ x.T + 0.001 * A"),
        ("let x in R^70\nhess(dot(x, x)**2, x) = {}", "4 * dot(x, x) * I(70) + 7.9 * x @ x.T"),
    ],
)
def test_a_large_jacobian_is_measured_along_directions_and_in_single_entries(text, wrong):
    right = {"d(A": "A", "grad": "x @ x.T", "hess": "4 * dot(x, x) * I(70) + 8 * x @ x.T"}
    side = next(side for start, side in right.items() if f"\n{start}" in text)
    found = verdict(text.format(side))
    assert found.outcome == "verified"
    assert found.along == "3 random directions and 32 single entries"
    assert verdict(text.format(wrong)).outcome == "refuted"
    assert "an array of shape 70×" in found.point_texts[0]


def test_the_message_of_a_refuted_claim_is_what_the_guide_shows():
    found = verdict("let w, x in positive^n\nd(w / x)/d(x) = diag(w / x**2)")
    lines = found.explain().splitlines()
    entry = r"  at w = \[.*\], x = \[.*\]  entry \[0,0\]: claimed (\S+), measured -\1"
    assert re.fullmatch(entry, lines[0])
    measured = r"  measured by: complex step, Richardson differences \(they agree to \de-\d\d\)"
    assert re.fullmatch(measured, lines[1])
    assert lines[2:] == ["  looks like: the sign is flipped everywhere"]


def test_a_verdict_travels_between_processes():
    found = verdict("let x in R^n\ngrad(dot(x, x), x) = x")
    assert pickle.loads(pickle.dumps(found)) == found
    block = parse_block("let x in R^n\ngrad(dot(x, x), x) = x", Place("a.md", 1))
    assert pickle.loads(pickle.dumps(block)) == block


def test_a_verdict_is_the_same_every_time():
    text = "let x in R^n\ngrad(softplus(sum(x)), x) = {} * ones(n)"
    for side in ("sigmoid(sum(x))", "softplus(sum(x))"):
        first, second = (replace(verdict(text.format(side)), seconds=0.0) for _ in range(2))
        assert first == second


@pytest.mark.parametrize(
    "file", sorted((HERE / "pages" / "claims").glob("*.md")), ids=lambda file: file.stem
)
def test_a_page_of_true_claims_is_verified(file):
    report = make_report([read_document(file, file.name)])
    assert [str(problem) for problem in report.problems] == []
    claims = [part for part in report.pages[0].fences if part.verdicts]
    assert claims
    assert all(verdict.outcome == "verified" for part in claims for verdict in part.verdicts)


@pytest.mark.parametrize(
    "file", sorted((HERE / "refuted" / "claims").glob("*.md")), ids=lambda file: file.stem
)
def test_a_page_of_wrong_claims_says_what_is_wrong(file):
    page = read_document(file, file.name)
    said = [str(problem) for problem in make_report([page]).problems]
    expected = [match["said"] for match in EXPECTED.finditer(page.text)]
    assert expected
    assert len(said) == len(expected)
    for problem, words in zip(said, expected, strict=True):
        for part in words.split(" … "):
            assert part in problem


def test_the_guide_to_verification_shows_what_the_program_says():
    guide = HERE.parent / "docs" / "guide" / "verification.md"
    report = make_report([read_document(guide, "docs/guide/verification.md")])
    assert [str(problem) for problem in report.problems] == []
    refuted, printed = (part for part in report.pages[0].fences if part.status != "shown")
    assert refuted.status == "refuted"
    assert refuted.verdicts[0].explain() in printed.output.printed
