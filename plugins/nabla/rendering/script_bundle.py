"""ES modules joined into one classic script, because browsers refuse modules on ``file://``."""

from __future__ import annotations

import functools
import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.errors import PageError, Place
from nabla.rendering.script_text import blank_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_IMPORT = re.compile(
    r"^import\b\s*(?:(?P<names>[^\"';]+?)\s*from\s*)?[\"'](?P<path>[^\"']+)[\"'];?", re.M
)
_DECLARED = re.compile(
    r"^export\s+(?=(?:async\s+)?(?:function\b\*?|class\b|const\b)\s*(?P<name>[\w$]+))", re.M
)
_LISTED = re.compile(r"^export\s*\{(?P<names>[^}]*)\};?", re.M)
_REFUSED = (
    (re.compile(r"^export\s+default\b", re.M), "a default export; name what is exported"),
    (
        re.compile(r"^export\s+(?:let|var)\b", re.M),
        "an export that may change; export a const or a function",
    ),
    (
        re.compile(r"^export\s*(?:\*|\{[^}]*\}\s*from\b)", re.M),
        "an export from another module; import it, then export it",
    ),
    (re.compile(r"(?<![\w$.])import\s*\("), "import(); import at the top of the module"),
    (re.compile(r"^await\b", re.M), "await outside a function"),
)


@dataclass(frozen=True)
class _Module:
    """A module taken apart.

    Attributes
    ----------
    imports
        The address of each imported module, and the pattern that takes its exports apart.
    exports
        Pairs of outer and inner name.
    """

    address: str
    body: str
    imports: tuple[tuple[str, str], ...]
    exports: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shared:
    """Modules that several scripts use, served in a script of their own that comes before them.

    Attributes
    ----------
    name
        The global variable in which the scripts find them.
    """

    name: str
    addresses: tuple[str, ...] = ()


NOTHING = Shared("")


def join_modules(
    entry: str, read: Callable[[str], str], *, prelude: str = "", shared: Shared = NOTHING
) -> str:
    """Join a module and all that it imports into one classic script.

    Parameters
    ----------
    entry
        The address of the first module; others are found relative to the module that imports them.
    read
        From the address of a module to its text; raises `OSError` or `KeyError` if there is none.
    prelude
        Statements that every module sees.
    shared
        What the script finds where it is shown, and so need not hold.

    Raises
    ------
    PageError
        A module is missing, imports in a circle, or uses what cannot be joined.

    >>> modules = {
    ...     "plane.mjs": "export const half = 0.5;",
    ...     "main.mjs": 'import { half } from "./plane.mjs";',
    ... }
    >>> print(join_modules("main.mjs", modules.__getitem__))
    (() => {
    "use strict";
    const module0 = (() => { // plane.mjs
    const half = 0.5;
    return { half };
    })();
    const module1 = (() => { // main.mjs
    const { half } = module0;
    return {  };
    })();
    })();
    <BLANKLINE>
    """
    modules: dict[str, _Module] = {}
    _gather(entry, read, (), modules)
    return _joined(modules, shared, [prelude] if prelude else [], [])


def join_shared(shared: Shared, read: Callable[[str], str]) -> str:
    """Join the modules that several scripts use, for them to find.

    >>> print(join_shared(Shared("parts", ("a.mjs",)), lambda _: "export const a = 1;"))
    (() => {
    "use strict";
    const module0 = (() => { // a.mjs
    const a = 1;
    return { a };
    })();
    globalThis.parts = { "a.mjs": module0 };
    })();
    <BLANKLINE>
    """
    modules: dict[str, _Module] = {}
    for address in shared.addresses:
        _gather(address, read, (), modules)
    held = ", ".join(f'"{address}": module{k}' for k, address in enumerate(modules))
    return _joined(modules, NOTHING, [], [f"globalThis.{shared.name} = {{ {held} }};"])


def shared_modules(name: str, entries: Iterable[str], read: Callable[[str], str]) -> Shared:
    """Find the modules that two or more of some entries import.

    >>> modules = {"a.mjs": 'import "./c.mjs";', "b.mjs": 'import "./c.mjs";', "c.mjs": ""}
    >>> shared_modules("parts", ["a.mjs", "b.mjs"], modules.__getitem__).addresses
    ('c.mjs',)
    """
    counted = Counter(address for entry in entries for address in module_addresses(entry, read))
    return Shared(name, tuple(address for address, count in counted.items() if count > 1))


def _joined(
    modules: Mapping[str, _Module], shared: Shared, before: list[str], after: list[str]
) -> str:
    """Return the modules in their order as one script, those that are shared by name alone."""
    numbers = {address: number for number, address in enumerate(modules)}
    used = {
        other
        for address, module in modules.items()
        if address not in shared.addresses
        for other, pattern in module.imports
        if pattern
    }
    parts = [
        _factory(module, numbers)
        if address not in shared.addresses
        else f'const module{numbers[address]} = {shared.name}["{address}"];'
        for address, module in modules.items()
        if address not in shared.addresses or address in used
    ]
    return "\n".join(['(() => {\n"use strict";', *before, *parts, *after, "})();\n"])


def module_addresses(entry: str, read: Callable[[str], str]) -> tuple[str, ...]:
    """Return the addresses of a module and of all that it imports, in the order of evaluation."""
    modules: dict[str, _Module] = {}
    _gather(entry, read, (), modules)
    return tuple(modules)


def _gather(
    address: str, read: Callable[[str], str], above: tuple[str, ...], modules: dict[str, _Module]
) -> None:
    if address in modules:
        return
    module = _parse(address, read(address))
    for other, _pattern in module.imports:
        place = Place(address, 1)
        if other in (*above, address):
            circle = " → ".join((*above, address, other))
            raise PageError(
                place, f"modules that import each other: {circle}; move what they share"
            )
        try:
            read(other)
        except (OSError, KeyError):
            raise PageError(place, f"imports {other}, which is not there; mend the path") from None
        _gather(other, read, (*above, address), modules)
    modules[address] = module


@functools.lru_cache(maxsize=256)  # most elements share most of their modules
def _parse(address: str, text: str) -> _Module:
    blank = blank_out(text)
    for pattern, said in _REFUSED:
        if match := pattern.search(blank):
            raise _error(address, text, match.start(), said)
    imports, edits = [], []
    for match in _IMPORT.finditer(text):
        if blank[match.start()] != "i":  # it stands in a comment or in a text
            continue
        imports.append(_import(address, text, match))
        edits.append(match.span())
    exports = []
    for match in _DECLARED.finditer(blank):
        exports.append((match["name"], match["name"]))
        edits.append(match.span())
    for match in _LISTED.finditer(blank):
        exports += [_renamed(name)[::-1] for name in _names(match["names"])]
        edits.append(match.span())
    return _Module(address, _without(text, edits), tuple(imports), tuple(exports))


def _import(address: str, text: str, match: re.Match[str]) -> tuple[str, str]:
    if not match["path"].startswith("."):
        said = f'imports "{match["path"]}"; import a file of the site, as in "./plane.mjs"'
        raise _error(address, text, match.start(), said)
    other = posixpath.normpath(posixpath.join(posixpath.dirname(address), match["path"]))
    names = match["names"]
    if names is None:
        return other, ""
    if whole := re.fullmatch(r"\*\s*as\s+([\w$]+)", names):
        return other, whole[1]
    if not names.startswith("{"):
        raise _error(address, text, match.start(), "a default import; write { names } or * as name")
    renamed = (_renamed(name) for name in _names(names.strip("{}")))
    parts = (outer if outer == inner else f"{outer}: {inner}" for outer, inner in renamed)
    return other, f"{{ {', '.join(parts)} }}"


def _names(listed: str) -> Iterator[str]:
    return (name.strip() for name in listed.split(",") if name.strip())


def _renamed(name: str) -> tuple[str, str]:
    """Return both names of `a as b`."""
    first, _, second = re.sub(r"\s+", " ", name).partition(" as ")
    return first, second or first


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in sorted(spans):
        parts.append(text[position:start])
        position = end
    return "".join([*parts, text[position:]]).strip("\n")


def _factory(module: _Module, numbers: dict[str, int]) -> str:
    takes = "".join(
        f"const {pattern} = module{numbers[other]};\n"
        for other, pattern in module.imports
        if pattern
    )
    gives = ", ".join(
        outer if outer == inner else f"{outer}: {inner}" for outer, inner in module.exports
    )
    body = f"{module.body}\n" if module.body else ""
    opening = f"const module{numbers[module.address]} = (() => {{ // {module.address}\n"
    return f"{opening}{takes}{body}return {{ {gives} }};\n}})();"


def _error(address: str, text: str, offset: int, said: str) -> PageError:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return PageError(Place(address, line, column), said)
