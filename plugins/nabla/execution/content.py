"""What a value says, apart from where on the page it stands.

Prose above a fence moves its lines without changing what it does. So a line number counts from
the step that it belongs to: in a dataclass, that is every whole number in a field called ``line``
or ``..._line``.
"""

from __future__ import annotations

import functools
import hashlib
import operator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
_LEAVES = (str, int, float, bool, bytes)


class OpaqueError(TypeError):
    """A value whose content cannot be told."""


def content_hash(*values: object) -> str:
    """Return a hash of values that is the same in every process.

    >>> content_hash({"b", "a"}) == content_hash({"a", "b"}), content_hash(1) == content_hash("1")
    (True, False)
    """
    digest = hashlib.sha256()
    for value in values:
        for part in _parts(value, 0):
            digest.update(part)
    return digest.hexdigest()


def content_from(line: int, value: object) -> bytes:
    """Return what a value says when lines are counted from a line."""
    return b"".join(_parts(value, line))


def moved(value: T, lines: int) -> T:
    """Return a value some lines further down the page.

    >>> from nabla.errors import Place
    >>> moved((Place("x.md", 3), "text"), 10)
    (Place(path='x.md', line=13, column=1), 'text')
    """
    return _moved(value, lines) if lines else value  # type: ignore[return-value] # of the same type


def _moved(value: object, lines: int) -> object:
    if value is None or type(value) in _LEAVES:
        return value
    if isinstance(value, tuple):
        entries = tuple(_moved(entry, lines) for entry in value)
        return entries if any(map(operator.is_not, entries, value)) else value
    if isinstance(value, list | set | frozenset):
        return type(value)(_moved(entry, lines) for entry in value)
    if isinstance(value, dict):
        return {key: _moved(entry, lines) for key, entry in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, object] = {}
    for name, may_be_line in _initial_fields(type(value)):
        entry = getattr(value, name)
        at_line = may_be_line and type(entry) is int
        changed = entry + lines if at_line else _moved(entry, lines)
        if changed is not entry:
            changes[name] = changed
    return replace(value, **changes) if changes else value


@functools.cache
def _initial_fields(kind: type) -> tuple[tuple[str, bool], ...]:
    """Return the fields that are given to a dataclass, and whether each is named as a line is."""
    return tuple((field.name, _is_line_name(field.name)) for field in fields(kind) if field.init)


@functools.cache
def _all_fields(kind: type) -> tuple[tuple[str, bool], ...]:
    return tuple((field.name, _is_line_name(field.name)) for field in fields(kind))


def _is_line_name(name: str) -> bool:
    return name == "line" or name.endswith("_line")


def _parts(value: object, line: int) -> Iterator[bytes]:
    """Give the content in parts, each led by its type and length so that none runs on."""
    kind: Any = type(value)
    if value is None or kind in (bool, int, float, complex, str, bytes):
        text = value if isinstance(value, bytes) else repr(value).encode()
        yield b"%s %d %s;" % (kind.__name__.encode(), len(text), text)
    elif isinstance(value, Enum):
        yield f"enum {kind.__module__}.{value};".encode()
    elif isinstance(value, tuple | list):
        yield b"%s %d[" % (kind.__name__.encode(), len(value))
        for entry in value:
            yield from _parts(entry, line)
    elif isinstance(value, set | frozenset):
        yield b"set %d{" % len(value) + b"".join(sorted(_joined(e, line) for e in value))
    elif isinstance(value, dict):
        pairs = (_joined(key, line) + _joined(entry, line) for key, entry in value.items())
        yield b"dict %d{" % len(value) + b"".join(sorted(pairs))
    elif is_dataclass(value):
        yield f"{kind.__module__}.{kind.__qualname__}(".encode()
        for name, may_be_line in _all_fields(kind):
            entry = getattr(value, name)
            at_line = may_be_line and type(entry) is int
            yield from _parts(entry - line if at_line else entry, line)
    else:
        message = f"{kind.__module__}.{kind.__qualname__} is no plain value"
        raise OpaqueError(message)


def _joined(value: object, line: int) -> bytes:
    return b"".join(_parts(value, line))
