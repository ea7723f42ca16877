"""The types of option values: each reader takes a YAML node, or says what it expected."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable

import yaml

Reader = Callable[[yaml.Node], object]

ID = re.compile(r"[a-z]+-[A-Za-z0-9_.:-]+")
INTEGER = re.compile(r"[-+]?[0-9]{1,100}")
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
EXCEPTION = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
ESCAPED = re.compile(r"\\(.)([A-Za-z]?)", re.DOTALL)
BY_CODE = frozenset("uUx")
QUOTES = frozenset({"'", '"'})
LOOSEST = 1e-4
TRUE, FALSE = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})


def read_text(node: yaml.Node) -> str:
    """Read a text that is not empty."""
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("expected a text")
    if node.tag != "tag:yaml.org,2002:str":
        said = f", got {node.value!r}; put it in quotes" if node.value.strip() else ""
        raise ValueError(f"expected a text{said}")
    if not node.value.strip():
        raise ValueError("expected a text")
    _refuse_escapes(node)
    return str(node.value).strip()


def _refuse_escapes(node: yaml.ScalarNode) -> None:
    r"""Refuse TeX in double quotes, where YAML reads `\nabla` as a line's end and `abla`."""
    raw = node.start_mark.buffer
    if node.style == '"' and raw is not None:
        quoted = raw[node.start_mark.pointer : node.end_mark.pointer]
        for escape, follower in ESCAPED.findall(quoted):
            if escape.isalpha() and escape not in BY_CODE and follower:
                raise ValueError(
                    f"in double quotes YAML takes \\{escape} for an escape; use single quotes"
                )
    for character in "" if node.value.isprintable() else node.value:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise ValueError(f"the character {character!r} cannot be shown; remove it")


def read_texts(node: yaml.Node) -> tuple[str, ...]:
    """Read a text, or a list of texts."""
    if isinstance(node, yaml.SequenceNode):
        if not node.value:
            raise ValueError("expected a list that is not empty")
        return tuple(read_text(entry) for entry in node.value)
    return (read_text(node),)


def read_flag(node: yaml.Node) -> bool:
    """Read true or false."""
    word = _unquoted(node).lower()
    if word not in TRUE | FALSE:
        raise ValueError(f"expected true or false{_got(node)}")
    return word in TRUE


def read_integer(node: yaml.Node) -> int:
    """Read an integer."""
    if not INTEGER.fullmatch(_unquoted(node)):
        raise ValueError(f"expected an integer{_got(node)}")
    return int(_unquoted(node))


def read_seconds(node: yaml.Node) -> float:
    """Read a positive number of seconds."""
    seconds = _number(node)
    if seconds is None or seconds <= 0:
        raise ValueError(f"expected a positive number of seconds{_got(node)}")
    return seconds


def read_loose_tolerance(node: yaml.Node) -> float:
    """Read a relative tolerance that still means something."""
    rtol = _number(node)
    if rtol is None or not 0 < rtol <= LOOSEST:
        raise ValueError(f"expected a number above 0 and at most 1e-4{_got(node)}")
    return rtol


def read_one_of(*choices: str) -> Reader:
    """Return a reader of one of some words."""

    def read(node: yaml.Node) -> str:
        word = node.value if isinstance(node, yaml.ScalarNode) else None
        if word not in choices:
            raise ValueError(f"expected {' or '.join(choices)}{_got(node)}")
        return str(word)

    return read


def read_id(*prefixes: str) -> Reader:
    """Return a reader of an id that begins with one of the prefixes."""
    begins = " or ".join(f"{prefix}-" for prefix in prefixes)

    def read(node: yaml.Node) -> str:
        word = _plain(node)
        if not ID.fullmatch(word) or word.split("-")[0] not in prefixes:
            raise ValueError(
                f"expected an id that begins with {begins} and goes on with letters, digits and "
                f"any of _ . : -{_got(node)}"
            )
        if not word[-1].isalnum():
            raise ValueError(f"expected an id that ends in a letter or digit{_got(node)}")
        return word

    return read


def read_guards(node: yaml.Node) -> tuple[str, ...]:
    """Read a list of the ids of claims, or one id."""
    read = read_id("eq", "tbl", "exr")
    entries = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not entries:
        raise ValueError("expected a list of ids that is not empty")
    return tuple(str(read(entry)) for entry in entries)


def read_exception(node: yaml.Node) -> str:
    """Read the name of an exception."""
    if not EXCEPTION.fullmatch(_plain(node)):
        raise ValueError(f"expected the name of an exception{_got(node)}")
    return _plain(node)


def _number(node: yaml.Node) -> float | None:
    # not YAML's own resolution, which takes 1e-5 for a text and 1:30 for a number
    if not NUMBER.fullmatch(_unquoted(node)):
        return None
    value = float(_unquoted(node))
    return value if math.isfinite(value) else None


def _plain(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _unquoted(node: yaml.Node) -> str:
    """Return the text of a scalar; nothing for one in quotes, which is a text to YAML."""
    return "" if isinstance(node, yaml.ScalarNode) and node.style in QUOTES else _plain(node)


def _got(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return ", got a list" if isinstance(node, yaml.SequenceNode) else ", got a mapping"
    return f", got {node.value!r}" if node.value else ""
