"""The versions of installed distributions."""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, distribution


@functools.cache
def installed_version(name: str) -> str | None:
    """Return the version of a distribution, `None` if it is not installed.

    ``importlib.metadata.version`` parses the whole description with it, as an e-mail.

    >>> from importlib.metadata import version
    >>> installed_version("numpy") == version("numpy"), installed_version("no-such-thing")
    (True, None)
    """
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    head = (found.read_text("METADATA") or "").partition("\n\n")[0]
    line = next((line for line in head.split("\n") if line.startswith("Version:")), None)
    return found.version if line is None else line.removeprefix("Version:").strip()
