"""About how wide a formula is, so that one wider than a telephone's screen can be scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

_SCRIPT = 0.7
_LETTER = 0.52
_SPACED_OPERATOR = 1.25
_OPERATOR = 0.4
_COLUMN_GAP = 0.8
_RADICAL = 0.8


def estimate_width(mathml: str) -> float:
    """Estimate the width of a formula in em, to a fifth or so.

    >>> estimate_width("<math><mi>x</mi><mo>=</mo><mn>12</mn></math>")
    2.81
    """
    return round(_width(ET.fromstring(mathml)), 2)


def _width(element: Element) -> float:
    parts = [_width(child) for child in element]
    match element.tag:
        case "mfrac":
            small = element.get("displaystyle") == "false"
            return max(parts) * (_SCRIPT if small else 1)
        case "msub" | "msup" | "msubsup":
            return parts[0] + _SCRIPT * max(parts[1:])
        case "munder" | "mover" | "munderover":
            return max(parts[0], _SCRIPT * max(parts[1:]))
        case "msqrt" | "mroot":
            return _RADICAL + sum(parts)
        case "mtable":
            return _table_width([[_width(cell) for cell in row] for row in element])
        case "mspace":
            return _length(element.get("width", "0"))
        case "mo":
            return _operator_width(element)
    return sum(parts) + _LETTER * len(element.text or "")


def _table_width(rows: Sequence[Sequence[float]]) -> float:
    columns = max((len(row) for row in rows), default=0)
    widest = [max((row[i] for row in rows if i < len(row)), default=0.0) for i in range(columns)]
    return sum(widest) + _COLUMN_GAP * columns


def _operator_width(element: Element) -> float:
    plain = element.get("lspace") == "0" or element.get("stretchy") or element.get("minsize")
    return _OPERATOR if plain or element.text in set("()[]{}|,\u2061\u2063") else _SPACED_OPERATOR


def _length(width: str) -> float:
    return float(width.removesuffix("em")) if width.endswith("em") and width[-3] != "r" else 0.0
