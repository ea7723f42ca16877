"""Pages as notebooks."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from nabla.document import Document, read_document
from nabla.rendering.notebook import notebook
from nabla.report import start_report
from nabla.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = """---
chapter: 3
---
# Page

<!-- ids: a -->
The [row]{.numerator}[column]{.denominator} of @eq-sum, see [the start](index.md){ .md-button }.

```formula
#| id: eq-sum
#| name: A sum
let x in R^n
d(sum(x))/d(x) = ones(n).T
```

```formula
#| id: eq-slip
#| expect: refuted
let x in R^n
d(sum(x))/d(x) = 2 * ones(n).T
```

```pycon
>>> x = 3
>>> x + 1
4
>>> y = 2
>>> y / 0
Traceback (most recent call last):
ZeroDivisionError: division by zero
>>> y
2
```

```python
#| run: true
#| expect: ZeroDivisionError
x / 0
```

The value is `{python} x + 4`.

!!! abstract "In short"
    Sums have ones.

```python
shown = "only"
```
"""


def made(document):
    pending = start_report([document], Settings(folders={document.path: str(ROOT / "docs/paper")}))
    try:
        report = pending.report()
    finally:
        pending.running.close()
    return json.loads(notebook(report.pages[0], report.numbering.targets))


@pytest.fixture(scope="module")
def cells():
    return made(Document("docs/page.md", PAGE))["cells"]


def text_of(cells, kind):
    return "\n\n".join(cell["source"] for cell in cells if cell["cell_type"] == kind)


def test_the_text_of_a_notebook_is_plain_markdown(cells):
    said = text_of(cells, "markdown")
    assert "The row of Equation 3.1, see the start." in said
    assert "> **In short**\n>\n> Sums have ones." in said
    assert "The value is 7." in said
    assert "```python\nshown" in said
    assert "ids:" not in said
    assert "chapter:" not in said


def test_a_claim_is_a_formula_and_an_assertion_and_a_slip_the_contrary(cells):
    assert r"\mathbf{1}^{\top}" in text_of(cells, "markdown")
    code = text_of(cells, "code")
    assert "assert bool(np.allclose(" in code
    assert "assert not bool(np.allclose(" in code


def test_a_cell_that_raises_on_purpose_says_so(cells):
    tagged = [cell for cell in cells if "raises-exception" in cell["metadata"].get("tags", [])]
    assert [cell["source"] for cell in tagged] == ["y / 0", "x / 0"]


SHOWN = "# Page\n\nWords.\n"
FILES = (
    '# Page\n\n```python\n#| run: true\nfrom nabla import page_path\npage_path("page.md")\n```\n'
)


@pytest.mark.parametrize("text", [SHOWN, FILES])
def test_a_page_that_runs_nothing_or_needs_its_place_is_no_notebook(text):
    document = Document("docs/page.md", text)
    pending = start_report([document], Settings())
    try:
        assert notebook(pending.report().pages[0], {}) == ""
    finally:
        pending.running.close()


RUN = """
import json, os, sys
import matplotlib.pyplot  # once; each notebook then runs in a process of its own

for name, code in json.load(sys.stdin).items():
    child = os.fork()
    if not child:
        sys.stdout = open(os.devnull, "w")
        try:
            exec(compile(code, name, "exec"), {"__name__": "__main__"})
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    print(name, os.waitpid(child, 0)[1], flush=True)
"""


def code_of(book):
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    return "\n\n".join(cell["source"] for cell in cells if not cell["metadata"].get("tags"))


def run(books, folder):
    """Run notebooks from top to bottom; return the names of those that fail, and what they say."""
    done = subprocess.run(
        [sys.executable, "-W", "error::SyntaxWarning", "-c", RUN],
        env={"MPLBACKEND": "Agg", "MPLCONFIGDIR": str(folder)},
        cwd=folder,
        input=json.dumps({name: code_of(book) for name, book in books.items()}),
        capture_output=True,
        text=True,
        check=True,
    )
    ended = dict(line.split() for line in done.stdout.splitlines())
    assert list(ended) == list(books)
    return [name for name, status in ended.items() if status != "0"], done.stderr


def test_the_notebook_of_every_chapter_runs_from_top_to_bottom(tmp_path):
    chapters = sorted((ROOT / "docs" / "paper").glob("*.md"))
    documents = [read_document(file, f"docs/paper/{file.name}") for file in chapters]
    folders = {document.path: str(ROOT / "docs" / "paper") for document in documents}
    pending = start_report(documents, Settings(folders=folders))
    try:
        report = pending.report()
    finally:
        pending.running.close()
    texts = {page.document.path: notebook(page, {}) for page in report.pages}
    books = {path: json.loads(text) for path, text in texts.items() if text}
    assert len(books) >= 17
    failed, said = run(books, tmp_path)
    assert not failed, said


def test_a_notebook_whose_claim_is_false_fails(tmp_path):
    page = PAGE.replace("#| expect: refuted\n", "").replace("2 * ones", "3 * ones")
    book = made(Document("docs/page.md", page))
    for cell in book["cells"]:
        cell["source"] = cell["source"].replace("assert not ", "assert ")
    failed, said = run({"page": book}, tmp_path)
    assert failed == ["page"]
    assert "AssertionError" in said


def test_a_notebook_has_the_form_that_jupyter_reads():
    nbformat.validate(made(Document("docs/page.md", PAGE)), version=4)
