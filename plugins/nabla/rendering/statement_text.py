"""What became of one statement, in lines for the shell it was typed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.verification.verdict import SPOKEN

if TYPE_CHECKING:
    from nabla.page_report import Problem, Report
    from nabla.verification.verdict import Verdict


def statement_text(report: Report, declarations: int) -> str:
    """Return the outcome of a statement that was checked as a page of one fence.

    Parameters
    ----------
    declarations
        How many stand before the statement: a problem is told in their coordinates.
    """
    part = report.pages[0].fences[0]
    if part.status != "verified":
        return "\n".join(_spoken(problem, declarations) for problem in report.problems)
    return "\n".join(
        f"verified: {verdict.statement}\n  {_evidence_line(verdict)}" for verdict in part.verdicts
    )


def _evidence_line(verdict: Verdict) -> str:
    oracles = ", ".join(SPOKEN.get(name, name) for name in verdict.oracles)
    worst = 0.0 if verdict.worst_error is None else verdict.worst_error
    mistakes = verdict.mutants
    said = (
        f"at {verdict.points} points, by {oracles}; largest relative error {worst:.0e}; "
        f"{mistakes.refuted} of {mistakes.tried} plausible mistakes refused"
    )
    return f"{said}\n  {verdict.convention}" if verdict.convention else said


def _spoken(problem: Problem, declarations: int) -> str:
    """Say a problem with its line and column in the statement, or in the --let it stands in."""
    line = problem.place.line - 1
    if line <= declarations:
        where, column = f"--let:{line}", problem.place.column - len("let ")
    else:
        where, column = f"statement:{line - declarations}", problem.place.column
    said = f"{where}:{max(1, column)}: {problem.said}"
    if problem.said.startswith(("refuted", "undecided")):
        said = problem.said
    return f"{said}\n{problem.detail}" if problem.detail else said
