"""What the README shows is what happens."""

import re
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from nabla.command_line import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
PAGE = re.search(r"^````markdown\n(.*?)^````$", README, re.MULTILINE | re.DOTALL)[1]
MESSAGE = dedent(re.search(r"The build stops:\n\n(.*?)\n\n", README, re.DOTALL)[1])


def said_of(page, folder, monkeypatch):
    (folder / "docs").mkdir()
    (folder / "docs" / "division.md").write_text(page, encoding="utf-8")
    monkeypatch.chdir(folder)
    return CliRunner().invoke(main, ["check", "docs/division.md"])


def test_the_page_of_the_readme_is_refuted_in_these_words(tmp_path, monkeypatch):
    result = said_of(PAGE, tmp_path, monkeypatch)
    assert result.exit_code == 1
    # The last digits of an error estimate depend on the processor.
    shown, found = (re.sub(r"agree to [\d.e-]+", "agree to", t) for t in (MESSAGE, result.output))
    assert shown in found


def test_the_page_of_the_readme_goes_through_once_it_is_mended(tmp_path, monkeypatch):
    wrong, right = re.search(r"= (diag\(w.*?\)) ", PAGE)[1], re.search(r"With `(.*?)`", README)[1]
    assert said_of(PAGE.replace(wrong, right), tmp_path, monkeypatch).exit_code == 0


@pytest.mark.parametrize("named", re.findall(r"`(\./scripts/\w+)`", README))
def test_a_script_that_the_readme_names_is_there(named):
    assert (Path(__file__).parents[1] / named).is_file()
