"""A report as lines: for a terminal, and for the annotations of a code host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.accounting import CACHED
from nabla.rendering.evidence import summary

if TYPE_CHECKING:
    from nabla.page_report import PageReport, Problem, Report

_LOOKED_AT = ("document", "fence", "claim")
_COUNTED = ("verified", "refuted", "undecided", "failed", "skipped")


def report_text(report: Report) -> str:
    """Return every problem, every note, and one line that counts."""
    lines = [str(problem) for problem in (*report.problems, *report.notes)]
    return "\n".join([*lines, summary_line(report)]) + "\n"


def summary_line(report: Report) -> str:
    """Count what was looked at, in one line."""
    counts = summary(report)
    found = [f"{counts[name]} {name}" for name in _COUNTED]
    cached = sum(part.message == CACHED for page in report.pages for part in page.fences)
    found += [f"{cached} {CACHED}"] if cached else []
    looked_at = ", ".join(_counted(counts[f"{noun}s"], noun) for noun in _LOOKED_AT)
    return f"{looked_at}: {', '.join(found)}"


def page_line(page: PageReport) -> str:
    """Count what is on one page, in one line."""
    claims, problems = sum(len(part.verdicts) for part in page.fences), len(page.all_problems)
    said = [_counted(len(page.fences), "fence"), _counted(claims, "claim")]
    said += [_counted(problems, "problem")] if problems else []
    return f"{page.document.path}: {', '.join(said)}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def github_text(report: Report) -> str:
    """Return the problems and notes as annotations of a pull request."""
    lines = [_annotation(problem, "error") for problem in report.problems]
    lines += [_annotation(note, "warning") for note in report.notes]
    return "\n".join([*lines, summary_line(report)]) + "\n"


def _annotation(problem: Problem, level: str) -> str:
    place = problem.place
    said = f"{problem.said}\n{problem.detail}" if problem.detail else problem.said
    said = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    path = place.path.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    return f"::{level} file={path},line={place.line},col={place.column},title=nabla::{said}"
