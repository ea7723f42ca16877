"""What a reader types, set as mathematics by the browser's own typesetter."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from javascript import ASSETS, Module
from nabla.errors import Place
from nabla.language.grammar import parse_block
from test_evaluator import SETTING, VALUES

answers = Module(ASSETS / "evaluator" / "answers.mjs")
DECLARED = parse_block(SETTING + "s = t", Place("setting.md", 1)).declarations


def settled(text):
    return answers.call("settle", text, DECLARED)


def words(text):
    return re.sub("<[^>]*>|[\u2061\u2062]", "", settled(text))


@pytest.mark.parametrize("text", VALUES.splitlines())
def test_every_expression_is_set_as_well_formed_mathml(text):
    root = ET.fromstring(f"<math>{settled(text)}</math>")
    assert "".join(root.itertext()).strip()
    arity = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mover": 2}
    for element in root.iter():
        assert len(element) == arity.get(element.tag, len(element)), text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A @ x", "𝐀𝐱"),
        ("x * y", "𝐱⊙𝐲"),
        ("2 * s", "2s"),
        ("s * 2", "s⋅2"),
        ("(s + t) * u", "(s+t)u"),
        ("-(s + t)", "−(s+t)"),
        ("s - (t - u)", "s−(t−u)"),
        ("x.T @ y", "𝐱⊤𝐲"),
        ("s.T", "s"),
        ("(A @ x).T", "(𝐀𝐱)⊤"),
        ("x[0]", "x1"),
        ("A[1, 0]", "A2,1"),
        ("x[0]**2", "x12"),
        ("relu(x)", "max(0,𝐱)"),
        ("sigmoid(s)", "σ(s)"),
        ("norm(x)", "‖𝐱‖"),
        ("dot(x, y)", "𝐱⋅𝐲"),
        ("inv(S)", "𝐒−1"),
        ("I(n)", "𝐈"),
        ("D(phi, s)", "φ′(s)"),
        ("1e-3 * s", "1⋅10−3s"),
        ("s < t", "𝟏[s&lt;t]"),
        ("1 if s > 0 else 0", "{1if\xa0s&gt;00otherwise"),
    ],
)
def test_the_conventions_are_those_of_the_book(text, shown):
    assert words(text) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [("y_hat", "yˆ"), ("W1", "W1"), ("sigma", "σ"), ("lam", "λ"), ("phi", "φ"), ("loss", "loss")],
)
def test_names_are_set_as_in_the_book(name, shown):
    markup = answers.call("settle", name, [f"let {name} in R"])
    assert re.sub("<[^>]*>", "", markup) == shown


def test_vectors_are_bold_also_greek_ones():
    markup = answers.call("settle", "delta + W1", ["let delta in R^n", "let W1 in R^n"])
    assert re.sub("<[^>]*>", "", markup) == "𝜹+𝐖1"
