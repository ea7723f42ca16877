"""A guess, before a site's pages are read, at how many of them will have to run.

A build that will have something to run can load NumPy and matplotlib in its warm parent while
the host still loads itself. The guess decides about nothing else: what runs is decided by content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.document import read_document
from nabla.errors import PageError
from nabla.execution.content import OpaqueError, content_from, content_hash
from nabla.execution.recall import content_of
from nabla.execution.wire import conforms
from nabla.plan import plan_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nabla.execution.store import Store

MOST_READ = 4  # changed pages that are looked into; more take longer than they save

Seen = tuple[int, int, str]


@dataclass(frozen=True)
class Glance:
    """The files of a site, and a store that keeps how they were when all of them held.

    Parameters
    ----------
    docs
        The folder of the pages and of the data that they read.
    modules
        Folders from which they import.
    """

    store: Store
    docs: Path
    modules: tuple[Path, ...] = ()

    def count_changed(self) -> int:
        """Return how many files have changed so that a page may have to run."""
        noted = self._noted()
        changed = [
            (file, now) for file, now in self._files() if noted.get(str(file), ())[:2] != now
        ]
        if len(changed) > MOST_READ:
            return len(changed)
        return sum(noted.get(str(file), (0, 0, ""))[2] != _asked(file) for file, _ in changed)

    def note(self) -> None:
        """Keep how the files are now; nothing is written while they are as they were."""
        noted, found = self._noted(), {}
        for file, now in self._files():
            name = str(file)
            before = noted.get(name)
            found[name] = before if before and before[:2] == now else (*now, _asked(file))
        if found != noted:
            self.store.put_plain(self._key(), tuple((name, *seen) for name, seen in found.items()))

    def _noted(self) -> dict[str, Seen]:
        entries = self.store.get_plain(self._key())
        if not conforms(entries, tuple[tuple[str, int, int, str], ...]):
            return {}
        assert isinstance(entries, tuple)
        return {name: (size, time, asked) for name, size, time, asked in entries}

    def _key(self) -> str:
        return content_hash("glance", str(self.docs), tuple(map(str, self.modules)))

    def _files(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        found = set(self.docs.rglob("*")).union(*(folder.glob("*.py") for folder in self.modules))
        for file in sorted(found):
            if file.is_file():
                status = file.stat()
                yield file, (status.st_size, status.st_mtime_ns)


def _asked(file: Path) -> str:
    """Return a hash of what a page asks to be run, empty for one that asks for nothing."""
    if file.suffix != ".md":
        return str(file.stat().st_mtime_ns)  # any page may read it
    try:
        steps = plan_page(read_document(file, file.name)).steps
        return (
            content_hash([content_from(step.line, content_of(step)) for step in steps])
            if steps
            else ""
        )
    except (PageError, OpaqueError):
        return ""
