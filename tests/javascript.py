"""The site's JavaScript modules in an engine without a browser: V8, from the package mini-racer.

The engine evaluates scripts, so each module becomes a function of its own that returns what the
module exports; this reads the plain forms of import and export that the site's modules keep to.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer

ROOT = Path(__file__).parent.parent
EXPLORERS = ROOT / "docs" / "explorers"
ASSETS = ROOT / "plugins" / "nabla" / "assets"
_IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}|\* as \w+) from "(?P<path>[^"]+)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:const|function|class) (?P<name>\w+))", re.M)


class Module:
    """One module with everything it imports, ready to be called from Python.

    >>> Module(EXPLORERS / "numbers.mjs").call("decimals", -0.0001, 3)
    '0.000'
    """

    def __init__(self, path: Path) -> None:
        self._engine = MiniRacer()
        self._loaded: dict[Path, str] = {}
        self._name = self._load(path.resolve())

    def _load(self, path: Path) -> str:
        if path in self._loaded:
            return self._loaded[path]
        text = path.read_text(encoding="utf-8")
        heads = []
        for match in _IMPORT.finditer(text):
            module = self._load((path.parent / match["path"]).resolve())
            names = match["names"].replace(" as ", ": ").removeprefix("*: ")
            heads.append(f"const {names} = {module};")
        exports = [match["name"] for match in _EXPORT.finditer(text)]
        body = _EXPORT.sub("", _IMPORT.sub("", text))
        name = self._loaded[path] = f"module{len(self._loaded)}"
        returned = f"return {{ {', '.join(exports)} }};"
        self._engine.eval(f"const {name} = (() => {{\n{''.join(heads)}{body}\n{returned}\n}})();")
        return name

    def call(self, function: str, *arguments: object) -> Any:
        """Call an exported function with plain values; what it throws becomes an exception."""
        given = ", ".join(json.dumps(item) for item in arguments)
        return json.loads(self._engine.eval(f"JSON.stringify({self._name}.{function}({given}))"))

    def value(self, name: str) -> Any:
        """Return an exported constant."""
        return json.loads(self._engine.eval(f"JSON.stringify({self._name}.{name})"))
