"""Exercises and trials in a real browser: typing, verdicts, hints, progress, other numbers."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from hands import TAGS, answer, exercise, said, visible

RIGHT = "2 * (A @ x - b).T @ A"


def test_a_right_answer_is_right_by_button_and_by_the_enter_key(open_page):
    found = exercise(open_page("exercises/"))
    assert said(found) == ""
    assert answer(found, RIGHT) == "Right."
    found.locator("input").fill("(A @ x - b).T @ A * 2")
    assert said(found) == ""
    found.locator("input").press("Enter")
    assert said(found) == "Right."
    assert found.get_attribute("data-solved") is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"-({RIGHT})", "sign is flipped"),
        ("(A @ x - b).T @ A", "Half of the right answer"),
        ("2 * A.T @ (A @ x - b)", "transposed"),
        ("2 * (A @ x + b).T @ A", "sign of one term"),
        ("2 * A @ (A @ x - b)", "shape error"),
        ("2 * (A @ x - b", "Expected a closing bracket"),
        ("2 * (A @ y - b).T @ A", "'y' has no meaning here"),
    ],
)
def test_a_wrong_answer_is_told_what_it_looks_like(open_page, text, words):
    found = exercise(open_page("exercises/"))
    assert words.lower() in answer(found, text).lower()
    assert found.locator("input").get_attribute("aria-invalid") == "true"
    assert found.get_attribute("data-solved") is None
    assert found.page.evaluate("document.activeElement.localName") == "input"


def test_what_is_typed_is_set_as_mathematics_with_its_shape(open_page):
    found = exercise(open_page("exercises/"))
    preview = found.locator(".nabla-exercise__preview")
    found.locator("input").press_sequentially("A.T @ x")
    assert preview.locator("math msup").count() == 1  # A.T @ x does not fit, A.T did
    assert "nabla-exercise__stale" in preview.get_attribute("class")
    found.locator("input").fill("A @ x")
    assert preview.locator("span").inner_text() == "m×1"
    assert "nabla-exercise__stale" not in preview.get_attribute("class")
    found.locator("input").fill("")
    assert preview.inner_html() == ""


def test_hints_come_one_by_one_and_then_the_answer(open_page):
    found = exercise(open_page("exercises/"))
    assert visible(found, ".nabla-hint") == 0
    assert visible(found, ".nabla-answer") == 0
    for count in (1, 2):
        found.get_by_role("button", name="Hint").click()
        assert visible(found, ".nabla-hint") == count
        assert visible(found, ".nabla-answer") == 0
    assert not found.get_by_role("button", name="Hint").is_visible()
    found.get_by_role("button", name="Show the answer").click()
    assert found.locator(".nabla-answer .nabla-formula").is_visible()


def test_a_right_answer_unlocks_the_folded_one(open_page):
    found = exercise(open_page("exercises/"))
    answer(found, RIGHT)
    assert visible(found, ".nabla-answer") == 1
    assert not found.get_by_role("button", name="Hint").is_visible()


def test_a_reload_keeps_the_progress_on_this_device(open_page):
    page = open_page("exercises/")
    found = exercise(page)
    found.get_by_role("button", name="Hint").click()
    answer(found, RIGHT)
    page.reload()
    found = exercise(page)
    assert found.locator("input").input_value() == RIGHT
    assert said(found) == "Right."
    assert visible(found, ".nabla-hint") == 1
    assert exercise(page, "exr-two").get_attribute("data-solved") is None


def test_a_browser_that_keeps_nothing_still_checks(open_page):
    page = open_page("")
    page.add_init_script(
        "for (const name of ['getItem', 'setItem']) {"
        "  const plain = Storage.prototype[name];"
        "  Storage.prototype[name] = function (key, ...rest) {"
        "    if (key.includes('exercises')) throw new Error('full');"
        "    return plain.call(this, key, ...rest);"
        "  };"
        "}"
    )
    page.goto(page.url + "exercises/")
    assert answer(exercise(page), RIGHT) == "Right."


def test_two_statements_are_two_answers(open_page):
    found = exercise(open_page("exercises/"), "exr-two")
    assert found.locator("input").count() == 2
    found.locator("input").first.fill("2*x")
    assert "got nothing" in answer(found, "", line=1)
    assert said(found, line=0) == "Right."
    assert answer(found, "3*x**2", line=1) == "Right."
    assert found.get_attribute("data-solved") is not None


def test_the_layout_decides_which_way_round_is_right(open_page):
    page = open_page("exercises/")
    found = exercise(page)
    answer(found, "2 * A.T @ (A @ x - b)")
    page.evaluate(
        "document.documentElement.dataset.nablaLayout = 'denominator';"
        "document.dispatchEvent(new CustomEvent('nabla:layout'))"
    )
    assert said(found) == "Right."


def test_the_marker_in_the_input_shows_where_the_mistake_is(open_page):
    found = exercise(open_page("exercises/"))
    answer(found, "2 * (A @ y).T @ A")
    start = found.locator("input").evaluate("input => input.selectionStart")
    assert start == "2 * (A @ y).T @ A".index("y")


def test_without_scripts_hints_and_answer_can_be_unfolded(open_page):
    page = open_page("exercises/", java_script_enabled=False)
    found = page.locator("section#exr-residual")
    assert found.locator("details.nabla-hint").count() == 2
    found.locator("summary", has_text="Answer").click()
    assert found.locator(".nabla-answer .nabla-formula").is_visible()


def test_exercises_survive_instant_navigation(open_page):
    page = open_page("")
    page.wait_for_load_state("networkidle")  # instant navigation needs the list of pages
    page.evaluate("window.stays = true")
    for name in ("exercises", "softmax", "exercises"):
        page.evaluate(
            "name => [...document.querySelectorAll('a')]"
            ".find(a => a.pathname === `/${name}/`).click()",
            name,
        )
        page.locator("nabla-exercise button, [data-reset]").first.wait_for()
    assert page.evaluate("window.stays")
    assert answer(exercise(page), RIGHT) == "Right."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
def test_axe_finds_nothing_and_nothing_is_too_wide(open_page, scheme, width):
    page = open_page("exercises/", scheme=scheme, width=width)
    found = exercise(page)
    answer(found, "2 * A.T @ (A @ x - b)")
    result = Axe().run(page, "section.nabla-exercise", options=TAGS)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Other numbers


def trial(page, name):
    page.locator(f"#{name} .nabla-evidence > summary").click()
    page.get_by_role("button", name="Try other numbers").first.click()
    found = page.locator(f"#{name} nabla-trial")
    found.locator("button").first.wait_for()
    return found


def test_both_sides_agree_at_numbers_of_the_reader(open_page):
    found = trial(open_page("exercises/"), "eq-product")
    assert re.search("agree|equal", found.locator("[role=status]").inner_text())
    found.get_by_label("x, entry 1", exact=True).fill("7.25")
    assert found.locator(".nabla-trial__sides math").count() == 2
    for side in range(2):
        assert "7.25" in found.locator(".nabla-trial__sides math").nth(side).text_content()
    assert re.search("agree|equal", found.locator("[role=status]").inner_text())


def test_other_sizes_and_other_numbers_agree_as_well(open_page):
    found = trial(open_page("exercises/"), "eq-product")
    found.get_by_label("n", exact=True).locator("input").fill("4")
    assert found.get_by_label("x, entry 4", exact=True).count() == 1
    for _ in range(5):
        found.get_by_role("button", name="New numbers").click()
        assert re.search("agree|equal", found.locator("[role=status]").inner_text())


def test_a_rule_for_smooth_functions_is_tried_with_drawn_ones_and_within_its_condition(open_page):
    found = trial(open_page("exercises/"), "eq-smooth")
    found.get_by_label("x, entry 1", exact=True).fill("0.8")
    assert re.search("agree|equal", found.locator("[role=status]").inner_text())
    found.get_by_label("x, entry 1", exact=True).fill("-0.8")
    assert "Nothing is claimed here" in found.locator("[role=status]").inner_text()
    for _ in range(5):
        found.get_by_role("button", name="New numbers").click()
        assert re.search("agree|equal", found.locator("[role=status]").inner_text())


def test_axe_finds_nothing_in_a_trial(open_page):
    page = open_page("exercises/")
    trial(page, "eq-product")
    result = Axe().run(page, "nabla-trial", options=TAGS)
    assert result.violations_count == 0, result.generate_report()
