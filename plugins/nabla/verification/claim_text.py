"""A claim as a reader takes it home: TeX and NumPy in each layout, and a doctest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nabla.language.block_text import Setting


@dataclass(frozen=True)
class ClaimText:
    """The texts of one claim.

    Attributes
    ----------
    doctest
        `None` where plain NumPy cannot say it; see `claim_doctest`.
    layouts_agree
        Whether the denominator form has the same values, transposed as a whole or not at all.
    borrowed
        What it uses of the page's snippets, by name; it can be checked only together with them.
    trial
        What a browser needs to evaluate both sides at other numbers, see `trial_json`.
    """

    numerator: Setting
    denominator: Setting
    doctest: str | None
    layouts_agree: bool = True
    borrowed: tuple[str, ...] = ()
    trial: str = ""
