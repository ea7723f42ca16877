"""Record which files a page reads: they decide its results."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from nabla.execution.output import Read

_SYSTEM = ("/proc", "/dev", "/sys", "/etc", "/usr", "/lib")


class Reading:
    """The files and folders that this process opens outside Python's and its own."""

    def __init__(self, folder: str, home: str) -> None:
        self._folder = folder
        self._paths: set[str] = set()
        own = {home, sys.prefix, sys.base_prefix, str(Path(__file__).parents[1])}
        self._ignored = tuple(f"{os.path.realpath(path)}{os.sep}" for path in own) + tuple(
            f"{path}{os.sep}" for path in _SYSTEM
        )

    def start(self) -> None:
        """Record from now on, for as long as this process lives."""
        sys.addaudithook(self._hear)

    def found(self) -> tuple[Read, ...]:
        """Return what was read, by path, with a hash of each content as it is now."""
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and Path(file).is_absolute():
                self._note(file)
        relative = {os.path.relpath(path, self._folder): path for path in self._paths}
        return tuple(Read(name, digest(Path(relative[name]))) for name in sorted(relative))

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in {"open", "os.listdir", "os.scandir"} and isinstance(arguments[0], str | bytes):
            self._note(os.fsdecode(arguments[0]))

    def _note(self, path: str) -> None:
        try:
            path = os.path.realpath(path)
        except OSError:  # the page has removed its working directory
            return
        if not f"{path}{os.sep}".startswith(self._ignored):
            self._paths.add(path)


def digest(path: Path) -> str:
    """Return a hash of a file's content, of a folder's names, or that there is neither."""
    try:
        if path.is_dir():
            names = "\n".join(sorted(entry.name for entry in path.iterdir()))
            return "folder " + hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "absent"
