"""Warnings of a page's Python: told as notes, never lost, never the end of a build."""

import json

import pytest

from nabla.document import Document
from nabla.execution.store import Store
from nabla.rendering.console import github_text, report_text
from nabla.report import Settings, make_report

PAGE = """# A page

```python
#| run: true
import numpy as np
import sys
import warnings

np.log(np.zeros(1))
print("careful", file=sys.stderr)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    np.log(np.zeros(1))
```

The value is `{python} np.arccos(2.0)`.

```python
#| run: true
np.exp(1.0)
```
"""


@pytest.fixture(scope="module")
def report():
    return make_report([Document("x.md", PAGE)])


def test_a_warning_is_a_note_at_its_line_and_no_problem(report):
    assert report.problems == ()
    said = [str(note) for note in report.notes]
    assert "x.md:9:1: note: RuntimeWarning: divide by zero encountered in log" in said
    assert "x.md:16:1: note: RuntimeWarning: invalid value encountered in arccos" in said


def test_what_is_written_to_standard_error_is_a_note(report):
    assert "x.md:5:1: note: on standard error: careful" in [str(note) for note in report.notes]
    assert len(report.notes) == 3


def test_notes_are_told_on_the_console_and_as_annotations(report):
    assert "note: RuntimeWarning: divide by zero" in report_text(report)
    assert "::warning file=x.md,line=9,col=1,title=nabla::note: " in github_text(report)


def test_a_stored_result_tells_its_warnings_again_at_the_lines_to_which_they_have_moved(tmp_path):
    settings = Settings(store=Store(tmp_path))
    first = make_report([Document("x.md", PAGE)], settings)
    moved = make_report([Document("x.md", "New.\n\n" + PAGE)], settings)
    assert all(part.output.stored for part in moved.pages[0].fences if part.output)
    assert [n.place.line for n in moved.notes] == [n.place.line + 2 for n in first.notes]
    assert json.dumps([n.said for n in moved.notes]) == json.dumps([n.said for n in first.notes])


def test_what_a_failed_snippet_complained_of_is_told_beside_its_failure():
    page = "```python\n#| run: true\nimport warnings\nwarnings.warn('a')\n1 / 0\n```\n"
    report = make_report([Document("x.md", page)])
    assert len(report.problems) == 1
    assert [str(note) for note in report.notes] == ["x.md:4:1: note: UserWarning: a"]
