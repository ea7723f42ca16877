"""The formulas under tests/formulas: true statements, with the ways in which people get them wrong.

A formula is a paragraph in the claim language. Each comment ``# wrong: expression`` is a wrong
right side of its statement, and ``# looks like: words`` what the diagnosis must say about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.errors import Place
from nabla.language.grammar import parse_block

if TYPE_CHECKING:
    from nabla.language.block import Block

FOLDER = Path(__file__).parent / "formulas"
_WRONG = re.compile(r"# wrong: (?P<side>.*?)(?:\s+# looks like: (?P<words>.*?))?\s*")


@dataclass(frozen=True)
class Wrong:
    """A wrong statement, and words of its diagnosis if one fits."""

    block: Block
    words: str | None

    def __str__(self) -> str:
        return self.block.claims[0].statement


@dataclass(frozen=True)
class Formula:
    """A true statement and its wrong variants."""

    family: str
    block: Block
    wrong: tuple[Wrong, ...]

    def __str__(self) -> str:
        return f"{self.family}: {self.block.claims[0].statement}"


def read_corpus() -> tuple[Formula, ...]:
    """Read every formula, family by family."""
    return tuple(
        formula for file in sorted(FOLDER.glob("*.txt")) for formula in read_formulas(file)
    )


def read_formulas(file: Path) -> list[Formula]:
    """Read the formulas of one family."""
    formulas, line = [], 1
    for paragraph in file.read_text(encoding="utf-8").split("\n\n"):
        if any(not text.startswith("#") for text in paragraph.splitlines()):
            place = Place(f"tests/formulas/{file.name}", line)
            formulas.append(_formula(file.stem, paragraph, place))
        line += paragraph.count("\n") + 2
    return formulas


def _formula(family: str, paragraph: str, place: Place) -> Formula:
    block = parse_block(paragraph, place)
    found = [_WRONG.fullmatch(line) for line in paragraph.splitlines()]
    wrong = [
        Wrong(_with_right_side(block, match["side"].strip(), place), match["words"])
        for match in found
        if match
    ]
    return Formula(family, block, tuple(wrong))


def _with_right_side(block: Block, side: str, place: Place) -> Block:
    claim = block.claims[0]
    left = claim.text.split(" = ")[0]
    condition = f" if {claim.condition_text}" if claim.condition_text else ""
    return parse_block("\n".join([*block.declarations, f"{left} = {side}{condition}"]), place)
