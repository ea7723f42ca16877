"""Run the examples of a ``pycon`` fence and compare what they print with what the page says."""

from __future__ import annotations

import doctest
import re
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.execution.agreement import agree
from nabla.execution.mismatch import RAISED, mismatch
from nabla.execution.output import Example, UnreadableError
from nabla.execution.printed import LimitReached, storable, without_addresses

if TYPE_CHECKING:
    from nabla.execution.output import Failure
    from nabla.execution.printed import Printed
    from nabla.execution.session import Session
    from nabla.execution.task import Doctest

_PARSER_LINE = re.compile(r"line (\d+) of the docstring for \S+ (.*)", re.DOTALL)


@dataclass(frozen=True)
class Examined:
    """The examples of a fence, and what was wrong with the first that failed."""

    examples: tuple[Example, ...]
    failure: Failure | None
    error: BaseException | None


def run_doctest(step: Doctest, session: Session, printed: Printed) -> Examined:
    """Run the examples in the page's namespace, all of them even when one prints something else.

    An exception that no example expects ends the fence, as it ends a script.
    """
    examples: list[Example] = []
    failure: Failure | None = None
    for example in parse(step):
        outcome, error, passed = _run(example, step, session, printed)
        examples.append(outcome)
        if error is not None and not passed:
            return Examined(tuple(examples), failure, error)
        if not passed and failure is None:
            failure = mismatch(outcome, session.origin.path, step.column)
    return Examined(tuple(examples), failure, None)


def parse(step: Doctest) -> list[doctest.Example]:
    """Return the examples of a fence.

    Raises
    ------
    UnreadableError
        The text is no interactive session, or holds no example.
    """
    try:
        examples = doctest.DocTestParser().get_examples(step.source, "fence")
    except ValueError as error:
        found = _PARSER_LINE.match(str(error))
        line, message = (int(found[1]), found[2]) if found else (1, str(error))
        raise UnreadableError(
            step.line + line - 1, f"not an interactive session: {message}"
        ) from None
    if not examples:
        raise UnreadableError(step.line, "no example in this fence; begin one with '>>> '")
    return examples


def _run(
    example: doctest.Example, step: Doctest, session: Session, printed: Printed
) -> tuple[Example, BaseException | None, bool]:
    """Run one example: what it printed, what it raised, whether that is as the page says."""
    line = step.line + example.lineno
    if example.options.get(doctest.SKIP):
        return _outcome(example, line, example.want, passed=True), None, True
    error: BaseException | None = None
    try:
        session.run_example(example.source, line, step.column + example.indent + 4)
    except LimitReached:
        raise
    except BaseException as raised:  # whatever the page raises is data here
        error = raised
    got = printed.take().decode("utf-8", "backslashreplace")
    if error is None:
        passed = agree(example.want, got, example.options)
        return _outcome(example, line, got, passed=passed), None, passed
    passed = example.exc_msg is not None and _is_expected(error, example)
    last = "".join(traceback.format_exception_only(error))
    trace = f"{got}{RAISED}\n    ...\n{last}"
    return _outcome(example, line, example.want if passed else trace, passed=passed), error, passed


def _is_expected(error: BaseException, example: doctest.Example) -> bool:
    want = example.exc_msg or ""
    got = traceback.format_exception_only(error)[-1]
    if example.options.get(doctest.IGNORE_EXCEPTION_DETAIL):
        want, got = (text.partition(":")[0].rpartition(".")[2].strip() for text in (want, got))
    # The interpreter writes the module before the name, authors often do not.
    return agree(want, got, example.options) or agree(want, _unqualified(got), example.options)


def _unqualified(message: str) -> str:
    name, colon, rest = message.partition(":")
    return name.rpartition(".")[2] + colon + rest


def _outcome(example: doctest.Example, line: int, got: str, *, passed: bool) -> Example:
    return Example(
        line=line,
        source=example.source,
        want=example.want,
        got=storable(without_addresses(got)),
        passed=passed,
        want_line=line + example.source.count("\n"),
        want_lines=example.want.count("\n"),
    )
