"""Hear what this process is about to do, through Python's audit events."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeAlias

Ear: TypeAlias = Callable[[str, tuple[object, ...]], None]


def listen(*listeners: Mapping[str, Ear]) -> None:
    """Give each event to those who listen to it, from now on, as long as this process lives.

    There is one hook for all, and it looks at the name alone: matplotlib raises thousands of
    events for one figure, and nobody listens to them.
    """
    ears: dict[str, tuple[Ear, ...]] = {}
    for listener in listeners:
        for event, ear in listener.items():
            ears[event] = (*ears.get(event, ()), ear)

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event in ears:
            for ear in ears[event]:
                ear(event, arguments)

    sys.addaudithook(hear)
