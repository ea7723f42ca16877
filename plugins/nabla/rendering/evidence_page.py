"""The whole site's evidence on one page: counts, worst errors, what is undecided and why."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nabla.rendering.claims_html import TABLE
from nabla.rendering.evidence import environment, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from nabla.page_report import FenceReport, PageReport, Report
    from nabla.verification.verdict import Verdict


def evidence_page(report: Report, page_link: Callable[[str], tuple[str, str]]) -> str:
    """Return the evidence of a site.

    Parameters
    ----------
    page_link
        From a page's path to its address and title.
    """
    return _totals(report) + _pages(report, page_link) + _undecided(report, page_link) + _versions()


def _totals(report: Report) -> str:
    counts = summary(report)
    verdicts = [v for page in report.pages for part in page.fences for v in part.verdicts]
    tried = sum(verdict.mutants.tried for verdict in verdicts)
    points = sum(verdict.points for verdict in verdicts)
    worst = max((v.worst_error or 0.0 for v in verdicts if v.outcome == "verified"), default=0.0)
    said = (
        ("claims", counts["claims"]),
        ("verified", counts["verified"]),
        ("refuted, as the pages say", counts["refuted"]),
        ("undecided", counts["undecided"]),
        ("points", points),
        ("plausible mistakes refused", tried),
    )
    numbers = [(name, f"{value:,}") for name, value in said]
    numbers.append(("largest relative error of a verified claim", f"{worst:.0e}"))
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in numbers)
    return f'<dl class="nabla-totals">{items}</dl>'


def _pages(report: Report, page_link: Callable[[str], tuple[str, str]]) -> str:
    names = (
        "Page",
        "Claims",
        "Verified",
        "Points",
        "Mistakes refused",
        "Largest error",
        "Snippets",
        "Doctests",
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(_page_row(page, page_link) for page in report.pages if page.fences)
    return (
        '<div class="nabla-table" tabindex="0" role="group" aria-label="Evidence by page">'
        f"{TABLE}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _page_row(page: PageReport, page_link: Callable[[str], tuple[str, str]]) -> str:
    verdicts = [verdict for part in page.fences for verdict in part.verdicts]
    held = [verdict for verdict in verdicts if verdict.outcome == "verified"]
    worst = max((verdict.worst_error or 0.0 for verdict in held), default=0.0)
    examples = sum(len(part.output.examples) for part in page.fences if part.output)
    snippets = sum(part.fence.kind == "python" and part.output is not None for part in page.fences)
    address, title = page_link(page.document.path)
    cells = (
        f'<a href="{escape(address)}">{escape(title)}</a>',
        str(len(verdicts)),
        str(len(held)),
        str(sum(verdict.points for verdict in verdicts)),
        str(sum(verdict.mutants.refuted for verdict in verdicts)),
        f"{worst:.0e}" if held else "",
        str(snippets),
        str(examples),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _undecided(report: Report, page_link: Callable[[str], tuple[str, str]]) -> str:
    items = [
        _item(page, part, verdict, page_link)
        for page in report.pages
        for part in page.fences
        for verdict in part.verdicts
        if verdict.outcome != "verified"
    ]
    if not items:
        return "<p>Every claim is verified.</p>"
    return f"<p>Not verified, with the reason:</p><ul>{''.join(items)}</ul>"


def _item(
    page: PageReport,
    part: FenceReport,
    verdict: Verdict,
    page_link: Callable[[str], tuple[str, str]],
) -> str:
    address, _title = page_link(page.document.path)
    anchor = f"#{part.target.id}" if part.target else ""
    if part.fence.options.expect == "refuted":
        outcome = f"{verdict.outcome} on purpose"
        reason = verdict.diagnosis or verdict.cause or "the values differ"
    else:
        outcome, reason = verdict.outcome, part.fence.options.undecided or verdict.cause or ""
    return (
        f'<li><a href="{escape(address + anchor)}"><code>{escape(verdict.statement)}</code></a> '
        f"{outcome}: {escape(reason)}</li>"
    )


def _versions() -> str:
    said = ", ".join(f"{name} {version}" for name, version in environment().items())
    return f'<p class="nabla-versions">Checked with {escape(said)}.</p>'
