"""The names that other programs may rest on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import nabla

REFERENCE = Path(__file__).parents[1] / "docs" / "guide" / "reference.md"
NAMES = [
    "Document",
    "PageError",
    "Report",
    "Settings",
    "Verdict",
    "find_fences",
    "make_report",
    "page_path",
    "parse_block",
    "read_document",
    "verify_block",
]


def test_the_public_names_are_these_and_no_more():
    assert nabla.__all__ == NAMES
    assert len(nabla.__all__) <= 12


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_says_what_it_is(name):
    assert getattr(nabla, name).__name__ == name
    assert len(getattr(nabla, name).__doc__.splitlines()[0]) > 10
    assert name in dir(nabla)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'verify_blok'"):
        _ = nabla.verify_blok


def test_the_reference_page_describes_each_public_name_and_no_other():
    text = REFERENCE.read_text(encoding="utf-8")
    table = text[text.index("## Names") : text.index("## ", text.index("## Names") + 3)]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == NAMES


def test_importing_the_package_loads_nothing_that_a_snippet_would_wait_for():
    code = (
        "import sys, nabla\n"
        "nabla.page_path\n"
        "heavy = {'numpy', 'yaml', 'matplotlib', 'mkdocs', 'click', 'nabla.report'}\n"
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_public_names_check_a_page_from_its_file_to_its_verdicts(tmp_path):
    file = tmp_path / "page.md"
    file.write_text("```formula\nlet x in R^n\nd(sum(x))/d(x) = ones(n)\n```\n")
    page = nabla.read_document(file, "page.md")
    report = nabla.make_report([page], nabla.Settings(jobs=1))
    assert [str(problem.place) for problem in report.problems] == ["page.md:3:1"]
    (fence,) = nabla.find_fences(page)
    block = nabla.parse_block(fence.body, fence.place)
    (verdict,) = nabla.verify_block(block)
    assert isinstance(verdict, nabla.Verdict)
    assert verdict.outcome == "refuted"
