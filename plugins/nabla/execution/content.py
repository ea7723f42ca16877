"""What a value says, apart from where on the page it stands.

Prose above a fence moves its lines without changing what it does. So a line number counts from
the step that it belongs to: in a dataclass, that is every whole number in a field called ``line``
or ``..._line``.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


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
    if isinstance(value, tuple | list | set | frozenset):
        return type(value)(_moved(entry, lines) for entry in value)
    if isinstance(value, dict):
        return {key: _moved(entry, lines) for key, entry in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, object] = {}
    for field in fields(value):
        entry = getattr(value, field.name)
        changed = entry + lines if _is_line(field.name, entry) else _moved(entry, lines)
        if field.init and changed is not entry:
            changes[field.name] = changed
    return replace(value, **changes)


def _is_line(name: str, value: object) -> bool:
    return type(value) is int and (name == "line" or name.endswith("_line"))


def _parts(value: object, line: int) -> Iterator[bytes]:
    """Give the content in parts, each led by its type and length so that none runs on."""
    kind = type(value)
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
        for field in fields(value):
            entry = getattr(value, field.name)
            yield from _parts(entry - line if _is_line(field.name, entry) else entry, line)
    else:
        message = f"{kind.__module__}.{kind.__qualname__} is no plain value"
        raise OpaqueError(message)


def _joined(value: object, line: int) -> bytes:
    return b"".join(_parts(value, line))
