"""Declarations as TeX: where variables live, and what definitions mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nabla.errors import PageError
from nabla.language.expression import Call, walk
from nabla.language.letters import function_tex, symbol_tex
from nabla.language.shapes import SCALAR
from nabla.language.tex import typesetter
from nabla.language.tex_piece import bracketed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nabla.language.block import Definition
    from nabla.language.domains import Domain, Size
    from nabla.language.expression import Expression
    from nabla.language.inference import Shapes
    from nabla.language.shapes import Shape

_SETS = {
    "simplex": r"{x} \in \mathbb{R}_{>0}^{{n}}, \; \mathbf{1}^{\top} {x} = 1",
    "onehot": r"{x} \in \{\mathbf{e}_{1}, \ldots, \mathbf{e}_{{n}}\}",
    "symmetric": r"{x} \in \mathbb{R}^{{n} \times {n}}, \; {x}^{\top} = {x}",
    "spd": r"{x} \in \mathbb{R}^{{n} \times {n}}, \; {x}^{\top} = {x} \succ 0",
    "invertible": r"{x} \in \mathbb{R}^{{n} \times {n}}, \; \det({x}) \neq 0",
    "orthogonal": r"{x} \in \mathbb{R}^{{n} \times {n}}, \; {x}^{\top} {x} = \mathbf{I}",
}


def domain_tex(names: Sequence[str], domain: Domain) -> str:
    r"""Say where some variables live.

    >>> from nabla.language.domains import Domain
    >>> domain_tex(["w", "x"], Domain("R", rows="n"))
    '\\mathbf{w}, \\mathbf{x} \\in \\mathbb{R}^{n}'
    >>> domain_tex(["z"], Domain("positive"))
    'z > 0'
    """
    scalar = (domain.rows, domain.columns) == SCALAR
    if domain.is_function:
        return _map_tex(names, domain)
    symbols = [symbol_tex(name, bold=not scalar) for name in names]
    if domain.kind in _SETS:
        return _set_tex(symbols, domain)
    shown = ", ".join(symbols)
    if domain.kind == "interval":
        return rf"{shown} \in ({_end(domain.lower)}, {_end(domain.upper)}){_power(domain)}"
    if domain.kind == "positive" and scalar:
        return rf"{shown} > 0"
    return rf"{shown} \in \mathbb{{R}}{'_{>0}' * (domain.kind == 'positive')}{_power(domain)}"


def _set_tex(symbols: Sequence[str], domain: Domain) -> str:
    """Name all the variables where the set is named, and each of them in what further holds."""
    where, _, condition = _SETS[domain.kind].partition(r", \; ")
    parts = [where.replace("{x}", ", ".join(symbols))]
    parts += [condition.replace("{x}", symbol) for symbol in symbols if condition]
    return r", \; ".join(parts).replace("{n}", _size_tex(domain.rows))


def _map_tex(names: Sequence[str], domain: Domain) -> str:
    shown = ", ".join(function_tex(name, bold=domain.rows != 1) for name in names)
    if domain.elementwise:
        return rf"{shown} \colon\; \mathbb{{R}} \to \mathbb{{R}} \text{{ smooth}}"
    spaces = [_space(size) for size in (domain.columns, domain.rows)]
    return rf"{shown} \colon\; {spaces[0]} \to {spaces[1]} \text{{ smooth}}"


def _space(size: Size) -> str:
    return r"\mathbb{R}" if size == 1 else rf"\mathbb{{R}}^{{{_size_tex(size)}}}"


def _size_tex(size: Size) -> str:
    return str(size) if isinstance(size, int) else symbol_tex(size, bold=False)


def _power(domain: Domain) -> str:
    if (domain.rows, domain.columns) == SCALAR:
        return ""
    if domain.columns == 1:
        return f"^{{{_size_tex(domain.rows)}}}"
    return rf"^{{{_size_tex(domain.rows)} \times {_size_tex(domain.columns)}}}"


def _end(value: float) -> str:
    if value in {float("inf"), float("-inf")}:
        return r"\infty" if value > 0 else r"-\infty"
    return f"{value:g}"


def definition_tex(definition: Definition, infer: Shapes, uses: Iterable[Expression] = ()) -> str:
    r"""Set a definition, ``u = w ⊙ x`` or ``r(t) = max(0, t)``.

    Parameters
    ----------
    uses
        Expressions of the block, in which the shapes of a function's arguments are looked up.

    >>> from nabla.errors import Place
    >>> from nabla.language.grammar import parse_block
    >>> from nabla.language.inference import Shapes
    >>> block = parse_block("let r(t) = max(0, t)\nlet x in R\nr(x) = relu(x)", Place("a.md", 1))
    >>> definition_tex(block.scope.definitions["r"], Shapes(block.scope))
    'r(t) = \\max(0, t)'
    """
    arguments = _argument_shapes(definition, infer, uses)
    inside = replace(infer, arguments=arguments)
    setter = typesetter(inside, definition.body)
    body = setter(definition.body)
    if not definition.is_function:
        bold = not setter.is_scalar(definition.body)
        return f"{symbol_tex(definition.name, bold=bold)} = {body.tex}"
    parameters = [
        symbol_tex(name, bold=arguments[name] not in {None, SCALAR})
        for name in definition.parameters
    ]
    return f"{setter.function(definition.name)}{bracketed(', '.join(parameters))} = {body.tex}"


def _argument_shapes(
    definition: Definition, infer: Shapes, uses: Iterable[Expression]
) -> dict[str, Shape | None]:
    """Return the shapes that the arguments have wherever it is used, if they all agree."""
    bodies = [*uses, *(d.body for d in infer.scope.definitions.values() if not d.is_function)]
    found: set[tuple[Shape | None, ...]] = set()
    for node in (node for body in bodies for node in walk(body)):
        if isinstance(node, Call) and node.function == definition.name:
            try:
                found.add(tuple(infer(item) for item in node.arguments))
            except PageError:  # inside another function, whose parameters have no shape here
                continue
    if len(found) == 1:
        return dict(zip(definition.parameters, found.pop(), strict=True))
    return dict.fromkeys(definition.parameters)
