"""Which kind of fence an info string names, and which name it misspells."""

from __future__ import annotations

import difflib
import re
from typing import Literal, get_args

FenceKind = Literal["python", "pycon", "formula", "gradients", "exercise", "other"]
SPECIAL: tuple[FenceKind, ...] = tuple(kind for kind in get_args(FenceKind) if kind != "other")

WORD = re.compile(r"[^\s{]+")
FIRST_CLASS = re.compile(r"\{[^}]*?(?<![^\s{])\.([^\s{}.]+)")
PYTHONS = re.compile(r"(?:i?python|pycon)[\d.]*", re.IGNORECASE)
LONGEST = 20  # letters; no slip of the pen makes one of the five longer
# Languages that Pygments does not list, or that must be known where it is not installed.
LANGUAGES = frozenset(
    {"bpython", "brython", "cpython", "cython", "form", "gradle", "ironpython", "jython"}
    | {"micropython", "mermaid", "py", "pypy", "rpython", "xpython"}
)


def first_word(info: str) -> str:
    """Return the name in an info string, or the first class of one in attribute form.

    >>> first_word('python title="x"'), first_word("{#a .python .b}"), first_word("{python}")
    ('python', 'python', '')
    """
    match = WORD.match(info) or FIRST_CLASS.match(info)
    return match[match.lastindex or 0] if match else ""


def kind_of(info: str) -> FenceKind:
    """Return the kind of fence that an info string names.

    >>> kind_of("formula"), kind_of("python3")
    ('formula', 'other')
    """
    word = first_word(info)
    return next((kind for kind in SPECIAL if kind == word), "other")


def meant_kind(info: str) -> FenceKind | None:
    """Return the special name that an info string misspells; None for a language's own name.

    >>> meant_kind("fromula"), meant_kind("Formula"), meant_kind("fortran")
    ('formula', 'formula', None)
    """
    word = first_word(info)
    lower = word.lower()
    if word in SPECIAL or not 0 < len(word) <= LONGEST:
        return None
    if lower not in SPECIAL and (PYTHONS.fullmatch(word) or lower in LANGUAGES):
        return None
    near = difflib.get_close_matches(lower, SPECIAL, n=1, cutoff=0.75)
    if not near or (lower not in SPECIAL and lower in _pygments_languages()):
        return None
    return next(kind for kind in SPECIAL if kind == near[0])


def _pygments_languages() -> frozenset[str]:
    """Return the names that Pygments highlights; none where it is not installed."""
    try:
        from pygments.lexers import get_all_lexers
    except ImportError:
        return frozenset()
    lexers = get_all_lexers(plugins=False)
    return frozenset(alias for _, aliases, _, _ in lexers for alias in aliases)
