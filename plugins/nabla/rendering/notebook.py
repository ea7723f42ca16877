"""A page as a Jupyter notebook that runs on its own: snippets as cells, claims as assertions."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nabla.rendering.doctest_module import can_be_told
from nabla.rendering.notebook_code import assertion, example_cells
from nabla.rendering.notebook_text import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nabla.document import Document
    from nabla.fences import InlineValue
    from nabla.numbering import Target
    from nabla.page_report import FenceReport, PageReport, Report

NEEDS_ITS_PLACE = "page_path("
FIRST = (
    "Made from a page of a site whose formulas are checked while it is built. The cells below run "
    "with NumPy and matplotlib; each claim of the page is an assertion."
)


def notebook(page: PageReport, targets: Mapping[str, Target]) -> str:
    """Return a page as the text of an ``.ipynb`` file.

    It is empty if nothing on the page runs, or if the page reads files beside itself.

    Parameters
    ----------
    targets
        What can be referred to, by id: a reference becomes its number.
    """
    cells = [_markdown(FIRST), *_cells(page, targets)]
    if not any(cell["cell_type"] == "code" for cell in cells) or NEEDS_ITS_PLACE in str(cells):
        return ""
    numbered = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def notebooks(report: Report, sources: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the address and the text of the notebook of each page that has something to run.

    Parameters
    ----------
    sources
        The files of pages as the host names them, by the paths that messages use; a notebook gets
        its page's name.
    """
    made = {}
    for page in report.pages:
        source = sources.get(page.document.path)
        if source and (text := notebook(page, report.numbering.targets)):
            made[source] = str(PurePosixPath(source).with_suffix(".ipynb")), text
    return made


def _cells(page: PageReport, targets: Mapping[str, Target]) -> Iterator[dict[str, object]]:
    lines = page.document.text.split("\n")
    values = [(inline.inline, inline.output.value or "…") for inline in page.inlines]
    position = page.document.front_matter_lines
    for part in page.fences:
        start = part.fence.place.line - 1
        yield from _running_text(page.document, position, start, values, targets)
        yield from _fence(part)
        position = part.fence.end_line
    yield from _running_text(page.document, position, len(lines), values, targets)


def _running_text(
    document: Document,
    start: int,
    end: int,
    values: Sequence[tuple[InlineValue, str]],
    targets: Mapping[str, Target],
) -> Iterator[dict[str, object]]:
    text = plain_markdown(document, start, end, values, targets)
    if text:
        yield _markdown(text)


def _fence(part: FenceReport) -> Iterator[dict[str, object]]:
    options, body = part.fence.options, part.fence.body.rstrip("\n")
    if part.verdicts:
        yield from _claims(part)
    elif part.fence.kind == "pycon" and part.output is not None and part.output.examples:
        for source, raises in example_cells(part.output.examples):
            yield _code(source, raises=raises)
    elif part.fence.kind == "python" and part.output is not None and not options.skip:
        yield _code(body, raises=bool(options.expect))
    elif options.show != "none":
        yield _markdown(f"```{part.fence.info}\n{body}\n```")


def _claims(part: FenceReport) -> Iterator[dict[str, object]]:
    if (
        part.fence.kind != "exercise"
        and part.shown is not None
        and part.fence.options.show != "none"
    ):
        tex = (part.fence.options.latex or part.shown.display.numerator).strip()
        name = part.fence.options.name or part.fence.options.caption or ""
        said = f"**{part.target.text}** {name}".strip() if part.target else name
        yield _markdown(f"$$\n{tex}\n$$\n\n{said}".strip())
    for verdict, text in zip(part.verdicts, part.texts, strict=True):
        if text.doctest is not None and can_be_told(verdict, text):
            holds = verdict.outcome == "verified"
            yield _code(assertion(verdict.statement, text.doctest, holds=holds))


def _markdown(text: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(source: str, *, raises: bool = False) -> dict[str, object]:
    metadata = {"tags": ["raises-exception"]} if raises else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }
