"""The rules that turn what a page's steps gave into the status of each of its fences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.errors import Place
from nabla.execution.mismatch import RAISED, mismatch
from nabla.page_report import FenceReport, InlineReport, PageReport, Problem, failed, malformed
from nabla.plan import CLAIM_KINDS
from nabla.verification.checked import Checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.execution.output import Output
    from nabla.fences import InlineValue
    from nabla.numbering import Numbering
    from nabla.page_report import Status
    from nabla.plan import Plan
    from nabla.verification.verdict import Outcome, Verdict

CACHED = "cached"


def account_for(
    plan: Plan, outputs: Sequence[Output], numbering: Numbering, *, run: bool = True
) -> PageReport:
    """Say what became of every fence and inline value of a page.

    Parameters
    ----------
    outputs
        Of the plan's steps.
    run
        Whether Python was to be run; if not, what an earlier run gave is marked as such.
    """
    fences = []
    for index, fence in enumerate(plan.fences):
        step = plan.fence_steps.get(index)
        report = FenceReport(
            fence,
            output=None if step is None else outputs[step],
            target=numbering.numbers.get((plan.document.path, index)),
        )
        found = _fence_report(report)
        fences.append(found if run else _marked_as_cached(found))
    inlines = tuple(
        _inline_report(value, outputs[plan.inline_steps[index]])
        for index, value in enumerate(plan.inlines)
    )
    return PageReport(plan.document, tuple(fences), inlines)


def _marked_as_cached(report: FenceReport) -> FenceReport:
    stored = report.output is not None and report.output.stored
    return replace(report, message=report.message or CACHED) if stored else report


def _inline_report(value: InlineValue, output: Output) -> InlineReport:
    problems = () if output.failure is None else (failed(value.place, output.failure),)
    return InlineReport(value, output, problems)


def _fence_report(report: FenceReport) -> FenceReport:
    fence, output = report.fence, report.output
    if fence.error is not None:
        return _with_failure(report, fence.error.message, malformed(fence.error))
    if fence.options.skip is not None:
        return replace(report, status="skipped", message=fence.options.skip)
    if output is None:
        return report
    if output.status == "skipped":
        return replace(report, status="skipped", message=output.reason)
    if output.failure is not None:
        first = failed(fence.place, output.failure)
        return _with_failure(
            report, output.failure.message, first, *_further_mismatches(report, output)
        )
    if fence.kind in CLAIM_KINDS:
        return _claims_report(report, output.checked)
    return replace(report, status="ran")


def _further_mismatches(report: FenceReport, output: Output) -> tuple[Problem, ...]:
    """Return what other examples of a doctest print wrongly than the one its failure tells of."""
    wrong = [item for item in output.examples if not item.passed and RAISED not in item.got]
    told = output.failure is not None and output.failure.cause == "doctest"
    others = wrong[1:] if told else wrong
    place = report.fence.place
    return tuple(failed(place, mismatch(item, place.path, place.column)) for item in others)


def _with_failure(report: FenceReport, message: str, *problems: Problem) -> FenceReport:
    return replace(report, status="failed", message=message, problems=problems)


def _claims_report(report: FenceReport, checked: object) -> FenceReport:
    assert isinstance(checked, Checked)
    path = report.fence.place.path
    if found := checked.malformed:
        place = Place(path, found.line, found.column)
        return _with_failure(report, found.message, Problem(place, found.message))
    report = replace(report, verdicts=checked.verdicts, texts=checked.texts, shown=checked.shown)
    if report.fence.options.expect == "refuted":
        return _expected_refuted(report)
    refuted, undecided = _problems(report, "refuted"), _problems(report, "undecided")
    allowed = report.fence.options.undecided
    problems = refuted if allowed is not None else (*refuted, *undecided)
    status: Status = "refuted" if refuted else "undecided" if undecided else "verified"
    message = problems[0].said if problems else allowed if undecided else None
    return replace(report, status=status, message=message, problems=problems)


def _problems(report: FenceReport, outcome: Outcome) -> tuple[Problem, ...]:
    return tuple(
        Problem(_place(report, verdict), f"{outcome}: {verdict.statement}", verdict.explain())
        for verdict in report.verdicts
        if verdict.outcome == outcome
    )


def _expected_refuted(report: FenceReport) -> FenceReport:
    problems = tuple(
        Problem(
            _place(report, verdict),
            f"expected to be refuted, but {verdict.outcome}: {verdict.statement}",
        )
        for verdict in report.verdicts
        if verdict.outcome != "refuted"
    )
    if not problems:
        return replace(report, status="refuted")
    return _with_failure(report, problems[0].said, *problems)


def _place(report: FenceReport, verdict: Verdict) -> Place:
    return Place(report.fence.place.path, verdict.line, verdict.column)
