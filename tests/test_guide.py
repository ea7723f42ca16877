"""The guide says what the program does."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from nabla.command_line import FORMATS, check, main
from nabla.gather import ids_elsewhere, markdown_files, read_documents, settings_for
from nabla.language.domains import KINDS
from nabla.language.expression import OPERATORS
from nabla.language.functions import FUNCTIONS
from nabla.option_schema import SCHEMAS
from nabla.report import make_report
from nabla.site_options import SiteOptions, find_site

GUIDE = Path(__file__).parents[1] / "docs" / "guide"
NAME = re.compile(r"`([^`]+)`")


def names_in_table(page: str, above: str) -> list[str]:
    """Return what stands in backticks in the first column of the first table below some text."""
    text = (GUIDE / page).read_text(encoding="utf-8")
    lines = iter(text[text.index(above) :].splitlines())
    rows = []
    for line in lines:
        if line.startswith("|"):
            rows.append(line)
        elif rows:
            break
    return [name for row in rows[2:] for name in NAME.findall(row.split("|")[1])]


TABLES = {
    "functions": ("language.md", "## Functions", set(FUNCTIONS)),
    "operators": ("language.md", "## Operators", OPERATORS | {"d"}),
    "domains": ("language.md", "## Domains", {*KINDS, "(a, b)"}),
    "options of claims": ("language.md", "## Options of", set(SCHEMAS["exercise"])),
    "options of Python": ("authoring.md", "### Options of", set(SCHEMAS["python"])),
    "fences": ("authoring.md", "## The five fences", set(SCHEMAS)),
    "options of a site": (
        "checking.md",
        "No mkdocs.yml is needed",
        {part.name for part in fields(SiteOptions)},
    ),
    "options of check": (
        "checking.md",
        "| Option of `check`",
        {name for option in check.params for name in option.opts if name.startswith("--")},
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_guide_names_what_the_program_knows_and_nothing_else(name):
    page, above, known = TABLES[name]
    written = names_in_table(page, above)
    assert sorted(written) == sorted(known)


def test_the_guide_says_which_options_a_doctest_takes():
    text = (GUIDE / "authoring.md").read_text(encoding="utf-8")
    said = re.search(r"^A `pycon` fence takes (.*?)\.$", text, re.MULTILINE)
    assert said is not None
    assert set(NAME.findall(said[1])) == set(SCHEMAS["pycon"])


@pytest.mark.parametrize("kind", ["formula", "gradients"])
def test_all_fences_of_claims_take_the_same_options_except_for_hints(kind):
    assert set(SCHEMAS["exercise"]) - set(SCHEMAS[kind]) == {"hint", "hints"}


def test_the_guide_names_every_command_and_format():
    commands = names_in_table("checking.md", "| Command | Does |")
    assert {command.split()[1] for command in commands if command.startswith("nabla ")} == set(
        main.commands
    )
    row = next(
        line
        for line in (GUIDE / "checking.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `--format`")
    )
    assert set(NAME.findall(row.split("|")[2])) == set(FORMATS)


def test_every_page_of_the_guide_passes():
    files, site = markdown_files([GUIDE]), find_site(GUIDE)
    documents, folders, unreadable = read_documents(files)
    settings = replace(
        settings_for(site, folders), store=None, strict=True, elsewhere=ids_elsewhere(site, files)
    )
    report = make_report(documents, settings)
    assert not unreadable
    assert "\n".join(map(str, report.problems)) == ""
    assert sum(len(part.verdicts) for page in report.pages for part in page.fences) > 50
