"""Cases that begin too early or too late: the browser refuses them in the answer of an exercise.

The other plausible mistakes are in test_typed_answers.py.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from javascript import ASSETS, Module
from nabla.document import read_document
from nabla.errors import PageError, Place
from nabla.fences import find_fences
from nabla.language.expression import Binary, Call, Compare, Number
from nabla.language.functions import FUNCTIONS
from nabla.language.grammar import parse_block
from nabla.language.text import expression_text
from nabla.verification.beside_kinks import BESIDE, points_beside_kinks
from nabla.verification.choosing import choose_points
from nabla.verification.exercise_cases import side_value, tasks_json, usable
from nabla.verification.kinks import gaps_at
from nabla.verification.mistakes import changes
from nabla.verification.points import generator
from nabla.verification.trial import Trial

DOCS = Path(__file__).parents[1] / "docs"
SHIFTS = (-1.0, -0.1, -0.01, 0.01, 0.1, 1.0)
answers = Module(ASSETS / "evaluator" / "answers.mjs")


def site_exercises():
    for path in sorted(DOCS.rglob("*.md")):
        for fence in find_fences(read_document(path, str(path))):
            if fence.kind == "exercise" and fence.error is None:
                yield pytest.param(fence, id=fence.options.id)


def whole(block):
    """The question with the last step of its derivation."""
    return replace(block.claims[0], right=block.claims[-1].right)


def moved_threshold(node):
    """The same case, which begins a little too early or too late."""
    if not isinstance(node, Compare | Call):
        return
    operands = "operands" if isinstance(node, Compare) else "arguments"
    if isinstance(node, Call) and getattr(FUNCTIONS.get(node.function), "kink", None) is None:
        return
    first, *others = getattr(node, operands)
    for shift in SHIFTS:
        later = Binary("+", first, Number(shift, f"{shift:g}"))
        yield "threshold", replace(node, **{operands: (later, *others)})


def wrong_answers(trial):
    """The answer with one threshold moved, wherever that makes another value of it."""
    moved = [changed for _, changed in changes(trial.claim.right, moved_threshold)]
    points = places(trial)
    wanted = [side_value(trial, point) for point in points]
    return [wrong for wrong in moved if differs(trial, wrong, points, wanted)]


def places(trial):
    points = [p for seed in range(3) for p in choose_points(replace(trial, seed=seed)).points]
    for sizes in {tuple(point.sizes.items()): point.sizes for point in points}.values():
        points += points_beside_kinks(trial, sizes, generator(trial.claim, 7))
    return [point for point in points if usable(point)]


def differs(trial, wrong, points, wanted):
    mistaken = replace(trial, claim=replace(trial.claim, right=wrong))
    try:
        values = [side_value(mistaken, point) for point in points]
    except PageError:
        return True
    return any(
        a.shape != b.shape or not np.allclose(a, b, rtol=1e-6, atol=1e-9)
        for a, b in zip(values, wanted, strict=True)
    )


@pytest.mark.parametrize("fence", list(site_exercises()))
def test_the_browser_refuses_an_answer_whose_cases_part_elsewhere(fence):
    block = parse_block(fence.body, fence.place)
    parting = [node for _, node in changes(whole(block).right, moved_threshold)]
    wrong = [expression_text(node) for node in wrong_answers(Trial(whole(block), {}, {}))]
    verdicts = answers.call("judgeEach", wrong, json.loads(tasks_json(block)), False)  # noqa: FBT003 - a JavaScript argument
    passed = [text for text, said in zip(wrong, verdicts, strict=True) if said["right"]]
    assert not passed
    assert bool(wrong) is bool(parting)


LEAKY = "let z in R\nd(max(z, 0.1 * z))/d(z) = 1 if z > 0 else 0.1"


@pytest.mark.parametrize("threshold", ["1", "0.01", "-0.01", "-1"])
def test_a_case_that_begins_too_early_or_too_late_is_refused(threshold):
    given = json.loads(tasks_json(parse_block(LEAKY, Place("a.md", 1))))
    wrong = f"1 if z > {threshold} else 0.1"
    assert not answers.call("judgeFirst", wrong, given, False)["right"]  # noqa: FBT003 - as above
    assert answers.call("judgeFirst", "1 if z >= 0 else 0.1", given, False)["right"]  # noqa: FBT003 - as above


def test_points_lie_close_beside_each_kink_on_both_sides():
    block = parse_block("let z in R^n\nd(relu(z - 1))/d(z) = diag(step(z - 1))", Place("a.md", 1))
    trial = Trial(block.claims[0], {}, {})
    points = list(points_beside_kinks(trial, {"n": 3}, np.random.default_rng(1)))
    gaps = [next(iter(gaps_at(trial.claim, trial.evaluator(p)).values()))[0, 0] for p in points]
    assert len(gaps) == 2
    assert gaps[0] == pytest.approx(BESIDE, abs=BESIDE / 2)
    assert gaps[1] == pytest.approx(-BESIDE, abs=BESIDE / 2)


def test_a_claim_without_kinks_has_no_points_beside_any():
    block = parse_block("let z in R\nd(z**2)/d(z) = 2 * z", Place("a.md", 1))
    trial = Trial(block.claims[0], {}, {})
    assert not list(points_beside_kinks(trial, {}, np.random.default_rng(1)))


def test_derivatives_within_a_derivation_do_not_allow_them_in_an_answer():
    steps = "d(sum(A @ x))/d(x) = ones(m).T @ d(A @ x)/d(x) = ones(m).T @ A"
    block = parse_block(f"let A in R^(m,n)\nlet x in R^n\n{steps}", Place("a.md", 1))
    (task,) = json.loads(tasks_json(block))["tasks"]
    assert not task["operators"]


@pytest.mark.parametrize("fence", list(site_exercises()))
def test_an_exercise_has_hints_and_a_derivation(fence):
    block = parse_block(fence.body, fence.place)
    assert fence.options.hints
    assert {claim.row for claim in block.claims} == {0}, "one question an exercise"
    assert len(block.claims) >= 2, "the answer is reached in steps"


def test_an_author_s_answer_may_hold_derivatives_in_either_layout():
    last = "d(sum(A @ x))/d(x) = ones(m).T @ d(A @ x)/d(x)"
    block = parse_block(f"let A in R^(m,n)\nlet x in R^n\n{last}", Place("a.md", 1))
    (task,) = json.loads(tasks_json(block))["tasks"]
    assert task["operators"]
    assert task["turned"]
