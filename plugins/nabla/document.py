"""A page of Markdown and the places in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import yaml

from nabla.errors import PageError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"[A-Za-z_][\w-]*:(?=\s)")


@dataclass(frozen=True)
class Document:
    r"""The text of one Markdown file, with the path by which messages name it.

    >>> page = Document("x.md", "one\ntwo\n")
    >>> page.lines
    ('one', 'two')
    >>> str(page.place(5))
    'x.md:2:2'
    """

    path: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; only a newline ends a line."""
        return tuple(line.removesuffix("\r") for line in self.text.removesuffix("\n").split("\n"))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts = [0]
        for line in self.text.split("\n")[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        return tuple(starts)

    @cached_property
    def found(self) -> dict[str, object]:
        """What has been found in the text already, by its name, as several readers ask for it."""
        return {}

    def place(self, offset: int) -> Place:
        """Return the place of a character by its offset in the text."""
        line = bisect_right(self._starts, offset)
        return Place(self.path, line, offset - self._starts[line - 1] + 1)

    @cached_property
    def front_matter(self) -> Mapping[str, object]:
        r"""What the YAML between rules at the start says; empty where there is none.

        As in MkDocs, it is front matter only if it is a mapping: a page may begin with a rule.

        >>> Document("x.md", "---\ntitle: A\n---\ntext").front_matter
        mappingproxy({'title': 'A'})
        """
        return MappingProxyType(self._yaml if isinstance(self._yaml, dict) else {})

    @cached_property
    def _yaml(self) -> object:
        """What stands between rules at the start, or the error that reading it as YAML raised."""
        match = _FRONT_MATTER.match(self.text)
        try:
            return yaml.safe_load(match[1]) if match else None
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            return error

    @cached_property
    def front_matter_fault(self) -> PageError | None:
        r"""What is wrong with the YAML between rules at the start, if it begins with a key.

        Text between two rules is no front matter, and may say anything.

        >>> str(Document("x.md", "---\ntitle: a: b\n---\n").front_matter_fault)
        'x.md:2:9: front matter that is no YAML: mapping values are not allowed here; mend it'
        >>> Document("x.md", "---\nA word: and: more\n---\n").front_matter_fault is None
        True
        """
        match, error = _FRONT_MATTER.match(self.text), self._yaml
        if match is None or not _KEY.match(match[1]) or not isinstance(error, Exception):
            return None
        line, column, said = 2, 1, str(error).partition("\n")[0]
        if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
            line, column = error.problem_mark.line + 2, error.problem_mark.column + 1
            said = error.problem or said
        place = Place(self.path, line, column)
        return PageError(place, f"front matter that is no YAML: {said}; mend it")

    @cached_property
    def front_matter_lines(self) -> int:
        r"""How many lines the front matter takes, its two rules included; 0 without one.

        >>> Document("x.md", "---\ntitle: A\n---\ntext").front_matter_lines
        3
        """
        match = _FRONT_MATTER.match(self.text)
        return match[0].count("\n") if match and self.front_matter else 0


def read_document(file: Path, path: str) -> Document:
    """Read a Markdown file.

    Parameters
    ----------
    file
        Where it is.
    path
        How messages name it.

    Raises
    ------
    PageError
        The file is not UTF-8 text, or holds a NUL byte or a lone carriage return, or its front
        matter is no YAML, which MkDocs would show as text.
    """
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise PageError(
            Place(path, line, column), "not UTF-8 text; save the page as UTF-8"
        ) from None
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        said = "a lone carriage return; save the page with Unix or Windows line ends"
        raise PageError(Document(path, text).place(text.index("\r")), said)
    if "\x00" in text:
        place = Document(path, text).place(text.index("\x00"))
        raise PageError(place, "a NUL byte in the page; remove it")
    document = Document(path, text)
    if fault := document.front_matter_fault:
        raise fault
    return document
