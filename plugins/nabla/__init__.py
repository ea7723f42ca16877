r"""Mathematics in Markdown whose every formula is checked while the site builds.

These names are the public interface; everything else may change from one version to the next.

>>> import nabla
>>> page = nabla.Document("x.md", "```formula\nlet x in R\nd(x**2)/d(x) = 2 * x\n```\n")
>>> [verdict.outcome for verdict in nabla.make_report([page]).pages[0].fences[0].verdicts]
['verified']
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nabla.document import Document, read_document
    from nabla.errors import PageError
    from nabla.execution.page_path import page_path
    from nabla.fences import find_fences
    from nabla.language.grammar import parse_block
    from nabla.page_report import Report
    from nabla.report import make_report
    from nabla.settings import Settings
    from nabla.verification.verdict import Verdict
    from nabla.verification.verify import verify_block

__all__ = [
    "Document",
    "PageError",
    "Report",
    "Settings",
    "Verdict",
    "find_fences",
    "make_report",
    "page_path",
    "parse_block",
    "read_document",
    "verify_block",
]

_HOMES = MappingProxyType(
    {
        "Document": "nabla.document",
        "PageError": "nabla.errors",
        "Report": "nabla.page_report",
        "Settings": "nabla.settings",
        "Verdict": "nabla.verification.verdict",
        "find_fences": "nabla.fences",
        "make_report": "nabla.report",
        "page_path": "nabla.execution.page_path",
        "parse_block": "nabla.language.grammar",
        "read_document": "nabla.document",
        "verify_block": "nabla.verification.verify",
    }
)


def __getattr__(name: str) -> object:
    """Load what is asked for: a snippet that imports `page_path` pays for nothing else."""
    if name not in _HOMES:
        message = f"module 'nabla' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
