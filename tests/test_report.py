"""From pages to verdicts."""

import json

import pytest

from nabla.document import Document
from nabla.numbering import chapter_of
from nabla.rendering.evidence import evidence_json
from nabla.report import Settings, make_report, start_report

HADAMARD = """\
```formula
#| id: eq-hadamard
let w, x in R^n
d(w * x)/d(w) = diag({})
```
"""
FIGURE = """\
```python
#| figure: fig-a
#| alt: A line.
#| caption: A line.
{}import matplotlib.pyplot as plt
plt.plot([0, 1])
{}```
"""


def report_on(*texts, **settings):
    documents = [Document(f"docs/{number}.md", text) for number, text in enumerate(texts, 1)]
    return make_report(documents, Settings(**settings))


def statuses(report):
    return [part.status for page in report.pages for part in page.fences]


def said(report):
    return "\n".join(str(problem) for problem in report.problems)


def test_a_true_claim_is_verified_and_nothing_is_wrong():
    report = report_on(HADAMARD.format("x"))
    assert statuses(report) == ["verified"]
    assert not report.problems


def test_a_false_claim_is_refuted_at_its_line_with_both_numbers():
    report = report_on(HADAMARD.format("w"))
    assert statuses(report) == ["refuted"]
    assert said(report).startswith("docs/1.md:4:1: refuted: d(w * x)/d(w) = diag(w)\n  at w = [")
    assert "claimed" in said(report)
    assert "measured" in said(report)


def test_problems_of_all_pages_are_told_together():
    report = report_on(HADAMARD.format("w"), "See @eq-nowhere.\n", "```fromula\nx\n```\n")
    assert [problem.place.path for problem in report.problems] == [
        "docs/1.md",
        "docs/2.md",
        "docs/3.md",
    ]


def test_a_claim_may_use_what_a_snippet_above_has_bound():
    page = (
        "```python\n#| run: true\nimport numpy as np\ndef f(x):\n    return np.sum(x**3)\n```\n"
        "```formula\nlet x in R^n\nd(f(x))/d(x) = (3 * x**2).T\n```\n"
    )
    assert statuses(report_on(page)) == ["ran", "verified"]


def test_a_claim_may_not_use_what_only_a_snippet_below_binds():
    page = (
        "```formula\nlet x in R^n\nd(f(x))/d(x) = (3 * x**2).T\n```\n"
        "```python\n#| run: true\ndef f(x):\n    return (x**3).sum()\n```\n"
    )
    report = report_on(page)
    assert statuses(report) == ["failed", "ran"]
    assert "'f' is no function of the language" in said(report)


def test_nothing_leaks_from_page_to_page():
    report = report_on("```python\n#| run: true\na = 1\n```\n", "```pycon\n>>> a\n1\n```\n")
    assert statuses(report) == ["ran", "failed"]
    assert "NameError" in said(report)


def test_without_run_claims_are_checked_and_python_is_not():
    page = "```python\n#| run: true\n1 / 0\n```\n" + HADAMARD.format("x")
    report = report_on(page, run=False)
    assert statuses(report) == ["skipped", "verified"]
    assert not report.problems


@pytest.mark.parametrize(
    ("guard", "check", "status"),
    [
        ("", "", "failed"),
        ("", "assert 1 + 1 == 2\n", "verified"),
        ("#| guards: [eq-hadamard]\n", "", "verified"),
        ("", "assert 1 + 1 == 3\n", "failed"),
        ("#| guards: [eq-nothing]\n", "", "failed"),
    ],
)
def test_a_figure_counts_as_verified_only_with_a_check(guard, check, status):
    report = report_on(HADAMARD.format("x") + FIGURE.format(guard, check), strict=True)
    assert statuses(report)[1] == status


def test_a_figure_that_rests_on_a_refuted_claim_fails():
    page = HADAMARD.format("w") + FIGURE.format("#| guards: [eq-hadamard]\n", "")
    report = report_on(page)
    assert statuses(report) == ["refuted", "failed"]
    assert "rests on eq-hadamard, which is refuted" in said(report)


def test_an_expected_refutation_is_no_problem_and_its_absence_is():
    wrong = HADAMARD.format("w").replace("let", "#| expect: refuted\nlet", 1)
    right = HADAMARD.format("x").replace("let", "#| expect: refuted\nlet", 1)
    assert not report_on(wrong).problems
    assert "expected to be refuted, but verified" in said(report_on(right))


def test_an_undecided_claim_fails_unless_the_author_says_why():
    page = "```formula\n{}let x in positive\nd(relu(x))/d(x) = 1\n```\n"
    assert said(report_on(page.format(""))).startswith("docs/1.md:3:1: undecided:")
    allowed = report_on(page.format("#| undecided: x is never negative here\n"))
    assert statuses(allowed) == ["undecided"]
    assert not allowed.problems


ALIKE = """\
```formula
{}let z in R
relu(z) = max(0, z)
```
"""


def test_a_formula_whose_sides_are_set_alike_is_noted_as_telling_a_reader_nothing():
    report = report_on(ALIKE.format(""))
    assert statuses(report) == ["verified"]
    assert not report.problems
    note = str(report.notes[0])
    assert note.startswith("docs/1.md:3:1: note: both sides are set alike: relu(z) = max(0, z)")


@pytest.mark.parametrize("option", ["show: none", r"latex: '\operatorname{relu}(z) = \max(0, z)'"])
def test_sides_that_would_be_set_alike_may_be_set_by_hand_or_hidden(option):
    report = report_on(ALIKE.format(f"#| {option}\n"))
    assert statuses(report) == ["verified"]
    assert not report.problems
    assert not report.notes


@pytest.mark.parametrize("key", ["caption", "name"])
def test_a_reference_in_an_option_must_lead_somewhere(key):
    claim = HADAMARD.format("x").replace("let", f"#| {key}: As in @eq-hadamard\nlet", 1)
    assert not report_on(claim).problems
    broken = claim.replace("@eq-hadamard", "@eq-hadamrd")
    assert said(report_on(broken)) == (
        "docs/1.md:3:4: @eq-hadamrd refers to nothing on any page; did you mean 'eq-hadamard'?"
    )


def test_a_reference_in_a_hint_must_lead_somewhere():
    page = (
        "```exercise\n#| id: exr-a\n#| hints: [Look, 'See @eq-b']\nlet x in R\nx + x = 2 * x\n```\n"
    )
    assert said(report_on(page)).startswith("docs/1.md:3:4: @eq-b refers to nothing on any page")


def test_strict_mode_refuses_a_displayed_derivative_without_a_guard():
    text = "$$\n\\frac{dy}{dx} = 2\n$$\n"
    assert not report_on(text).problems
    assert "a displayed derivative that nothing guards" in said(report_on(text, strict=True))
    guarded = HADAMARD.format("x") + "\n<!-- guard: eq-hadamard -->\n" + text
    assert not report_on(guarded, strict=True).problems


def test_a_guard_that_is_refuted_guards_nothing():
    text = HADAMARD.format("w") + "\n<!-- guard: eq-hadamard -->\n$$\n\\frac{dy}{dx} = 2\n$$\n"
    assert "guarded by eq-hadamard, which is refuted" in said(report_on(text))


def test_an_id_may_be_taken_once_on_all_pages():
    report = report_on(HADAMARD.format("x"), HADAMARD.format("x"))
    assert "is taken already at docs/1.md" in said(report)


def test_a_failing_inline_value_is_told_at_its_place():
    assert said(report_on("It is `{python} 1 / 0`.\n")).startswith("docs/1.md:1:")


@pytest.mark.parametrize(
    ("path", "text", "chapter"),
    [
        ("docs/paper/04-2-element-wise-operators.md", "", "4.2"),
        ("docs/05-neuron.md", "", "5"),
        ("docs/x.md", "---\nchapter: B\n---\n", "B"),
        ("docs/x.md", "", "9"),
    ],
)
def test_a_page_knows_its_chapter(path, text, chapter):
    assert chapter_of(Document(path, text), 9) == chapter


def test_numbers_count_equations_figures_and_tables_apart():
    text = (
        HADAMARD.format("x")
        + FIGURE.format("", "assert True\n")
        + HADAMARD.format("x").replace("eq-hadamard", "eq-again")
    )
    targets = report_on(text).numbering.targets
    assert [targets[name].text for name in ("eq-hadamard", "fig-a", "eq-again")] == [
        "Equation 1.1",
        "Figure 1.1",
        "Equation 1.2",
    ]


def test_every_example_that_prints_something_else_is_told():
    page = "```pycon\n>>> 1 + 1\n3\n>>> 2 + 2\n4\n>>> print('a')\nb\n>>> 1 / 0\n```\n"
    told = [str(problem).split("\n")[0] for problem in report_on(page).problems]
    assert told == [
        "docs/1.md:2:1: failed: want 3, got 2",
        "docs/1.md:6:1: failed: want b, got a",
        "docs/1.md:8:5: failed: ZeroDivisionError: division by zero",
    ]


def test_an_expected_exception_hides_no_earlier_mismatch_and_is_none_itself():
    page = "```pycon\n#| expect: ValueError\n>>> 1\n2\n>>> 3\n4\n>>> int('x')\n```\n"
    assert [problem.place.line for problem in report_on(page).problems] == [3, 5]


def test_characters_that_steer_a_terminal_are_told_as_escapes():
    page = "```python\n#| run: true\nraise ValueError(chr(27) + '[31m')\n```\n"
    assert "ValueError: \\x1b[31m" in said(report_on(page))


def test_a_syntax_error_is_told_with_its_place_once():
    found = said(report_on("```python\n#| run: true\nx = (1\n```\n"))
    assert found.startswith("docs/1.md:3:5: failed: SyntaxError: '(' was never closed\n")


def test_an_error_that_overflows_is_no_number_in_the_evidence():
    report = report_on("```formula\nlet x in R^n\n1e300 * x = 1e200 * x\n```\n")
    claim = json.loads(evidence_json(report))["documents"][0]["fences"][0]["claims"][0]
    assert (claim["verdict"], claim["worst_error"]) == ("refuted", None)


def test_an_answer_that_overflows_brings_no_warning_of_numpy():
    page = "```exercise\n#| id: exr-a\nlet x in R\nx = exp(exp(exp(x))) ** 1e300\n```\n"
    assert not report_on(page).notes


def test_only_changed_pages_are_taken_apart_again():
    first = Document("docs/1.md", HADAMARD.format("x"))
    plans = []
    for text in ("One.", "Two."):
        pending = start_report(
            [Document(first.path, first.text), Document("docs/2.md", text)], Settings(), plans
        )
        pending.running.close()
        before, plans = plans, pending.plans
    assert plans[0] is before[0]
    assert plans[1].document.text == "Two."
