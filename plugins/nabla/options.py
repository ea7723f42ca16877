"""The `#|` options of a fence: one YAML mapping, checked against the schema of its kind."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from nabla.errors import PageError, nearest
from nabla.option_schema import SCHEMAS, broken_rule
from nabla.option_text import OptionText

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from nabla.errors import Place
    from nabla.fence_kinds import FenceKind


@dataclass(frozen=True)
class Options:
    """What an author may write above the text of a fence; each kind takes a part of it."""

    id: str | None = None
    name: str | None = None
    caption: str | None = None
    run: bool = False
    figure: str | None = None
    table: str | None = None
    alt: str | None = None
    guards: tuple[str, ...] = ()
    show: str | None = None
    expect: str | None = None
    skip: str | None = None
    timeout: float | None = None
    latex: str | None = None
    seed: int | None = None
    rtol: float | None = None
    because: str | None = None
    tangent: bool = False
    undecided: str | None = None
    hints: tuple[str, ...] = ()
    """What `hint` says, then what `hints` lists."""
    written: tuple[tuple[str, Place], ...] = field(default=(), compare=False)
    """The keys in the author's order, each with its place."""

    @property
    def has_any(self) -> bool:
        """Whether the author wrote any option."""
        return bool(self.written)

    @property
    def label(self) -> str | None:
        """The id by which references name the fence, whichever option gives it."""
        return self.id or self.figure or self.table

    @property
    def asks_to_run(self) -> bool:
        """Whether a python fence with these options is run: it has some, and none forbids it."""
        forbidden = self.skip is not None or (self.place_of("run") is not None and not self.run)
        return self.has_any and not forbidden

    def place_of(self, key: str) -> Place | None:
        """Return where the author wrote a key."""
        return next((place for name, place in self.written if name == key), None)


def parse_options(
    kind: FenceKind, lines: Sequence[str], place: Place, columns: Sequence[int] = ()
) -> Options:
    r"""Read the option lines of a fence.

    Parameters
    ----------
    kind
        The kind of the fence, which decides the schema.
    lines
        The lines, each beginning with ``#|``.
    place
        Of the first line's ``#``; of the fence when there are no lines.
    columns
        Of each line's ``#``, where they differ from that of `place`.

    Raises
    ------
    PageError
        At the first key that is unknown, twice there, of a wrong type or against a rule.

    >>> from nabla.errors import Place
    >>> parse_options("python", ["#| run: true"], Place("x.md", 4)).run
    True
    >>> parse_options("formula", ["#| id: eq-a", "#| nmae: A"], Place("x.md", 4))
    Traceback (most recent call last):
    nabla.errors.PageError: x.md:5:4: unknown option 'nmae'; did you mean 'name'?
    """
    source = OptionText.join(lines, place, columns)
    values: dict[str, Any] = {}
    written: dict[str, Place] = {}
    for key, node, at in _find_keys(source):
        if key in written:
            raise PageError(at, f"option {key!r} stands twice, first in line {written[key].line}")
        written[key] = at
        values[key] = _read_value(kind, key, node, at)
    if broken := broken_rule(kind, values):
        key, message = broken
        raise PageError(written.get(key, place), message)
    hints = (*values.pop("hint", ()), *values.pop("hints", ()))
    return dataclasses.replace(Options(hints=hints, written=tuple(written.items())), **values)


def _find_keys(source: OptionText) -> Iterator[tuple[str, yaml.Node, Place]]:
    mapping = source.compose()
    if mapping is None:
        return
    if not isinstance(mapping, yaml.MappingNode):
        at = source.place(mapping.start_mark.index)
        raise PageError(at, "expected options of the form 'key: value'")
    for key, node in mapping.value:
        at = source.place(key.start_mark.index)
        if not isinstance(key, yaml.ScalarNode):
            raise PageError(at, "expected a word as the name of an option")
        yield key.value, node, at


def _nearest(key: str, schema: Collection[str]) -> str:
    """Say which option is spelt like a word: of this kind of fence, or else of another."""
    own = nearest(key, schema)
    anywhere = nearest(key, {name for names in SCHEMAS.values() for name in names})
    if "did you mean" in own or "did you mean" not in anywhere:
        return own
    return f"{anywhere} That is for other fences"


def _read_value(kind: FenceKind, key: str, node: yaml.Node, at: Place) -> object:
    schema = SCHEMAS.get(kind, {})
    if key not in schema:
        others = [other for other in SCHEMAS if key in SCHEMAS[other]]
        if others:
            kinds = ", ".join(others[:-1]) + (" and " if others[:-1] else "") + others[-1]
            raise PageError(at, f"option {key!r} is for {kinds} fences, not {kind}")
        raise PageError(at, f"unknown option {key!r}{_nearest(key, schema)}")
    try:
        return schema[key](node)
    except ValueError as error:
        raise PageError(at, f"option {key!r}: {error}") from None
