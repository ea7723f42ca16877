"""The claims of a page as a Python file of doctests that needs NumPy alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nabla.page_report import FenceReport, PageReport
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.verdict import Verdict


@dataclass(frozen=True)
class DoctestModule:
    """A Python file of doctests.

    Attributes
    ----------
    text
        Empty where no claim can be told.
    written, left_out
        How many claims can be told in plain NumPy, and how many cannot.
    """

    text: str
    written: int
    left_out: int


def doctest_file(path: str) -> str:
    """Return the name of a page's file.

    >>> doctest_file("docs/paper/04-2-element-wise-operators.md")
    'docs_paper_04_2_element_wise_operators.py'
    """
    stem = re.sub(r"\.[^./]*$", "", path)
    return re.sub(r"\W+", "_", stem).strip("_") + ".py"


def doctest_module(page: PageReport) -> DoctestModule:
    """Return a page's claims as functions with a doctest each.

    Claims that the page shows to be refuted come as doctests that print `False`; but where the
    shapes differ, plain NumPy may see no difference, and the claim is left out.
    """
    claims = [
        (part, number, verdict, text)
        for part in page.fences
        for number, (verdict, text) in enumerate(zip(part.verdicts, part.texts, strict=True))
    ]
    functions = [_function(*claim) for claim in claims if can_be_told(*claim[2:])]
    title = f'"""The claims of {page.document.path}, checked by central differences.\n\n'
    run = "Run it with ``python -m doctest``; it prints nothing when all holds.\n"
    text = title + run + '"""\n' + "".join(functions) if functions else ""
    return DoctestModule(text, len(functions), len(claims) - len(functions))


def can_be_told(verdict: Verdict, text: ClaimText) -> bool:
    """Tell whether plain NumPy can say whether a claim holds."""
    shapes_differ = verdict.outcome == "refuted" and verdict.cause is not None
    return text.doctest is not None and verdict.outcome != "undecided" and not shapes_differ


def _function(part: FenceReport, number: int, verdict: Verdict, text: ClaimText) -> str:
    label = re.sub(r"\W+", "_", part.fence.options.label or "claim")
    name = f"{label}_line_{verdict.line}_{number + 1}"
    lines = (text.doctest or "").rstrip("\n").split("\n")
    if verdict.outcome == "refuted":
        lines[-1] = lines[-1].replace("True", "False")
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    statement = verdict.statement.replace("\\", "\\\\")
    return f'\n\ndef {name}():\n    """{statement}\n\n{body}\n    """\n'
