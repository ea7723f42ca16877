"""Statements up to their names: which rows a chapter has to hold, and which it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nabla.errors import Place
from nabla.language.expression import Call, Name, rebuild
from nabla.language.grammar import parse_block
from nabla.language.text import expression_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.language.block import Claim, Scope
    from nabla.language.expression import Expression

ROW = re.compile(r"(?P<id>G[\d.]+-\d+): (?P<statement>.*)")


@dataclass(frozen=True)
class Row:
    """A row that must stand in a gradient table of its chapter."""

    id: str
    claim: Claim

    @property
    def file(self) -> str:
        """How the names of its chapter's files begin.

        >>> Row("G4.2-01", None).file
        '04-2-'
        """
        chapter = self.id.removeprefix("G").rpartition("-")[0]
        return "0" + chapter.replace(".", "-") + "-"


def parse_rows(text: str) -> Iterator[Row]:
    """Read rows; declarations hold until the next ones after a row."""
    declared: list[str] = []
    among_rows = False
    for line in text.splitlines():
        if line.startswith("let "):
            declared = [] if among_rows else declared
            declared.append(line)
            among_rows = False
        elif match := ROW.fullmatch(line):
            among_rows = True
            block = parse_block("\n".join([*declared, match["statement"]]), Place("rows", 1))
            yield Row(match["id"], block.claims[0])


def up_to_names(claim: Claim) -> tuple[str, ...]:
    """Return a claim as text in which names are numbered, with the domains of its variables.

    Values that it defines are put in.
    """
    scope = claim.scope
    sides = [claim.left, claim.right, *([claim.condition] if claim.condition else [])]
    whole = [_put_in(side, scope) for side in sides]
    order: dict[str, str] = {}
    texts = [expression_text(_numbered(side, scope, order)) for side in whole]
    domains = [_domain(name, number, scope, order) for name, number in list(order.items())]
    return (*texts, *filter(None, domains))


def _put_in(node: Expression, scope: Scope) -> Expression:
    if isinstance(node, Name) and node.name in scope.definitions:
        return _put_in(scope.definitions[node.name].body, scope)
    return rebuild(node, lambda child: _put_in(child, scope))


def _numbered(node: Expression, scope: Scope, order: dict[str, str]) -> Expression:
    if isinstance(node, Name) and scope.declares(node.name):
        return replace(node, name=_number(node.name, order))
    if isinstance(node, Call) and scope.declares(node.function):
        node = replace(node, function=_number(node.function, order))
    return rebuild(node, lambda child: _numbered(child, scope, order))


def _number(name: str, order: dict[str, str]) -> str:
    return order.setdefault(name, f"v{len(order)}")


def _domain(name: str, number: str, scope: Scope, order: dict[str, str]) -> str:
    domain = scope.variables.get(name)
    if domain is None:
        return ""
    sizes = (_number(s, order) if isinstance(s, str) else s for s in (domain.rows, domain.columns))
    return f"{number} in {domain.kind}{tuple(sizes)}"
