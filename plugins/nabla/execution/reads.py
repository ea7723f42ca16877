"""Record which files a page reads: they decide its results."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.output import Read

if TYPE_CHECKING:
    from nabla.execution.audit import Ear

PACKAGE = "package:"  # a library is told by its version, not by its files
_PACKAGES = ("purelib", "platlib")
_SYSTEM = ("/proc/", "/dev/", "/sys/", "/etc/", "/lib/", "/usr/lib/", "/usr/lib64/", "/usr/share/")


class Reading:
    """The files and folders that this process opens outside Python's and its own."""

    def __init__(self, folder: str, home: str) -> None:
        self._folder = folder
        self._paths: set[str] = set()
        self._loaded = frozenset(sys.modules)
        libraries = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", *_PACKAGES)]
        own = {home, str(Path(__file__).parents[1]), *libraries, sys.pycache_prefix or home}
        self._ignored = tuple(f"{os.path.realpath(path)}{os.sep}" for path in own) + _SYSTEM

    def ears(self) -> dict[str, Ear]:
        """Return what to do at which audit event: note the path."""
        return dict.fromkeys(("open", "os.listdir", "os.scandir"), self._hear)

    def found(self) -> tuple[Read, ...]:
        """Return what was read, by path, with a hash of each content as it is now."""
        libraries: set[str] = set()
        for name, module in sys.modules.copy().items():
            file = getattr(module, "__file__", None)
            top = name.partition(".")[0]
            if top not in self._loaded and isinstance(file, str) and Path(file).is_absolute():
                self._note(file)
                if "-packages" in file:
                    libraries.add(top)
        relative = {os.path.relpath(path, self._folder): path for path in self._paths}
        files = tuple(Read(name, digest(Path(relative[name]))) for name in sorted(relative))
        return files + tuple(Read(PACKAGE + n, package_version(n)) for n in sorted(libraries))

    def _hear(self, _: str, arguments: tuple[object, ...]) -> None:
        if isinstance(arguments[0], str | bytes):
            self._note(os.fsdecode(arguments[0]))

    def _note(self, path: str) -> None:
        try:
            path = os.path.realpath(path)
        except OSError:  # the page has removed its working directory
            return
        if not f"{path}{os.sep}".startswith(self._ignored):
            self._paths.add(path)


def package_version(name: str) -> str:
    """Return the version of an installed library by the name under which it is imported."""
    from importlib.metadata import PackageNotFoundError, version  # most pages have no use for it

    try:
        return version(name)
    except PackageNotFoundError:
        spec = importlib.util.find_spec(name)
        return digest(Path(spec.origin)) if spec is not None and spec.origin else "absent"


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
