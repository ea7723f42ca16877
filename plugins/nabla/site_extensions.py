"""The Markdown extensions that rendered pages need, added where a site has not chosen them."""

from __future__ import annotations

from typing import Any

CAPTION_EXTENSIONS = ("pymdownx.arithmatex", "pymdownx.betterem")
GENERIC = {"generic": True}


def add_arithmatex(names: list[str], configs: dict[str, Any]) -> None:
    """Let TeX between dollars come through, ready to be set.

    >>> names, configs = ["tables"], {}
    >>> add_arithmatex(names, configs)
    >>> names, configs
    (['tables', 'pymdownx.arithmatex'], {'pymdownx.arithmatex': {'generic': True}})
    """
    _add("pymdownx.arithmatex", names)
    configs["pymdownx.arithmatex"] = {**(configs.get("pymdownx.arithmatex") or {}), **GENERIC}


def add_superfences(names: list[str], configs: dict[str, Any]) -> None:
    """Let fences stand inside lists, tabs and admonitions, where Markdown alone has none."""
    if "pymdownx.superfences" not in names:
        names.append("pymdownx.superfences")
        _add("pymdownx.highlight", names)
        configs.setdefault("pymdownx.highlight", {}).setdefault("use_pygments", False)


def _add(name: str, names: list[str]) -> None:
    if name not in names:
        names.append(name)
