"""What a page complains of: warnings, and what else it writes to standard error."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from nabla.execution.output import Complaint
from nabla.execution.printed import storable, without_addresses

if TYPE_CHECKING:
    from typing import TextIO

    from nabla.execution.printed import Printed

_MOST = 20
_LONGEST = 300


class Complaints:
    """Collects what the steps of one page complain of, in the process of that page.

    Parameters
    ----------
    path
        How messages name the page: a warning of its own code keeps its line.
    errors
        Standard error.
    """

    def __init__(self, path: str, errors: Printed) -> None:
        self._path = path
        self._errors = errors
        self._heard: list[tuple[int | None, str]] = []

    def listen(self) -> None:
        """Hear every warning that the page shows from now on."""
        warnings.showwarning = self._hear

    def take(self, line: int) -> tuple[Complaint, ...]:
        """Return what was complained of since the last call; `line` is that of the step."""
        heard, self._heard = self._heard, []
        written = self._errors.take().decode("utf-8", "backslashreplace").strip()
        if written:
            heard.append((None, f"on standard error: {written.splitlines()[-1]}"))
        unique = dict.fromkeys(heard)
        return tuple(
            Complaint(line if at is None else at, storable(without_addresses(said))[:_LONGEST])
            for at, said in list(unique)[:_MOST]
        )

    def _hear(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Stand in for ``warnings.showwarning``."""
        del file, line
        at = lineno if filename == self._path else None
        self._heard.append((at, f"{category.__name__}: {message}"))
