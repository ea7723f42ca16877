"""A report as data: the object of ``--format json`` and of the site's ``evidence.json``."""

from __future__ import annotations

import json
import platform
from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING, Any

from nabla.installed import installed_version
from nabla.plan import count_claims

if TYPE_CHECKING:
    from nabla.page_report import FenceReport, PageReport, Problem, Report
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.verdict import Verdict

VERSION = 1


def evidence(report: Report) -> dict[str, Any]:
    """Return a report as plain data, with the keys that ``docs/guide/authoring.md`` fixes."""
    return {
        "version": VERSION,
        "environment": environment(),
        "documents": [_document(page) for page in report.pages],
        "summary": summary(report),
    }


def evidence_json(report: Report, *, times: bool = True) -> str:
    """Return the evidence as JSON text.

    Parameters
    ----------
    times
        Whether seconds are told; a site leaves them out, so that its bytes are the same every time.
    """
    found = evidence(report)
    if not times:
        for document in found["documents"]:
            for fence in document["fences"]:
                for claim in fence["claims"]:
                    claim["seconds"] = None
    indent = 1 if times else None  # a person reads the one, programs the other
    return json.dumps(found, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def environment() -> dict[str, str]:
    """Return the versions that a verdict rests on."""
    return {
        "python": platform.python_version(),
        "numpy": installed_version("numpy") or "unknown",
        "nabla": installed_version("mkdocs-nabla") or "unknown",
    }


def summary(report: Report) -> dict[str, int]:
    """Count documents, fences, claims and what became of them."""
    fences = [part for page in report.pages for part in page.fences]
    outcomes = Counter(verdict.outcome for part in fences for verdict in part.verdicts)
    statuses = Counter(part.status for part in fences)
    stray = sum(len(page.stray_problems) for page in report.pages)
    return {
        "documents": len(report.pages),
        "fences": len(fences),
        "claims": sum(len(part.verdicts) or count_claims(part.fence) for part in fences),
        "verified": outcomes["verified"],
        "refuted": outcomes["refuted"],
        "undecided": outcomes["undecided"],
        "failed": statuses["failed"] + stray,
        "skipped": statuses["skipped"],
    }


def _document(page: PageReport) -> dict[str, Any]:
    fences = [_fence(part) for part in page.fences]
    fences += [_stray(problem) for problem in page.stray_problems]
    return {
        "path": page.document.path,
        "fences": sorted(fences, key=lambda fence: int(fence["line"])),
    }


def _stray(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.place.line,
        "kind": "other",
        "id": None,
        "status": "failed",
        "message": _joined(problem.said, problem.detail),
        "claims": [],
    }


def _joined(said: str, detail: str) -> str:
    return f"{said}\n{detail}" if detail else said


def _fence(part: FenceReport) -> dict[str, Any]:
    message = part.message
    if part.problems:
        message = "\n".join(_joined(problem.said, problem.detail) for problem in part.problems)
    return {
        "line": part.fence.place.line,
        "kind": part.fence.kind,
        "id": part.fence.options.label,
        "status": part.status,
        "message": message,
        "claims": [
            _claim(verdict, text) for verdict, text in zip(part.verdicts, part.texts, strict=True)
        ],
    }


def _finite(error: float | None) -> float | None:
    """Return an error that JSON can write: none for one that overflows."""
    return error if error is not None and isfinite(error) else None


def _claim(verdict: Verdict, text: ClaimText) -> dict[str, Any]:
    return {
        "line": verdict.line,
        "statement": verdict.statement,
        "verdict": verdict.outcome,
        "cause": verdict.cause,
        "oracles": list(verdict.oracles),
        "points": verdict.points,
        "worst_error": _finite(verdict.worst_error),
        "mutants": {"tried": verdict.mutants.tried, "refuted": verdict.mutants.refuted},
        "diagnosis": verdict.diagnosis,
        "tex": text.numerator.tex,
        "numpy": text.numerator.numpy or None,
        "doctest": text.doctest,
        "seconds": verdict.seconds,
        **({"convention": verdict.convention} if verdict.convention else {}),
    }
