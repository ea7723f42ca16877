"""Count the checks of a page that ran and held."""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HELD = "@held"  # no name that a page could write
Node = TypeVar("Node", bound=ast.AST)


class HeldCount:
    """How many checks have held so far."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        """Count one more."""
        self.count += 1

    def counted(self, check: Callable[..., object]) -> Callable[..., object]:
        """Return a check that counts itself when it returns.

        Called as ``with assert_raises(...)``, a check returns before anything has held: that is
        not counted.
        """

        @functools.wraps(check)
        def counting(*args: object, **kwargs: object) -> object:
            __tracebackhide__ = True
            outcome = check(*args, **kwargs)
            if not hasattr(outcome, "__enter__"):
                self()
            return outcome

        return counting

    def watch(self, testing: ModuleType) -> None:
        """Make every `assert_...` function of a module count itself."""
        for name in dir(testing):
            check = getattr(testing, name)
            if name.startswith("assert_") and callable(check):
                setattr(testing, name, self.counted(check))


class _CountAsserts(ast.NodeTransformer):
    """Puts a call of `HELD` after each `assert`, which is reached only when it held."""

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        call = ast.Expr(ast.Call(ast.Name(HELD, ast.Load()), [], []))
        return [node, ast.fix_missing_locations(ast.copy_location(call, node))]


def count_asserts(tree: Node) -> Node:
    r"""Return the tree with a count after each `assert`.

    >>> ast.unparse(count_asserts(ast.parse("assert 1 < 2")))
    'assert 1 < 2\n@held()'
    """
    _CountAsserts().visit(tree)
    return tree
