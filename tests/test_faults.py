"""Pages that misbehave: each ends in time, is named by file and line, and harms no neighbour."""

import time
from pathlib import Path

import pytest

from nabla.document import Document, read_document
from nabla.errors import PageError
from nabla.execution.workers import Workers
from nabla.report import Settings, make_report

FAULTS = Path(__file__).parent / "faults"
SECONDS = 20  # the longest limit of a page is 10 seconds

WHAT_IS_SAID = {
    "allocation": "limit: more than 2048 MB of memory",
    "bytes-printed": "printed bytes that are not UTF-8 (0xff)",
    "chdir": "PermissionError: [Errno 13] a page may change files only in its own",
    "children": "limit: more than 32 child processes",
    "children-memory": "limit: more than 2048 MB of memory in all its processes",
    "cwd-deleted": "PermissionError: [Errno 13] a page may change files only in its own",
    "endless-loop": "limit: more than 1 seconds",
    "exception": "ZeroDivisionError: division by zero",
    "million-points": "limit: figure of more bytes",
    "open-files": "limit: more than 256 open files",
    "os-exit": "died: the process ended with status 0",
    "patched-module": "AssertionError: np.sin(0.0) == 0 does not hold",
    "printed": "limit: more than 1000000 bytes printed",
    "project-write": "PermissionError: [Errno 13] a page may change files only in its own",
    "random-seed": "AssertionError: np.random.rand() != first does not hold",
    "rcparams": "AssertionError: plt.rcParams['lines.linewidth'] < 10 does not hold: 40.0 < 10",
    "recursion": "RecursionError: maximum recursion depth exceeded",
    "recursion-unbounded": "",
    "segfault": "died: killed by SIGSEGV",
    "sigkill": "died: killed by SIGKILL",
    "sys-exit": "SystemExit: 0",
    "unclosed-fence": "unclosed python fence",
}


@pytest.fixture(scope="module")
def workers():
    with Workers() as workers:
        yield workers


@pytest.fixture(scope="module")
def healthy():
    return read_document(FAULTS / "healthy.md", "faults/healthy.md")


@pytest.fixture(scope="module")
def build(workers):
    def build(*documents):
        folders = {document.path: str(FAULTS) for document in documents}
        settings = Settings(jobs=2, folders=folders, workers=workers)
        start = time.monotonic()
        pages = make_report(documents, settings).pages
        assert time.monotonic() - start < SECONDS
        return pages

    return build


@pytest.fixture(scope="module")
def unharmed(build, healthy):
    (page,) = build(healthy)
    assert page.all_problems == ()
    return outputs(page)


def outputs(page):
    return [fence.output for fence in page.fences], [inline.output for inline in page.inlines]


def line_of_fault(text):
    lines = text.splitlines()
    marked = [n for n, line in enumerate(lines, 1) if line.endswith(("# here", "# near"))]
    return marked[0] if marked else lines.index("```python") + 1


def test_every_fault_is_tested():
    pages = {file.stem for file in FAULTS.glob("*.md")}
    assert pages == {*WHAT_IS_SAID, "healthy"}


@pytest.mark.parametrize("name", sorted(WHAT_IS_SAID))
def test_a_fault_is_told_with_its_place_and_harms_no_neighbour(build, healthy, unharmed, name):
    document = read_document(FAULTS / f"{name}.md", f"faults/{name}.md")
    before = sorted((file.name, file.read_bytes()) for file in FAULTS.iterdir())
    faulty, beside = build(document, healthy)
    (problem,) = faulty.all_problems
    assert problem.place.path == f"faults/{name}.md"
    assert WHAT_IS_SAID[name] in problem.said
    near = 6 if "# near" in document.text else 0
    assert 0 <= problem.place.line - line_of_fault(document.text) <= near
    assert beside.all_problems == ()
    assert _without_verdict_times(outputs(beside)) == _without_verdict_times(unharmed)
    assert sorted((file.name, file.read_bytes()) for file in FAULTS.iterdir()) == before


def _without_verdict_times(found):
    fences, inlines = found
    return [(o.status, o.printed, o.value, o.figure, o.held) for o in (*fences, *inlines)]


def test_a_page_of_five_megabytes_is_read_in_time(build, healthy, unharmed):
    prose = "A line of prose, of which there are very many on this page.\n" * 85_000
    text = f"{prose}\n```python\n#| run: true\n1 / 0\n```\n"
    assert len(text) > 5_000_000
    large, beside = build(Document("large.md", text), healthy)
    (problem,) = large.all_problems
    assert str(problem).startswith("large.md:85004:1: ")
    assert _without_verdict_times(outputs(beside)) == _without_verdict_times(unharmed)


def test_a_snippet_of_five_megabytes_is_run_in_time(build, healthy):
    code = f"x = '{'a' * 500}'\n" * 10_000
    text = f"```python\n#| run: true\n{code}1 / 0\n```\n"
    large, beside = build(Document("large.md", text), healthy)
    (problem,) = large.all_problems
    assert problem.place.line == 10_003
    assert beside.all_problems == ()


def test_a_nul_byte_is_told_with_its_place(tmp_path):
    (tmp_path / "x.md").write_bytes(b"one\ntwo \x00\n")
    with pytest.raises(PageError, match=r"^x\.md:2:5: a NUL byte"):
        read_document(tmp_path / "x.md", "x.md")


def test_a_nul_byte_in_a_snippet_is_told_with_its_place(build, healthy):
    text = "```python\n#| run: true\nx = '\x00'\n```\n"
    faulty, beside = build(Document("x.md", text), healthy)
    (problem,) = faulty.all_problems
    assert problem.place.line == 3
    assert beside.all_problems == ()
