"""Exercises where the reader meets them: in the chapters of the book."""

import pytest
from hands import answer, exercise, said, visible

EXPLORERS, JACOBIAN, CHAIN = "explorers/", "paper/04-1-jacobian/", "paper/04-5-3-vector-chain-rule/"


def choose(page, layout):
    page.locator(f".nabla-switch [value={layout}]").check(force=True)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("exr-quadratic-form", "-(x.T @ (A + A.T))", "sign is flipped"),
        ("exr-quadratic-form", "2 * x.T @ (A + A.T)", "Twice the right answer"),
        ("exr-quadratic-form", "(A + A.T) @ x", "transposed. In numerator layout"),
        ("exr-quadratic-form", "2 * x.T @ A", "Right only where A is symmetric"),
        ("exr-quadratic-form", "2xA", "a product is written out"),
        ("exr-quadratic-form", "x.T @ (A + B)", "'B' has no meaning here; there are A, x, n"),
        ("exr-quadratic-form", "x.T @ (A + A.T", "Expected a closing bracket"),
        ("exr-quadratic-form", "1 / 0", "this is no number"),
        ("exr-double", "2", "stands on the diagonal: I(n)"),
    ],
)
def test_a_wrong_answer_is_told_what_it_looks_like(opened, name, text, words):
    with opened(JACOBIAN) as page:
        found = exercise(page, name)
        assert words in answer(found, text)
        assert found.locator("input").get_attribute("aria-invalid") == "true"
        assert visible(found, ".nabla-answer") == 0


@pytest.mark.parametrize(
    ("address", "name", "text", "words"),
    [
        (CHAIN, "exr-vector-exp", "A @ diag(exp(A @ x))", "'@' expected as many columns"),
        (CHAIN, "exr-vector-exp", "exp(A @ x) * A", "'*' expected equal shapes"),
        (
            "paper/04-2-element-wise-operators/",
            "exr-elementwise-own-sum",
            "w @ ones(n).T - diag(w)",
            "The diagonal is missing",
        ),
        (
            "paper/04-2-element-wise-operators/",
            "exr-elementwise-own-sum",
            "diag(w + sum(w) * ones(n))",
            "off the diagonal are missing",
        ),
        (
            "paper/04-2-element-wise-operators/",
            "exr-elementwise-power",
            "2 * w * x",
            "belong on the diagonal of a matrix",
        ),
        (
            "paper/04-2-element-wise-operators/",
            "exr-elementwise-own-sum",
            "sum(w) * I(n) + ones(n) @ w.T",
            "transposed",
        ),
    ],
)
def test_a_missing_diagonal_and_a_wrong_order_are_named(opened, address, name, text, words):
    with opened(address) as page:
        assert words in answer(exercise(page, name), text)


def test_hints_come_one_by_one_then_the_answer_and_a_reload_keeps_all(opened):
    with opened(JACOBIAN) as page:
        found = exercise(page, "exr-quadratic-form")
        for count in (1, 2, 3):
            found.get_by_role("button", name="Hint").click()
            assert visible(found, ".nabla-hint") == count
        found.get_by_role("button", name="Show the answer").click()
        assert visible(found, ".nabla-answer .nabla-formula") == 1
        assert found.locator(".nabla-answer").inner_text().count("=") >= 2  # with its derivation
        answer(exercise(page, "exr-double"), "2 * I(n)")
        page.reload()
        assert visible(exercise(page, "exr-quadratic-form"), ".nabla-hint") == 3
        solved = exercise(page, "exr-double")
        assert solved.locator("input").input_value() == "2 * I(n)"
        assert said(solved) == "Right."
        kept = page.evaluate("localStorage['nabla-exercises']")
        assert "exr-double" in kept
        assert not page.context.cookies()


def test_a_reader_of_denominator_layout_types_the_column(opened):
    with opened(JACOBIAN) as page:
        found = exercise(page, "exr-quadratic-form")
        assert "In numerator layout the answer is 1×n" in answer(found, "(A + A.T) @ x")
        choose(page, "denominator")
        assert said(found) == "Right."
        assert "In denominator layout the answer is n×1" in answer(found, "x.T @ (A + A.T)")
        choose(page, "numerator")
        assert said(found) == "Right."
