"""The claims of the book as doctests in plain NumPy, run without this package."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from click.testing import CliRunner

from nabla.command_line import main

ROOT = Path(__file__).parent.parent
AT_LEAST = 500


def doctested(file):
    """Run the doctests of a file in an interpreter that sees no folder of this repository."""
    command = [sys.executable, "-I", "-m", "doctest", file.name]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_every_claim_of_the_book_holds_in_plain_numpy(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, ["doctests", "docs", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert int(result.output.split()[0]) >= AT_LEAST
    files = sorted(tmp_path.glob("*.py"))
    with ThreadPoolExecutor(2) as pool:
        failed = [said for status, said in pool.map(doctested, files) if status or said]
    assert not failed, "\n".join(failed)


def test_the_doctests_need_numpy_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    arguments = ["doctests", "docs/paper/05-neuron-activation.md", "--out", str(tmp_path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    (file,) = tmp_path.glob("*.py")
    imported = {line.strip() for line in file.read_text().splitlines() if "import " in line}
    assert imported == {">>> import numpy as np"}


def test_a_doctest_whose_number_is_changed_fails(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    arguments = ["doctests", "docs/paper/05-neuron-activation.md", "--out", str(tmp_path)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    (file,) = tmp_path.glob("*.py")
    text = file.read_text()
    file.write_text(text.replace(">>> claimed = ", ">>> claimed = 1.001 * ", 1))
    status, said = doctested(file)
    assert status == 1
    assert "1 items had failures" in said or "1 item had failures" in said
