"""The whole pipeline for a set of pages: what ran, what was verified, what it means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.accounting import account_for
from nabla.execution.schedule import start_tasks
from nabla.numbering import Numbering, number_pages
from nabla.page_report import Report
from nabla.plan import Plan, plan_page
from nabla.settings import Settings
from nabla.site_rules import apply_site_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nabla.document import Document
    from nabla.execution.schedule import Running


@dataclass(frozen=True)
class Pending:
    """Pages that are being run; their numbers are already known."""

    plans: tuple[Plan, ...]
    numbering: Numbering
    running: Running
    settings: Settings

    def report(self) -> Report:
        """Wait for the pages and say what became of them."""
        pages = tuple(
            account_for(plan, outputs, self.numbering, run=self.settings.run)
            for plan, outputs in zip(self.plans, self.running.results(), strict=True)
        )
        return apply_site_rules(Report(pages, self.numbering), self.settings)


def start_report(
    documents: Sequence[Document], settings: Settings, earlier: Iterable[Plan] = ()
) -> Pending:
    """Take pages apart, in reading order, and begin to run them.

    Parameters
    ----------
    earlier
        Plans made with the same settings; those of the same text serve again.
    """
    known = {plan.document: plan for plan in earlier}
    plans = tuple(known.get(page) or plan_page(page, settings.seed) for page in documents)
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

    Parameters
    ----------
    documents
        In reading order.

    >>> from nabla.document import Document
    >>> page = Document("x.md", "```formula\nlet x in R\nd(x**2)/d(x) = 2 * x\n```\n")
    >>> make_report([page]).pages[0].fences[0].status
    'verified'
    """
    pending = start_report(documents, settings or Settings())
    try:
        return pending.report()
    finally:
        pending.running.close()
