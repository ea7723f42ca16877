"""What a page asks for: its fences, what is to be run, in page order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from nabla.errors import PageError, Place
from nabla.execution.task import Check, Doctest, Inline, Limits, Snippet, Step, Task
from nabla.fences import Fence, InlineValue, find_fences, find_inline_values
from nabla.verification.policy import Policy
from nabla.verification.work import ClaimWork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.document import Document

CLAIM_KINDS = frozenset({"formula", "gradients", "exercise"})


@dataclass(frozen=True)
class Plan:
    """A page, taken apart.

    Attributes
    ----------
    steps
        What is to be run, in page order.
    fence_steps, inline_steps
        Which step belongs to which fence and inline value, by their indices.
    """

    document: Document
    fences: tuple[Fence, ...]
    inlines: tuple[InlineValue, ...]
    steps: tuple[Step, ...] = ()
    fence_steps: Mapping[int, int] = field(default_factory=dict)
    inline_steps: Mapping[int, int] = field(default_factory=dict)

    def task(
        self, folder: str, limits: Limits, *, run: bool, modules: tuple[str, ...] = ()
    ) -> Task:
        """Return the page's steps as work for the engine."""
        return Task(self.document.path, folder, self.steps, 0, limits, run, modules)


def plan_page(document: Document, seed: int = 0) -> Plan:
    r"""Take a page apart; what its claims say is read where they are checked.

    >>> from nabla.document import Document
    >>> page = Document("x.md", "```formula\nlet x in R\nd(x**2)/d(x) = 2 * x\n```\n")
    >>> len(plan_page(page).steps)
    1
    """
    fences, inlines = find_fences(document), find_inline_values(document)
    steps: list[Step] = []
    fence_steps: dict[int, int] = {}
    inline_steps: dict[int, int] = {}
    for place, index, is_fence in _in_page_order(fences, inlines):
        step = (
            _fence_step(fences[index], seed)
            if is_fence
            else Inline(inlines[index].source, place.line, _source_column(inlines[index]))
        )
        if step is not None:
            (fence_steps if is_fence else inline_steps)[index] = len(steps)
            steps.append(step)
    return Plan(document, fences, inlines, tuple(steps), fence_steps, inline_steps)


def _in_page_order(
    fences: tuple[Fence, ...], inlines: tuple[InlineValue, ...]
) -> list[tuple[Place, int, bool]]:
    found = [(fence.place, index, True) for index, fence in enumerate(fences)]
    found += [(value.place, index, False) for index, value in enumerate(inlines)]
    return sorted(found, key=lambda item: (item[0].line, item[0].column))


def _source_column(value: InlineValue) -> int:
    return value.place.column + len("`{python} ")


def body_place(fence: Fence) -> Place:
    """Return the place of the first character of a fence's body."""
    return Place(fence.place.path, fence.body_line, fence.place.column)


def count_claims(fence: Fence) -> int:
    """Return how many claims a fence holds; none if it is malformed."""
    if fence.kind not in CLAIM_KINDS or fence.error is not None:
        return 0
    from nabla.language.grammar import parse_block  # which a build without new claims never loads

    try:
        return len(parse_block(fence.body, body_place(fence)).claims)
    except PageError:
        return 0


def _fence_step(fence: Fence, seed: int) -> Step | None:
    options, at = fence.options, body_place(fence)
    if (
        fence.error is not None
        or options.skip is not None
        or (options.place_of("run") and not options.run)
    ):
        return None
    if fence.kind in CLAIM_KINDS:
        chosen = seed if options.seed is None else options.seed
        policy = Policy(seed=chosen, rtol=options.rtol, tangent=options.tangent)
        return Check(ClaimWork(fence.body, at, fence.kind, policy), at.line, at.column)
    if fence.kind == "pycon":
        return Doctest(fence.body, at.line, at.column, options.timeout, options.expect)
    if fence.kind == "python" and options.asks_to_run:
        kind: Literal["run", "figure", "table"] = (
            "figure" if options.figure else "table" if options.table else "run"
        )
        return Snippet(fence.body, at.line, at.column, kind, options.expect, options.timeout)
    return None
