"""Plain values as bytes, and back without trusting the bytes."""

from __future__ import annotations

import functools
import io
import pickle
import struct
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

FRAME = struct.Struct(">iI")  # which step, how many bytes follow
LARGEST = 64_000_000
_LENGTH = struct.Struct(">Q")
T = TypeVar("T")
_PLAIN_BUILTINS = frozenset({"complex", "set", "frozenset", "bytearray", "range", "slice"})


class RefusedError(Exception):
    """Bytes that do not hold a plain value of the expected kind."""


class _PlainUnpickler(pickle.Unpickler):
    """Builds only this package's dataclasses and enumerations, and the plain builtins.

    A page can write to its result pipe, so what comes out of it must not be able to call anything.
    """

    def find_class(self, module: str, name: str) -> object:
        if module == "builtins" and name in _PLAIN_BUILTINS:
            return super().find_class(module, name)
        if module.split(".")[0] == __name__.split(".")[0] and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        message = f"{module}.{name} is not plain"
        raise RefusedError(message)


def pack(value: object) -> bytes:
    """Return a value as bytes."""
    return pickle.dumps(value, protocol=5)


def unpack(packed: bytes) -> object:
    """Return the plain value that the bytes hold.

    Raises
    ------
    RefusedError
        They hold something else, or nothing that can be read.

    >>> unpack(pack({"a": (1, 2.5)}))
    {'a': (1, 2.5)}
    >>> unpack(pack(print))
    Traceback (most recent call last):
    ...
    nabla.execution.wire.RefusedError: builtins.print is not plain
    """
    try:
        return _PlainUnpickler(io.BytesIO(packed)).load()
    except RefusedError:
        raise
    except Exception as error:
        # A damaged pickle may raise nearly anything; all of it means the same here.
        message = f"unreadable: {type(error).__name__}: {error}"
        raise RefusedError(message) from None


def unpack_as(packed: bytes, kind: type[T]) -> T:
    """Return the dataclass that the bytes hold, each field of the type that it declares."""
    value = unpack(packed)
    if not isinstance(value, kind) or not conforms(value, kind):
        message = f"not a well-formed {kind.__name__}"
        raise RefusedError(message)
    return value


def unpack_numbers(packed: bytes) -> tuple[int, ...]:
    """Return the whole numbers that the bytes hold, none if they hold anything else."""
    try:
        value = unpack(packed)
    except RefusedError:
        return ()
    if not conforms(value, tuple[int, ...]):
        return ()
    assert isinstance(value, tuple)
    return value


def conforms(value: object, hint: object) -> bool:
    """Tell whether a value is what a type hint says, down to the fields of dataclasses.

    >>> conforms(("a", "b"), tuple[str, ...]), conforms((1,), tuple[str, ...])
    (True, False)
    """
    return _checker(hint)(value)


@functools.cache
def _checker(hint: object) -> Callable[[object], bool]:
    """Return what tells whether a value is what a hint says; reading hints takes the longest."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is object:
        return lambda _: True
    if origin in (Union, UnionType):
        choices = tuple(map(_checker, arguments))
        return lambda value: any(choice(value) for choice in choices)
    if origin is Literal:
        return lambda value: type(value) is str and value in arguments
    if origin is tuple:
        return _tuple_checker(arguments)
    if hint in (None, NoneType):
        return lambda value: value is None
    if hint is float:
        return lambda value: type(value) in (float, int)
    if hint is str:
        return lambda value: type(value) is str and _encodes(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: type(value) is hint and _has_its_fields(value, hint)
    return lambda value: type(value) is hint


def _tuple_checker(arguments: tuple[object, ...]) -> Callable[[object], bool]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        entry = _checker(arguments[0])
        return lambda value: type(value) is tuple and all(map(entry, value))
    entries = tuple(map(_checker, arguments))
    return lambda value: (
        type(value) is tuple
        and len(value) == len(entries)
        and all(check(part) for check, part in zip(entries, value, strict=True))
    )


def _has_its_fields(value: object, kind: type) -> bool:
    return all(
        hasattr(value, name) and check(getattr(value, name))
        for name, check in _field_checkers(kind)
    )


@functools.cache
def _field_checkers(kind: type) -> tuple[tuple[str, Callable[[object], bool]], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, _checker(hints[field.name])) for field in fields(kind))


def _encodes(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def send(peer: socket.socket, message: bytes) -> None:
    """Send a message with its length."""
    peer.sendall(_LENGTH.pack(len(message)) + message)


def receive(peer: socket.socket) -> bytes | None:
    """Return the next message, or None when the peer is gone."""
    head = _exactly(peer, _LENGTH.size)
    return None if head is None else _exactly(peer, _LENGTH.unpack(head)[0])


def _exactly(peer: socket.socket, size: int) -> bytes | None:
    received = bytearray()
    while len(received) < size:
        chunk = peer.recv(min(size - len(received), 1 << 20))
        if not chunk:
            return None
        received += chunk
    return bytes(received)
