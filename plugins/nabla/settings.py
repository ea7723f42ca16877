"""How a report is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nabla.execution.task import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor

    from nabla.execution.store import Store
    from nabla.execution.workers import Workers


@dataclass(frozen=True)
class Settings:
    """How a report is made.

    Attributes
    ----------
    jobs
        How many pages run at a time on this machine.
    run
        Whether the Python of the pages is run.
    strict
        Whether a figure without a check, and a displayed derivative without a guard, are refused.
    folders
        The absolute folder of each page, by the page's path.
    modules
        Absolute folders from which pages may import.
    store
        Where results of earlier runs are found and new ones kept.
    executor
        Runs the pages instead of this machine.
    workers
        Kept by the caller from one report to the next.
    elsewhere
        Ids on pages of the same site that the report leaves out; references and guards may name
        them.
    seed
        Draws other points for the claims whose fence names no seed of its own.

    >>> Settings(jobs=2).strict
    False
    """

    jobs: int = 1
    run: bool = True
    strict: bool = False
    limits: Limits = field(default_factory=Limits)
    folders: Mapping[str, str] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    store: Store | None = None
    executor: Executor | None = None
    workers: Workers | None = None
    elsewhere: frozenset[str] = frozenset()
    seed: int = 0
