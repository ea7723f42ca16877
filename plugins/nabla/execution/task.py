"""What one page asks the engine to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class CheckWork(Protocol):
    """Work on the names that a page's snippets have bound: how claims are verified in a worker.

    It must be a frozen dataclass (it is pickled, and its fields decide whether a stored result
    may be used again) and its result must be plain: numbers, texts, tuples, dicts and frozen
    dataclasses or enumerations of this package.
    """

    @property
    def modules(self) -> tuple[str, ...]:
        """What the work imports: loaded once, for all pages."""

    def needs(self) -> tuple[str, ...]:
        """Return the names of the page without which the work has no sense.

        If an earlier failure kept one of them from being bound, the check is skipped.
        """

    def run(self, names: Mapping[str, object], /) -> object:
        """Do the work and return a plain result."""


@dataclass(frozen=True)
class Snippet:
    """A ``python`` fence that is run. Its source begins at `line` and `column` of the page."""

    source: str
    line: int
    column: int
    kind: Literal["run", "figure", "table"] = "run"
    expect: str | None = None
    timeout: float | None = None


@dataclass(frozen=True)
class Doctest:
    """A ``pycon`` fence. Its text begins at `line` and `column` of the page."""

    source: str
    line: int
    column: int
    timeout: float | None = None
    expect: str | None = None


@dataclass(frozen=True)
class Inline:
    """An expression whose value stands in running text."""

    source: str
    line: int
    column: int
    timeout: None = None


@dataclass(frozen=True)
class Check:
    """A claim, or anything else that is decided with the page's names."""

    work: CheckWork
    line: int
    column: int
    timeout: float | None = None


Step = Snippet | Doctest | Inline | Check


@dataclass(frozen=True)
class Limits:
    """How much of the machine one page may use."""

    seconds: float = 30
    memory_mb: int = 2048
    printed_bytes: int = 1_000_000
    figure_bytes: int = 2_000_000
    children: int = 32
    open_files: int = 256
    file_mb: int = 256


@dataclass(frozen=True)
class Task:
    """All steps of one page, in page order.

    Attributes
    ----------
    path
        How messages name the page.
    folder
        The absolute folder of the page, for `nabla.page_path`.
    seed
        Of the legacy random states of NumPy and `random`.
    run
        False: Python is not run, only checks are (``--no-run``).
    modules
        Absolute folders from which the page may import modules of the site.
    """

    path: str
    folder: str
    steps: tuple[Step, ...]
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    run: bool = True
    modules: tuple[str, ...] = ()

    def seconds(self, step: int) -> float:
        """How long a step may take.

        >>> Task("x.md", "/", (Inline("1", 3, 1),)).seconds(0)
        30
        """
        return self.steps[step].timeout or self.limits.seconds

    @property
    def has_python(self) -> bool:
        """Whether a step runs Python of the page."""
        return self.run and any(not isinstance(step, Check) for step in self.steps)


def in_order(alone: Sequence[int], count: int) -> tuple[int, ...]:
    """Return the numbers of a page's steps as they are done: first those that need no other.

    >>> in_order((2,), 4)
    (2, 0, 1, 3)
    """
    return (*alone, *(number for number in range(count) if number not in alone))
