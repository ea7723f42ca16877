"""Mutation: every change of a claim that makes it false is refused, and a survivor is noticed."""

from __future__ import annotations

import doctest
import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "scripts"))

from mutation import trial  # noqa: E402 - scripts is no package that is installed
from mutation.__main__ import main  # noqa: E402
from mutation.change import find_changes  # noqa: E402
from mutation.trial import Suspect, try_change  # noqa: E402
from mutation.truth import Names, truth_of  # noqa: E402

from nabla.errors import Place  # noqa: E402
from nabla.language.grammar import parse_block  # noqa: E402
from nabla.verification.policy import Policy  # noqa: E402

HADAMARD = "let w, x in R^n\nd(w * x)/d(w) = diag(x)\n"
NEURON = """\
let w, x in R^n
let b in R
let z = dot(w, x) + b
d(relu(z))/d(w) = (x.T if z > 0 else zeros(n).T)    if z != 0
"""


def changed(body):
    return [change.body for change in find_changes(body, parse_block(body, Place("a.md", 1)))]


def fate(before, after, policy=None, *, undecided_holds=False):
    return try_change(Suspect(before, policy or Policy(), undecided_holds), after, {})[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dot(w, x) + b", "dot(w, x) - b"),
        ("dot(w, x) + b", "dot(w, x) + w"),
        ("x.T if", "x if"),
        ("(x.T if", "(-x.T if"),
        ("(x.T if", "(w.T if"),
        ("(x.T if z > 0 else zeros(n).T)", "2 * ((x.T if z > 0 else zeros(n).T))"),
        ("z > 0", "z < 0"),
        ("z > 0", "z > 1"),
        ("zeros", "ones"),
        ("d(w)", "d(x)"),
        ("relu", "abs"),
        ("z != 0", "z == 0"),
    ],
)
def test_changes_reach_signs_factors_transposes_and_names_of_every_part(old, new):
    after = NEURON.replace(old, new)
    assert after in changed(NEURON)


def test_a_quotient_of_differentials_is_one_thing():
    assert not any(")*d(" in body or ") * d(" in body for body in changed(HADAMARD))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("diag(w)", "refuted"),
        ("-(diag(x))", "refuted"),
        ("x", "refuted"),
        ("diag(x) + x", "malformed"),
        ("diag(z)", "malformed"),
        ("diag(x) / ", "malformed"),
        ("log(-abs(x)) @ x.T", "undecided"),
        ("diag(x).T", "equivalent"),
    ],
)
def test_a_changed_claim_has_its_fate(after, expected):
    assert fate(HADAMARD, HADAMARD.replace("diag(x)", after)) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("let x in positive\nd(log(x))/d(x) = 1 / x\n", "let x in R\nd(log(x))/d(x) = 1 / x\n"),
        (
            "let z in R\nd(relu(z))/d(z) = 0 if z == 0\n",
            "let z in R\nd(relu(z))/d(z) = 1 if z == 0\n",
        ),
        (
            "let x in R\nd(1 / x)/d(x) = -1 / x**2 if x != 0\n",
            "let x in R\nd(1 / x)/d(x) = -1 / x**2 if x != 1\n",
        ),
    ],
)
def test_a_change_that_is_true_after_all_is_equivalent_or_undecided(before, after):
    assert fate(before, after) in {"equivalent", "undecided"}


def test_a_value_outside_the_slopes_at_a_kink_is_refuted():
    convention = "let z in R\nd(relu(z))/d(z) = 0 if z == 0\n"
    assert fate(convention, convention.replace("= 0 if", "= -1 if")) == "refuted"


def test_a_false_change_that_the_check_accepts_survives(monkeypatch):
    honest = trial.verify.verify_claim

    def blind(claim, names, policy):
        return replace(honest(claim, names, policy), outcome="verified")

    monkeypatch.setattr(trial.verify, "verify_claim", blind)
    assert fate(HADAMARD, HADAMARD.replace("diag(x)", "diag(w)")) == "survived"
    assert fate(HADAMARD, HADAMARD.replace("diag(x)", "diag(x).T")) == "equivalent"


def test_a_false_change_survives_where_undecided_is_enough():
    body = "let x in positive\nd(abs(x))/d(x) = 1\n"
    change = body.replace("= 1", "= x")
    assert fate(body, change, undecided_holds=True) == "refuted"
    assert fate(body, body.replace("= 1", "= sqrt(-x)"), undecided_holds=True) == "survived"


def test_a_check_that_raises_is_a_failure(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(trial.verify, "verify_claim", broken)
    assert fate(HADAMARD, HADAMARD.replace("diag(x)", "diag(w)")) == "crashed"


def run(*arguments):
    return CliRunner().invoke(main, list(arguments))


def test_names_of_the_page_are_those_that_its_python_binds(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\n#| run: true\nimport numpy as np\n\n\ndef swish(z):\n"
        "    return z / (1 + np.exp(-z))\n```\n\n"
        "```formula\nlet z in R\nd(swish(z))/d(z) = sigmoid(z) + swish(z) * (1 - sigmoid(z))\n```\n"
    )
    result = run("--only", str(page))
    assert result.exit_code == 0, result.output
    assert "100.00 %" in result.output
    assert " 0 survived" in result.output


def test_a_survivor_is_shown_with_its_line_and_both_texts_and_ends_with_1(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "A constant that no point can tell from its neighbour:\n\n```formula\n"
        "#| rtol: 1e-4\n#| because: measured\nlet x in R\nd(100000 * x)/d(x) = 100000\n```\n"
    )
    result = run("--only", str(page))
    assert result.exit_code == 1
    assert f"{page}:7: survived: d(100000 * x)/d(x) = 100001" in result.output
    assert "  - d(100000 * x)/d(x) = 100000\n  + d(100000 * x)/d(x) = 100001" in result.output


def test_a_malformed_page_is_said_where_it_is_malformed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```formula\nlet x in nowhere\nx = 2 * x\n```\n")
    result = run("--only", str(page))
    assert result.exit_code == 1
    assert f"{page}:2:10: expected a domain" in result.output


def test_every_false_change_of_a_sample_of_the_book_is_refused(monkeypatch):
    monkeypatch.chdir(ROOT)
    result = run("--sample", "150", "--seed", "5")
    assert result.exit_code == 0, result.output
    assert "in all 100.00 %: 150 changes" in result.output


@pytest.mark.parametrize("name", ["change", "edits", "statement", "vocabulary"])
def test_the_examples_in_the_docstrings_of_the_script_hold(name):
    assert doctest.testmod(importlib.import_module(f"mutation.{name}")).failed == 0


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("let x in R\nd(x**2 + 1e5)/d(x) = 2 * x", "true"),
        ("let x in R\nd(x**2 + 1e5)/d(x) = (2 + 5e-6) * x", "false"),
        ("let x in R^n\nlet A in R^(n,n)\nx.T @ A @ x - x.T @ A.T @ x = 0", "true"),
        ("let x in R^n\nlet A in R^(n,n)\nx.T @ A @ x - x.T @ A.T @ x = 1e-11", "false"),
        ("let p in R^2\nlap(log(norm(p)), p) = 0", "true"),
        ("let x in R^n\nd(softmax(x))/d(x) @ ones(n) = zeros(n)", "true"),
        ("let x in R\nsqrt(-x**2) = x", "nowhere"),
    ],
)
def test_a_large_value_on_the_way_hides_no_small_difference_from_the_judge(text, truth):
    claim = parse_block(text, Place("a.md", 1)).claims[0]
    with np.errstate(all="ignore"):
        assert truth_of(claim, Names({}, {}), np.random.default_rng(0)) == truth
