"""What became of fences, of pages, and of a set of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from nabla.set_alike import find_set_alike

if TYPE_CHECKING:
    from nabla.document import Document
    from nabla.errors import PageError, Place
    from nabla.execution.output import Complaint, Failure, Output
    from nabla.fences import Fence, InlineValue
    from nabla.language.block_text import BlockText
    from nabla.numbering import Numbering, Target
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


def malformed(error: PageError) -> Problem:
    """Return what is wrong with a malformed page."""
    return Problem(error.place, error.message)


def failed(place: Place, failure: Failure) -> Problem:
    """Return the failure of a step; its place is in the page of `place`."""
    at = type(place)(place.path, failure.line, failure.column)
    return Problem(at, f"failed: {printable(failure.message)}", printable(failure.detail))


def printable(text: str) -> str:
    r"""Write characters that steer a terminal as escapes.

    >>> printable("a\x1b[31m\nb")
    'a\\x1b[31m\nb'
    """
    return "".join(
        character if character.isprintable() or character in "\n\t" else repr(character)[1:-1]
        for character in text
    )


def noted(place: Place, complaint: Complaint) -> Problem:
    """Return what a step complained of; it ends no build."""
    return Problem(type(place)(place.path, complaint.line), f"note: {complaint.said}")


@dataclass(frozen=True)
class FenceReport:
    """What became of one fence.

    Attributes
    ----------
    message
        Why it failed, was skipped or stays undecided; ``cached`` where an earlier run speaks.
    verdicts, texts, shown
        What became of its claims, if it holds some, how each is written out, and how all are shown.
    problems
        Those of its failures that end a build.
    target
        Its number, if it has one.
    """

    fence: Fence
    status: Status = "shown"
    message: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    texts: tuple[ClaimText, ...] = ()
    shown: BlockText | None = None
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
    """What became of one page.

    Attributes
    ----------
    problems
        What is wrong outside of fences and inline values.
    """

    document: Document
    fences: tuple[FenceReport, ...] = ()
    inlines: tuple[InlineReport, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def stray_problems(self) -> tuple[Problem, ...]:
        """What is wrong outside of fences: inline values, references, the page as a whole."""
        inside = (problem for inline in self.inlines for problem in inline.problems)
        return (*inside, *self.problems)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Everything on the page that does not hold, in page order."""
        inside = (problem for part in self.fences for problem in part.problems)
        return tuple(sorted((*inside, *self.stray_problems), key=lambda problem: problem.place))

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth a look, in page order; it ends no build.

        Complaints of the page's Python, and statements whose two sides are set alike.
        """
        outputs = [(part.fence.place, part.output) for part in self.fences]
        outputs += [(part.inline.place, part.output) for part in self.inlines]
        found = (
            noted(place, complaint)
            for place, output in outputs
            for complaint in (output.complaints if output else ())
        )
        alike = (
            Problem(place, f"note: {said}")
            for part in self.fences
            for place, said in find_set_alike(part.fence, part.verdicts, part.texts)
        )
        return tuple(sorted((*found, *alike), key=lambda note: note.place))


@dataclass(frozen=True)
class Report:
    """What became of all pages."""

    pages: tuple[PageReport, ...]
    numbering: Numbering

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that does not hold."""
        return tuple(problem for page in self.pages for problem in page.all_problems)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth a look on the pages; it ends no build."""
        return tuple(note for page in self.pages for note in page.notes)
