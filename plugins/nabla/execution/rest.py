"""What is left of a page to be run when the outputs of some of its steps are known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nabla.execution.output import PageResult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.execution.output import Output
    from nabla.execution.task import Task


@dataclass(frozen=True)
class Rest:
    """A page, and the outputs of its steps that are known, by number.

    >>> from nabla.execution.output import Output
    >>> from nabla.execution.task import Inline, Task
    >>> rest = Rest(Task("x.md", "/", (Inline("1", 1, 1), Inline("2", 2, 1))), {0: Output("ran")})
    >>> [step.source for step in rest.left.steps]
    ['2']
    >>> [output.status for output in rest.complete(PageResult((Output("failed"),))).outputs]
    ['ran', 'failed']
    """

    task: Task
    known: Mapping[int, Output] = field(default_factory=dict)

    @property
    def left(self) -> Task:
        """The page without the steps that are known."""
        return replace(self.task, steps=tuple(self.task.steps[n] for n in self._numbers()))

    def complete(self, result: PageResult) -> PageResult:
        """Return the result of the whole page from that of what was left of it."""
        numbers = self._numbers()
        outputs = {**self.known, **dict(zip(numbers, result.outputs, strict=True))}
        alone = {*self.known, *(numbers[n] for n in result.alone)}
        ordered = tuple(outputs[number] for number in range(len(self.task.steps)))
        return PageResult(ordered, result.reads, tuple(sorted(alone)))

    def _numbers(self) -> tuple[int, ...]:
        return tuple(n for n in range(len(self.task.steps)) if n not in self.known)
