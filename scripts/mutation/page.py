"""The fences of a page whose claims are changed, and the page's task for the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mutation.change import Change, find_changes
from mutation.trial import Suspect
from mutation.work import MutationWork
from nabla.execution.task import Check, Limits, Task
from nabla.language.grammar import parse_block
from nabla.language.names import page_names
from nabla.plan import plan_page
from nabla.verification.work import ClaimWork

if TYPE_CHECKING:
    from nabla.document import Document
    from nabla.execution.task import Step
    from nabla.plan import Plan

SECONDS = 1800.0
SCRIPTS = str(Path(__file__).parent.parent)


@dataclass(frozen=True)
class ChangedFence:
    """A fence with its changes.

    Attributes
    ----------
    step
        Its place among the steps of the page.
    line
        The line of the file in which its text begins.
    needs
        Whether its claims rest on names of the page.
    """

    step: int
    line: int
    suspect: Suspect
    changes: tuple[Change, ...]
    needs: bool


@dataclass(frozen=True)
class ChangedPage:
    """A page with all its changes."""

    plan: Plan
    fences: tuple[ChangedFence, ...]

    @property
    def path(self) -> str:
        """How messages name the page."""
        return self.plan.document.path

    def task(self) -> Task:
        """Return the page's task, in which the changes are tried in place of the checks.

        Only where claims rest on names of the page, its Python is run.
        """
        tried = {fence.step: fence for fence in self.fences}
        run = any(fence.needs for fence in self.fences)
        steps = []
        for place, step in enumerate(self.plan.steps):
            if place in tried:
                steps.append(_tried(step, tried[place]))
            elif run and not isinstance(step, Check):
                steps.append(step)
        folder = str(Path(self.path).absolute().parent)
        limits = Limits(seconds=SECONDS)
        return Task(self.path, folder, tuple(steps), limits=limits, modules=(SCRIPTS,))


def _tried(step: Step, fence: ChangedFence) -> Step:
    assert isinstance(step, Check)
    bodies = tuple(change.body for change in fence.changes)
    return replace(step, work=MutationWork(fence.suspect, bodies))


def change_page(document: Document) -> ChangedPage:
    """Find the changes of a page; claims that are expected to be refuted have none."""
    plan = plan_page(document)
    fences = []
    for index, step in plan.fence_steps.items():
        fence, check = plan.fences[index], plan.steps[step]
        if not isinstance(check, Check) or fence.options.expect == "refuted":
            continue
        work = check.work
        assert isinstance(work, ClaimWork)
        block = parse_block(work.text, work.place)
        suspect = Suspect(work.text, work.policy, fence.options.undecided is not None)
        needs = any(page_names(claim) for claim in block.claims)
        changes = find_changes(work.text, block)
        fences.append(ChangedFence(step, fence.body_line, suspect, changes, needs))
    return ChangedPage(plan, tuple(fences))
