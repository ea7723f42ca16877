"""What became of all changes, counted and said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.execution.schedule import start_tasks
from nabla.execution.task import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mutation.change import Change
    from mutation.page import ChangedPage
    from mutation.trial import Fate
    from nabla.execution.output import Output

REFUSED: tuple[Fate, ...] = ("refuted", "malformed", "undecided")
FAILED: tuple[Fate, ...] = ("survived", "crashed")


@dataclass(frozen=True)
class Tried:
    """One change and its fate.

    Attributes
    ----------
    said
        What a survivor claims, or how the check crashed.
    """

    path: str
    line: int
    change: Change
    fate: Fate
    said: str

    def __str__(self) -> str:
        change = self.change
        said = f"{self.path}:{self.line}: {self.fate}: {self.said}"
        return f"{said}\n  - {change.old}\n  + {change.new}"


@dataclass(frozen=True)
class Score:
    """The fates of some changes."""

    tried: tuple[Tried, ...]

    def count(self, *fates: Fate) -> int:
        """Return how many changes met one of some fates."""
        return len(self.of(*fates))

    def of(self, *fates: Fate) -> tuple[Tried, ...]:
        """Return the changes that met one of some fates."""
        return tuple(item for item in self.tried if item.fate in fates)

    @property
    def failures(self) -> tuple[Tried, ...]:
        """The false claims that were accepted, and those that the check could not bear."""
        return self.of(*FAILED)

    @property
    def percent(self) -> float:
        """The share of the changes that say something false which is refused."""
        false = self.count(*REFUSED, *FAILED)
        return 100.0 * self.count(*REFUSED) / false if false else 100.0

    def __str__(self) -> str:
        kinds = ", ".join(f"{self.count(fate)} {fate}" for fate in REFUSED)
        return (
            f"{self.percent:.2f} %: {len(self.tried)} changes, "
            f"{self.count(*REFUSED)} refused ({kinds}), "
            f"{self.count('equivalent')} equivalent, {len(self.failures)} survived"
        )


def try_pages(pages: Sequence[ChangedPage], jobs: int) -> Iterator[tuple[ChangedPage, Score]]:
    """Try the changes of pages, each page in a process of its own.

    Yields
    ------
    tuple
        A page and its score, in the order of the pages, as soon as those before it are tried.
    """
    with ThreadPoolExecutor(jobs) as threads:
        yield from zip(pages, threads.map(_score, pages), strict=True)


def _score(page: ChangedPage) -> Score:
    task = page.task()
    with start_tasks([task], jobs=1) as running:
        (outputs,) = running.results()
    steps = zip(task.steps, outputs, strict=True)
    return Score(tuple(_tried(page, [output for step, output in steps if isinstance(step, Check)])))


def _tried(page: ChangedPage, checks: Sequence[Output]) -> Iterator[Tried]:
    for fence, output in zip(page.fences, checks, strict=True):
        fates = output.checked
        if not isinstance(fates, tuple):
            why = output.failure.message if output.failure else output.reason
            raise TypeError(f"{page.path}:{fence.line}: the changes were not tried: {why}")
        for change, (fate, said) in zip(fence.changes, fates, strict=True):
            yield Tried(page.path, fence.line + change.line, change, fate, said)
