"""Say where in the page an exception arose."""

from __future__ import annotations

import errno
import linecache
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nabla.execution.output import Failure, OutcomeError
from nabla.execution.printed import LimitReached, storable, without_addresses

if TYPE_CHECKING:
    from nabla.execution.output import Cause
    from nabla.execution.task import Limits

_MOST_FRAMES = 8
_MOST_CHARACTERS = 4000


@dataclass(frozen=True)
class Origin:
    """The lines of a page that are source text, and the column at which each begins."""

    path: str
    _lines: dict[int, tuple[str, int]] = field(default_factory=dict)

    def add(self, source: str, line: int, column: int, *, inline: bool = False) -> None:
        """Remember where a source text stands, for messages and for `inspect`.

        The further lines of a fence begin at the column of its first; those of an inline
        expression at the margin.
        """
        for offset, text in enumerate(source.split("\n")):
            self._lines[line + offset] = (text, 1 if inline and offset else column)
        last = max(self._lines)
        padded = [self._lines.get(number, ("", 1))[0] + "\n" for number in range(1, last + 1)]
        linecache.cache[self.path] = (sum(map(len, padded)), None, padded, self.path)

    def text(self, line: int) -> str:
        """Return a line of source, empty where the page has none."""
        return self._lines.get(line, ("", 1))[0]

    def column(self, line: int, offset: int) -> int:
        """Return the page's column of a character of a source line."""
        return self._lines.get(line, ("", 1))[1] + offset

    def excerpt(self, line: int, start: int, end: int, where: str = "") -> str:
        """Return a line with carets under some of its characters."""
        text = self.text(line)
        lead = len(text) - len(text.lstrip())
        start, end = max(start, lead), min(max(end, start + 1), len(text) + 1)
        return (
            f"{self.path}:{line}:{self.column(line, start)}{where}\n"
            f"    {text.strip()}\n    {' ' * (start - lead)}{'^' * max(end - start, 1)}"
        )


def describe(error: BaseException, limits: Limits) -> tuple[str, Cause]:
    """Return one line that names what went wrong, and its cause."""
    if isinstance(error, LimitReached):
        return f"limit: {error}", "limit"
    if isinstance(error, OutcomeError):
        return str(error), "expectation"
    if isinstance(error, MemoryError):
        return f"limit: more than {limits.memory_mb} MB of memory", "limit"
    if isinstance(error, OSError) and error.errno == errno.EMFILE:
        return f"limit: more than {limits.open_files} open files", "limit"
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return f"limit: a file of more than {limits.file_mb} MB", "limit"
    text = error.msg if isinstance(error, SyntaxError) else _text(error)  # its place is told apart
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    name = type(error).__name__
    return storable(without_addresses(f"{name}: {first}" if first else name)), "exception"


def locate(error: BaseException, origin: Origin, line: int, column: int, limits: Limits) -> Failure:
    """Return the failure that an exception means.

    Parameters
    ----------
    line, column
        Where to put the blame when no frame of the page is left on the stack.
    """
    message, cause = describe(error, limits)
    if isinstance(error, SyntaxError) and error.filename == origin.path and error.lineno:
        start = max((error.offset or 1) - 1, 0)
        excerpt = origin.excerpt(error.lineno, start, (error.end_offset or 0) - 1)
        place = (error.lineno, origin.column(error.lineno, start))
        return Failure(*place, message, excerpt, cause)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == origin.path]
    excerpts = [_excerpt(frame, origin) for frame in frames]
    if len(excerpts) > _MOST_FRAMES:
        half = _MOST_FRAMES // 2
        left_out = f"    ({len(excerpts) - _MOST_FRAMES} more frames)"
        excerpts = [*excerpts[:half], left_out, *excerpts[-half:]]
    full = storable(without_addresses(_text(error).strip()[:_MOST_CHARACTERS]))
    if "\n" in full:
        excerpts.append(full)
    if frames and frames[-1].lineno:
        line = frames[-1].lineno
        column = origin.column(line, _characters(origin.text(line), frames[-1].colno))
    return Failure(line, column, message, "\n".join(excerpts), cause)


def _excerpt(frame: traceback.FrameSummary, origin: Origin) -> str:
    line = frame.lineno or 1
    text = origin.text(line)
    start = _characters(text, frame.colno)
    end = _characters(text, frame.end_colno) if frame.end_lineno == line else len(text)
    where = "" if frame.name == "<module>" else f" in {frame.name}"
    return origin.excerpt(line, start, end, where)


def _characters(text: str, offset: int | None) -> int:
    """Turn an offset in UTF-8 bytes, as code objects keep them, into one in characters."""
    return len(text.encode("utf-8", "surrogatepass")[: offset or 0].decode("utf-8", "replace"))


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # the page wrote __str__; whatever it raises, it has no text
        return ""
