"""References to equations, figures, tables and exercises, and the ids that they name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nabla.document import Document
from nabla.errors import PageError, Place
from nabla.prose import blank, read_prose
from nabla.spans import Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nabla.fences import Fence

REFERENCE = re.compile(
    r"(?:(?<!\w)|(?<=\W_)|(?<=^_))(?<!\\)@((?:eq|fig|tbl|exr)-[A-Za-z0-9_.:-]*[A-Za-z0-9])"
)
ESCAPE = re.compile(r"(?<!\\)\\(?=@(?:eq|fig|tbl|exr)-[A-Za-z0-9])")
_ATTRIBUTE = r"""\s++[A-Za-z_:][\w:.-]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+"""
TAG = re.compile(rf"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?:{_ATTRIBUTE})*+\s*+/?>")
URL = re.compile(
    r"\]\(\s*+<[^<>\n]*+>"  # of a link, in angle brackets
    r"|\]\([^\s()]*+(?:\([^\s()]*+\)[^\s()]*+)*+"  # of a link
    r"|^[ ]{0,3}\[[^\]\n]++\]:[ \t]*+\S++"  # of a link's definition
    r"|<[A-Za-z][A-Za-z0-9+.-]*+:[^\s<>]*+>"  # in angle brackets
    r"|\bhttps?://\S++",  # bare
    re.MULTILINE,
)
VERBATIM = frozenset({"code", "kbd", "samp", "tt", "script", "style", "pre", "textarea"})


@dataclass(frozen=True)
class Reference:
    """A mention of an id in running text: ``text[start:end]`` is ``@`` and the id."""

    place: Place
    start: int
    end: int
    id: str


def find_references(document: Document) -> tuple[Reference, ...]:
    """Find the references in the running text of a page; no text makes it raise.

    >>> from nabla.document import Document
    >>> [at.id for at in find_references(Document("x.md", "By @eq-chain, not `@eq-code`."))]
    ['eq-chain']
    """
    if "@" not in document.text:
        return ()
    return tuple(
        Reference(document.place(match.start()), match.start(), match.end(), match[1])
        for match in REFERENCE.finditer(_running_text(document))
    )


def find_escapes(document: Document) -> tuple[int, ...]:
    r"""Find the backslashes that keep an ``@`` from being a reference, by their offsets.

    >>> from nabla.document import Document
    >>> find_escapes(Document("x.md", r"not \@eq-chain, nor `\@eq-code`"))
    (4,)
    """
    if "\\@" not in document.text:
        return ()
    return tuple(match.start() for match in ESCAPE.finditer(_running_text(document)))


def _running_text(document: Document) -> str:
    text = read_prose(document).text
    text = blank(text, (Region(*url.span(), "raw") for url in URL.finditer(text)))
    return blank(text, sorted(_find_verbatim(text)))


def find_option_references(fence: Fence) -> tuple[tuple[str, Place], ...]:
    """Return the ids that the texts of a fence's options mention, each with its option's place."""
    options = fence.options
    texts = [(key, getattr(options, key) or "") for key in ("name", "caption", "alt")]
    hinted = next((key for key in ("hint", "hints") if options.place_of(key)), "hint")
    texts += [(hinted, hint) for hint in options.hints]
    return tuple(
        (found.id, options.place_of(key) or fence.place)
        for key, text in texts
        for found in find_references(Document(fence.place.path, text))
    )


def duplicate_ids(fences: Iterable[Fence]) -> tuple[PageError, ...]:
    """Find the ids that more than one fence takes, on whichever pages they stand."""
    first: dict[str, Place] = {}
    errors = []
    for fence in fences:
        label = fence.options.label
        if label is None:
            continue
        if label in first:
            message = f"id {label!r} is taken already at {first[label]}; choose another"
            errors.append(PageError(_label_place(fence), message))
        first.setdefault(label, _label_place(fence))
    return tuple(errors)


def _label_place(fence: Fence) -> Place:
    places = (fence.options.place_of(key) for key in ("id", "figure", "table"))
    return next((place for place in places if place is not None), fence.place)


def _find_verbatim(text: str) -> Iterator[Region]:
    """Find the HTML tags, and with them the text of elements that show or run code."""
    opened: tuple[str, int] | None = None
    for tag in TAG.finditer(text):
        name = tag["name"].lower()
        if opened is None and name in VERBATIM and not tag["close"]:
            opened = name, tag.end()
        elif opened is not None and tag["close"] and opened[0] == name:
            yield Region(opened[1], tag.start(), "raw")
            opened = None
        yield Region(*tag.span(), "raw")
