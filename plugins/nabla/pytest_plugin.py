"""The door to pytest: each claim, snippet and doctest of a page as an item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nabla.gather import SUFFIXES, display_path, read_documents, settings_for
from nabla.page_report import FenceReport, PageReport, Problem, Report
from nabla.report import make_report
from nabla.site_options import find_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REPORT = pytest.StashKey[dict[str, PageReport]]()
FILES = pytest.StashKey[list[Path]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PageFile | None:
    """Collect Markdown files."""
    if file_path.suffix not in SUFFIXES:
        return None
    parent.config.stash.setdefault(FILES, []).append(file_path)
    found: PageFile = PageFile.from_parent(parent, path=file_path)
    return found


def page_report(config: pytest.Config, path: Path) -> PageReport:
    """Return the report of a page; all pages of its site are run together, once."""
    reports = config.stash.setdefault(REPORT, {})
    name = display_path(path)
    if name not in reports:
        for page in _report(path).pages:
            reports[page.document.path] = page
    return reports[name]


def _report(path: Path) -> Report:
    """Report on a page with its whole site, where the claims may be that guard its figures."""
    site = find_site(path.absolute().parent)
    inside = site is not None and path.absolute().is_relative_to(site.docs.absolute())
    files = sorted(site.docs.rglob("*.md")) if site and inside else [path]
    documents, folders, _unreadable = read_documents(files)
    return make_report(documents, settings_for(site, folders))


class PageFile(pytest.File):
    """A page of Markdown."""

    def collect(self) -> Iterator[PageItem]:
        """Yield an item for each claim, snippet and doctest, and one for a broken page."""
        _documents, _folders, unreadable = read_documents([self.path])
        if unreadable:
            yield self._item("page", unreadable)
            return
        page = page_report(self.config, self.path)
        for part in page.fences:
            yield from self._fence_items(part)
        if page.stray_problems:
            yield self._item("page", page.stray_problems)

    def _fence_items(self, part: FenceReport) -> Iterator[PageItem]:
        name = part.fence.options.label or f"line-{part.fence.place.line}"
        if part.status == "shown":
            return
        if not part.verdicts or len(part.verdicts) == 1:
            yield self._item(name, part.problems, part)
            return
        for number, verdict in enumerate(part.verdicts, 1):
            own = [
                p
                for p in part.problems
                if p.place.line == verdict.line and verdict.statement in p.said
            ]
            yield self._item(f"{name}[{number}]", own, part)

    def _item(
        self, name: str, problems: Iterable[Problem], part: FenceReport | None = None
    ) -> PageItem:
        item: PageItem = PageItem.from_parent(self, name=name)
        item.problems = tuple(problems)
        item.part = part
        return item


class NotHeldError(Exception):
    """What an item says does not hold."""


class PageItem(pytest.Item):
    """One claim, snippet or doctest."""

    problems: tuple[Problem, ...] = ()
    part: FenceReport | None = None

    def runtest(self) -> None:
        """Fail with what the report says; the page has been run already."""
        if self.problems:
            raise NotHeldError("\n".join(str(problem) for problem in self.problems))
        if self.part is not None and self.part.status == "skipped":
            pytest.skip(self.part.message or "skipped")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:  # noqa: ANN401, ARG002 - pytest's interface
        """Show the report's words, without a traceback through this package."""
        if isinstance(excinfo.value, NotHeldError):
            return str(excinfo.value)
        return str(excinfo.getrepr())

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where the item stands."""
        line = self.part.fence.place.line - 1 if self.part else 0
        return self.path, line, f"{display_path(self.path)}::{self.name}"
