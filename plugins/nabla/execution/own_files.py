"""The files of this package, which decide every result: while it is developed, versions stay."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.content import content_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nabla.execution.store import Store

_FOLDER = Path(__file__).parents[1]


def own_hash(store: Store | None = None) -> str:
    """Return a hash of what this package's files say.

    Parameters
    ----------
    store
        Keeps it for as long as no file is written to, which is quicker to see than what all say.
    """
    if store is None:
        return _content()
    key = content_hash("own", sorted(_stamps(_FOLDER)))
    kept = store.get_plain(key)
    if isinstance(kept, str):
        return kept
    content = _content()
    store.put_plain(key, content)
    return content


def _content() -> str:
    found = hashlib.sha256()
    for file in sorted(_FOLDER.rglob("*.py")):
        found.update(str(file.relative_to(_FOLDER)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Give the path of each module with its size and the time at which it was written."""
    for where, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(where, name)  # noqa: PTH118 - a Path for each takes twice the time
                status = os.stat(path)  # noqa: PTH116 - as above
                yield path, status.st_size, status.st_mtime_ns
