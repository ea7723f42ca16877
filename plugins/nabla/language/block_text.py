"""What is shown of a fence's claims, as text: all that a page needs to set them.

This module is loaded by every build, also by one that checks nothing: it imports no mathematics.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Both:
    """A text in numerator and in denominator layout; often the same."""

    numerator: str = ""
    denominator: str = ""


@dataclass(frozen=True)
class GradientRow:
    """A row of a gradient table.

    Attributes
    ----------
    variable_kind, result_kind
        ``scalar``, ``vector`` or ``matrix``: what the function maps, and to what.
    """

    expression: Both
    variable: Both
    derivative: Both
    condition: str
    shape: Both
    variable_kind: str
    result_kind: str


@dataclass(frozen=True)
class BlockText:
    """A block, written out where it was checked.

    Attributes
    ----------
    declarations
        Its ``let`` lines.
    display
        All its statements as displayed mathematics; empty for a gradient table.
    question
        The claims of an exercise with the answers left open.
    rows
        Of a gradient table.
    tasks
        What a browser needs to check a reader's answers to an exercise, as JSON.
    """

    declarations: tuple[str, ...] = ()
    display: Both = Both()
    question: Both = Both()
    rows: tuple[GradientRow, ...] = ()
    tasks: str = ""


@dataclass(frozen=True)
class Setting:
    """One claim in one layout.

    Attributes
    ----------
    tex
        The whole statement.
    numpy
        The claimed side, after the definitions that it needs; empty where it has no short form.
    shape
        The shape of both sides, ``1×n``; empty where only a run can tell.
    """

    tex: str
    numpy: str
    shape: str
