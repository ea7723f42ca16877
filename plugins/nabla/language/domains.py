"""Where a variable lives: ``R^n``, ``positive``, ``(0, 1)^n``, ``spd(n)``, ``smooth(n, m)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.errors import PageError, nearest

if TYPE_CHECKING:
    from nabla.errors import Place

Size = int | str
"""A fixed size, or the letter of a free one."""

SQUARE = ("symmetric", "spd", "invertible", "orthogonal")
VECTOR = ("simplex", "onehot")
KINDS = ("R", "positive", "smooth", *VECTOR, *SQUARE)


@dataclass(frozen=True)
class Domain:
    """A set that values are drawn from.

    Attributes
    ----------
    kind
        ``R``, ``positive``, ``interval``, one of the structured sets, or ``smooth``.
    rows, columns
        Sizes of a value; both 1 for a scalar. For ``smooth(n, m)``, the map from Rⁿ (`columns`)
        to Rᵐ (`rows`).
    lower, upper
        Ends of an open interval.
    text
        As the author wrote it.
    elementwise
        A scalar function that is applied entry by entry (``smooth`` without sizes).
    """

    kind: str
    rows: Size = 1
    columns: Size = 1
    lower: float = float("-inf")
    upper: float = float("inf")
    text: str = ""
    elementwise: bool = False

    @property
    def is_function(self) -> bool:
        """Whether the variable is a map and not a value."""
        return self.kind == "smooth"

    @property
    def is_structured(self) -> bool:
        """Whether the entries depend on each other."""
        return self.kind in {"simplex", "symmetric", "spd", "orthogonal"}

    @property
    def letters(self) -> tuple[str, ...]:
        """The free sizes, in the order in which they are written."""
        return tuple(size for size in (self.rows, self.columns) if isinstance(size, str))


_SIZE = r"[A-Za-z][A-Za-z0-9_]*|\d+"
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|-?inf"
_POWER = rf"(?:\^\s*(?:(?P<size>{_SIZE})|\(\s*(?P<rows>{_SIZE})\s*,\s*(?P<columns>{_SIZE})\s*\)))?"
_FLAT = re.compile(rf"(?P<kind>R|positive)\s*{_POWER}")
_INTERVAL = re.compile(rf"\(\s*(?P<lower>{_NUMBER})\s*,\s*(?P<upper>{_NUMBER})\s*\)\s*{_POWER}")
_CALLED = re.compile(
    rf"(?P<kind>[a-z]+)\s*\(\s*(?P<first>{_SIZE})\s*(?:,\s*(?P<second>{_SIZE})\s*)?\)"
)


def parse_domain(text: str, place: Place) -> Domain:
    """Read a domain.

    Raises
    ------
    PageError
        The text is no domain; the message says what was expected.

    >>> parse_domain("R^(m,n)", None).letters
    ('m', 'n')
    >>> parse_domain("(0, 1)^3", None).rows
    3
    """
    if match := _FLAT.fullmatch(text):
        return _sized(match, Domain(match["kind"], text=text), place)
    if match := _INTERVAL.fullmatch(text):
        lower, upper = float(match["lower"]), float(match["upper"])
        if not lower < upper:
            raise PageError(place, f"empty interval {text!r}: the first end must be the smaller")
        return _sized(match, Domain("interval", lower=lower, upper=upper, text=text), place)
    if text == "smooth":
        return Domain("smooth", text=text, elementwise=True)
    if match := _CALLED.fullmatch(text):
        return _called(match, text, place)
    word = re.match(r"[A-Za-z]+", text)
    hint = nearest(word.group(), KINDS) if word else ""
    raise PageError(
        place, f"expected a domain such as R^n, positive or (0, 1)^n, got {text!r}{hint}"
    )


def _size(text: str | None, place: Place) -> Size:
    if text is None:
        return 1
    if text.isdigit() and int(text) == 0:
        raise PageError(place, "a size must be at least 1")
    return int(text) if text.isdigit() else text


def _sized(match: re.Match[str], flat: Domain, place: Place) -> Domain:
    rows = match["size"] or match["rows"]
    return Domain(
        flat.kind,
        _size(rows, place),
        _size(match["columns"], place),
        flat.lower,
        flat.upper,
        flat.text,
    )


def _called(match: re.Match[str], text: str, place: Place) -> Domain:
    kind, first, second = match["kind"], match["first"], match["second"]
    if kind not in KINDS or kind in {"positive"}:
        raise PageError(place, f"unknown domain {kind!r}{nearest(kind, KINDS)}")
    if (second is not None) != (kind == "smooth"):
        takes = "two sizes, smooth(n, m)" if kind == "smooth" else f"one size, {kind}(n)"
        raise PageError(place, f"domain {kind!r} takes {takes}; got {text!r}")
    size = _size(first, place)
    if kind == "smooth":
        return Domain(kind, rows=_size(second, place), columns=size, text=text)
    return Domain(kind, rows=size, columns=1 if kind in VECTOR else size, text=text)
