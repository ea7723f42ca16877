"""Single changes of one expression's text: a sign, a factor, a transpose, a name."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from mutation.vocabulary import DOMAINS, LOOKALIKES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mutation.statement import Part
    from mutation.vocabulary import Vocabulary

_SIGNS: Mapping[type[ast.AST], tuple[str, str]] = MappingProxyType(
    {
        ast.Add: ("+", "-"),
        ast.Sub: ("-", "+"),
        ast.Mult: ("*", "/"),
        ast.Div: ("/", "*"),
        ast.MatMult: ("@", "*"),
    }
)
_COMPARISONS: Mapping[type[ast.AST], tuple[str, str]] = MappingProxyType(
    {
        ast.Lt: ("<", ">"),
        ast.LtE: ("<=", ">="),
        ast.Gt: (">", "<"),
        ast.GtE: (">=", "<="),
        ast.Eq: ("==", "!="),
        ast.NotEq: ("!=", "=="),
    }
)
_BY = frozenset({"grad", "hess", "jvp", "vjp", "hvp", "div", "curl", "lap"})
_WORD = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?")


class Edit(NamedTuple):
    """Characters of a text that become others."""

    start: int
    end: int
    new: str


def find_edits(part: Part, vocabulary: Vocabulary) -> Iterator[Edit]:
    """Yield every single change of a part, each by offsets in the part's own text."""
    if part.role == "domain":
        yield from _domain_edits(part.text, vocabulary)
        return
    tree = ast.parse(f"({part.text}\n)", mode="eval").body
    reader = _Reader(part, vocabulary)
    if part.role != "condition":
        yield from reader.whole()
    yield from reader.inside(tree)


def bumped(number: str) -> str:
    """Return a number with one more in the last digit that is written.

    >>> bumped("2"), bumped("0.25"), bumped("1e-9")
    ('3', '0.26', '2e-9')
    """
    mantissa, *exponent = re.split(r"(?=[eE])", number)
    digits = len(mantissa.partition(".")[2])
    return "".join([f"{float(mantissa) + 10.0**-digits:.{digits}f}", *exponent])


def _domain_edits(text: str, vocabulary: Vocabulary) -> Iterator[Edit]:
    for match in _WORD.finditer(text):
        word = match.group()
        new = [bumped(word)] if word[0].isdigit() else list(vocabulary.others(word))
        new += [DOMAINS[word]] if word in DOMAINS else []
        yield from (Edit(*match.span(), other) for other in new)


@dataclass(frozen=True)
class _Reader:
    part: Part
    vocabulary: Vocabulary

    def whole(self) -> Iterator[Edit]:
        """Yield changes of the expression as a whole."""
        text = self.part.text
        for new in (f"-({text})", f"2 * ({text})", f"({text}).T"):
            yield Edit(0, len(text), new)

    def inside(self, node: ast.AST) -> Iterator[Edit]:
        """Yield changes at a node and at all below it."""
        rule = _RULES.get(type(node))
        if rule is not None:
            yield from rule(self, node)
        for child in self._children(node):
            yield from self.inside(child)

    def _children(self, node: ast.AST) -> Iterator[ast.AST]:
        if isinstance(node, ast.BinOp) and _is_derivative(node):
            yield from _arguments(node.left)
        elif isinstance(node, ast.Call):
            by = isinstance(node.func, ast.Name) and node.func.id in _BY
            yield from (node.args[0], *node.args[2:]) if by else node.args
        elif isinstance(node, ast.BinOp):
            yield from (node.left, node.right)
        elif isinstance(node, ast.UnaryOp):
            yield node.operand
        else:
            yield from (part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))

    def _binary(self, node: ast.BinOp) -> Iterator[Edit]:
        if _is_derivative(node):
            yield from self._transposed(node)
            yield from self._renamed(_innermost(node.right))
            return
        start, end = self._span(node)
        if isinstance(node.op, ast.Pow):
            yield Edit(start, end, self._text(node.left, closing=node))
            return
        old, new = _SIGNS[type(node.op)]
        at = self._operator(node.left, node.right, old)
        yield Edit(at, at + 1, new)
        left = self.part.text[start:at].strip()
        right = self.part.text[at + 1 : end].strip()
        if isinstance(node.op, ast.Add | ast.Sub):
            yield Edit(start, start, "-")
            return
        yield Edit(start, end, left)
        yield Edit(start, end, f"1 / {right}" if old == "/" else right)
        if old == "@":
            yield Edit(start, end, f"{right} @ {left}")

    def _renamed(self, node: ast.expr) -> Iterator[Edit]:
        if isinstance(node, ast.Name):
            others = self.vocabulary.others(node.id, self.part.parameters)
            yield from (Edit(*self._span(node), other) for other in others)

    def _name(self, node: ast.Name) -> Iterator[Edit]:
        yield from self._renamed(node)
        if node.id in (*self.vocabulary.values, *self.part.parameters):
            yield from self._transposed(node)

    def _number(self, node: ast.Constant) -> Iterator[Edit]:
        yield Edit(*self._span(node), bumped(self._text(node)))

    def _attribute(self, node: ast.Attribute) -> Iterator[Edit]:
        yield Edit(*self._span(node), self._text(node.value, closing=node))

    def _branches(self, node: ast.IfExp) -> Iterator[Edit]:
        yield from self._negated(node.body, node.orelse)
        yield from self._exchange(node.body, node.orelse)

    def _list(self, node: ast.List) -> Iterator[Edit]:
        yield from self._negated(*(entry for entry in node.elts if not isinstance(entry, ast.List)))
        for first, second in pairwise(node.elts):
            yield from self._exchange(first, second)

    def _unary(self, node: ast.UnaryOp) -> Iterator[Edit]:
        start, end = self._span(node)
        word = "not" if isinstance(node.op, ast.Not) else "-"
        yield Edit(start, end, self.part.text[start + len(word) : end].strip())

    def _call(self, node: ast.Call) -> Iterator[Edit]:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        for other in (*self.vocabulary.others(name), *LOOKALIKES.get(name, ())):
            yield Edit(*self._span(node.func), other)
        if name in _BY:
            yield from self._renamed(node.args[1])
        else:
            yield from self._negated(*node.args)
        if len(node.args) == 1:
            yield Edit(*self._span(node), f"({self._text(node.args[0])})")
        elif len(node.args) == 2 and name not in _BY:
            yield from self._exchange(*node.args)
        yield from self._transposed(node)

    def _compare(self, node: ast.Compare) -> Iterator[Edit]:
        operands = [node.left, *node.comparators]
        for place, kind in enumerate(node.ops):
            old, new = _COMPARISONS[type(kind)]
            at = self._operator(operands[place], operands[place + 1], old)
            yield Edit(at, at + len(old), new)

    def _logical(self, node: ast.BoolOp) -> Iterator[Edit]:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for first, second in pairwise(node.values):
            at = self._operator(first, second, old)
            yield Edit(at, at + len(old), new)

    def _negated(self, *nodes: ast.expr) -> Iterator[Edit]:
        places = (self._span(node)[0] for node in nodes)
        yield from (Edit(at, at, "-") for at in places)

    def _exchange(self, first: ast.expr, second: ast.expr) -> Iterator[Edit]:
        (start, middle), (again, end) = self._span(first), self._span(second)
        between = self.part.text[middle:again]
        yield Edit(start, end, f"{self._text(second)}{between}{self._text(first)}")

    def _transposed(self, node: ast.expr) -> Iterator[Edit]:
        start, end = self._span(node)
        text = self.part.text[start:end]
        yield Edit(start, end, f"({text}).T" if isinstance(node, ast.BinOp) else f"{text}.T")

    def _operator(self, left: ast.expr, right: ast.expr, symbol: str) -> int:
        return self.part.text.index(symbol, self._span(left)[1], self._span(right)[0])

    def _text(self, node: ast.expr, closing: ast.expr | None = None) -> str:
        """Return a node's text; with the brackets around it if it begins a larger node."""
        start, end = self._span(node)
        if closing is None:
            return self.part.text[start:end]
        start, after = self._span(closing)
        text = self.part.text[start:after]
        mark = "**" if isinstance(closing, ast.BinOp) else "."
        return text[: text.index(mark, end - start)].strip()

    def _span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def _offset(self, line: int, column: int) -> int:
        before = self.part.text.split("\n")[: line - 1]
        return sum(len(text) + 1 for text in before) + column - (line == 1)


_RULES: Mapping[type[ast.AST], Callable[[_Reader, Any], Iterator[Edit]]] = MappingProxyType(
    {
        ast.Attribute: _Reader._attribute,
        ast.BinOp: _Reader._binary,
        ast.BoolOp: _Reader._logical,
        ast.Call: _Reader._call,
        ast.Compare: _Reader._compare,
        ast.Constant: _Reader._number,
        ast.IfExp: _Reader._branches,
        ast.List: _Reader._list,
        ast.Name: _Reader._name,
        ast.UnaryOp: _Reader._unary,
    }
)


def _is_derivative(node: ast.BinOp) -> bool:
    """Tell whether a quotient is ``d(f)/d(x)``."""
    sides = (node.left, node.right)
    named = (side.func for side in sides if isinstance(side, ast.Call))
    letters = [name.id for name in named if isinstance(name, ast.Name)]
    return isinstance(node.op, ast.Div) and letters == ["d", "d"]


def _arguments(node: ast.expr) -> list[ast.expr]:
    return node.args if isinstance(node, ast.Call) else []


def _innermost(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Call):
        node = node.args[0]
    return node
