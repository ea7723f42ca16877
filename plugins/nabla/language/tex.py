"""Expressions as TeX: the formula that a page shows is set from the very tree that is checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nabla.errors import PageError
from nabla.language.denominator_shapes import DenominatorShapes
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
    walk,
)
from nabla.language.functions import FUNCTIONS
from nabla.language.letters import function_tex, parse_symbol, symbol_tex
from nabla.language.shapes import SCALAR
from nabla.language.tex_call import call_piece
from nabla.language.tex_condition import condition_tex
from nabla.language.tex_entry import entry_piece, matrix_piece
from nabla.language.tex_operators import derivative_piece
from nabla.language.tex_piece import (
    ATOM,
    CASES,
    FRACTION,
    HADAMARD,
    PREFIX,
    PRODUCT,
    SCRIPT,
    SIGN,
    SUM,
    Piece,
    bracketed,
    grown,
    juxtaposed,
)
from nabla.language.tex_script import power_piece, transpose_piece

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nabla.language.block import Claim
    from nabla.language.inference import Shapes
    from nabla.language.shapes import Shape

_CONSTANTS = frozenset({"ones", "zeros", "I"})


@dataclass(frozen=True)
class Typesetter:
    r"""Sets the expressions of one statement.

    Attributes
    ----------
    differential
        ``d`` where the statement has one variable and it is a scalar, otherwise ``\partial``.
    sized
        Those of `ones`, `zeros` and `I` that occur in several sizes and so show them.
    in_script
        Inside an exponent, where quotients are written with a slash.
    """

    infer: Shapes
    differential: str
    sized: frozenset[str] = frozenset()
    in_script: bool = False

    def __call__(self, node: Expression) -> Piece:
        """Set an expression."""
        return _RULES[type(node)](self, node)

    def shape(self, node: Expression) -> Shape | None:
        """Return the shape of an expression."""
        return self.infer(node)

    def is_scalar(self, node: Expression) -> bool:
        """Tell whether a value is a number; a value of unknown shape is set like one."""
        return is_scalar(self.shape(node))

    def function(self, name: str) -> str:
        """Set the name of a function."""
        domain = self.infer.scope.variables.get(name)
        if domain is not None:
            return function_tex(name, bold=domain.rows != 1)
        if name in self.infer.scope.definitions:
            return function_tex(name, bold=self._gives_vectors(name))
        if name in FUNCTIONS and name not in self.infer.page:
            before = FUNCTIONS[name].tex.partition("(<0>)")
            return before[0] if before[1] and not before[2] else rf"\operatorname{{{name}}}"
        return function_tex(name)

    def _gives_vectors(self, name: str) -> bool:
        """Tell whether a defined function makes vectors of itself, not only entry by entry."""
        count = len(self.infer.scope.definitions[name].parameters)
        try:
            shape = self.infer.apply(name, (None,) * count)
            return not is_scalar(shape or self.infer.apply(name, (SCALAR,) * count))
        except PageError:  # it takes no number
            return True


def is_scalar(shape: Shape | None) -> bool:
    """Tell whether a shape is that of a number, or unknown."""
    return shape is None or shape == SCALAR


def typesetter(infer: Shapes, *expressions: Expression) -> Typesetter:
    """Return the typesetter for the expressions of one statement."""
    scope = infer.scope
    values = [name for name, domain in scope.variables.items() if not domain.is_function]
    alone = len(values) == 1 and is_scalar(infer(Name(values[0])))
    calls = {node for item in expressions for node in walk(item) if isinstance(node, Call)}
    constants = [call.function for call in calls if call.function in _CONSTANTS]
    several = frozenset(name for name in constants if constants.count(name) > 1)
    return Typesetter(infer, "d" if alone else r"\partial", several)


def expression_tex(node: Expression, infer: Shapes) -> str:
    r"""Set one expression.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> block = parse_block("let w, x in R^n\nd(w * x)/d(w) = diag(x)", Place("a.md", 1))
    >>> expression_tex(block.claims[0].left, Shapes(block.scope))
    '\\frac{\\partial (\\mathbf{w} \\odot \\mathbf{x})}{\\partial \\mathbf{w}}'
    """
    return typesetter(infer, node)(node).tex


def claim_tex(claim: Claim, infer: Shapes, sides: tuple[Expression, ...] | None = None) -> str:
    r"""Set a claim with its condition; `sides` are its own in denominator layout, if that is meant.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> block = parse_block("let z in R\nd(relu(z))/d(z) = 1 if z > 0", Place("a.md", 1))
    >>> claim_tex(block.claims[0], Shapes(block.scope))
    '\\frac{d \\max(0, z)}{d z} = 1 \\quad \\text{if } z > 0'
    """
    expressions = sides or (claim.left, claim.right)
    reading = DenominatorShapes(infer.scope, infer.arguments, infer.page) if sides else infer
    setter = typesetter(reading, *expressions)
    tex = " = ".join(setter(side).tight(CASES) for side in expressions)
    if claim.condition is None:
        return tex
    condition = condition_tex(setter, claim.condition, by_entry=True)
    return rf"{tex} \quad \text{{if }} {condition}"


def _number(_self: Typesetter, node: Number) -> Piece:
    mantissa, e, exponent = node.text.replace("_", "").lower().partition("e")
    if not e or mantissa.startswith("0x"):
        return Piece(mantissa + e + exponent, SIGN if node.value < 0 else ATOM)
    power = f"10^{{{int(exponent)}}}"
    whole = float(mantissa) == 1.0
    return Piece(power, SCRIPT) if whole else Piece(rf"{mantissa} \cdot {power}", PRODUCT)


def _name(self: Typesetter, node: Name) -> Piece:
    scope = self.infer.scope
    domain, definition = scope.variables.get(node.name), scope.definitions.get(node.name)
    if (domain and domain.is_function) or (definition and definition.is_function):
        return Piece(self.function(node.name))
    marked = SCRIPT if parse_symbol(node.name).marks else ATOM
    return Piece(symbol_tex(node.name, bold=not self.is_scalar(node)), marked)


def _negate(self: Typesetter, node: Negate) -> Piece:
    operand = self(node.operand)
    binding = PREFIX if operand.binding == PREFIX else SIGN
    return Piece("-" + operand.tight(HADAMARD), min(binding, SIGN))


def _without_sign(node: Expression) -> tuple[bool, Expression]:
    """Take the minus sign from the first factor of a product: (-w) x is -(w x)."""
    if isinstance(node, Negate):
        return True, node.operand
    if isinstance(node, Binary) and node.operator in {"*", "/", "@"}:
        negative, left = _without_sign(node.left)
        return negative, replace(node, left=left)
    return False, node


def _binary(self: Typesetter, node: Binary) -> Piece:
    if node.operator == "**":
        return power_piece(self, node)
    if node.operator in {"+", "-"}:
        right = self(node.right)
        after = right.tex if right.binding == CASES else right.tight(HADAMARD)
        before = self(node.left).tight(SUM)
        return Piece(f"{before} {node.operator} {after}", min(SUM, right.binding))
    negative, plain = _without_sign(node)
    if negative:
        return _negate(self, Negate(plain))
    return _quotient(self, node) if node.operator == "/" else _product(self, node)


def _product(self: Typesetter, node: Binary) -> Piece:
    if node.operator == "*" and not (self.is_scalar(node.left) or self.is_scalar(node.right)):
        return _entrywise(self, node, r"\odot")
    left, right = self(node.left), self(node.right)
    if node.operator == "@" and _is_scaled(self, node.right):
        right = Piece(bracketed(right.tex))
    return juxtaposed(left, right)


def _is_scaled(self: Typesetter, node: Expression) -> bool:
    """Tell whether a number multiplies a vector or a matrix; its place is before a product."""
    scaled = isinstance(node, Binary) and node.operator == "*" and not self.is_scalar(node)
    return scaled and self(node).binding == PRODUCT


def _entrywise(self: Typesetter, node: Binary, sign: str) -> Piece:
    left = self(node.left)
    chained = left.binding == HADAMARD and sign == r"\odot" and r"\oslash" not in left.tex
    before = left.tex if chained and _is_entrywise(self, node.left) else _operand(self, node.left)
    return Piece(f"{before} {sign} {_operand(self, node.right)}", HADAMARD)


def _is_entrywise(self: Typesetter, node: Expression) -> bool:
    return isinstance(node, Binary) and node.operator == "*" and not self.is_scalar(node)


def _operand(self: Typesetter, node: Expression) -> str:
    r"""Set an operand of ``\odot``, with brackets around a matrix product."""
    piece = self(node)
    product = isinstance(node, Binary) and node.operator == "@"
    return bracketed(piece.tex) if product or piece.binding == PREFIX else piece.tight(PRODUCT)


def _quotient(self: Typesetter, node: Binary) -> Piece:
    if not self.is_scalar(node.right):
        return _entrywise(self, node, r"\oslash")
    above, below = self(node.left), self(node.right)
    if self.in_script:
        return Piece(f"{above.factor(last=False)} / {below.tight(FRACTION)}", PRODUCT)
    if _is_matrix(self.shape(node.left)):
        return juxtaposed(Piece(rf"\frac{{1}}{{{below.tex}}}", FRACTION), above)
    return Piece(rf"\frac{{{above.tex}}}{{{below.tex}}}", FRACTION)


def _is_matrix(shape: Shape | None) -> bool:
    return shape is not None and 1 not in shape


def _iverson(self: Typesetter, node: Compare | Logical) -> Piece:
    condition = Piece(condition_tex(self, node))
    return Piece(grown(r"\mathbf{1}[<0>]", tall=condition.is_tall).replace("<0>", condition.tex))


def _piecewise(self: Typesetter, node: Piecewise) -> Piece:
    entrywise = not self.is_scalar(node.condition)
    word, rest = (r"where", "elsewhere") if entrywise else ("if", "otherwise")
    lines, last = [], node
    while True:
        test = condition_tex(self, last.condition)
        lines.append(rf"{self(last.then).tex} & \text{{{word} }} {test}")
        if not isinstance(last.otherwise, Piecewise):
            break
        last = last.otherwise
    lines.append(rf"{self(last.otherwise).tex} & \text{{{rest}}}")
    return Piece(r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}", CASES)


_RULES: Mapping[type, Callable[[Typesetter, Any], Piece]] = {
    Number: _number,
    Name: _name,
    Negate: _negate,
    Binary: _binary,
    Transpose: transpose_piece,
    Call: call_piece,
    Derivative: derivative_piece,
    Compare: _iverson,
    Logical: _iverson,
    Piecewise: _piecewise,
    Matrix: matrix_piece,
    Entry: entry_piece,
}
