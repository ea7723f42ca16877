"""Text of a fence to a `Block`: declarations, statements, conditions."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place, nearest
from nabla.language.block import Block, Claim, Definition, Scope
from nabla.language.domains import parse_domain
from nabla.language.excerpt import Excerpt, depths, split_lines
from nabla.language.expression import differentiates, names_in
from nabla.language.names import check_names, may_hold
from nabla.language.syntax import parse_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.language.expression import Expression

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LET = re.compile(r"let\b")
_IN = re.compile(r"\s+in\s+")
_HEAD = re.compile(r"(?P<name>[A-Za-z_]\w*)\s*(?:\((?P<parameters>[^()]*)\))?\s*")
_EQUALS = re.compile(r"(?<![=<>!])=(?!=)")
_BRANCH = re.compile(r"\b(if|else)\b")
_WORDS = frozenset(
    {"and", "as", "assert", "def", "else", "for", "from", "if", "import", "in", "is", "lambda"}
    | {"let", "not", "or", "pass", "return", "while", "with", "None", "True", "False"}
)


def parse_block(text: str, place: Place, margin: int | None = None) -> Block:
    r"""Read the declarations and statements of a fence.

    Parameters
    ----------
    text
        The body of the fence, without its option lines and its indent.
    place
        The place of the body's first character.
    margin
        The column in which the further lines begin; that of `place` if not given.

    Raises
    ------
    PageError
        The first thing that is no part of the language.

    >>> block = parse_block("let w, x in R^n\nd(w * x)/d(w) = diag(x)", Place("a.md", 1))
    >>> block.claims[0].text
    'd(w * x)/d(w) = diag(x)'
    """
    lines = split_lines(Excerpt(text, place, margin or place.column))
    declared = [line for line in lines if _LET.match(line.text)]
    statements = [line for line in lines if not _LET.match(line.text)]
    _check_declared_first(lines)
    scope = _parse_declarations(declared)
    if not statements:
        raise PageError(place, "expected a statement such as d(w * x)/d(w) = diag(x)")
    claims = [claim for row, line in enumerate(statements) for claim in _claims(line, scope, row)]
    return Block(scope, tuple(claims), tuple(line.one_line for line in declared))


def _check_declared_first(lines: Sequence[Excerpt]) -> None:
    for before, line in pairwise(lines):
        if _LET.match(line.text) and not _LET.match(before.text):
            said = "a declaration below a statement; write all declarations first"
            raise PageError(line.place, said)


def _parse_declarations(lines: list[Excerpt]) -> Scope:
    scope = Scope()
    for line in lines:
        scope = _declare(line, scope)
    _check_order(scope)
    clash = set(scope.sizes) & ({*scope.variables} | {*scope.definitions})
    if clash:
        name = min(clash)
        raise PageError(
            lines[0].place, f"{name!r} is both a size and a variable; rename one of them"
        )
    return scope


def _check_order(scope: Scope) -> None:
    """Refuse a definition that rests on itself."""
    rests_on = {
        name: (names_in(d.body) - frozenset(d.parameters)) & scope.definitions.keys()
        for name, d in scope.definitions.items()
    }
    for name, definition in scope.definitions.items():
        seen: set[str] = set()
        waiting = set(rests_on[name])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting |= rests_on[other]
        if name in seen:
            said = f"{name!r} is defined by itself; define it by names that stand above it"
            raise PageError(definition.place, said)


def _declare(line: Excerpt, scope: Scope) -> Scope:
    rest = line.cut(3, len(line.text))
    if match := _IN.search(rest.text):
        names = rest.cut(0, match.start())
        domain_text = rest.cut(match.end(), len(rest.text))
        domain = parse_domain(domain_text.one_line, domain_text.place)
        new = dict.fromkeys(_names(names, scope), domain)
        return Scope({**scope.variables, **new}, scope.definitions)
    return _define(rest, scope)


def _names(excerpt: Excerpt, scope: Scope) -> list[str]:
    found: list[str] = []
    offset = 0
    for part in excerpt.text.split(","):
        piece = excerpt.cut(offset, offset + len(part))
        if piece.text in found:
            raise PageError(piece.place, f"{piece.text!r} is declared twice")
        found.append(_new_name(piece, scope))
        offset += len(part) + 1
    return found


def _new_name(excerpt: Excerpt, scope: Scope) -> str:
    name = excerpt.text
    if not _NAME.fullmatch(name):
        raise PageError(excerpt.place, f"expected a name such as x, W1 or y_hat, got {name!r}")
    if name in _WORDS:
        extra = "; write lam" if name == "lambda" else ""
        raise PageError(excerpt.place, f"{name!r} is a word of Python and cannot be a name{extra}")
    if name in scope.variables or name in scope.definitions:
        raise PageError(excerpt.place, f"{name!r} is declared twice")
    return name


def _define(rest: Excerpt, scope: Scope) -> Scope:
    head = _HEAD.match(rest.text)
    if not head or not _EQUALS.match(rest.text, head.end()):
        raise PageError(
            rest.place,
            "expected a declaration: let x in R^n, let u = expression, or let f(x) = expression",
        )
    name = _new_name(rest.cut(head.start("name"), head.end("name")), scope)
    parameters: tuple[str, ...] = ()
    if head["parameters"] is not None:
        inner = rest.cut(head.start("parameters"), head.end("parameters"))
        parameters = tuple(_names(inner, Scope()))
    body_text = rest.cut(head.end() + 1, len(rest.text))
    body = parse_expression(body_text)
    check_names(body, scope, parameters)
    definition = Definition(name, parameters, body, rest.place)
    return Scope(scope.variables, {**scope.definitions, name: definition})


def _claims(line: Excerpt, scope: Scope, row: int) -> list[Claim]:
    equalities, condition = _split_condition(line)
    sides = _sides(equalities)
    if len(sides) < 2:
        word = _NAME.match(line.text)
        hint = nearest(word.group(), ["let"]) if word and "=" not in line.text else ""
        hint = hint if "did you mean" in hint else ""
        raise PageError(line.place, f"expected a statement: expression = expression{hint}")
    parsed = [parse_expression(side) for side in sides]
    where = parse_expression(condition) if condition else None
    if where is not None and condition is not None:
        _check_condition(where, condition.place, scope)
    for expression in [*parsed, *([where] if where else [])]:
        check_names(expression, scope)
    return [
        _claim(pair, (sides[i], sides[i + 1]), where, condition, scope, row)
        for i, pair in enumerate(pairwise(parsed))
    ]


def _claim(
    pair: tuple[Expression, Expression],
    texts: tuple[Excerpt, Excerpt],
    where: Expression | None,
    condition: Excerpt | None,
    scope: Scope,
    row: int,
) -> Claim:
    left, right = pair
    if left == right:
        raise PageError(
            texts[1].place, "both sides are the same expression; the statement says nothing"
        )
    return Claim(
        text=f"{texts[0].one_line} = {texts[1].one_line}",
        left=left,
        right=right,
        condition=where,
        scope=scope.restricted_to(left, right, *([where] if where else [])),
        row=row,
        place=texts[0].place,
        condition_text=condition.one_line if condition else "",
    )


def _split_condition(line: Excerpt) -> tuple[Excerpt, Excerpt | None]:
    """Cut off a closing ``if condition``: the ``if`` of the line that no ``else`` answers."""
    depth = depths(line.text)
    open_ifs: list[re.Match[str]] = []
    for match in _BRANCH.finditer(line.text):
        if depth[match.start()] == 0:
            if match[1] == "if":
                open_ifs.append(match)
            elif open_ifs:
                open_ifs.pop()
    if not open_ifs:
        return line, None
    if len(open_ifs) > 1:
        raise PageError(line.at(open_ifs[1].start()), "expected one condition; join them with and")
    match = open_ifs[0]
    condition = line.cut(match.end(), len(line.text))
    if _EQUALS.search(condition.text):
        raise PageError(condition.place, "the condition comes last; equality in it is written ==")
    return line.cut(0, match.start()), condition


def _sides(line: Excerpt) -> list[Excerpt]:
    depth = depths(line.text)
    cuts = [m.start() for m in _EQUALS.finditer(line.text) if depth[m.start()] == 0]
    starts = [0, *(cut + 1 for cut in cuts)]
    return [
        line.cut(start, end) for start, end in zip(starts, [*cuts, len(line.text)], strict=True)
    ]


def _check_condition(condition: Expression, place: Place, scope: Scope) -> None:
    if _measures(condition, scope):
        raise PageError(place, "a condition may not differentiate; compare values only")
    if not may_hold(condition, scope):
        raise PageError(place, "expected a condition such as x > 0")


def _measures(condition: Expression, scope: Scope) -> bool:
    """Tell whether a condition differentiates, itself or through the definitions it uses."""
    used = scope.restricted_to(condition).definitions.values()
    return any(differentiates(body) for body in (condition, *(item.body for item in used)))
