"""Doctests and claims as the code of notebook cells."""

from __future__ import annotations

import doctest
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.execution.output import Example


RAISED = "Traceback "


def example_cells(examples: Sequence[Example]) -> Iterator[tuple[str, bool]]:
    """Yield the code of doctests, and whether it raises as the page says.

    A cell ends where something is shown, as a notebook shows it.
    """
    lines: list[str] = []
    for example in examples:
        raises = example.want.startswith(RAISED)
        if raises and lines:
            yield "\n".join(lines), False
            lines = []
        lines.append(example.source.rstrip("\n"))
        if example.want.strip():
            yield "\n".join(lines), raises
            lines = []
    if lines:
        yield "\n".join(lines), False


def assertion(statement: str, text: str, *, holds: bool) -> str:
    r"""Return a claim's doctest as an assertion that leaves no names behind.

    Parameters
    ----------
    holds
        Whether it is claimed; otherwise the page shows a mistake, and the contrary is asserted.

    >>> print(assertion("1 + 1 = 2", ">>> left = 1 + 1\n>>> left == 2\nTrue\n", holds=True))
    # 1 + 1 = 2
    def check():
        left = 1 + 1
        assert left == 2
    <BLANKLINE>
    <BLANKLINE>
    check()
    """
    *first, last = doctest.DocTestParser().get_examples(text)
    body = "".join(example.source for example in first)
    sign = "" if holds else "not "
    body += f"assert {sign}{last.source}"
    return f"# {statement}\ndef check():\n{textwrap.indent(body, '    ')}\n\ncheck()"
