"""Which options each kind of fence takes, of which type, and which need or exclude another."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from nabla.option_values import (
    read_exception,
    read_flag,
    read_guards,
    read_id,
    read_integer,
    read_loose_tolerance,
    read_one_of,
    read_seconds,
    read_text,
    read_texts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nabla.fence_kinds import FenceKind
    from nabla.option_values import Reader

_SNIPPET: Mapping[str, Reader] = MappingProxyType(
    {
        "run": read_flag,
        "figure": read_id("fig"),
        "table": read_id("tbl"),
        "alt": read_text,
        "caption": read_text,
        "guards": read_guards,
        "show": read_one_of("source", "output", "both", "none"),
        "expect": read_exception,
        "skip": read_text,
        "timeout": read_seconds,
    }
)
_OF_OUTPUT = ("alt", "caption", "guards")
_DOCTEST: Mapping[str, Reader] = MappingProxyType(
    {key: read for key, read in _SNIPPET.items() if key not in {"figure", "table", *_OF_OUTPUT}}
)


def _claims(*prefixes: str, **more: Reader) -> Mapping[str, Reader]:
    return MappingProxyType(
        {
            "id": read_id(*prefixes),
            "name": read_text,
            "caption": read_text,
            "latex": read_text,
            "show": read_one_of("both", "formula", "none"),
            "seed": read_integer,
            "rtol": read_loose_tolerance,
            "because": read_text,
            "tangent": read_flag,
            "undecided": read_text,
            "expect": read_one_of("refuted"),
            **more,
        }
    )


SCHEMAS: Mapping[FenceKind, Mapping[str, Reader]] = MappingProxyType(
    {
        "python": _SNIPPET,
        "pycon": _DOCTEST,
        "formula": _claims("eq"),
        "gradients": _claims("tbl", "eq"),
        "exercise": _claims("exr", hint=read_texts, hints=read_texts),
    }
)

_NEEDS = (
    ("figure", "alt", "a figure needs 'alt', which says what it shows"),
    ("figure", "caption", "a figure needs 'caption'"),
    ("table", "caption", "a table needs 'caption'"),
    ("rtol", "because", "a looser tolerance needs 'because', its reason"),
    ("because", "rtol", "'because' is the reason of an 'rtol'; add that, or remove this"),
)


def broken_rule(kind: FenceKind, written: Mapping[str, object]) -> tuple[str, str] | None:
    """Return the key that breaks a rule between options, and what to do about it.

    >>> broken_rule("python", {"figure": "fig-a", "alt": "A line"})
    ('figure', "a figure needs 'caption'")
    """
    outputs = [key for key in written if key in {"run", "figure", "table"}]
    if len(outputs) > 1:
        first, second = outputs[:2]
        message = f"{second!r} excludes {first!r}; a fence takes one of run, figure, table"
        return second, message
    if kind == "exercise" and "id" not in written:
        return "id", "an exercise needs an id; add '#| id: exr-NAME'"
    for key, needed, message in _NEEDS:
        if key in written and needed not in written:
            return key, message
    return _lonely(written) if kind == "python" else None


def _lonely(written: Mapping[str, object]) -> tuple[str, str] | None:
    """Find an option that speaks of a figure or a table which the fence does not make."""
    if "figure" in written:
        return None
    allowed = _OF_OUTPUT[1:] if "table" in written else ()
    for key in _OF_OUTPUT:
        if key in written and key not in allowed:
            makers = "'figure'" if key == "alt" else "'figure' or 'table'"
            return key, f"{key!r} belongs to a {makers}; add that, or remove this"
    return None
