"""Points between two places where cases part, however close together these lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nabla.errors import Place
from nabla.language.grammar import parse_block
from nabla.verification.between_kinks import points_between_kinks
from nabla.verification.choosing import choose_points
from nabla.verification.points import generator
from nabla.verification.trial import Trial
from nabla.verification.verify import verify_block

NEURON = "let w, x in R^n\nlet b in R\n"
LAYER = "let A in R^(m,n)\nlet x in R^n\n"


def verdict(text):
    return verify_block(parse_block(text, Place("a.md", 1)))[0]


def points_of(text):
    trial = Trial(parse_block(text, Place("a.md", 1)).claims[0], {}, {})
    chosen = choose_points(trial).points[:5]
    return list(points_between_kinks(trial, chosen, generator(trial.claim, 1)))


@pytest.mark.parametrize(
    "claim",
    [
        "let z in R\nd(relu(z))/d(z) = 1 if z {} else 0",
        "let z in R^n\nd(relu(z))/d(z) = diag(1 if z {} else 0)",
        NEURON + "d(relu(dot(w, x) + b))/d(b) = 1 if dot(w, x) + b {} else 0",
        NEURON + "d(relu(dot(w, x)))/d(w) = (x.T if dot(w, x) {} else zeros(n).T)",
        LAYER + "d(relu(A @ x))/d(x) = diag(1 if A @ x {} else 0) @ A",
        "let z in R\nlet f in smooth\nd(f(relu(z)))/d(z) = D(f, z) if z {} else 0",
    ],
)
@pytest.mark.parametrize("moved", ["> 0.005", "> 0.0001", ">= -0.003", "> -0.00002"])
def test_a_case_that_begins_a_little_too_late_or_too_early_is_refuted(claim, moved):
    assert verdict(claim.format("> 0")).outcome == "verified"
    found = verdict(claim.format(moved))
    assert found.outcome == "refuted"
    assert found.diagnosis.startswith("a wrong branch: the cases part at ")
    assert f" {moved} and should part at " in found.diagnosis


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("step(z - 0.005)", "part at z - 0.005 > 0 and should part at z > 0"),
        ("0 if z < 0.002 else 1", "part at z < 0.002 and should part at z > 0"),
        ("1 if z > 0.05 else 0", "part at z > 0.05 and should part at z > 0"),
        ("1 if z > 0.5 else 0", "part at z > 0.5 and should part at z > 0"),
    ],
)
def test_the_diagnosis_names_both_places(claim, said):
    assert said in verdict(f"let z in R\nd(relu(z))/d(z) = {claim}").diagnosis


def test_a_wrong_value_of_one_case_is_not_called_a_wrong_place():
    found = verdict("let z in R\nd(abs(z))/d(z) = 1 if z > 0 else -2")
    assert found.outcome == "refuted"
    assert "should part at" not in found.diagnosis


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("d(max(x, 0.3))/d(x) = diag(1 if x > 0.3 else 0)", "verified"),
        ("d(max(x, 0.3))/d(x) = diag(1 if x > 0.302 else 0)", "refuted"),
        ("d(min(p, 1))/d(p) = 1 if p < 1 else 0", "verified"),
        ("d(min(p, 1))/d(p) = 1 if p < 1.0003 else 0", "refuted"),
        ("d(max(h, 0.5))/d(h) = 1 if h > 0.5001 else 0", "refuted"),
        ("d(huber)/d(e) = e if abs(e) <= 1 else sign(e)", "verified"),
        ("d(huber)/d(e) = e if abs(e) <= 1.004 else sign(e)", "refuted"),
        ("d(relu(e) + relu(e - 0.001))/d(e) = step(e) + step(e - 0.001)", "verified"),
        ("d(relu(e) + relu(e - 0.001))/d(e) = 2 * step(e - 0.001)", "refuted"),
        ("d(relu(e / 3 - 1))/d(e) = (1 / 3) * (1 if e > 3 else 0)", "verified"),
    ],
)
def test_cases_part_elsewhere_than_at_zero_as_well(claim, outcome):
    declared = (
        "let x in R^n\nlet e in R\nlet p in positive\nlet h in (0.2, 0.8)\n"
        "let huber = 0.5 * e**2 if abs(e) <= 1 else abs(e) - 0.5\n"
    )
    assert verdict(declared + claim).outcome == outcome


def test_the_point_lies_between_and_is_written_so_that_it_can_be_retyped():
    found = verdict("let z in R\nd(relu(z))/d(z) = 1 if z > 0.0001 else 0").counterexample
    assert 0.0 < float(found.point.removeprefix("z = ")) < 0.0001
    text = NEURON + "d(relu(dot(w, x) + b))/d(b) = 1 if dot(w, x) + b > 0.00005 else 0"
    for point in points_of(text):
        names = {}
        exec(point.text().replace(", x", "\nx").replace(", b", "\nb"), names)
        between = np.dot(names["w"], names["x"]) + names["b"]
        assert 0.0 < between < 0.00005


@pytest.mark.parametrize(
    "text",
    [
        "let z in R\nd(relu(z))/d(z) = 1 if z > 0 else 0",
        "let z in R\nd(relu(z))/d(z) = 1 if 2 * z > 0 else 0",
        NEURON + "d(relu(dot(w, x) + b))/d(b) = 1 if b + dot(x, w) > 0 else 0",
    ],
)
def test_places_that_differ_by_rounding_alone_are_one(text):
    assert points_of(text) == []


def test_a_point_is_only_put_where_the_claim_is_made():
    text = "let z in R\nd(relu(z))/d(z) = (1 if z > 0.005 else 0) if z != 0 and abs(z) > 0.01"
    assert points_of(text) == []
    assert verdict(text).outcome == "verified"


@pytest.mark.parametrize(
    ("threshold", "outcome"), [("0.00001", "refuted"), ("0.000005", "verified")]
)
def test_the_guide_says_how_close_is_too_close(threshold, outcome):
    guide = (Path(__file__).parents[1] / "docs/guide/verification.md").read_text(encoding="utf-8")
    assert f"`z > {threshold}`" in guide
    assert f"is {outcome}" in guide.split(f"`z > {threshold}`")[1]
    text = f"let z in R\nd(relu(z))/d(z) = 1 if z > {threshold} else 0"
    assert verdict(text).outcome == outcome
