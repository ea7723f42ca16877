"""Conditions as TeX: comparisons, and what joins them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.language.expression import Compare, Expression, Logical, Name, Number
from nabla.language.letters import parse_symbol
from nabla.language.tex_piece import HADAMARD, SUM, bracketed

if TYPE_CHECKING:
    from nabla.language.tex import Typesetter

_SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\neq"}


def condition_tex(setter: Typesetter, node: Expression, *, by_entry: bool = False) -> str:
    """Set a condition plainly, not as a value that is 1 or 0.

    Parameters
    ----------
    by_entry
        Write names of vectors by their entries, since x > 0 is meant of each.
    """
    if isinstance(node, Compare):
        return _comparison(setter, node, by_entry=by_entry)
    if isinstance(node, Logical):
        parts = [_part(setter, item, by_entry=by_entry) for item in node.operands]
        if node.operator == "not":
            return rf"\text{{not }} {parts[0]}"
        return rf" \text{{ {node.operator} }} ".join(parts)
    return rf"{setter(node).tight(HADAMARD)} \neq 0"


def _part(setter: Typesetter, node: Expression, *, by_entry: bool) -> str:
    tex = condition_tex(setter, node, by_entry=by_entry)
    return bracketed(tex) if isinstance(node, Logical) and node.operator != "not" else tex


def _comparison(setter: Typesetter, node: Compare, *, by_entry: bool) -> str:
    plain = by_entry and all(isinstance(item, Name | Number) for item in node.operands)
    sides = [_entry(setter, item) if plain else setter(item).tight(SUM) for item in node.operands]
    signs = [_SIGNS[operator] for operator in node.operators]
    rest = (f" {sign} {side}" for sign, side in zip(signs, sides[1:], strict=True))
    return sides[0] + "".join(rest)


def _entry(setter: Typesetter, node: Expression) -> str:
    if not isinstance(node, Name) or setter.is_scalar(node):
        return setter(node).tex
    shape = setter.shape(node)
    index = "i" if shape is not None and 1 in shape else "ij"
    return parse_symbol(node.name).with_subscript(index).tex(bold=False)
