"""The pages of a site on their way from Markdown to HTML, whatever the host is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from nabla.errors import PageError
from nabla.gather import with_problems
from nabla.page_report import Problem, malformed
from nabla.rendering.author_text import AuthorText
from nabla.rendering.caption_html import Captions, wrong_captions
from nabla.rendering.markers import find_markers_in_code
from nabla.rendering.mathematics_html import set_mathematics
from nabla.rendering.page_html import PageRenderer
from nabla.rendering.page_markdown import mark_page
from nabla.rendering.preview_html import add_previews, numbered_parts
from nabla.report import start_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from nabla.document import Document
    from nabla.numbering import Target
    from nabla.page_report import Report
    from nabla.plan import Plan
    from nabla.references import Reference
    from nabla.rendering.site_links import SiteLinks
    from nabla.settings import Settings

_IN_CODE = (
    "the site would show this block as code; indent what belongs to an item by four columns, put "
    "blank lines before an admonition, a tab or a list, and no further block into a definition "
    "that stands in a list"
)


@dataclass(frozen=True)
class Setting:
    """What was noted of a page while it became HTML: its references, and what is wrong with it."""

    references: tuple[Reference, ...] = ()
    problems: tuple[Problem, ...] = ()


class SiteBuild:
    """One build of a site: its pages are run while the host turns them into HTML.

    Parameters
    ----------
    documents
        In reading order.
    unreadable
        What is wrong with pages that could not be read; they stand among the documents, empty.
    earlier
        Plans of an earlier build of the site.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        settings: Settings,
        unreadable: Iterable[Problem],
        earlier: Iterable[Plan] = (),
    ) -> None:
        self._problems: defaultdict[str, list[Problem]] = defaultdict(list)
        for problem in unreadable:
            self._problems[problem.place.path].append(problem)
        self._pending = start_report(documents, settings, earlier)
        self._plans = {plan.document.path: plan for plan in self._pending.plans}
        self._references: dict[str, tuple[Reference, ...]] = {}
        self._captions = Captions()

    @property
    def plans(self) -> tuple[Plan, ...]:
        """How the pages have been taken apart."""
        return self._pending.plans

    def mark(self, path: str, markdown: str) -> str:
        """Put markers into a page's Markdown where blocks are rendered later."""
        if self._problems[path]:
            return markdown
        plan = self._plans[path]
        try:
            marked = mark_page(plan.document, markdown, plan.fences)
        except PageError as error:
            self._problems[path].append(malformed(error))
            return markdown
        self._references[path] = marked.references
        return marked.markdown

    def set_mathematics(self, path: str, html: str) -> str:
        """Set the mathematics of a page's running text."""
        html, errors = set_mathematics(html, self._plans[path].document)
        self._problems[path] += map(malformed, errors)
        return html

    def find_misplaced(self, path: str, html: str) -> None:
        """Note the blocks of a page that the host has taken for code."""
        fences = self._plans[path].fences
        found = find_markers_in_code(html)
        self._problems[path] += [Problem(fences[index].place, _IN_CODE) for index in found]

    def setting_of(self, path: str) -> Setting:
        """Return what has been noted of a page, for a later build of the same text."""
        return Setting(self._references.get(path, ()), tuple(self._problems[path]))

    def resume(self, path: str, setting: Setting) -> None:
        """Take up what an earlier build noted of a page that has not changed."""
        self._references[path] = setting.references
        self._problems[path] = list(setting.problems)

    def waits(self) -> bool:
        """Tell whether a page still runs."""
        return self._pending.running.done() < len(self._plans)

    def finish(self) -> Report:
        """Wait for the pages, and say what became of them and of their mathematics."""
        report = self._pending.report()
        for page in report.pages:
            self._problems[page.document.path] += wrong_captions(page, self._captions)
        return with_problems(report, self._problems)

    def render(self, report: Report, pages: Mapping[str, str], links: SiteLinks) -> dict[str, str]:
        """Put into the HTML of pages, by their paths, what their markers stand for."""
        rendered, parts = {}, numbered_parts(report)
        for page in report.pages:
            path = page.document.path
            if path not in pages:
                continue
            link = partial(links.to_target, path)
            words = AuthorText(self._captions.html, report.numbering.targets, link)
            generated = {
                "formulaindex": partial(_formula_index, report, link),
                "evidence": partial(_evidence, report, partial(links.to_page, path)),
            }
            references = self._references.get(path, ())
            html = PageRenderer(page, references, words, generated).render(pages[path])
            rendered[path] = add_previews(html, parts, words)
        return rendered

    def close(self) -> None:
        """End every process that was started for the pages."""
        self._pending.running.close()


def _formula_index(report: Report, link: Callable[[Target], str]) -> str:
    from nabla.rendering.formula_index import index_html  # one page of a site asks for it, or none

    return index_html(report, link)


def _evidence(report: Report, link: Callable[[str], tuple[str, str]]) -> str:
    from nabla.rendering.evidence_page import evidence_page  # as above

    return evidence_page(report, link)
