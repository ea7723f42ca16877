"""Plain values as bytes, and back without trusting the bytes."""

from __future__ import annotations

import functools
import io
import pickle
import struct
from dataclasses import fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import socket

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


def conforms(value: object, hint: object) -> bool:
    """Tell whether a value is what a type hint says, down to the fields of dataclasses.

    >>> conforms(("a", "b"), tuple[str, ...]), conforms((1,), tuple[str, ...])
    (True, False)
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(conforms(value, argument) for argument in arguments)
    if origin is Literal:
        return type(value) is str and value in arguments
    if origin is tuple:
        return _conforms_tuple(value, arguments)
    if hint in (object, None):
        return hint is object or value is None
    if hint is float:
        return type(value) in (float, int)
    if isinstance(hint, type) and is_dataclass(hint):
        return type(value) is hint and _conforms_fields(value, hint)
    if hint is str:
        return type(value) is str and _encodes(value)
    return isinstance(hint, type) and type(value) is hint


def _conforms_tuple(value: object, arguments: tuple[object, ...]) -> bool:
    if type(value) is not tuple:
        return False
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return all(conforms(entry, arguments[0]) for entry in value)
    return len(value) == len(arguments) and all(map(conforms, value, arguments))


def _conforms_fields(value: object, kind: type) -> bool:
    hints = _hints(kind)
    return all(
        hasattr(value, field.name) and conforms(getattr(value, field.name), hints[field.name])
        for field in fields(kind)
    )


@functools.cache
def _hints(kind: type) -> dict[str, object]:
    """Return the types of a dataclass's fields; finding them costs more than comparing."""
    return get_type_hints(kind)


def _encodes(text: str) -> bool:
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
