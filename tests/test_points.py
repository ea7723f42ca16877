"""Points: different sizes, seeded by the statement, generic, on every branch, away from kinks."""

from __future__ import annotations

import numpy as np
import pytest

from nabla.errors import Place
from nabla.language.domains import parse_domain
from nabla.language.grammar import parse_block
from nabla.verification.choosing import choose_points
from nabla.verification.kinks import MARGIN, sides_at
from nabla.verification.lint import is_evidence
from nabla.verification.trial import Trial
from nabla.verification.verify import Policy, verify_block

PLACE = Place("a.md", 1)


def trial_of(text, seed=0):
    return Trial(parse_block(text, PLACE).claims[0], {}, {}, seed)


def points_of(text, seed=0):
    return choose_points(trial_of(text, seed)).points


def test_three_draws_have_different_sizes_and_two_are_square():
    sizes = [p.sizes for p in points_of("let A in R^(m,n)\nlet x in R^n\nd(A @ x)/d(x) = A")]
    assert [size["m"] != size["n"] for size in sizes] == [True, True, True, False, False]
    assert all(size >= 2 for point in sizes for size in point.values())


def test_many_letters_are_all_different_in_three_draws():
    letters = "abcdefgh"
    sums = " + ".join(f"sum({letter}0)" for letter in letters)
    declared = "\n".join(f"let {letter}0 in R^{letter}" for letter in letters)
    points = points_of(f"{declared}\nd({sums})/d(a0) = ones(a).T")
    assert [len(set(point.sizes.values())) for point in points[:3]] == [8, 8, 8]


def test_the_same_statement_has_the_same_points_and_another_seed_others():
    text = "let x in R^n\ngrad(norm(x), x) = x / norm(x)"
    assert points_of(text)[0].text() == points_of(text)[0].text()
    drawn = [points_of(text, seed=seed)[0].text() for seed in (0, 1, -1, 10**30)]
    assert len(set(drawn)) == 4
    assert (
        points_of(text)[0].text() != points_of(text.replace("norm(x), x", "norm(x) , x"))[0].text()
    )


def test_points_do_not_depend_on_other_claims_of_the_block():
    alone = parse_block("let x in R^n\nd(x)/d(x) = I(n)", PLACE).claims[0]
    among = parse_block("let x, y in R^n\nd(y)/d(y) = I(n)\nd(x)/d(x) = I(n)", PLACE).claims[1]
    texts = [[p.text() for p in choose_points(Trial(c, {}, {})).points] for c in (alone, among)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("R^3", [[0.0], [0.0], [0.0]]),
        ("R^3", [[1.5], [1.5], [1.5]]),
        ("R^3", [[1.0], [0.0], [1.0]]),
        ("R^2", [[0.6], [0.8]]),
        ("R^2", [[0.001], [0.002]]),
        ("R", [[0.0]]),
        ("R", [[1.0]]),
        ("R^(2,2)", [[1.5, 0.2], [0.2, 0.7]]),
        ("R^(2,2)", [[1.5, 0.0], [0.0, 0.7]]),
        ("R^(2,2)", [[1.5, 0.2], [0.201, 0.7]]),
        ("symmetric(2)", [[1.5, 0.0], [0.0, 0.7]]),
        ("spd(2)", [[1.0, 0.0], [0.0, 1.0]]),
    ],
)
def test_a_value_at_which_wrong_formulas_look_right_is_no_evidence(text, value):
    assert not is_evidence(np.array(value), parse_domain(text, PLACE))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("R^3", [[0.7], [-1.2], [0.4]]),
        ("R", [[0.3]]),
        ("R^(2,2)", [[1.5, 0.2], [-0.4, 0.7]]),
        ("symmetric(2)", [[1.5, 0.2], [0.2, 0.7]]),
        ("onehot(2)", [[0.0], [1.0]]),
        ("simplex(2)", [[0.5], [0.5]]),
        ("orthogonal(2)", [[1.0, 0.0], [0.0, 1.0]]),
    ],
)
def test_a_generic_value_of_its_domain_is_evidence(text, value):
    assert is_evidence(np.array(value), parse_domain(text, PLACE))


@pytest.mark.parametrize(
    "text",
    [
        "let w, x in R^n\nlet b in R\nd(max(0, dot(w, x) + b))/d(b) = step(dot(w, x) + b)",
        "let x in R\nd(abs(x))/d(x) = 1 if x > 0 else -1",
        "let x in R\nd(relu(x - 5))/d(x) = step(x - 5)",
        "let x in R\nd(relu(x - 1.7))/d(x) = step(x - 1.7)",
        "let x in R^n\ngrad(sum(relu(x)), x) = step(x)",
        "let x, y in R\nd(min(x, y))/d(x) = 1 if x < y else 0",
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_every_branch_is_exercised_twice_and_kinks_keep_a_margin(text, seed):
    trial = trial_of(text, seed)
    chosen = choose_points(trial)
    assert chosen.missing is None
    sides = [sides_at(trial.claim, trial.evaluator(point)) for point in chosen.points]
    nodes = {node for side in sides for node in (*side.above, *side.below)}
    assert nodes
    for node in nodes:
        assert sum(node in side.above for side in sides) >= 2
        assert sum(node in side.below for side in sides) >= 2
    assert min(side.margin for side in sides) > MARGIN


def test_a_branch_that_no_point_reaches_makes_the_verdict_undecided():
    text = "let x in (0, 1)\nd(relu(x + 1))/d(x) = 1 if x > -1 else 0"
    verdict = verify_block(parse_block(text, PLACE))[0]
    assert verdict.outcome == "undecided"
    assert verdict.cause == "no point was found on one branch of relu(x + 1)"


def test_a_branch_that_the_condition_excludes_is_not_missed():
    text = "let x in R\nd(abs(x))/d(x) = 1 if x > 0"
    assert verify_block(parse_block(text, PLACE))[0].outcome == "verified"


def test_a_condition_that_no_point_meets_makes_the_verdict_undecided():
    text = "let x in R\nd(x**2)/d(x) = 2 * x if x > 1000"
    verdict = verify_block(parse_block(text, PLACE))[0]
    assert (verdict.outcome, verdict.cause) == ("undecided", "no point was found where x > 1000")


def test_points_meet_the_condition():
    points = points_of("let x, y in R\nd(x * y)/d(x) = y if x > 0 and y < x")
    assert all(p.values["x"] > 0 and p.values["y"] < p.values["x"] for p in points)


def test_a_point_is_written_so_that_it_can_be_retyped():
    point = points_of("let A in R^(2,2)\nlet x in R^2\nd(A @ x)/d(x) = A")[0]
    texts = point.text().split(", x = ")
    assert texts[0].startswith("A = [[")
    assert np.array_equal(np.array(eval(texts[1])), point.values["x"][:, 0])


@pytest.mark.parametrize(
    "text",
    [
        "let x, y in R^n\ngrad(sum(log(x) * log(y)), x) = log(y) / x if x > 0 and y > 0",
        "let A in R^(m,n)\ngrad(sum(log(A)), A) = 1 / A if A > 0",
        "let x in R^n\ngrad(sum(sqrt(x)), x) = 0.5 / sqrt(x) if x > 0 and sum(x) > 2",
        "let x in R\nd(sqrt(x - 3))/d(x) = 0.5 / sqrt(x - 3) if x > 3",
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_points_are_found_where_a_condition_asks_something_of_every_entry(text, seed):
    found = verify_block(parse_block(text, PLACE), {}, Policy(seed=seed))[0]
    assert (found.outcome, found.cause, found.points >= 5) == ("verified", None, True)


def test_a_condition_that_one_draw_in_four_meets_is_always_met():
    claim = "d(max(x, a * x))/d(x) = diag(1 if x > 0 else a) if 0 < a and a < 1"
    text = f"let a in R\nlet x in R^n\n{claim}"
    assert {choose_points(trial_of(text, seed)).missing for seed in range(20, 60)} == {None}
