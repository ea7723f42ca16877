"""Pages as pytest items."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
SITES = Path(__file__).parent / "sites"


@pytest.fixture
def site(pytester):
    shutil.copytree(SITES / "minimal", pytester.path, dirs_exist_ok=True)
    return pytester


def run(site, *arguments):
    return site.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


def test_each_claim_snippet_and_doctest_is_an_item(site):
    result = run(site, "docs", "--collect-only", "-q")
    for name in ("eq-hadamard", "fig-product", "tbl-sums[1]", "tbl-sums[2]", "line-14", "line-22"):
        result.stdout.fnmatch_lines([f"docs/index.md::{name.replace('[', '[[]')}"])


def test_a_true_page_passes(site):
    run(site, "docs").assert_outcomes(passed=6)


def test_one_claim_can_be_asked_for_by_its_id(site):
    run(site, "docs/index.md::eq-hadamard").assert_outcomes(passed=1)


def test_a_false_claim_fails_with_the_words_of_the_report(site):
    page = site.path / "docs" / "index.md"
    page.write_text(page.read_text().replace("diag(x)\n```", "diag(w)\n```"))
    result = run(site, "docs")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["docs/index.md:9:1: refuted: d(w [*] x)/d(w) = diag(w)"])
    result.stdout.fnmatch_lines(["*claimed *, measured *"])


def test_a_broken_reference_fails_the_page(site):
    page = site.path / "docs" / "index.md"
    page.write_text(page.read_text() + "\nSee @eq-none.\n")
    result = run(site, "docs")
    result.assert_outcomes(passed=6, failed=1)
