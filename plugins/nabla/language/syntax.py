"""Text of one expression to an `Expression`, by Python's own parser and an allowlist.

Nothing is evaluated here: what the allowlist does not name is refused with its place.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NoReturn

from nabla.errors import PageError
from nabla.language.expression import (
    Binary,
    Call,
    Compare,
    Derivative,
    Entry,
    Expression,
    Logical,
    Matrix,
    Name,
    Negate,
    Number,
    Piecewise,
    Transpose,
)

if TYPE_CHECKING:
    from nabla.errors import Place
    from nabla.language.excerpt import Excerpt

LONGEST = 4000
DEEPEST = 60

_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_OTHER_WAYS: dict[type[ast.AST], str] = {
    ast.BitXor: "'^' is no operator here; a power is written x**2",
    ast.FloorDiv: "'//' is no operator here; a quotient is written a / b",
    ast.Mod: "'%' is no operator here",
    ast.Lambda: "no lambda; define a function with: let f(x) = ...",
    ast.Set: "no braces; group with ( )",
    ast.Dict: "no braces; group with ( )",
}


def parse_expression(excerpt: Excerpt) -> Expression:
    """Read one expression.

    Raises
    ------
    PageError
        The text is no expression of the language; the message says what was expected.
    """
    if not excerpt.text:
        raise PageError(excerpt.place, "expected an expression, got nothing")
    if len(excerpt.text) > LONGEST:
        raise PageError(
            excerpt.place, f"an expression of more than {LONGEST} characters; name its parts"
        )
    return _Reader(excerpt).read(_python_tree(excerpt))


def _python_tree(excerpt: Excerpt) -> ast.expr:
    if not excerpt.text.isascii():
        offset = next(i for i, letter in enumerate(excerpt.text) if not letter.isascii())
        letter = excerpt.text[offset]
        raise PageError(
            excerpt.at(offset), f"unexpected {letter!r}; names are ASCII, Greek by name (sigma)"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(f"({excerpt.text}\n)", mode="eval").body
    except SyntaxError as error:
        raise PageError(_syntax_place(excerpt, error), _syntax_message(excerpt, error)) from None
    except (ValueError, RecursionError, MemoryError):
        raise PageError(excerpt.place, "an expression nested too deeply; name its parts") from None


def _offset(excerpt: Excerpt, line: int, column: int) -> int:
    lines = excerpt.text.split("\n")
    offset = sum(len(text) + 1 for text in lines[: line - 1]) + column - (line == 1)
    return max(0, min(offset, len(excerpt.text)))


def _syntax_place(excerpt: Excerpt, error: SyntaxError) -> Place:
    return excerpt.at(_offset(excerpt, error.lineno or 1, (error.offset or 1) - 1))


def _syntax_message(excerpt: Excerpt, error: SyntaxError) -> str:
    said = (error.msg or "invalid syntax").split(". Perhaps")[0]
    if "lambda" in excerpt.text:
        said += " ('lambda' is a word of Python; write lam)"
    return f"expected an expression: {said}"


@dataclass(frozen=True)
class _Reader:
    excerpt: Excerpt

    def place(self, node: ast.expr) -> Place:
        return self.excerpt.at(_offset(self.excerpt, node.lineno, node.col_offset))

    def refuse(self, node: ast.expr, message: str) -> NoReturn:
        raise PageError(self.place(node), message)

    def read(self, node: ast.expr, depth: int = 0) -> Expression:
        if depth > DEEPEST:
            self.refuse(node, "an expression nested too deeply; name its parts")
        reader = getattr(self, f"_read_{type(node).__name__.lower()}", None)
        if reader is None:
            self.refuse(node, _OTHER_WAYS.get(type(node), f"unexpected {_describe(node)}"))
        found: Expression = reader(node, depth + 1)
        return found

    def _read_constant(self, node: ast.Constant, _depth: int) -> Expression:
        if type(node.value) not in {int, float}:
            self.refuse(node, f"expected a number or a name, got {node.value!r}")
        text = ast.get_source_segment(f"({self.excerpt.text}\n)", node) or repr(node.value)
        try:
            value = float(node.value)  # type: ignore[arg-type]  # int or float
        except OverflowError:
            value = inf
        if value == inf:
            self.refuse(node, "a number too large for floating point")
        return Number(value, text, self.place(node))

    def _read_name(self, node: ast.Name, _depth: int) -> Expression:
        return Name(node.id, self.place(node))

    def _read_unaryop(self, node: ast.UnaryOp, depth: int) -> Expression:
        operand = self.read(node.operand, depth)
        if isinstance(node.op, ast.USub):
            return Negate(operand, self.place(node))
        if isinstance(node.op, ast.UAdd):
            return operand
        if isinstance(node.op, ast.Invert):
            self.refuse(node, "'~' is no operator here; a condition is negated with not")
        return Logical("not", (operand,), self.place(node))

    def _read_binop(self, node: ast.BinOp, depth: int) -> Expression:
        if isinstance(node.op, ast.Div):
            if _is_d(node.right):
                return self._attach(node.left, node, depth)
            if _is_bound_closer(node.right):
                self.refuse(node.right, "expected brackets around the derivative: (d(f)/d(x)).T")
        operator = _ARITHMETIC.get(type(node.op))
        if operator is None:
            said = _OTHER_WAYS.get(type(node.op), "expected one of + - * / @ **")
            self.refuse(node, said)
        left, right = self.read(node.left, depth), self.read(node.right, depth)
        return Binary(operator, left, right, self.place(node))

    def _attach(self, node: ast.expr, whole: ast.BinOp, depth: int) -> Expression:
        """Give ``/d(x)`` to the ``d(f)`` before it: ``A @ d(f)/d(x)`` is read from the left."""
        if not _holds_d(node):
            self.refuse(whole, "expected d(f) before /d(x)")
        if _is_d(node):
            return self._derivative(node, whole, depth)
        if isinstance(node, ast.UnaryOp):
            return Negate(self._attach(node.operand, whole, depth), self.place(node))
        assert isinstance(node, ast.BinOp)
        right = self._attach(node.right, whole, depth)
        left = self.read(node.left, depth)
        return Binary(_ARITHMETIC[type(node.op)], left, right, self.place(node))

    def _derivative(self, above: ast.expr, whole: ast.BinOp, depth: int) -> Expression:
        assert isinstance(above, ast.Call)
        assert isinstance(whole.right, ast.Call)
        below = whole.right.args[0]
        stacked = isinstance(below, ast.Call) and _called(below) == "vec" and len(below.args) == 1
        name = below.args[0] if stacked and isinstance(below, ast.Call) else below
        if not isinstance(name, ast.Name):
            self.refuse(
                name, "differentiate by a name, d(f)/d(x); give the expression one: let u = ..."
            )
        variable = Name(name.id, self.place(name))
        function = self.read(above.args[0], depth)
        return Derivative(function, variable, stacked, self.place(above))

    def _read_call(self, node: ast.Call, depth: int) -> Expression:
        name = _called(node)
        if name is None:
            self.refuse(node, "expected the name of a function before (")
        if node.keywords or any(isinstance(item, ast.Starred) for item in node.args):
            self.refuse(node, f"{name}: expected plain arguments, without = or *")
        if name == "d":
            self.refuse(node, "expected d(f)/d(x), with one function above and one name below")
        arguments = tuple(self.read(item, depth) for item in node.args)
        if name == "where" and len(arguments) == 3:
            return Piecewise(*arguments, self.place(node))
        return Call(name, arguments, self.place(node))

    def _read_attribute(self, node: ast.Attribute, depth: int) -> Expression:
        if node.attr != "T":
            self.refuse(node, f"the only attribute is .T, got .{node.attr}")
        return Transpose(self.read(node.value, depth), self.place(node))

    def _read_compare(self, node: ast.Compare, depth: int) -> Expression:
        for operator in node.ops:
            if type(operator) not in _COMPARISON:
                self.refuse(node, "expected one of < <= > >= == !=")
        operands = tuple(self.read(item, depth) for item in (node.left, *node.comparators))
        return Compare(tuple(_COMPARISON[type(o)] for o in node.ops), operands, self.place(node))

    def _read_boolop(self, node: ast.BoolOp, depth: int) -> Expression:
        word = "and" if isinstance(node.op, ast.And) else "or"
        operands = tuple(self.read(item, depth) for item in node.values)
        return Logical(word, operands, self.place(node))

    def _read_ifexp(self, node: ast.IfExp, depth: int) -> Expression:
        test, then, otherwise = (
            self.read(item, depth) for item in (node.test, node.body, node.orelse)
        )
        return Piecewise(test, then, otherwise, self.place(node))

    def _read_list(self, node: ast.List, depth: int) -> Expression:
        nested = [isinstance(item, ast.List) for item in node.elts]
        if not node.elts or any(nested) != all(nested):
            self.refuse(node, "expected a column [a, b] or the rows of a matrix [[a, b], [c, d]]")
        rows = [item.elts if isinstance(item, ast.List) else [item] for item in node.elts]
        if len({len(row) for row in rows}) != 1 or not rows[0]:
            self.refuse(
                node, "the rows of a matrix must have the same number of entries, at least one"
            )
        entries = tuple(tuple(self.read(item, depth) for item in row) for row in rows)
        return Matrix(entries, self.place(node))

    def _read_subscript(self, node: ast.Subscript, depth: int) -> Expression:
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        indices = [item.value for item in items if isinstance(item, ast.Constant)]
        if not 1 <= len(items) <= 2 or [type(index) for index in indices] != [int] * len(items):
            self.refuse(node, "expected an entry x[0] or A[0, 1], counted from 0")
        operand = self.read(node.value, depth)
        return Entry(operand, tuple(int(str(index)) for index in indices), self.place(node))


def _called(node: ast.expr) -> str | None:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None


def _is_d(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and _called(node) == "d"
        and len(node.args) == 1
        and not node.keywords
    )


def _is_bound_closer(node: ast.expr) -> bool:
    """Tell whether a ``.T``, a power or an index takes ``d(x)`` from the derivative before it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return _is_d(node.left)
    return isinstance(node, ast.Attribute | ast.Subscript) and _is_d(node.value)


def _holds_d(node: ast.expr) -> bool:
    """Tell whether an expression ends in the ``d(f)`` to which a following ``/d(x)`` belongs."""
    while not _is_d(node):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            node = node.operand
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult | ast.Div):
            node = node.right
        else:
            return False
    return True


def _describe(node: ast.expr) -> str:
    names = {"tuple": "comma", "starred": "'*'", "joinedstr": "string", "namedexpr": "':='"}
    names |= {"await": "'await'", "listcomp": "'for'", "generatorexp": "'for'"}
    word = type(node).__name__.lower()
    return names.get(word, word)
