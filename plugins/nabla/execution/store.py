"""Keep results on disk by the hash of all that decides them."""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.output import Output
from nabla.execution.wire import RefusedError, conforms, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOG = logging.getLogger(__name__)
_SUFFIX, _NEW = ".nabla", "new-"
_WRITING_SECONDS = 3600
_CHECKSUM_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Store:
    """A folder of results, bounded in size; the least recently used make room.

    Entries are written under another name and then renamed, so that builds which share a folder,
    on one machine or over a network, see each entry whole or not at all. A damaged entry counts
    as none.

    Parameters
    ----------
    path
        The folder; it need not exist.
    max_bytes
        How large it may become.
    """

    path: Path
    max_bytes: int = 500_000_000

    def get(self, key: str) -> tuple[Output, ...] | None:
        """Return what was stored under a key, if anything was."""
        outputs = self.get_plain(key)
        if outputs is None or not conforms(outputs, tuple[Output, ...]):
            return None
        assert isinstance(outputs, tuple)
        return outputs

    def put(self, key: str, outputs: tuple[Output, ...]) -> None:
        """Store outputs. A failure is never stored: it is to be told again by the next build."""
        if not any(output.status == "failed" for output in outputs):
            self.put_plain(key, outputs)
            self._make_room()

    def get_plain(self, key: str) -> object:
        """Return the plain value stored under a key, or None."""
        file = self._file(key)
        try:
            raw = file.read_bytes()
        except OSError:
            return None
        checksum, packed = raw[:_CHECKSUM_BYTES], raw[_CHECKSUM_BYTES:]
        if hashlib.sha256(packed).digest() != checksum:
            self._note_damage(file)
            return None
        try:
            value = unpack(packed)
        except RefusedError:
            self._note_damage(file)
            return None
        with suppress(OSError):
            os.utime(file)  # used just now
        return value

    def put_plain(self, key: str, value: object) -> None:
        """Store a plain value; a folder that cannot be written to is a note, not an error."""
        packed = pack(value)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self.path, prefix=_NEW)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(packed).digest() + packed)
                Path(name).replace(self._file(key))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            _note_unwritable(self.path, error.strerror)

    def size(self) -> int:
        """Return how many bytes the store holds."""
        return sum(status.st_size for _, status in self._entries())

    def clear(self) -> int:
        """Remove all entries and return how many there were."""
        entries = [file for file, _ in self._entries()]
        for file in (*entries, *self._left_behind()):
            file.unlink(missing_ok=True)
        return len(entries)

    def _file(self, key: str) -> Path:
        return self.path / f"{key}{_SUFFIX}"

    def _note_damage(self, file: Path) -> None:
        _LOG.warning("the stored result %s is damaged; it is made again", file.name)
        with suppress(OSError):
            file.unlink()

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """Give every file of the store; another build may remove some meanwhile."""
        try:
            with os.scandir(self.path) as found:
                entries = [entry for entry in found if entry.name.endswith(_SUFFIX)]
        except OSError:
            return
        for entry in entries:
            with suppress(OSError):
                yield Path(entry.path), entry.stat()

    def _left_behind(self) -> Iterator[Path]:
        """Give what a build was writing when it was killed, long ago."""
        oldest = time.time() - _WRITING_SECONDS
        for file in self.path.glob(f"{_NEW}*"):
            with suppress(OSError):
                if file.stat().st_mtime < oldest:
                    yield file

    def _make_room(self) -> None:
        entries = sorted(self._entries(), key=lambda entry: (entry[1].st_mtime_ns, entry[0].name))
        size = sum(status.st_size for _, status in entries)
        if size > self.max_bytes:
            for file in self._left_behind():
                with suppress(OSError):
                    file.unlink()
        for file, status in entries:
            if size <= self.max_bytes:
                return
            with suppress(OSError):
                file.unlink()
            size -= status.st_size


@functools.cache
def _note_unwritable(path: Path, reason: str) -> None:
    """Say once that nothing can be kept here."""
    _LOG.warning("cannot store a result in %s: %s", path, reason)
