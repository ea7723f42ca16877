"""Fences of claims: declarations, definitions, statements, conditions."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nabla.errors import PageError, Place
from nabla.language.expression import Binary, Call, Derivative, Name, Negate, Piecewise, Transpose
from nabla.language.grammar import parse_block
from nabla.language.names import check_declared, page_names
from nabla.verification.verify import verify_block

PLACE = Place("a.md", 10, 5)


def parse(text):
    return parse_block(text, PLACE)


def refused(text):
    with pytest.raises(PageError) as caught:
        check_declared(parse(text), [])
    return caught.value


def test_a_block_has_declarations_and_claims():
    block = parse("let w, x in R^n\nlet A in R^(m,n)\nd(w * x)/d(w) = diag(x)")
    assert list(block.scope.variables) == ["w", "x", "A"]
    assert block.scope.sizes == ("n", "m")
    assert [claim.text for claim in block.claims] == ["d(w * x)/d(w) = diag(x)"]
    assert block.declarations == ("let w, x in R^n", "let A in R^(m,n)")


def test_every_equality_of_a_chain_is_a_claim_of_its_own():
    block = parse("let w, x in R^n\nd(dot(w, x))/d(w) = ones(n).T @ diag(x) = x.T")
    assert [claim.text for claim in block.claims] == [
        "d(dot(w, x))/d(w) = ones(n).T @ diag(x)",
        "ones(n).T @ diag(x) = x.T",
    ]
    assert [claim.row for claim in block.claims] == [0, 0]


def test_claims_know_their_own_line_and_column():
    block = parse("let x in R\n\n  d(x**2)/d(x) = 2 * x\nd(x)/d(x) = 1")
    assert [str(claim.place) for claim in block.claims] == ["a.md:12:7", "a.md:13:5"]
    assert [claim.row for claim in block.claims] == [0, 1]


def test_a_condition_at_the_end_restricts_the_points():
    claim = parse("let x in R\nd(log(x))/d(x) = 1 / x if x > 0").claims[0]
    assert claim.condition_text == "x > 0"
    assert claim.text == "d(log(x))/d(x) = 1 / x"
    assert claim.statement == "d(log(x))/d(x) = 1 / x if x > 0"


def test_an_if_with_an_else_is_a_value_by_cases():
    claim = parse("let x in R\nd(abs(x))/d(x) = 1 if x > 0 else -1").claims[0]
    assert claim.condition is None
    assert isinstance(claim.right, Piecewise)


def test_cases_and_a_condition_may_stand_in_one_statement():
    claim = parse("let x in R\nd(abs(x))/d(x) = 1 if x > 0 else -1 if x != 0").claims[0]
    assert isinstance(claim.right, Piecewise)
    assert claim.condition_text == "x != 0"


def test_a_condition_in_brackets_is_no_condition_of_the_statement():
    claim = parse("let x in R\nd(abs(x))/d(x) = (1 if x > 0 else -1)").claims[0]
    assert claim.condition is None


def test_comments_are_left_out():
    block = parse("# first\nlet x in R  # a number\nd(x)/d(x) = 1  # its slope\n# last")
    assert block.claims[0].text == "d(x)/d(x) = 1"


def test_a_line_that_ends_in_an_open_bracket_goes_on():
    claim = parse("let x in R\nd(x**2 +\n  x)/d(x) = (2 * x\n  + 1)").claims[0]
    assert claim.text == "d(x**2 + x)/d(x) = (2 * x + 1)"


def test_definitions_stand_for_their_expressions():
    block = parse("let x in R^n\nlet u = x * x\nlet f(t) = 2 * t\nd(f(u))/d(x) = 4 * diag(x)")
    assert not block.scope.definitions["u"].is_function
    assert block.scope.definitions["f"].parameters == ("t",)
    assert verify_block(block)[0].outcome == "verified"


def test_a_claim_keeps_only_what_it_rests_on():
    block = parse("let x, y in R\nlet u = x * x\nd(u)/d(x) = 2 * x\nd(y)/d(y) = 1")
    assert set(block.claims[0].scope.variables) == {"x"}
    assert set(block.claims[1].scope.variables) == {"y"}


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        ("A @ d(f)/d(x)", "product"),
        ("A @ B @ d(f)/d(x)", "product"),
        ("2 * d(f)/d(x)", "product"),
        ("d(f)/d(x) @ d(f)/d(x)", "product"),
        ("-d(f)/d(x)", "negated"),
        ("d(f)/d(x)", "derivative"),
        ("d(d(f)/d(x))/d(x)", "derivative"),
        ("(d(f)/d(x)).T", "transposed"),
    ],
)
def test_a_derivative_is_read_as_one_quotient(left, kind):
    claim = parse(f"let x, f in R^n\nlet A, B in R^(n,n)\n{left} = A").claims[0]
    node = claim.left
    if kind == "negated":
        assert isinstance(node, Negate)
        node = node.operand
    elif kind == "transposed":
        assert isinstance(node, Transpose)
        node = node.operand
    elif kind == "product":
        assert isinstance(node, Binary)
        node = node.right
    assert isinstance(node, Derivative)
    assert node.variable == Name("x")


def test_a_derivative_by_the_stacked_entries_of_a_matrix():
    claim = parse("let X in R^(n,n)\nd(vec(X))/d(vec(X)) = I(n * n)").claims[0]
    assert isinstance(claim.left, Derivative)
    assert claim.left.stacked


def test_operators_nest():
    claim = parse("let x in R^n\nd(grad(norm(x), x))/d(x) = hess(norm(x), x)").claims[0]
    assert isinstance(claim.left, Derivative)
    assert isinstance(claim.left.function, Call)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("let x in R\nx.real = x", "11:5", "the only attribute is .T, got .real"),
        ("let x in R\nx.T.T.shape = x", "11:5", "the only attribute is .T, got .shape"),
        ("let weight in R\nwieght = 1", "11:5", "'wieght' is not declared; did you mean 'weight'?"),
        ("let x in R\nsinn(x) = x", "11:5", "'sinn' is no function of the language; did you mean"),
        ("let x in R\n(lambda t: t)(x) = x", "11:5", "expected the name of a function before ("),
        ("let x in R\nsum(lambda t: t) = x", "11:9", "no lambda; define a function with: let f(x)"),
        ("let x in R\nx^2 = x", "11:5", "'^' is no operator here; a power is written x**2"),
        ("let x in R\nx // 2 = x", "11:5", "'//' is no operator here"),
        ("let x in R\nx % 2 = x", "11:5", "'%' is no operator here"),
        ("let x in R\n~x = x", "11:5", "'~' is no operator here"),
        ("let x in R\n'a' = x", "11:5", "expected a number or a name, got 'a'"),
        ("let x in R\nf'{x}' = x", "11:5", "unexpected string"),
        ("let x in R\nTrue = x", "11:5", "expected a number or a name, got True"),
        ("let x in R\n1j = x", "11:5", "expected a number or a name, got 1j"),
        ("let x in R\nsum(x, axis=0) = x", "11:5", "sum: expected plain arguments, without = or *"),
        ("let x in R\nsum(*x) = x", "11:5", "sum: expected plain arguments, without = or *"),
        ("let x in R\n(y := x) = x", "11:6", "unexpected ':='"),
        ("let x in R\n[t for t in x] = x", "11:5", "unexpected 'for'"),
        ("let x in R\n{x} = x", "11:5", "no braces; group with ( )"),
        ("let x in R\n__import__(x) = x", "11:5", "'__import__' is no function of the language"),
        ("let x in R\nx.__class__ = x", "11:5", "the only attribute is .T"),
        ("let x in R\nx, x = x", "11:5", "unexpected comma"),
        ("let x in R\nx[x] = x", "11:5", "expected an entry x[0] or A[0, 1], counted from 0"),
        ("let x in R\nx[-1] = x", "11:5", "expected an entry x[0] or A[0, 1], counted from 0"),
        ("let x in R\nx[0, 0, 0] = x", "11:5", "expected an entry"),
        ("let x in R\n[[1, 2], [3]] = x", "11:5", "the same number of entries"),
        ("let x in R\n[] = x", "11:5", "expected a column [a, b]"),
        ("let x in R\nx is x = x", "11:5", "expected one of < <= > >= == !="),
        ("let x in R\nd(x)/d(2 * x) = x", "11:12", "differentiate by a name"),
        ("let x in R\nd(x) = x", "11:5", "expected d(f)/d(x)"),
        (
            "let x in R\nd(x)/d(x).T = x",
            "11:10",
            "expected brackets around the derivative: (d(f)/d",
        ),
        ("let x in R\nd(x)/d(x)**2 = x", "11:10", "expected brackets around the derivative"),
        ("let x in R\nx / d(x) = x", "11:5", "expected d(f) before /d(x)"),
        ("let x in R\nd(x)/d(y) = x", "11:12", "'y' is not declared"),
        (
            "let f in smooth\nlet x in R\nd(f(x))/d(f) = x",
            "12:15",
            "'f' is a function; differentiate",
        ),
        ("let x in R\nx(2) = x", "11:5", "'x' is no function; a product is written a * b"),
        ("let x in R\nsin(x, x) = x", "11:5", "sin takes 1 arguments, got 2"),
        ("let x in R\ngrad(x) = x", "11:5", "expected grad(f, x), got 1 arguments"),
        (
            "let x in R\ngrad(x, 2) = x",
            "11:5",
            "expected the name of a variable second: grad(f, x)",
        ),
        ("let x in R\nJ(2, x) = x", "11:5", "expected the name of a function first: J(f, p)"),
        ("let f(a, b) = a + b\nlet x in R\nf(x) = x", "12:5", "expected f(a, b), got 1 arguments"),
        ("let x in R\nx + = x", "11:8", "expected an expression"),
        ("let x in R\n(x = x", "11:5", "'(' was never closed; expected ')'"),
        ("let x in R\nd(x))/d(x) = 1", "11:9", "')' closes nothing; remove it"),
        ("let x in R\nx = y #why", "11:11", "unexpected '#'; a comment starts with '# '"),
        ("let x in R\nx = y if x", "11:14", "expected a condition such as x > 0"),
        ("let x in R\nx = y if 1", "11:14", "expected a condition such as x > 0"),
        ("let x in R\nlet u = x + 1\nx = y if u", "12:14", "expected a condition such as x > 0"),
        ("let x in R\nx = y\nlet y in R", "12:5", "a declaration below a statement"),
        ("let x in R\nx + 2 = x +", "11:16", "expected an expression"),
        ("let x in R\n = x", "11:6", "expected an expression, got nothing"),
        (
            "let x in R\nx = x",
            "11:9",
            "both sides are the same expression; the statement says nothing",
        ),
        ("let x in R\nx + 1 = (x + 1)", "11:13", "both sides are the same expression"),
        ("let x in R\nx = σ", "11:9", "names are ASCII, Greek by name"),
        ("let x in R\nx + 1", "11:5", "expected a statement: expression = expression"),
        ("lett x in R\nx = 1", "10:5", "did you mean 'let'?"),
        ("let x in R", "10:5", "expected a statement such as"),
        ("", "10:5", "expected a statement such as"),
        ("# nothing but a comment", "10:5", "expected a statement such as"),
        ("let n in R^n\nn = 1", "10:5", "'n' is both a size and a variable; rename one of them"),
        ("let x in R\nlet x in R\nx = 1", "11:9", "'x' is declared twice"),
        ("let x, x in R\nx = 1", "10:12", "'x' is declared twice"),
        (
            "let lambda in R\nx = 1",
            "10:9",
            "'lambda' is a word of Python and cannot be a name; write lam",
        ),
        ("let 2x in R\nx = 1", "10:9", "expected a name such as x, W1 or y_hat, got '2x'"),
        ("let x\nx = 1", "10:9", "expected a declaration: let x in R^n"),
        ("let x in Rn\nx = 1", "10:14", "expected a domain such as R^n"),
        (
            "let x in R\nx = 1 if x > 0 if x < 1",
            "11:20",
            "expected one condition; join them with and",
        ),
        (
            "let x in R\nx = 1 if x = 0",
            "11:14",
            "the condition comes last; equality in it is written ==",
        ),
        ("let x in R\nx = 1e999", "11:9", "a number too large for floating point"),
        ("let x in R\nx = " + "9" * 400, "11:9", "a number too large for floating point"),
    ],
)
def test_what_is_no_claim_is_refused_where_it_stands(text, place, said):
    error = refused(text)
    assert said in error.message
    assert str(error.place) == f"a.md:{place}"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (
            "let A in R^(m,n)\nlet x in R^m\nsum(A @ x) = 1",
            "12:9",
            "shape error: '@' expected as many columns on the left as rows on the right",
        ),
        (
            "let x in R^n\nlet y in R^m\nsum(2 * (x + y)) = 1",
            "12:14",
            "shape error: '+' expected equal shapes or a scalar, got n×1 and m×1",
        ),
        ("let x in R^n\nsum(x + x.T) = 1", "11:9", "got n×1 and 1×n"),
        (
            "let A in R^(m,n)\ndet(A) = 1",
            "11:5",
            "shape error: det expected a square matrix, got m×n",
        ),
        ("let A in R^(m,n)\nsoftmax(A) = A", "11:5", "softmax expected a vector, n×1, got m×n"),
        (
            "let x in R^n\ngrad(x, x) = x",
            "11:5",
            "grad expected a scalar function of shape 1×1, got",
        ),
        ("let X in R^(m,n)\nd(X)/d(X) = X", "11:5", "a scalar above d(matrix), or d(f)/d(vec(X))"),
        ("let x in R^n\ncurl(x, x) = x", "11:5", "curl expected a variable of shape 3×1, got n×1"),
        ("let x in R^n\n[x, x] = x", "11:5", "matrix expected an entry of shape 1×1, got n×1"),
        ("let A in R^(m,n)\nA[0] = 1", "11:5", "two indices"),
        ("let x in R^n\nx[7] = 1", "11:5", "no entry [7] in a value of shape"),
        ("let x in R^n\nones(x) = x", "11:10", "expected a size: a number, a size letter"),
        ("let x in R^n\nones(x + 1) = x", "11:10", "expected a size: a number, a size letter"),
        ("let f in smooth(m, n)\nlet x in R^n\nf(x) = x", "12:5", "as the argument of f, got n×1"),
        (
            "let x in R^n\nlet v in R^m\njvp(x, x, v) = v",
            "12:5",
            "a direction of shape n×1, got m×1",
        ),
    ],
)
def test_shapes_that_do_not_go_together_are_refused_where_they_meet(text, place, said):
    with pytest.raises(PageError) as caught:
        verify_block(parse(text))
    assert said in caught.value.message
    assert str(caught.value.place) == f"a.md:{place}"


def test_what_is_nested_too_deeply_is_refused():
    assert "nested too deeply" in refused("let x in R\n" + "-" * 300 + "x = x").message
    assert "nested" in refused("let x in R\n" + "(" * 300 + "x" + ")" * 300 + " = 1").message
    sines = "sin(" * 70 + "x" + ")" * 70
    assert "nested too deeply" in refused(f"let x in R\n{sines} = 1").message


def test_what_is_too_long_is_refused():
    assert "more than 4000 characters" in refused("let x in R\n" + "x + " * 1500 + "x = x").message


def test_the_columns_of_a_margin_are_counted():
    block = parse_block("let x in R\nd(x)/d(x) = 1", Place("a.md", 3, 7), 7)
    assert str(block.claims[0].place) == "a.md:4:7"


_PIECES = r"""
let in R R^n = == ( ) [ ] { } d(x)/d(x) x y n , .T .a + - * / @ ** ^ if else and or not 1 2.5
sin( grad( f(x) # lambda : ; ' smooth (0,1) positive ones( " \ é _ __x__ vec( where(
"""
pieces = st.lists(st.sampled_from([*_PIECES.split(), "\n", "\t", ""]), min_size=1, max_size=30)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_no_text_makes_the_parser_raise_anything_else(text):
    _parses_or_refuses(text)


@settings(max_examples=1000, deadline=None)
@given(pieces)
def test_no_pieces_of_the_language_make_the_parser_raise_anything_else(words):
    _parses_or_refuses("let x, y in R^n\nlet f in smooth\n" + " ".join(words))


@settings(max_examples=200, deadline=None)
@given(pieces, pieces)
def test_no_statement_makes_the_check_raise_anything_else(left, right):
    text = f"let x, y in R^n\nlet f in smooth\n{' '.join(left)} = {' '.join(right)}"
    with suppress(PageError):
        verify_block(parse(text))


def _parses_or_refuses(text):
    with suppress(PageError):
        check_declared(parse_block(text, PLACE), [])


@pytest.mark.parametrize(
    "definitions",
    [
        "let u = u**2",
        "let u = v\nlet v = 2 * u",
        "let f(t) = f(t) + 1",
        "let f(t) = u\nlet u = f(x)",
    ],
)
def test_a_definition_that_rests_on_itself_is_refused(definitions):
    assert "is defined by itself" in refused(f"let x in R\n{definitions}\nx + x = 2 * x").message


def test_a_parameter_may_have_the_name_of_a_definition():
    assert parse("let x in R\nlet f(u) = u**2\nlet u = f(x)\nd(u)/d(x) = 2 * x").claims


@pytest.mark.parametrize(
    "claim", ["row(A, 7).T = x", "ones(-n) = x", "x[9] = x[0]", "zeros(n / 2) = x"]
)
def test_a_row_an_entry_or_a_size_that_cannot_be_is_refused_where_it_stands(claim):
    with pytest.raises(PageError) as caught:
        verify_block(parse(f"let A in R^(m,n)\nlet x in R^n\n{claim}"))
    assert caught.value.place.line == 12


def test_a_condition_may_not_differentiate_even_through_a_definition():
    source = "let x in R^n\nlet g = grad(dot(x, x), x)\nnorm(g) = 2 * norm(x) if norm(g) != 0"
    with pytest.raises(PageError, match="a condition may not differentiate"):
        parse_block(source, Place("x.md", 1))


def test_the_names_of_the_page_are_those_that_nothing_in_the_block_declares():
    text = "let x in R\nlet y(x, u) = swish(u) + x * c\nd(y(x, x))/d(x) = 1"
    assert page_names(parse(text).claims[0]) == {"swish", "c"}
