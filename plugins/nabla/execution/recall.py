"""Find the stored result of a page, or store it.

A page's own text is known before it runs; the files that it reads are known only afterwards. So a
first key, made of the page, leads to the list of files it read when it last ran, and their content
as it is now makes the second key, under which the outputs are.

A check that needs none of the page's names is done before any Python, so nothing else of the page
decides about it: when a snippet has changed, such checks are found again, each by its text.
"""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nabla.execution.content import OpaqueError, content_from, content_hash, moved
from nabla.execution.output import Output
from nabla.execution.own_files import own_hash
from nabla.execution.reads import PACKAGE, digest, package_version
from nabla.execution.task import Check
from nabla.execution.wire import conforms
from nabla.installed import installed_version

if TYPE_CHECKING:
    from nabla.execution.output import PageResult
    from nabla.execution.store import Store
    from nabla.execution.task import Step, Task

_PLACES = frozenset({"line", "column"})


@dataclass(frozen=True)
class Memory:
    """A store, and the versions of everything but the pages that decides their results."""

    store: Store
    versions: str

    def recall(self, task: Task) -> tuple[Output, ...] | None:
        """Return the outputs of a page that has run with the same content, moved to its lines."""
        key = self._page_key(task)
        names = None if key is None else self.store.get_plain(key)
        if key is None or not conforms(names, tuple[str, ...]):
            return None
        assert isinstance(names, tuple)
        reads = [(name, _digest(name, task.folder)) for name in names]
        outputs = self.store.get(content_hash(key, reads))
        if outputs is None or len(outputs) != len(task.steps):
            return None
        return tuple(
            replace(moved(output, step.line), stored=True)
            for output, step in zip(outputs, task.steps, strict=True)
        )

    def recall_alone(self, task: Task) -> dict[int, Output]:
        """Return the outputs of checks that were done before any Python of the page, by number."""
        entries = self.store.get_plain(self._alone_key(task))
        if not conforms(entries, tuple[tuple[str, Output], ...]):
            return {}
        assert isinstance(entries, tuple)
        kept: dict[str, Output] = dict(entries)
        keys = {n: _step_key(step) for n, step in enumerate(task.steps) if isinstance(step, Check)}
        return {
            number: replace(moved(kept[key], task.steps[number].line), stored=True)
            for number, key in keys.items()
            if key in kept
        }

    def _remember_alone(self, task: Task, result: PageResult) -> None:
        """Store the outputs of checks that were done before any Python, whatever came after."""
        entries = tuple(
            (key, moved(result.outputs[number], -task.steps[number].line))
            for number in result.alone
            if result.outputs[number].status == "ran"
            and (key := _step_key(task.steps[number])) is not None
        )
        if entries:
            self.store.put_plain(self._alone_key(task), entries)

    def _alone_key(self, task: Task) -> str:
        return content_hash("alone", self.versions, task.path, task.seed, task.limits)

    def remember(self, task: Task, result: PageResult) -> None:
        """Store the outputs of a page, unless one failed or was skipped."""
        self._remember_alone(task, result)
        key = self._page_key(task)
        if key is None or result.reads is None or any(o.status != "ran" for o in result.outputs):
            return
        reads = [(read.path, read.digest) for read in result.reads]
        outputs = tuple(
            moved(output, -step.line)
            for output, step in zip(result.outputs, task.steps, strict=True)
        )
        self.store.put(content_hash(key, reads), outputs)
        self.store.put_plain(key, tuple(read.path for read in result.reads))
        seconds = sum(output.seconds for output in outputs)
        self.store.put_plain(content_hash("seconds", task.path), seconds)

    def seconds(self, task: Task) -> float | None:
        """Return how long a page took when it last ran, whatever it said then."""
        seconds = self.store.get_plain(content_hash("seconds", task.path))
        return seconds if isinstance(seconds, float) else None

    def _page_key(self, task: Task) -> str | None:
        """Return the hash of a page's part in its results, None where that cannot be told."""
        try:
            steps = [content_from(step.line, content_of(step)) for step in task.steps]
        except OpaqueError:
            return None
        modules = tuple(os.path.relpath(folder, task.folder) for folder in task.modules)
        return content_hash(self.versions, task.path, task.seed, task.limits, modules, steps)


def installed_versions(store: Store | None = None) -> str:
    """Return a hash of the versions of Python, its libraries and this package."""
    versions = [installed_version(name) for name in ("numpy", "matplotlib")]
    machine = (sys.version, sys.platform, platform.machine())
    return content_hash(machine, versions, own_hash(store))


def content_of(step: Step) -> tuple[object, ...]:
    """Return the fields of a step without its place: what decides its result."""
    named = [(f.name, getattr(step, f.name)) for f in fields(step) if f.name not in _PLACES]
    return (type(step).__name__, *named)


def _step_key(step: Step) -> str | None:
    """Return the hash of a step, None where its content cannot be told."""
    try:
        return content_hash(content_from(step.line, content_of(step)))
    except OpaqueError:
        return None


def _digest(name: str, folder: str) -> str:
    if name.startswith(PACKAGE):
        return package_version(name.removeprefix(PACKAGE))
    return digest(Path(os.path.normpath(Path(folder, name))))
