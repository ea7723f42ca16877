"""Numbers of equations, figures, tables and exercises, chapter by chapter."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nabla.document import Document
    from nabla.fences import Fence
    from nabla.plan import Plan

_FILE_NUMBER = re.compile(r"(\d+(?:-\d+)*)-")


@dataclass(frozen=True)
class Target:
    """Something that can be referred to.

    Attributes
    ----------
    path
        The page, as messages name it.
    label
        ``Equation``, ``Figure``, ``Table`` or ``Exercise``.
    number
        Chapter and count, ``4.2.7``.
    """

    id: str
    path: str
    label: str
    number: str
    name: str | None = None

    @property
    def text(self) -> str:
        """How a reference reads: ``Equation 4.7``."""
        return f"{self.label} {self.number}"


@dataclass(frozen=True)
class Numbering:
    """The numbers of all fences of all pages.

    Attributes
    ----------
    targets
        By id.
    numbers
        By the page's path and the fence's index, for every numbered fence.
    """

    targets: Mapping[str, Target] = field(default_factory=dict)
    numbers: Mapping[tuple[str, int], Target] = field(default_factory=dict)


def chapter_of(document: Document, position: int) -> str:
    """Return a page's chapter: its front matter's, that of its file name, or its place in the site.

    >>> from nabla.document import Document
    >>> chapter_of(Document("docs/paper/04-2-element-wise-operators.md", ""), 7)
    '4.2'
    >>> chapter_of(Document("docs/index.md", ""), 1)
    '1'
    """
    written = document.front_matter.get("chapter")
    if written is not None:
        return str(written)
    name = document.path.replace("\\", "/").rsplit("/", 1)[-1]
    if match := _FILE_NUMBER.match(name):
        return ".".join(str(int(part)) for part in match[1].split("-"))
    return str(position)


def label_of(fence: Fence) -> str | None:
    """Return what a fence is numbered as; `None` if it has no number.

    A formula that is checked without being shown has none.
    """
    if fence.kind == "formula" and fence.options.show != "none":
        return "Equation"
    if fence.kind == "exercise":
        return "Exercise"
    if fence.kind == "gradients" or (fence.kind == "python" and fence.options.table):
        return "Table"
    return "Figure" if fence.kind == "python" and fence.options.figure else None


def number_pages(plans: Sequence[Plan]) -> Numbering:
    """Give numbers to the fences of pages that are in reading order."""
    targets: dict[str, Target] = {}
    numbers: dict[tuple[str, int], Target] = {}
    for position, plan in enumerate(plans, 1):
        chapter = chapter_of(plan.document, position)
        counts: Counter[str] = Counter()
        for index, fence in enumerate(plan.fences):
            label = label_of(fence)
            if label is None or fence.error is not None:
                continue
            counts[label] += 1
            number = f"{chapter}.{counts[label]}"
            identity = fence.options.label or f"{label.lower()}-{number}"
            target = Target(identity, plan.document.path, label, number, fence.options.name)
            numbers[plan.document.path, index] = target
            targets.setdefault(identity, target)
    return Numbering(targets, numbers)
