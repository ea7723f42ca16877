"""Single changes of the text of a fence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mutation.edits import find_edits
from mutation.statement import find_parts
from mutation.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from nabla.language.block import Block


@dataclass(frozen=True)
class Change:
    """One stretch of a fence's text that becomes another.

    Attributes
    ----------
    body
        The whole text after the change.
    line
        The line of the text in which the change begins, counted from 0.
    old, new
        That line before and after.
    """

    body: str
    line: int
    old: str
    new: str


def find_changes(body: str, block: Block) -> tuple[Change, ...]:
    r"""Return every single change of a fence's text, each once.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> body = "let x in R\nd(x**2)/d(x) = 2 * x\n"
    >>> changes = find_changes(body, parse_block(body, Place("a.md", 1)))
    >>> [change.new for change in changes][:3]
    ['-(d(x**2)/d(x)) = 2 * x', '2 * (d(x**2)/d(x)) = 2 * x', '(d(x**2)/d(x)).T = 2 * x']
    """
    vocabulary = vocabulary_of(block.scope)
    found: dict[str, Change] = {}
    for part in find_parts(body):
        for edit in find_edits(part, vocabulary):
            change = _change(body, part.start + edit.start, part.start + edit.end, edit.new)
            if change.body != body:
                found.setdefault(change.body, change)
    return tuple(found.values())


def _change(body: str, start: int, end: int, new: str) -> Change:
    after = body[:start] + new + body[end:]
    first = body.rfind("\n", 0, start) + 1
    old_line = body[first : body.find("\n", end)]
    new_line = after[first : after.find("\n", start + len(new))]
    return Change(after, body.count("\n", 0, start), old_line, new_line)
