"""The whole pipeline for a set of pages: what ran, what was verified, what it means."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from nabla.displays import find_displays
from nabla.errors import PageError, Place, nearest
from nabla.execution.schedule import start_tasks
from nabla.execution.task import Limits
from nabla.numbering import Numbering, Target, number_pages
from nabla.plan import CLAIM_KINDS, Plan, plan_page
from nabla.references import duplicate_ids, find_references
from nabla.verification.work import Checked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Executor

    from nabla.document import Document
    from nabla.execution.output import Output
    from nabla.execution.schedule import Running
    from nabla.execution.store import Store
    from nabla.execution.workers import Workers
    from nabla.fences import Fence, InlineValue
    from nabla.language.block import Block
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.verdict import Verdict

Status: TypeAlias = Literal["verified", "refuted", "undecided", "ran", "failed", "shown", "skipped"]


@dataclass(frozen=True)
class Problem:
    """Something that does not hold, said where it stands."""

    place: Place
    said: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.said}" + (f"\n{self.detail}" if self.detail else "")


@dataclass(frozen=True)
class FenceReport:
    """What became of one fence.

    Attributes
    ----------
    message
        Why it failed, was skipped or stays undecided.
    block, verdicts, texts
        The claims, if it holds some, what became of them, and how they are written out.
    problems
        Those of its failures that end a build.
    target
        Its number, if it has one.
    """

    fence: Fence
    status: Status
    message: str | None = None
    block: Block | None = None
    verdicts: tuple[Verdict, ...] = ()
    texts: tuple[ClaimText, ...] = ()
    output: Output | None = None
    problems: tuple[Problem, ...] = ()
    target: Target | None = None


@dataclass(frozen=True)
class InlineReport:
    """What became of one inline value."""

    inline: InlineValue
    output: Output
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class PageReport:
    """What became of one page."""

    document: Document
    fences: tuple[FenceReport, ...] = ()
    inlines: tuple[InlineReport, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Everything on the page that does not hold, in page order."""
        inside = [problem for part in (*self.fences, *self.inlines) for problem in part.problems]
        return tuple(sorted([*inside, *self.problems], key=lambda problem: problem.place))


@dataclass(frozen=True)
class Report:
    """What became of all pages."""

    pages: tuple[PageReport, ...]
    numbering: Numbering

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that does not hold."""
        return tuple(problem for page in self.pages for problem in page.all_problems)


@dataclass(frozen=True)
class Settings:
    """How a report is made.

    Attributes
    ----------
    run
        Whether the Python of the pages is run.
    strict
        Whether a figure without a check, and a displayed derivative without a guard, are refused.
    folders
        The absolute folder of each page, by the page's path.
    modules
        Absolute folders from which pages may import.
    elsewhere
        Ids on pages of the same site that this report leaves out: references and guards may name them.
    """

    jobs: int = 1
    run: bool = True
    strict: bool = False
    limits: Limits = field(default_factory=Limits)
    folders: Mapping[str, str] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    store: Store | None = None
    executor: Executor | None = None
    workers: Workers | None = None
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pending:
    """Pages that are being run; their numbers are already known."""

    plans: tuple[Plan, ...]
    numbering: Numbering
    running: Running
    settings: Settings

    def report(self) -> Report:
        """Wait for the pages and say what became of them."""
        outputs = self.running.results()
        pages = tuple(
            _page_report(plan, found, self.numbering)
            for plan, found in zip(self.plans, outputs, strict=True)
        )
        return _judge(Report(pages, self.numbering), self.settings)


def start_report(documents: Sequence[Document], settings: Settings) -> Pending:
    """Take pages apart, in reading order, and begin to run them."""
    plans = tuple(plan_page(document) for document in documents)
    tasks = [
        plan.task(
            settings.folders.get(plan.document.path, str(Path.cwd())),
            settings.limits,
            run=settings.run,
            modules=settings.modules,
        )
        for plan in plans
    ]
    running = start_tasks(
        tasks,
        jobs=settings.jobs,
        store=settings.store,
        executor=settings.executor,
        workers=settings.workers,
    )
    return Pending(plans, number_pages(plans), running, settings)


def make_report(documents: Sequence[Document], settings: Settings | None = None) -> Report:
    r"""Run and verify pages, and say what became of them.

    >>> from nabla.document import Document
    >>> page = Document("x.md", "```formula\\nlet x in R\\nd(x**2)/d(x) = 2 * x\\n```\\n")
    >>> make_report([page]).pages[0].fences[0].status
    'verified'
    """
    pending = start_report(documents, settings or Settings())
    try:
        return pending.report()
    finally:
        pending.running.close()


def _page_report(plan: Plan, outputs: Sequence[Output], numbering: Numbering) -> PageReport:
    fences = []
    for index, fence in enumerate(plan.fences):
        step = plan.fence_steps.get(index)
        output = outputs[step] if step is not None else None
        target = numbering.numbers.get((plan.document.path, index))
        report = FenceReport(
            fence, "shown", None, plan.blocks.get(index), (), (), output, (), target
        )
        fences.append(_fence_report(report, plan.errors.get(index)))
    inlines = tuple(
        _inline_report(value, outputs[plan.inline_steps[index]])
        for index, value in enumerate(plan.inlines)
    )
    return PageReport(plan.document, tuple(fences), inlines)


def _inline_report(value: InlineValue, output: Output) -> InlineReport:
    if output.failure is None:
        return InlineReport(value, output)
    place = Place(value.place.path, output.failure.line, output.failure.column)
    return InlineReport(
        value, output, (Problem(place, f"failed: {output.failure.message}", output.failure.detail),)
    )


def _fence_report(report: FenceReport, error: PageError | None) -> FenceReport:
    fence = report.fence
    if error is not None:
        problem = Problem(error.place, error.message)
        return replace(report, status="failed", message=error.message, problems=(problem,))
    if fence.options.skip is not None:
        return replace(report, status="skipped", message=fence.options.skip)
    if report.output is None:
        return report
    if report.output.status == "skipped":
        return replace(report, status="skipped", message=report.output.reason)
    if report.output.failure is not None:
        failure = report.output.failure
        place = Place(fence.place.path, failure.line, failure.column)
        problem = Problem(place, f"failed: {failure.message}", failure.detail)
        return replace(report, status="failed", message=failure.message, problems=(problem,))
    if fence.kind in CLAIM_KINDS:
        return _claims_report(report)
    return replace(report, status="ran")


def _claims_report(report: FenceReport) -> FenceReport:
    checked = report.output.checked if report.output else None
    assert isinstance(checked, Checked)
    path = report.fence.place.path
    if checked.malformed is not None:
        found = checked.malformed
        problem = Problem(Place(path, found.line, found.column), found.message)
        return replace(report, status="failed", message=found.message, problems=(problem,))
    report = replace(report, verdicts=checked.verdicts, texts=checked.texts)
    outcomes = {verdict.outcome for verdict in checked.verdicts}
    if report.fence.options.expect == "refuted":
        return _expected_refuted(report)
    problems = tuple(_problem(path, v) for v in checked.verdicts if v.outcome == "refuted")
    undecided = tuple(_problem(path, v) for v in checked.verdicts if v.outcome == "undecided")
    allowed = report.fence.options.undecided
    problems += () if allowed is not None else undecided
    status: Status = (
        "refuted"
        if "refuted" in outcomes
        else "undecided"
        if "undecided" in outcomes
        else "verified"
    )
    message = problems[0].said if problems else allowed if status == "undecided" else None
    return replace(report, status=status, message=message, problems=problems)


def _expected_refuted(report: FenceReport) -> FenceReport:
    held = [verdict for verdict in report.verdicts if verdict.outcome != "refuted"]
    if not held:
        return replace(report, status="refuted")
    path = report.fence.place.path
    problems = tuple(
        Problem(
            Place(path, verdict.line, verdict.column),
            f"expected to be refuted, but {verdict.outcome}: {verdict.statement}",
        )
        for verdict in held
    )
    return replace(report, status="failed", message=problems[0].said, problems=problems)


def _problem(path: str, verdict: Verdict) -> Problem:
    place = Place(path, verdict.line, verdict.column)
    return Problem(place, f"{verdict.outcome}: {verdict.statement}", verdict.explain())


def _judge(report: Report, settings: Settings) -> Report:
    """Decide what needs all pages: figures that rest on claims, ids, references, guards."""
    status = {
        part.fence.options.label: part
        for page in report.pages
        for part in page.fences
        if part.fence.options.label
    }
    ids = {name for name in status if name} | settings.elsewhere
    twice = duplicate_ids(part.fence for page in report.pages for part in page.fences)
    pages = []
    for page in report.pages:
        fences = tuple(_with_guards(part, status, settings) for part in page.fences)
        problems = [
            Problem(e.place, e.message) for e in twice if e.place.path == page.document.path
        ]
        problems += _broken_references(page.document, ids)
        problems += _broken_guards(page.document, status, settings)
        pages.append(replace(page, fences=fences, problems=tuple(problems)))
    return replace(report, pages=tuple(pages))


def _with_guards(
    report: FenceReport, status: Mapping[str | None, FenceReport], settings: Settings
) -> FenceReport:
    options = report.fence.options
    if report.status != "ran" or not (options.figure or options.table):
        return report
    place = options.place_of("guards") or report.fence.place
    here = [name for name in options.guards if name not in settings.elsewhere]
    missing = [name for name in here if name not in status]
    if missing:
        return _unsound(report, place, f"guards names {missing[0]!r}{_nearest(missing[0], status)}")
    for name in here:
        if status[name].status != "verified":
            return _unsound(report, place, f"rests on {name}, which is {status[name].status}")
    held = report.output.held if report.output else 0
    if held or options.guards:
        return replace(report, status="verified")
    said = "unguarded: add an assert to the snippet, or name the claims it rests on with guards"
    if not settings.strict:
        return replace(report, message=said)
    return _unsound(report, report.fence.place, said)


def _unsound(report: FenceReport, place: Place, said: str) -> FenceReport:
    return replace(report, status="failed", message=said, problems=(Problem(place, said),))


def _nearest(name: str, known: Mapping[str | None, object]) -> str:
    names = [key for key in known if key]
    hint = nearest(name, names) if names else ""
    return f", which is nothing on any page{hint if 'did you mean' in hint else ''}"


def _broken_references(document: Document, ids: set[str]) -> list[Problem]:
    found = []
    for reference in find_references(document):
        if reference.id not in ids:
            hint = nearest(reference.id, ids) if ids else ""
            hint = hint if "did you mean" in hint else ""
            found.append(
                Problem(reference.place, f"@{reference.id} refers to nothing on any page{hint}")
            )
    return found


def _broken_guards(
    document: Document, status: Mapping[str | None, FenceReport], settings: Settings
) -> list[Problem]:
    found = []
    for display in find_displays(document):
        for name in display.guards:
            if name in settings.elsewhere:
                continue
            if name not in status:
                found.append(
                    Problem(display.place, f"guard names {name!r}{_nearest(name, status)}")
                )
            elif status[name].status not in {"verified"}:
                said = f"guarded by {name}, which is {status[name].status}"
                found.append(Problem(display.place, said))
        if (
            display.has_derivative
            and not display.guards
            and not display.is_definition
            and settings.strict
        ):
            said = (
                "a displayed derivative that nothing guards; write <!-- guard: eq-... --> or "
                "<!-- definition --> before it"
            )
            found.append(Problem(display.place, said))
    return found
