"""Rewriting outdated doctest output, and nothing else."""

import pytest
from click.testing import CliRunner

from nabla.command_line import main

PAGE = """\
# Title

Prose with 0.333 stays.

- in a list

    ```pycon
    >>> 1 / 3
    {}
    >>> print("a\\n\\nb")
    a
    <BLANKLINE>
    b
    ```
"""


@pytest.fixture
def page(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "page.md"


def fix(page, want, *arguments):
    page.write_text(PAGE.format(want))
    result = CliRunner().invoke(main, ["fix", "page.md", *arguments])
    return result, page.read_text()


def test_fix_leaves_what_is_right_and_what_is_rounded_on_purpose(page):
    for want in ("0.3333333333333333", "0.3333"):
        result, text = fix(page, want)
        assert (result.exit_code, text) == (0, PAGE.format(want))


def test_fix_writes_last_digits_freely(page):
    result, text = fix(page, "0.33335")
    assert result.exit_code == 0
    assert text == PAGE.format("0.3333333333333333")
    assert "page.md:8:1: last digits" in result.output


def test_fix_shows_a_changed_value_and_leaves_it(page):
    result, text = fix(page, "0.25")
    assert (result.exit_code, text) == (1, PAGE.format("0.25"))
    assert "- 0.25" in result.output
    assert "+ 0.3333333333333333" in result.output
    assert "difference 0.0833" in result.output


def test_fix_writes_a_changed_value_when_it_is_accepted(page):
    result, text = fix(page, "0.25", "--accept")
    assert (result.exit_code, text) == (0, PAGE.format("0.3333333333333333"))


def test_fix_keeps_the_line_ends_of_the_file(page):
    page.write_bytes(PAGE.format("0.25").replace("\n", "\r\n").encode())
    CliRunner().invoke(main, ["fix", "page.md", "--accept"])
    assert page.read_bytes() == PAGE.format("0.3333333333333333").replace("\n", "\r\n").encode()


def test_fix_writes_missing_output_only_when_it_is_accepted(page):
    page.write_text("```pycon\n>>> 1 + 1\n```\n")
    assert CliRunner().invoke(main, ["fix", "page.md"]).exit_code == 1
    assert CliRunner().invoke(main, ["fix", "page.md", "--accept"]).exit_code == 0
    assert page.read_text() == "```pycon\n>>> 1 + 1\n2\n```\n"
