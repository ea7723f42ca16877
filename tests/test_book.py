"""The book holds what it promises: items treated, formulas guarded, pages readable."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from gradient_rows import parse_rows, up_to_names
from nabla.command_line import main
from nabla.coverage import find_coverage
from nabla.document import Document, read_document
from nabla.errors import Place
from nabla.fences import find_fences
from nabla.gather import markdown_files, settings_for
from nabla.language.grammar import parse_block
from nabla.numbering import chapter_of, label_of
from nabla.prose import read_prose
from nabla.rendering.evidence_html import command
from nabla.report import make_report
from nabla.site_options import find_site

TESTS = Path(__file__).parent
ROOT = TESTS.parent
FILES = markdown_files([ROOT / "docs"])
CHAPTERS = [file for file in FILES if re.match(r"0[1-6]-", file.name)]
LONGEST = 360
EXERCISES = 3
NOWHERE = -1
ALTERNATIVE = 40
FILLERS = (
    *("clearly", "simply", "obviously", "obvious", "trivially", "of course", "needless to say"),
    *("note that", "it is easy to see", "it is easy to show", "as everybody knows"),
    *("let's dive in", "dive into", "it is worth noting", "in order to", "basically"),
)
ERRATA = {"EP": 20, "E0": 13, "E1": 9, "E2": 38, "E3": 4, "E4": 10}
ITEMS = [
    line
    for line in (TESTS / "part-one-ids.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
ROWS = tuple(parse_rows((TESTS / "gradient-rows.txt").read_text()))


def name_of(file):
    return file.relative_to(ROOT).as_posix()


every_page = pytest.mark.parametrize("file", FILES, ids=name_of)
every_chapter = pytest.mark.parametrize("file", CHAPTERS, ids=name_of)


@cache
def page(file):
    return read_document(file, name_of(file))


@cache
def report():
    folders = {name_of(file): str(file.parent) for file in FILES}
    settings = settings_for(find_site(ROOT), folders, jobs=2)
    return make_report([page(file) for file in FILES], settings)


def test_every_page_passes_the_strict_check():
    assert settings_for(find_site(ROOT), {}).strict
    assert "\n".join(str(problem) for problem in report().problems) == ""


def test_the_list_of_items_is_complete():
    assert len(ITEMS) == 240
    assert len(set(ITEMS)) == 240


def test_every_item_of_part_one_is_treated_and_every_displayed_derivative_guarded():
    coverage = find_coverage([page(file) for file in FILES], ITEMS)
    assert coverage.untreated == ()
    assert coverage.unguarded == ()
    assert coverage.percent == 100.0


def test_the_command_beside_a_formula_repeats_its_verdict():
    offered = list(commands())
    assert len(offered) > 500
    pages = [Document("statement", source) for source, _ in offered]
    again = make_report(pages, replace(settings_for(None, {}), jobs=2))
    found = [part.verdicts[0].outcome for page in again.pages for part in page.fences]
    wanted = [verdict for _, verdict in offered]
    differing = [p.text for p, f, w in zip(pages, found, wanted, strict=True) if f != w]
    assert differing == []


def commands():
    """Yield what `nabla verify` reads for each claim, and the verdict beside the claim."""
    verify = main.commands["verify"]
    for part in (part for page in report().pages for part in page.fences):
        for verdict, text in zip(part.verdicts, part.texts, strict=True):
            words = shlex.split(command(part, verdict, text))
            if words[1] == "verify":
                with verify.make_context("verify", words[2:]) as context:
                    lets = [f"let {line}" for line in context.params["declarations"]]
                lines = [*lets, context.params["statement"]]
                yield "\n".join(["```formula", *lines, "```", ""]), verdict.outcome


def test_every_erratum_has_a_heading_of_its_own_or_shares_one():
    pages = [page(file) for file in FILES if file.parent.name == "errata"]
    lines = [line for read in pages for line in read.text.split("\n") if re.match("##+ ", line)]
    headed = {item for line in lines for item in re.findall(r"\bE[P0-4]-\d+", line)}
    assert {f"{key}-{n + 1}" for key, most in ERRATA.items() for n in range(most)} <= headed


def test_pages_with_numbered_fences_each_have_a_chapter_of_their_own():
    numbered = [f for f in FILES if any(map(label_of, find_fences(page(f))))]
    chapters = [chapter_of(page(file), NOWHERE) for file in numbered]
    assert str(NOWHERE) not in chapters
    assert len(set(chapters)) == len(chapters)


@every_page
def test_a_page_is_short_enough_to_be_read_at_a_sitting(file):
    assert len(page(file).lines) <= LONGEST


@every_page
def test_a_page_describes_itself_in_a_sentence(file):
    assert re.match(r"---\n(?:.*\n)*?description: *\S.{20,}\n(?:.*\n)*?---\n", page(file).text)


@every_page
def test_a_page_does_without_fillers(file):
    prose = read_prose(page(file)).text.lower()
    found = [words for words in FILLERS if re.search(rf"\b{words}\b", prose)]
    assert found == []


@every_page
def test_a_figure_says_what_there_is_to_see(file):
    figures = [fence for fence in find_fences(page(file)) if fence.options.figure]
    brief = [f.place for f in figures if len(f.options.alt or "") < ALTERNATIVE]
    assert brief == []


@every_chapter
def test_a_chapter_has_at_least_three_exercises(file):
    exercises = [fence for fence in find_fences(page(file)) if fence.kind == "exercise"]
    assert len(exercises) >= EXERCISES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_stands_in_a_gradient_table_of_its_chapter(row):
    assert up_to_names(row.claim) in held(row.file)


@cache
def held(start):
    """Return the rows of the gradient tables in files whose names begin so."""
    fences = [
        f for file in CHAPTERS if file.name.startswith(start) for f in find_fences(page(file))
    ]
    blocks = [parse_block(f.body, f.place) for f in fences if f.kind == "gradients"]
    return {up_to_names(claim) for block in blocks for claim in block.claims}


def test_statements_that_differ_in_names_alone_are_the_same_row():
    def row(text):
        return up_to_names(parse_block(text, Place("a.md", 1)).claims[0])

    asked = row("let w, x in R^n\nd(w * x)/d(w) = diag(x)")
    assert row("let a, b in R^k\nlet c = a * b\nd(c)/d(a) = diag(b)") == asked
    assert row("let a, b in R^k\nd(b * a)/d(a) = diag(b)") != asked
    assert row("let w, x in R^3\nd(w * x)/d(w) = diag(x)") != asked
    assert row("let w, x in R^n\nd(w * x)/d(w) = diag(w)") != asked
    assert row("let w, x in R^n\nd(w * x)/d(w) = diag(x) if x != 0") != asked
