"""The text of a script without its comments, or without what its literals say."""

from __future__ import annotations

import re

_TEXT = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_DEEPEST = 3  # templates within templates


def _template(depth: int) -> str:
    """Return the pattern of a template whose holes hold templates down to a depth."""
    if depth == 0:
        return r"`(?:\\.|[^`\\])*`"
    inner = rf"[^{{}}`\"']|{_TEXT}|{_template(depth - 1)}"
    hole = rf"\$\{{(?:{inner}|\{{(?:{inner})*\}})*\}}"
    return rf"`(?>\\.|{hole}|[^`\\])*`"


_TOKEN = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    rf"|{_TEXT}"
    rf"|{_template(_DEEPEST)}"
    r"|(?:(?<=[(,=:\[!&|?{};\n>])|(?<=return))"
    r"[ \t]*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/",
    re.DOTALL,
)
_INK = re.compile(r"[^\s]")
_LINE_END = re.compile(r"[ \t]*\n\s*")
_BLANKS = re.compile(r"[ \t]*([,;{}()=?:])[ \t]*")
_STAND_IN = re.compile("\ue000")


def blank_out(script: str) -> str:
    r"""Return a script with blanks for its comments, texts and patterns; places stay the same.

    >>> blank_out('a = "b"; // c')
    'a =    ;     '
    >>> blank_out("x = /`/; `import\n`") == "x =    ;" + " " * 8 + "\n "
    True
    """
    return _TOKEN.sub(lambda match: _INK.sub(" ", match.group()), script)


def without_comments(script: str) -> str:
    r"""Return a script without comments, empty lines and blanks that part nothing.

    Texts and patterns keep theirs, and no two lines become one.

    >>> without_comments("if (a) { // why\n\n  b(`\n  c`);\n}")
    'if(a){\nb(`\n  c`);\n}'
    >>> without_comments("a = `b; ${ c.map((d) => `e; ${d}`) } f; g`;")
    'a=`b; ${ c.map((d) => `e; ${d}`) } f; g`;'
    """
    kept: list[str] = []
    code = _LINE_END.sub("\n", _TOKEN.sub(lambda match: _stand_in(match.group(), kept), script))
    code = _BLANKS.sub(r"\1", code)
    literals = iter(kept)
    return _STAND_IN.sub(lambda _: next(literals), code)


def _stand_in(token: str, kept: list[str]) -> str:
    """Return what stands for a token while blanks are taken away; literals are kept."""
    if token.startswith("//"):
        return ""
    if token.startswith("/*"):
        return "\n" if "\n" in token else " "
    kept.append(token)
    return _STAND_IN.pattern
