"""What running one step of a page gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

AFTER_FAILURE = "an earlier snippet failed"
NOT_RUN = "Python is not run"

Cause = Literal["exception", "limit", "doctest", "died", "expectation"]


class OutcomeError(Exception):
    """A snippet ran, and left something else than its options promise."""


class UnreadableError(Exception):
    """Text of a doctest that is no interactive session."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Failure:
    """Why a step failed, in the page's own coordinates.

    Attributes
    ----------
    message
        One line: ``ZeroDivisionError: division by zero``, ``limit: more than 30 seconds``.
    detail
        The page's line with a caret under the place, for each frame of the page, outermost first.
    """

    line: int
    column: int
    message: str
    detail: str
    cause: Cause


@dataclass(frozen=True)
class Table:
    """A value as rows of text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Example:
    """One ``>>>`` of a doctest: what the page says it prints and what it printed.

    `line` is where it begins; `want_lines` lines from `want_line` on hold what it should print.
    """

    line: int
    source: str
    want: str
    got: str
    passed: bool
    want_line: int
    want_lines: int


@dataclass(frozen=True)
class Complaint:
    """A warning that a step raised, or what it wrote to standard error."""

    line: int
    said: str


@dataclass(frozen=True)
class Output:
    """The outcome of one step.

    Attributes
    ----------
    value
        The text of the last expression; for an expected exception, its last line.
    figure
        SVG text.
    held
        How many `assert` statements and `numpy.testing` checks ran and held.
    checked
        What the work of a check returned.
    complaints
        Warnings, and what else came on standard error; they end no build.
    reason
        Why a skipped step was skipped.
    stored
        Whether it comes from the store.
    """

    status: Literal["ran", "failed", "skipped"]
    printed: str = ""
    value: str | None = None
    table: Table | None = None
    figure: str | None = None
    held: int = 0
    failure: Failure | None = None
    examples: tuple[Example, ...] = ()
    checked: object = None
    reason: str | None = None
    complaints: tuple[Complaint, ...] = field(default=(), compare=False)
    seconds: float = field(default=0.0, compare=False)
    stored: bool = field(default=False, compare=False)


def skipped(reason: str) -> Output:
    """Return the output of a step that did not run."""
    return Output("skipped", reason=reason)


@dataclass(frozen=True)
class Read:
    """A file that a page read: its path seen from the page's folder, and a hash of its content."""

    path: str
    digest: str


@dataclass(frozen=True)
class PageResult:
    """The outputs of all steps of a page.

    Attributes
    ----------
    reads
        The files that decided the outputs, None if not known.
    alone
        The steps that were done before any Python of the page, by number: nothing else of the
        page can have decided their outputs.
    """

    outputs: tuple[Output, ...]
    reads: tuple[Read, ...] | None = None
    alone: tuple[int, ...] = ()
