"""The worker processes of a site: kept from build to build while it is served, else for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.glance import Glance
from nabla.verification.work import ClaimWork

if TYPE_CHECKING:
    from pathlib import Path

    from nabla.execution.workers import Workers
    from nabla.settings import Settings


class SiteWorkers:
    """Starts the warm parent of a build before it is known which pages have to run.

    What starts processes is imported here only where that is likely.
    """

    def __init__(self) -> None:
        self.workers: Workers | None = None
        self._kept = False
        self._ending: list[Workers] = []
        self._glance: Glance | None = None

    def keep(self) -> None:
        """Keep one warm parent for all builds to come: an author is watching."""
        self._kept = True
        self.workers = _workers(ahead=True)

    def expect(self, settings: Settings, docs: Path) -> None:
        """Load libraries from now on if a page of the site has changed since all pages held."""
        if self._kept or not settings.run or not settings.store:
            return
        modules = tuple(map(docs.joinpath, settings.modules))
        self._glance = Glance(settings.store, docs, modules)
        if changed := self._glance.count_changed():
            self.workers = _workers(ahead=changed > settings.jobs)
            self.workers.start()

    def note(self) -> None:
        """Keep for the next build that all pages of this one held."""
        if self._glance is not None:
            self._glance.note()

    def release(self) -> None:
        """Tell the processes that were started for one build to end."""
        if self.workers is not None and not self._kept:
            self.workers.hang_up()
            self._ending.append(self.workers)
            self.workers = None

    def close(self) -> None:
        """End every process, and wait until they are gone."""
        for workers in (*self._ending, self.workers):
            if workers is not None:
                workers.close()
        self._ending.clear()
        self.workers = None


def _workers(*, ahead: bool) -> Workers:
    from nabla.execution.workers import Workers  # a build may have nothing to run

    return Workers(ahead=ahead, modules=ClaimWork.modules)
