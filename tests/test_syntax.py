"""Expressions: read, written back, hashed, pickled."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from corpus import read_corpus
from nabla.errors import Place
from nabla.language.excerpt import Excerpt
from nabla.language.expression import (
    Binary,
    Call,
    Compare,
    Derivative,
    Entry,
    Logical,
    Matrix,
    Name,
    Negate,
    Number,
    Piecewise,
    Transpose,
    children,
    rebuild,
    walk,
)
from nabla.language.syntax import parse_expression
from nabla.language.text import expression_text

X, Y = Name("x"), Name("y")


def parse(text):
    return parse_expression(Excerpt(text, Place("a.md", 4, 3)))


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("2.50", Number(2.5, "2.50")),
        ("-x", Negate(X)),
        ("+x", X),
        ("x.T", Transpose(X)),
        ("x @ y", Binary("@", X, Y)),
        ("x**2", Binary("**", X, Number(2, "2"))),
        ("-x**2", Negate(Binary("**", X, Number(2, "2")))),
        ("x**-2", Binary("**", X, Negate(Number(2, "2")))),
        ("sin(x)", Call("sin", (X,))),
        ("d(x)/d(y)", Derivative(X, Y)),
        ("d(x)/d(vec(y))", Derivative(X, Y, stacked=True)),
        ("x @ d(x)/d(y)", Binary("@", X, Derivative(X, Y))),
        ("x / d(x)/d(y)", Binary("/", X, Derivative(X, Y))),
        ("-x @ d(x)/d(y)", Binary("@", Negate(X), Derivative(X, Y))),
        ("x + d(x)/d(y)", Binary("+", X, Derivative(X, Y))),
        ("d(x)/d(y) @ d(y)/d(x)", Binary("@", Derivative(X, Y), Derivative(Y, X))),
        ("d(x)/d(y) / 2", Binary("/", Derivative(X, Y), Number(2, "2"))),
        ("d(d(x)/d(y))/d(y)", Derivative(Derivative(X, Y), Y)),
        ("0 < x <= y", Compare(("<", "<="), (Number(0, "0"), X, Y))),
        ("not x", Logical("not", (X,))),
        ("x and y", Logical("and", (X, Y))),
        ("x if y else x", Piecewise(Y, X, X)),
        ("where(y, x, x)", Piecewise(Y, X, X)),
        ("[x, y]", Matrix(((X,), (Y,)))),
        ("[[x, y]]", Matrix(((X, Y),))),
        ("x[1]", Entry(X, (1,))),
        ("x[0, 1]", Entry(X, (0, 1))),
    ],
)
def test_text_is_read_as_an_expression(text, expression):
    assert parse(text) == expression


def test_every_node_knows_its_place():
    node = parse("sin(x) +\n  y.T")
    assert str(node.place) == "a.md:4:3"
    assert isinstance(node, Binary)
    assert str(node.left.place) == "a.md:4:3"
    assert str(node.right.place) == "a.md:5:3"


@pytest.mark.parametrize("formula", read_corpus(), ids=str)
def test_an_expression_written_and_read_again_is_the_same(formula):
    for claim in (formula.block.claims[0], *(wrong.block.claims[0] for wrong in formula.wrong)):
        for side in (claim.left, claim.right):
            assert parse(expression_text(side)) == side


def test_equal_expressions_have_equal_hashes_wherever_they_stand():
    first, second = parse("x @ y + 1"), parse("x  @  y+1")
    assert first == second
    assert hash(first) == hash(second)
    assert {first: "found"}[second] == "found"


def test_a_hash_does_not_travel_to_a_process_that_hashes_otherwise():
    node = parse("sin(x) @ y")
    hash(node)
    program = (
        "import pickle, sys; node = pickle.load(sys.stdin.buffer); "
        "print(node in {pickle.loads(pickle.dumps(node))})"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(node), capture_output=True, check=True
    )
    assert said.stdout.strip() == b"True"
    assert "_hash" not in pickle.loads(pickle.dumps(node)).__dict__


def test_nodes_are_walked_outermost_first_and_children_from_left_to_right():
    node = parse("x + sin(y)")
    assert [expression_text(item) for item in walk(node)] == ["x + sin(y)", "x", "sin(y)", "y"]
    assert children(parse("[[x, y], [1, 2]]")) == (X, Y, Number(1, "1"), Number(2, "2"))


def test_what_does_not_change_is_not_built_again():
    node = parse("[x, sin(y)]")
    assert rebuild(node, lambda child: child) is node
    assert rebuild(node, lambda child: Y if child == X else child) == parse("[y, sin(y)]")
