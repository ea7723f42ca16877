"""What a search should find beside the words of the pages: each formula by its name and in words.

A reader types "softmax jacobian" or "hadamard"; a formula says neither. So the search index gets
an entry for each numbered thing that has claims, with words for what they are made of.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nabla.page_report import FenceReport, Report

BOOST = 1.5
"""How much more an entry counts than a paragraph that says the same words."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        r"\bd\(": "derivative",
        r"\bgrad\(": "gradient",
        r"\bJ\(": "Jacobian",
        r"\bhess\(": "Hessian",
        r"\blap\(": "Laplacian",
        r"\bdiv\(": "divergence",
        r" \* ": "element-wise product Hadamard",
        r"\bdiag\(": "diagonal matrix",
        r"\.T\b": "transpose",
        r" @ ": "matrix product",
        r"\bI\(": "identity matrix",
        r"\bones\(": "vector of ones",
        r"\bsum\(": "sum",
        r"\bmean\(": "mean average",
        r"\bdot\(": "dot product inner product",
        r"\bnorm\(": "norm length",
        r"\btrace\(": "trace",
        r"\bdet\(": "determinant",
        r"\blogdet\(": "log-determinant",
        r"\binv\(": "inverse",
        r"\bkron\(": "Kronecker product",
        r"\bsoftmax\(": "softmax",
        r"\blogsumexp\(": "log-sum-exp",
        r"\bsigmoid\(": "sigmoid logistic",
        r"\brelu\(": "ReLU rectifier",
        r"\bmax\(": "maximum",
    }
)
"""From what stands in a claim to what a reader calls it."""

_JACOBIAN = re.compile(r"\bd\([^=]*\)/d\(")


def words_of(statement: str) -> str:
    """Say in words what a statement is made of.

    >>> words_of("d(w * x)/d(w) = diag(x)")
    'derivative Jacobian element-wise product Hadamard diagonal matrix'
    """
    found = [word for pattern, word in WORDS.items() if re.search(pattern, statement)]
    if _JACOBIAN.search(statement):
        found.insert(1, "Jacobian")
    return " ".join(dict.fromkeys(found))


def search_entries(report: Report, urls: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield an entry of the search index for each formula, table and exercise that has claims.

    Parameters
    ----------
    urls
        The addresses of pages in the site, by the paths that messages use.
    """
    for page in report.pages:
        url = urls.get(page.document.path)
        for part in page.fences:
            if url is not None and part.target is not None and part.verdicts:
                yield _entry(part, url)


def _entry(part: FenceReport, url: str) -> dict[str, Any]:
    assert part.target is not None
    options = part.fence.options
    statements = [verdict.statement for verdict in part.verdicts]
    name = options.name or options.caption or ""
    # The answer of an exercise is not for the list of results.
    shown = [] if part.fence.kind == "exercise" else statements
    words = dict.fromkeys(word for said in statements for word in words_of(said).split())
    return {
        "location": f"{url}#{part.target.id}",
        "title": f"{part.target.text}: {name}" if name else part.target.text,
        "text": " · ".join([" ".join(words), *shown]),
        "boost": BOOST,
    }
