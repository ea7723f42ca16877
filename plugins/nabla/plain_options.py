"""Option lines that need no YAML parser: most are a key and a few words.

PyYAML is written in Python, and would take a third of the time in which a page is read. What is
read here are lines of which it would make the same; all others are left to it.
"""

from __future__ import annotations

import re

import yaml

_STRING, _FLAG = "tag:yaml.org,2002:str", "tag:yaml.org,2002:bool"
_LINE = re.compile(
    r"(?P<key>[a-z]+):[ ]+"
    r"(?:(?P<words>[^\W\d_](?:[^\W_]|[ ,.;'()/=+*^$\\{}<>_-])*)|\[(?P<list>[\w., -]+)\])[ ]*"
)
_ENTRY = re.compile(r"[a-z]+-[\w.-]*")
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "null"})
_SPELT = frozenset({"true", "false", "True", "False"})


def read_plain(text: str) -> yaml.MappingNode | None:
    r"""Read lines of ``key: words`` and ``key: [id, id]``; `None` if there is anything else.

    >>> node = read_plain("id: eq-a\nname: A rule\n")
    >>> [(key.value, value.value) for key, value in node.value]
    [('id', 'eq-a'), ('name', 'A rule')]
    >>> read_plain("name: 'A rule'\n") is None
    True
    """
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    offset = 0
    for number, line in enumerate(text.split("\n")[:-1]):
        match = _LINE.fullmatch(line)
        if match is None or match["key"] in _RESERVED or not line.isprintable():
            return None
        mark = yaml.Mark("", offset, number, 0, None, 0)
        value = _value(match, mark)
        if value is None:
            return None
        pairs.append((yaml.ScalarNode(_STRING, match["key"], mark), value))
        offset += len(line) + 1
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs) if pairs else None


def _value(match: re.Match[str], mark: yaml.Mark) -> yaml.Node | None:
    words = match["words"]
    if words is None:
        entries = [entry.strip(" ") for entry in match["list"].split(",")]
        if not all(map(_ENTRY.fullmatch, entries)):
            return None
        nodes = [yaml.ScalarNode(_STRING, entry, mark) for entry in entries]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", nodes)
    words = words.rstrip(" ")
    if words.lower() not in _RESERVED:
        return yaml.ScalarNode(_STRING, words, mark)
    return yaml.ScalarNode(_FLAG, words, mark) if words in _SPELT else None
