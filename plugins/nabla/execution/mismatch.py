"""Say how what an example of a doctest printed differs from what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.execution.output import Failure

if TYPE_CHECKING:
    from nabla.execution.output import Example

PROMPT = len(">>> ")
RAISED = "Traceback (most recent call last):"


def mismatch(example: Example, path: str, column: int) -> Failure:
    """Return the failure of an example that printed something else.

    Parameters
    ----------
    path
        Of the page.
    column
        Of its fence.
    """
    source = example.source.split("\n")[0]
    want, got = example.want or "(nothing)\n", example.got or "(nothing)\n"
    place = f"{path}:{example.line}:{column + PROMPT}"
    detail = f"{place}\n    {source}\n    {'^' * len(source)}\n"
    detail += f"  want:\n{_indented(want)}  got:\n{_indented(got)}".rstrip("\n")
    message = f"want {_brief(want)}, got {_brief(got)}"
    return Failure(example.line, column, message, detail, "doctest")


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."
