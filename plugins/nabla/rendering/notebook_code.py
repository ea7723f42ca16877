"""Doctests and claims as the code of notebook cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nabla.execution.output import Example


RAISED = "Traceback "
_PROMPTS = (">>> ", "... ")


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
    lines = [line for line in text.splitlines() if line.startswith(_PROMPTS)]
    last = max(number for number, line in enumerate(lines) if line.startswith(_PROMPTS[0]))
    code = [line[len(_PROMPTS[0]) :] for line in lines]
    code[last] = f"assert {'' if holds else 'not '}{code[last]}"
    body = "".join(f"    {line}\n" if line else "\n" for line in code)
    return f"# {statement}\ndef check():\n{body}\n\ncheck()"
