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
    assert "page.md:8:5: last digits" in result.output


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


def test_fix_keeps_each_line_end_where_a_page_has_both(page):
    lines = PAGE.format("0.25").splitlines()
    mixed = "".join(line + ("\r\n" if n % 2 else "\n") for n, line in enumerate(lines))
    page.write_bytes(mixed.encode())
    CliRunner().invoke(main, ["fix", "page.md", "--accept"])
    assert mixed.count("0.25\n") == 1
    expected = mixed.replace("    0.25\n", "    0.3333333333333333\r\n")  # as the line above it
    assert page.read_bytes() == expected.encode()


def test_fix_follows_a_link_and_keeps_who_may_read(page):
    kept = page.with_name("kept.txt")
    kept.write_text(PAGE.format("0.25"))
    kept.chmod(0o640)
    page.symlink_to(kept)
    CliRunner().invoke(main, ["fix", "page.md", "--accept"])
    assert page.is_symlink()
    assert kept.read_text() == PAGE.format("0.3333333333333333")
    assert kept.stat().st_mode & 0o777 == 0o640


NESTED = """\
1. a list

\t```pycon
\t>>> print("a"); print(); print("b")
\ta
\t<BLANKLINE>
\t{}
\t```

> ~~~~pycon
> >>> for k in range(2):
> ...     print(k)
> 0
> {}
> ~~~~

````markdown
```pycon
>>> 1 + 1
3
```
````

```pycon
>>> 1 + 1  # doctest: +SKIP
3
>>> int("q")
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ValueError: {}
```
"""


def test_fix_changes_only_output_whatever_an_example_stands_in(page):
    page.write_text(NESTED.format("c", 2, "no number"))
    result = CliRunner().invoke(main, ["fix", "page.md"])
    assert (result.exit_code, page.read_text()) == (1, NESTED.format("c", 2, "no number"))
    assert "3 changed values left" in result.output
    CliRunner().invoke(main, ["fix", "page.md", "--accept"])
    right = NESTED.format("b", 1, "invalid literal for int() with base 10: 'q'")
    assert page.read_text() == right.replace('  File "<stdin>", line 1, in <module>', "    ...")


def test_fix_writes_missing_output_only_when_it_is_accepted(page):
    page.write_text("```pycon\n>>> 1 + 1\n```\n")
    assert CliRunner().invoke(main, ["fix", "page.md"]).exit_code == 1
    assert CliRunner().invoke(main, ["fix", "page.md", "--accept"]).exit_code == 0
    assert page.read_text() == "```pycon\n>>> 1 + 1\n2\n```\n"
