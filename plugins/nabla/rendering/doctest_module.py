"""The claims of a page as a Python file of doctests that needs NumPy alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.page_report import FenceReport, PageReport
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.verdict import Verdict


def doctest_file(path: str) -> str:
    """Return the name of a page's file.

    >>> doctest_file("docs/paper/04-2-element-wise-operators.md")
    'docs_paper_04_2_element_wise_operators.py'
    """
    stem = re.sub(r"\.[^./]*$", "", path)
    return re.sub(r"\W+", "_", stem).strip("_") + ".py"


def doctest_module(page: PageReport) -> str:
    """Return a page's claims as functions with a doctest each; empty if there are none.

    Claims that the page shows to be refuted come as doctests that print `False`.
    """
    functions = [text for part in page.fences for text in _functions(part)]
    if not functions:
        return ""
    title = f'"""The claims of {page.document.path}, checked by central differences.\n\n'
    run = "Run it with ``python -m doctest``; it prints nothing when all holds.\n"
    return title + run + '"""\n' + "".join(functions)


def _functions(part: FenceReport) -> Iterator[str]:
    for number, (verdict, text) in enumerate(zip(part.verdicts, part.texts, strict=True)):
        if text.doctest is not None and verdict.outcome != "undecided":
            yield _function(part, number, verdict, text)


def _function(part: FenceReport, number: int, verdict: Verdict, text: ClaimText) -> str:
    label = re.sub(r"\W+", "_", part.fence.options.label or "claim")
    name = f"{label}_line_{verdict.line}_{number + 1}"
    lines = (text.doctest or "").rstrip("\n").split("\n")
    if verdict.outcome == "refuted":
        lines[-1] = lines[-1].replace("True", "False")
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    statement = verdict.statement.replace("\\", "\\\\")
    return f'\n\ndef {name}():\n    """{statement}\n\n{body}\n    """\n'
