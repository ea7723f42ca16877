"""Where a page's data files are."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "NABLA_PAGE_FOLDER"


def page_path(name: str) -> Path:
    """Return the absolute path of a file that lies beside the page.

    A page runs in a temporary folder; this is how it reaches its data. Outside a build, where a
    reader has copied the snippet, names are relative to the working directory.

    Parameters
    ----------
    name
        Of the file, relative to the page's folder.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The name is absolute.

    >>> page_path("no such file.csv")
    Traceback (most recent call last):
    ...
    FileNotFoundError: no file 'no such file.csv' beside the page
    """
    if Path(name).is_absolute():
        message = f"{name!r} is absolute; name the file relative to the page"
        raise ValueError(message)
    path = Path(os.environ.get(FOLDER, "."), name).absolute()
    if not path.exists():
        message = f"no file {name!r} beside the page"
        raise FileNotFoundError(message)
    return path
