"""True claims about all that the book's chapters need: the paragraphs under tests/statements."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "statements"
BLOCKS = tuple(
    block
    for file in sorted(FOLDER.glob("*.txt"))
    for block in file.read_text(encoding="utf-8").strip().split("\n\n")
)
