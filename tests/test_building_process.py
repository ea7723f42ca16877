"""What the process that builds a site loads and takes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SITES = Path(__file__).parent / "sites"
HEAVY = ("numpy", "matplotlib", "fontTools", "nabla.language.grammar", "nabla.execution.workers")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = shutil.copytree(SITES / "minimal", tmp_path_factory.mktemp("building") / "site")
    assert imported_by_build(site)
    return site


def imported_by_build(site):
    """Build a site and return the modules that were imported for it."""
    command = [sys.executable, "-X", "importtime", "-m", "mkdocs", "build", "--quiet"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(
        command, cwd=site, check=True, env=environment, capture_output=True, text=True
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}


def test_a_build_that_finds_all_results_loads_no_mathematics(site):
    imported = imported_by_build(site)
    assert "nabla.report" in imported
    assert imported.isdisjoint(HEAVY)


def test_a_build_after_an_edit_of_prose_loads_no_mathematics_either(site):
    page = site / "docs" / "index.md"
    page.write_text(page.read_text().replace("Above, the third", "The third"))
    assert imported_by_build(site).isdisjoint(HEAVY)


def test_a_build_with_a_new_snippet_starts_workers_and_loads_no_mathematics_itself(site):
    page = site / "docs" / "index.md"
    page.write_text(page.read_text().replace("    w * x\n", "    x * w\n"))
    imported = imported_by_build(site)
    assert "nabla.execution.workers" in imported
    assert imported.isdisjoint(HEAVY[:-1])
