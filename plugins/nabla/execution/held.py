"""Count the checks of a page that ran and held, and say of an assertion what did not hold."""

from __future__ import annotations

import ast
import functools
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# Names that no page could write.
HELD, _LEFT, _RIGHT = "@held", "@left", "@right"
_MOST_CHARACTERS = 120
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
Node = TypeVar("Node", bound=ast.AST)


class HeldCount:
    """How many checks have held so far."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        """Count one more."""
        self.count += 1

    def explain(self, claim: str, *compared: object) -> str:
        """Say what was asserted, and with which values.

        >>> HeldCount().explain("a < b", 3, "<", 2)
        'a < b does not hold: 3 < 2'
        """
        values = " ".join(c if n == 1 else _brief(c) for n, c in enumerate(compared))  # type: ignore[misc] # the one in the middle is a sign
        return f"{claim} does not hold" + (f": {values}" if values else "")

    def counted(self, check: Callable[..., object]) -> Callable[..., object]:
        """Return a check that counts itself when it returns.

        Called as ``with assert_raises(...)``, a check returns before anything has held: that is
        not counted.
        """

        @functools.wraps(check)
        def counting(*args: object, **kwargs: object) -> object:
            outcome = check(*args, **kwargs)
            if not hasattr(outcome, "__enter__"):
                self()
            return outcome

        return counting

    def watch_loading(self, name: str) -> None:
        """Watch a module of checks: now if it is loaded, else as soon as the page loads it."""
        if name in sys.modules:
            self.watch(sys.modules[name])
        else:
            sys.meta_path.insert(0, _Loading(name, self.watch))

    def watch(self, testing: ModuleType) -> None:
        """Make every `assert_...` function of a module count itself."""
        for name in dir(testing):
            check = getattr(testing, name)
            if name.startswith("assert_") and callable(check):
                setattr(testing, name, self.counted(check))


class _Loading:
    """Finds one module as it is found without it, and tells when it has been loaded."""

    def __init__(self, name: str, loaded: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._loaded = loaded

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the module's spec, whose loader tells; None for every other module."""
        if name != self._name:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_and_tell(module: ModuleType) -> None:
                load(module)
                self._loaded(module)

            spec.loader.exec_module = load_and_tell  # type: ignore[method-assign] # of this module's loader alone
        return spec


class _CountAsserts(ast.NodeTransformer):
    """Puts a call of `HELD` after each `assert`, which is reached only when it held.

    An `assert` without a message gets one: what it compares, and the values.
    """

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt]:
        place = node.test
        if node.msg is None:
            node.msg = ast.Call(
                ast.Attribute(ast.Name(HELD, ast.Load()), "explain", ast.Load()),
                [ast.Constant(ast.unparse(node.test)), *_keep_values(node.test)],
                [],
            )
            _place(node.msg, place)
        call = ast.Expr(ast.Call(ast.Name(HELD, ast.Load()), [], []))
        _place(call, place)
        return [node, call]


def count_asserts(tree: Node) -> Node:
    r"""Return the tree with a count after each `assert`.

    >>> ast.unparse(count_asserts(ast.parse("assert f(), 'no'")))
    "assert f(), 'no'\n@held()"
    """
    _CountAsserts().visit(tree)
    return tree


def _keep_values(test: ast.expr) -> list[ast.expr]:
    """Have a comparison keep what it compares; return the two values and the sign between."""
    if not isinstance(test, ast.Compare) or len(test.ops) > 1 or type(test.ops[0]) not in _SIGNS:
        return []
    kept = []
    for name, value in ((_LEFT, test.left), (_RIGHT, test.comparators[0])):
        kept.append(_place(ast.NamedExpr(ast.Name(name, ast.Store()), value), value))
    test.left, test.comparators = kept[0], [kept[1]]
    sign = ast.Constant(_SIGNS[type(test.ops[0])])
    return [ast.Name(_LEFT, ast.Load()), sign, ast.Name(_RIGHT, ast.Load())]


def _place(node: Node, like: ast.AST) -> Node:
    """Give a new node, and the new ones below it, the place of another."""
    return ast.fix_missing_locations(ast.copy_location(node, like))


def _brief(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= _MOST_CHARACTERS else text[: _MOST_CHARACTERS - 1] + "…"
