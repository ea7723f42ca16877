"""Formulas in the search index."""

import pytest

from nabla.document import Document
from nabla.rendering.search_entries import search_entries, words_of
from nabla.report import start_report
from nabla.settings import Settings

PAGE = """# Page

```formula
#| id: eq-softmax
#| name: Softmax
let z in R^n
d(softmax(z))/d(z) = diag(softmax(z)) - softmax(z) @ softmax(z).T
```

```exercise
#| id: exr-square
let x in R
d(x**2)/d(x) = 2 * x
```

No claim: $x$.
"""


@pytest.fixture(scope="module")
def entries():
    pending = start_report([Document("docs/a.md", PAGE)], Settings())
    try:
        return list(search_entries(pending.report(), {"docs/a.md": "a/"}))
    finally:
        pending.running.close()


def test_a_formula_is_found_by_its_name_and_by_words(entries):
    assert entries[0]["location"] == "a/#eq-softmax"
    assert entries[0]["title"].endswith(": Softmax")
    assert {"softmax", "Jacobian", "diagonal", "transpose"} <= set(entries[0]["text"].split())


def test_the_answer_of_an_exercise_is_not_given_away(entries):
    assert len(entries) == 2
    assert "2 * x" not in entries[1]["text"]


def test_a_page_that_is_not_published_has_no_entries():
    pending = start_report([Document("docs/a.md", PAGE)], Settings())
    try:
        assert list(search_entries(pending.report(), {})) == []
    finally:
        pending.running.close()


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("w * x = x * w", "Hadamard"),
        ("grad(sum(x), x) = ones(n)", "gradient"),
        ("J(f, x)", "Jacobian"),
    ],
)
def test_words_name_what_a_statement_is_made_of(statement, word):
    assert word in words_of(statement).split()


def test_words_do_not_name_what_is_not_there():
    assert "Jacobian" not in words_of("sum(x) = x.T @ ones(n)")
