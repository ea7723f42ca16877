"""Have the Linux kernel refuse what a page writes outside its folder.

Landlock restricts this process and all that it starts, and needs no privilege. Where the kernel
does not offer it, and on other systems, only `guard` is left.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_ASK_VERSION = 1
_BENEATH_PATH = 1
_NO_NEW_PRIVILEGES = 38
# Bits of the kernel's interface: write, remove and make entries of every kind.
_WRITE_FILE = 1 << 1
_WRITE = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))
_MOVE_ELSEWHERE, _MOVE_VERSION = 1 << 13, 2
_TRUNCATE, _TRUNCATE_VERSION = 1 << 14, 3
_SIGNALS, _SIGNALS_VERSION = 1 << 1, 6


def forbid_writing(outside: str) -> bool:
    """Forbid this process and its children to change files outside a folder.

    They may not signal processes outside either, where the kernel is new enough (6.12).

    Returns
    -------
    bool
        Whether the kernel enforces it.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return False
    handled = _WRITE
    handled |= _MOVE_ELSEWHERE if version >= _MOVE_VERSION else 0
    handled |= _TRUNCATE if version >= _TRUNCATE_VERSION else 0
    rules = _create(libc, handled, version)
    if rules < 0:
        return False
    try:
        allowed = _allow(libc, rules, outside, handled)
        for device in ("/dev/shm", "/dev/null", "/dev/tty", "/dev/full"):
            whole = handled if Path(device).is_dir() else handled & (_WRITE_FILE | _TRUNCATE)
            _allow(libc, rules, device, whole)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return allowed and libc.syscall(_RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)


def _create(libc: ctypes.CDLL, handled: int, version: int) -> int:
    """Return a descriptor of an empty set of rules; its size tells the kernel what is known."""
    rules = struct.pack("=Q", handled)
    if version >= _SIGNALS_VERSION:
        rules = struct.pack("=QQQ", handled, 0, _SIGNALS)
    return int(libc.syscall(_CREATE_RULESET, rules, len(rules), 0))


def _allow(libc: ctypes.CDLL, rules: int, path: str, access: int) -> bool:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        rule = struct.pack("=Qi", access, descriptor)
        return bool(libc.syscall(_ADD_RULE, rules, _BENEATH_PATH, rule, 0) == 0)
    finally:
        os.close(descriptor)
