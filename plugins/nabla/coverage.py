"""Displayed derivatives that no claim guards, and items of a list that no page treats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.displays import find_displays, find_ids_comments
from nabla.fences import find_fences
from nabla.plan import count_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nabla.displays import Display
    from nabla.document import Document


@dataclass(frozen=True)
class Coverage:
    """How much of the displayed mathematics rests on claims.

    Attributes
    ----------
    set_from_claims
        Formulas, table rows and exercises that are set from what is checked.
    guarded
        Formulas written by hand that name the claims which hold them, or define something.
    unguarded
        Derivatives written by hand that do neither.
    untreated
        Items of a list that no page names.
    """

    set_from_claims: int
    guarded: int
    unguarded: tuple[Display, ...]
    untreated: tuple[str, ...] = ()

    @property
    def percent(self) -> float:
        """The share of displayed derivatives that something holds."""
        held = self.set_from_claims + self.guarded
        return 100.0 * held / max(held + len(self.unguarded), 1)


def find_coverage(documents: Sequence[Document], items: Iterable[str] = ()) -> Coverage:
    r"""Look through pages.

    >>> from nabla.document import Document
    >>> page = Document("x.md", "$$\n\\frac{dy}{dx} = 2\n$$\n")
    >>> len(find_coverage([page]).unguarded)
    1
    """
    displays = [d for document in documents for d in find_displays(document) if d.has_derivative]
    guarded = [d for d in displays if d.guards or d.is_definition]
    claims = sum(count_claims(fence) for document in documents for fence in find_fences(document))
    treated = {name for document in documents for _, name in find_ids_comments(document)}
    return Coverage(
        claims,
        len(guarded),
        tuple(d for d in displays if not (d.guards or d.is_definition)),
        tuple(item for item in items if item not in treated),
    )
