"""The changes of one fence as work that a page's process can do, with the names of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mutation.trial import Suspect, try_change
from nabla.verification.page_function import is_usable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mutation.trial import Fate


@dataclass(frozen=True)
class MutationWork:
    """A fence, and the texts that it is changed to."""

    suspect: Suspect
    bodies: tuple[str, ...]

    modules: ClassVar[tuple[str, ...]] = ("nabla.verification.verify",)

    def needs(self) -> tuple[str, ...]:
        """Ask for nothing: a name that is missing makes a change malformed."""
        return ()

    def run(self, names: Mapping[str, object], /) -> tuple[tuple[Fate, str], ...]:
        """Return the fate of each change, and what a survivor claims."""
        usable = {name: bound for name, bound in names.items() if is_usable(bound)}
        return tuple(try_change(self.suspect, body, usable) for body in self.bodies)
