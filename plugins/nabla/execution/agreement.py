"""Tell whether what was printed is what the page says: numbers as numbers, text as text."""

from __future__ import annotations

import doctest
import re
from dataclasses import dataclass

_RELATIVE = 1e-6
_NOISE = 1e-14  # rounding left where numbers of size one cancel
_ENOUGH_DIGITS = 2
_NUMBER = (
    r"(?:(?<![\w.)\]])[+-])?(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!(?!j\b)[A-Za-z_])"
)
_TOKEN = re.compile(rf"(?P<number>{_NUMBER})|(?P<wild>\.\.\.)|(?P<text>\w+|\s+|[^\w\s])")
_LAYOUT = re.compile(r"\s*([\[\](){},])\s*")
_OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS | doctest.DONT_ACCEPT_TRUE_FOR_1


@dataclass(frozen=True)
class _Token:
    text: str
    is_number: bool
    is_wild: bool


def agree(want: str, got: str, options: dict[int, bool] | None = None) -> bool:
    r"""Tell whether an example printed what the page says.

    Spaces and line breaks are free, ``...`` stands for anything. A number must be within 1e-6 of
    the printed one, relative to it; one printed with two significant digits or more may also be
    the rounded number. Whole numbers must be equal.

    Parameters
    ----------
    options
        The option flags of the example (``# doctest: -ELLIPSIS``).

    >>> agree("array([0.3333, 1.])", "array([0.33333333,\n       1.        ])")
    True
    >>> agree("0.3333", "0.3334"), agree("0.5", "0.51"), agree("1000001", "1000002")
    (False, False, False)
    """
    flags = _OPTIONS
    for flag, on in (options or {}).items():
        flags = flags | flag if on else flags & ~flag
    if doctest.OutputChecker().check_output(want, got, flags):
        return True
    wild = bool(flags & doctest.ELLIPSIS)
    wanted = _tokens(want.replace(doctest.BLANKLINE_MARKER, ""), wild=wild)
    noise = _NOISE * max([1.0, *(abs(float(t.text)) for t in wanted if t.is_number)])
    return _match(wanted, _tokens(got, wild=False), noise)


def _tokens(text: str, *, wild: bool) -> list[_Token]:
    layout = _LAYOUT.sub(r"\1", " ".join(text.split()))
    return [
        _Token(
            match.group(),
            is_number=match.lastgroup == "number",
            is_wild=wild and match.lastgroup == "wild",
        )
        for match in _TOKEN.finditer(layout)
    ]


def _match(want: list[_Token], got: list[_Token], noise: float) -> bool:
    """Match tokens, wildcards standing for any number of them, in time |want| × |got|."""
    w = g = 0
    wildcard = resume = -1
    while g < len(got):
        if w < len(want) and want[w].is_wild:
            wildcard, resume, w = w, g, w + 1
        elif w < len(want) and _equal(want[w], got[g], noise):
            w, g = w + 1, g + 1
        elif wildcard >= 0:
            w, resume = wildcard + 1, resume + 1
            g = resume
        else:
            return False
    return all(token.is_wild for token in want[w:])


def _equal(want: _Token, got: _Token, noise: float) -> bool:
    if not (want.is_number and got.is_number):
        return want.text == got.text
    if _is_whole(want.text) and _is_whole(got.text):
        return int(want.text) == int(got.text)
    wanted, found = float(want.text), float(got.text)
    slack = max(_RELATIVE * abs(wanted), noise, _half_a_digit(want.text))
    return wanted == found or abs(wanted - found) <= slack


def _is_whole(number: str) -> bool:
    return number.lstrip("+-").isdigit()


def _half_a_digit(number: str) -> float:
    """Return half a unit of the last printed digit, 0 where too few digits are printed."""
    mantissa, _, exponent = number.lower().partition("e")
    whole, _, fraction = mantissa.lstrip("+-").partition(".")
    if len((whole + fraction).lstrip("0")) < _ENOUGH_DIGITS or fraction in {"", "0"}:
        return 0.0  # Python prints 1.0 for a whole number: nobody rounded it
    # A little more than half, as the decimal number itself is not exact in binary.
    return float(0.5000001 * 10.0 ** (int(exponent or 0) - len(fraction)))
