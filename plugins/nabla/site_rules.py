"""What can be told only when all pages are known: ids, references, and what rests on claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nabla.displays import find_displays
from nabla.errors import nearest
from nabla.page_report import FenceReport, PageReport, Problem, Report, malformed
from nabla.references import duplicate_ids, find_option_references, find_references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nabla.displays import Display
    from nabla.document import Document
    from nabla.errors import Place
    from nabla.settings import Settings

_UNGUARDED_FIGURE = (
    "unguarded: add an assert to the snippet, or name the claims it rests on with guards"
)
_UNGUARDED_DISPLAY = (
    "a displayed derivative that nothing guards; write <!-- guard: eq-... --> or "
    "<!-- definition --> before it"
)


def apply_site_rules(report: Report, settings: Settings) -> Report:
    """Return the report with what only all pages together can tell."""
    rules = _Rules(_labelled(report), settings.elsewhere, settings.strict)
    twice: dict[str, list[Problem]] = {}
    for error in duplicate_ids(part.fence for page in report.pages for part in page.fences):
        twice.setdefault(error.place.path, []).append(malformed(error))
    pages = (rules.page(page, twice.get(page.document.path, ())) for page in report.pages)
    return replace(report, pages=tuple(pages))


def _labelled(report: Report) -> dict[str, FenceReport]:
    return {
        part.fence.options.label: part
        for page in report.pages
        for part in page.fences
        if part.fence.options.label
    }


@dataclass(frozen=True)
class _Rules:
    """The fences of all pages that have an id, and ids of pages that are not looked at."""

    labelled: Mapping[str, FenceReport]
    elsewhere: frozenset[str]
    strict: bool

    def page(self, page: PageReport, twice: tuple[Problem, ...] | list[Problem]) -> PageReport:
        fences = tuple(self._fence(part) for part in page.fences)
        problems = (*twice, *self._references(page), *self._displays(page.document))
        return replace(page, fences=fences, problems=(*page.problems, *problems))

    def _fence(self, report: FenceReport) -> FenceReport:
        """Decide whether a figure or table is verified."""
        options = report.fence.options
        if report.status != "ran" or not (options.figure or options.table):
            return report
        place = options.place_of("guards") or report.fence.place
        for name in options.guards:
            if said := self._broken_guard(name, "rests on"):
                return _unsound(report, place, said)
        if (report.output and report.output.held) or options.guards:
            return replace(report, status="verified")
        if self.strict:
            return _unsound(report, report.fence.place, _UNGUARDED_FIGURE)
        return replace(report, message=_UNGUARDED_FIGURE)

    def _broken_guard(self, name: str, relation: str) -> str | None:
        """Say why an id guards nothing."""
        if name in self.elsewhere:
            return None
        if name not in self.labelled:
            return f"guard {name!r} is nothing on any page{self._hint(name)}"
        status = self.labelled[name].status
        return None if status == "verified" else f"{relation} {name}, which is {status}"

    def _references(self, page: PageReport) -> Iterator[Problem]:
        in_text = ((found.id, found.place) for found in find_references(page.document))
        in_options = (found for part in page.fences for found in find_option_references(part.fence))
        for name, place in (*in_text, *in_options):
            if name not in self.labelled and name not in self.elsewhere:
                said = f"@{name} refers to nothing on any page{self._hint(name)}"
                yield Problem(place, said)

    def _displays(self, document: Document) -> Iterator[Problem]:
        for display in find_displays(document):
            for name in display.guards:
                if said := self._broken_guard(name, "guarded by"):
                    yield Problem(display.place, said)
            if self.strict and _needs_guard(display):
                yield Problem(display.place, _UNGUARDED_DISPLAY)

    def _hint(self, name: str) -> str:
        known = {*self.labelled, *self.elsewhere}
        hint = nearest(name, known) if known else ""
        return hint if "did you mean" in hint else ""


def _needs_guard(display: Display) -> bool:
    return display.has_derivative and not display.guards and not display.is_definition


def _unsound(report: FenceReport, place: Place, said: str) -> FenceReport:
    return replace(report, status="failed", message=said, problems=(Problem(place, said),))
