"""The verification of one fence as work that a page's process can do.

The text is parsed by the worker: a build that finds all results in its store parses no claim, and
loads neither the language nor NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nabla.errors import PageError
from nabla.verification.checked import Checked, Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.errors import Place
    from nabla.fence_kinds import FenceKind
    from nabla.verification.policy import Policy


@dataclass(frozen=True)
class ClaimWork:
    """The claims of one fence and the author's choices for them.

    It runs where the names are that the page's snippets have bound.
    """

    text: str
    place: Place
    kind: FenceKind
    policy: Policy

    modules: ClassVar[tuple[str, ...]] = ("nabla.verification.check",)

    def needs(self) -> tuple[str, ...]:
        """Return the page's names that the claims use; none where they cannot be read."""
        from nabla.verification.check import names_needed  # what a stored result does without

        try:
            return names_needed(self.text, self.place)
        except PageError:
            return ()

    def run(self, names: Mapping[str, object], /) -> Checked:
        """Verify the claims with the names of the page."""
        from nabla.language.grammar import parse_block  # as above
        from nabla.verification.check import check_claims

        try:
            block = parse_block(self.text, self.place)
            return check_claims(block, self.kind, self.policy, names)
        except PageError as error:
            place = error.place
            return Checked(malformed=Malformed(place.line, place.column, error.message))
