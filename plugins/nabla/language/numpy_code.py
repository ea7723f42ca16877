"""Pieces of Python that know how tightly they bind."""

from __future__ import annotations

from dataclasses import dataclass

from nabla.language.text import ATOM


class Unwritten(Exception):  # noqa: N818 - no error: the statement has no short form in NumPy
    """An expression that NumPy text would say wrongly or at length."""


@dataclass(frozen=True)
class Code:
    """Python text, and how tightly its outermost operation binds."""

    text: str
    binding: int = ATOM

    def tight(self, least: int) -> str:
        """Return the text, in brackets if it binds less tightly."""
        return self.text if self.binding >= least else f"({self.text})"
