"""What a site chooses for nabla: the options below ``plugins: nabla:`` in its mkdocs.yml."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml
from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped] # it ships no types

from nabla.errors import PageError, Place, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


EXECUTORS = ("local", "dask")


@dataclass(frozen=True)
class SiteOptions:
    """The options of a site.

    Attributes
    ----------
    strict
        Refuse unguarded figures and displayed derivatives; by default as the site is.
    jobs
        How many pages run at a time; 0 means as many as there are processors.
    timeout
        Seconds for each snippet.
    memory
        Megabytes for each page.
    store
        A folder for results, or `False`.
    store_size
        Its size in megabytes.
    modules
        Folders from which pages may import, seen from mkdocs.yml.
    run
        Whether Python is run.
    executor
        ``local``, or ``dask`` with `scheduler`, its address.
    mathematics
        Whether TeX is set as MathML while the site is built.
    elements
        From the name of a custom element to its module below the folder of pages.
    """

    strict: bool | None = None
    jobs: int = 0
    timeout: float = 30.0
    memory: int = 2048
    store: str | bool = ".cache/nabla"
    store_size: int = 500
    modules: tuple[str, ...] = ()
    run: bool = True
    executor: str = "local"
    scheduler: str = ""
    mathematics: bool = True
    elements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """A site as far as checking its pages needs it."""

    root: Path
    docs: Path
    options: SiteOptions
    strict: bool


class _Loader(yaml.SafeLoader):
    """YAML with ``!ENV``; what other tags mean is left unread, as none stands where it matters."""


def _ignore(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:  # noqa: ANN401 - any YAML value
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node)


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("!", _ignore)
_Loader.add_multi_constructor("tag:", _ignore)


def find_site(start: Path) -> Site | None:
    """Look for a mkdocs.yml beside or above a place.

    Raises
    ------
    PageError
        The file is no YAML, or gives nabla an option that there is not.
    """
    for folder in (start, *start.parents):
        for name in ("mkdocs.yml", "mkdocs.yaml"):
            if (folder / name).is_file():
                return read_site(folder / name)
    return None


def read_site(file: Path) -> Site:
    """Read what a mkdocs.yml says about its pages and about nabla."""
    text = file.read_text(encoding="utf-8")
    try:
        found = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(str(file), mark.line + 1, mark.column + 1) if mark else Place(str(file), 1)
        raise PageError(place, "not valid YAML") from None
    config = found if isinstance(found, dict) else {}
    options = parse_options(_plugin_options(config.get("plugins"), file), file)
    root = file.parent
    return Site(
        root, root / str(config.get("docs_dir", "docs")), options, bool(config.get("strict"))
    )


def _plugin_options(plugins: object, file: Path) -> Mapping[str, Any]:
    entries = plugins if isinstance(plugins, list) else [plugins]
    for entry in entries:
        if isinstance(entry, dict) and entry.get("nabla") is not None:
            chosen: object = entry["nabla"]
            if not isinstance(chosen, dict):
                said = f"options of nabla: expected lines of 'key: value', got {chosen!r}"
                raise PageError(Place(str(file), 1), said)
            return chosen
    return {}


def parse_options(written: Mapping[str, Any], file: Path) -> SiteOptions:
    """Check the options of a site.

    Raises
    ------
    PageError
        An option that there is not, or a value of the wrong type.

    >>> from pathlib import Path
    >>> parse_options({"jobs": 2}, Path("mkdocs.yml")).jobs
    2
    """
    for key, value in written.items():
        if key not in _TYPES:
            said = f"unknown option of nabla {key!r}{nearest(key, _TYPES)}"
            raise PageError(Place(str(file), 1), said)
        expected, conforms = _TYPES[key]
        if not conforms(value):
            said = f"option {key!r} of nabla: expected {expected}, got {value!r}"
            raise PageError(Place(str(file), 1), said)
    chosen: dict[str, Any] = {
        key: tuple(value) if key == "modules" else value for key, value in written.items()
    }
    return replace(SiteOptions(), **chosen)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < inf


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_mapping(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, (*value, *value.values())))


def _is_size(value: object) -> bool:
    return isinstance(value, int) and _is_number(value)


_MEGABYTES = ("a whole number of megabytes", _is_size)
_FLAG = ("true or false", _is_flag)
_COUNT = ("a whole number", _is_count)
_TYPES: Mapping[str, tuple[str, Callable[[object], bool]]] = MappingProxyType(
    {
        "strict": _FLAG,
        "jobs": _COUNT,
        "timeout": ("a positive number of seconds", _is_number),
        "memory": _MEGABYTES,
        "store": ("a folder, or false", lambda value: _is_text(value) or value is False),
        "store_size": _MEGABYTES,
        "modules": ("a list of folders", _is_texts),
        "run": _FLAG,
        "executor": ("local or dask", lambda value: value in EXECUTORS),
        "scheduler": ("the address of a Dask scheduler", _is_text),
        "mathematics": _FLAG,
        "elements": ("names of elements, each with its module", _is_mapping),
    }
)
