"""The text of a script without what its comments and literals say."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    r"|\"(?:\\.|[^\"\\\n])*\""
    r"|'(?:\\.|[^'\\\n])*'"
    r"|`(?:\\.|[^`\\])*`"
    r"|(?<=[(,=:\[!&|?{};\n])[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/",
    re.DOTALL,
)
_INK = re.compile(r"[^\s]")


def blank_out(script: str) -> str:
    r"""Return a script with blanks for its comments, texts and patterns; places stay the same.

    >>> blank_out('a = "b"; // c')
    'a =    ;     '
    >>> blank_out("x = /`/; `import\n`") == "x =    ;" + " " * 8 + "\n "
    True
    """
    return _TOKEN.sub(lambda match: _INK.sub(" ", match.group()), script)
