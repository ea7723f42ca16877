"""Run the Python of one page in one namespace. Nothing else in the package runs code."""

from __future__ import annotations
import __future__

import ast
import sys
import types
from typing import TYPE_CHECKING

from nabla.execution.frames import Origin
from nabla.execution.held import HELD, HeldCount, count_asserts

if TYPE_CHECKING:
    from collections.abc import Mapping

_FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


class Session:
    r"""The namespace of one page, fresh, and what has been run in it.

    >>> session = Session("docs/x.md")
    >>> session.run("a = 3\na + 1", line=10)
    4
    >>> session.evaluate("f'{a:.1f}'", line=14)
    '3.0'
    >>> session.run("assert a == 3", line=20)
    >>> session.held.count
    1
    """

    def __init__(self, path: str) -> None:
        self.origin = Origin(path)
        self.held = HeldCount()
        self._futures = 0
        # Pickle, dataclasses and typing look a class's module up in sys.modules.
        self._module = types.ModuleType("__main__")
        self._module.__file__ = path
        self._namespace = vars(self._module)
        self._namespace[HELD] = self.held

    @property
    def names(self) -> Mapping[str, object]:
        """What the page has bound so far."""
        return {name: value for name, value in self._namespace.items() if name[:1] not in "_@"}

    def enter(self) -> None:
        """Become the main module of this process, as a script is."""
        sys.modules["__main__"] = self._module

    def run(self, source: str, line: int, column: int = 1) -> object:
        """Run a snippet and return the value of its last expression.

        As in a notebook, a semicolon after the last expression hides its value.
        """
        tree = self._parse(source, line, column)
        last = tree.body[-1] if tree.body else None
        if not isinstance(last, ast.Expr) or _is_hidden(source, last, line):
            exec(self._compile(tree, "exec"), self._namespace)
            return None
        exec(self._compile(ast.Module(tree.body[:-1], []), "exec"), self._namespace)
        return eval(self._compile(ast.Expression(last.value), "eval"), self._namespace)

    def evaluate(self, source: str, line: int, column: int = 1) -> object:
        """Return the value of an expression."""
        column += len(source) - len(source.lstrip())
        source = source.strip()
        self.origin.add(source, line, column, inline=True)
        tree = self._placed(source, line, "eval")
        return eval(self._compile(tree, "eval"), self._namespace)

    def run_example(self, source: str, line: int, column: int = 1) -> None:
        """Run one interactive statement; an expression's value is printed."""
        self.origin.add(source.removesuffix("\n"), line, column)
        tree = self._placed(source, line, "single")
        exec(self._compile(tree, "single"), self._namespace)

    def _parse(self, source: str, line: int, column: int) -> ast.Module:
        self.origin.add(source, line, column)
        tree = self._placed(source, line, "exec")
        assert isinstance(tree, ast.Module)
        return tree

    def _placed(self, source: str, line: int, mode: str) -> ast.AST:
        """Parse source, padded so that its line numbers are the page's."""
        flags = ast.PyCF_ONLY_AST | self._futures
        padded = "\n" * (line - 1) + source
        tree: ast.AST = compile(padded, self.origin.path, mode, flags, dont_inherit=True)
        return count_asserts(tree) if "assert" in source else tree

    def _compile(self, tree: ast.AST, mode: str) -> types.CodeType:
        code = compile(tree, self.origin.path, mode, self._futures, dont_inherit=True)  # type: ignore[call-overload] # typeshed wants one overload for each kind of tree
        assert isinstance(code, types.CodeType)
        self._futures |= code.co_flags & _FUTURES
        return code


def _is_hidden(source: str, last: ast.Expr, line: int) -> bool:
    """Tell whether a semicolon follows the last expression."""
    end = (last.end_lineno or line) - line
    lines = source.split("\n")
    tail = lines[end].encode()[last.end_col_offset or 0 :].decode("utf-8", "replace")
    return tail.lstrip().startswith(";")
