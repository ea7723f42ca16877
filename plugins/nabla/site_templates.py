"""Compile a theme's templates while there is nothing else to do than to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import TemplateError, meta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2 import Environment


def compile_ahead(
    templates: Environment, names: Iterable[str], is_waiting: Callable[[], bool]
) -> tuple[str, ...]:
    """Compile templates and those that they name, as long as somebody waits.

    The host compiles each where it first needs it; then they are ready.

    Returns
    -------
    tuple
        The names of those that were compiled.

    >>> from jinja2 import DictLoader, Environment
    >>> pages = Environment(loader=DictLoader({"main": "{% extends 'base' %}", "base": "<p>"}))
    >>> compile_ahead(pages, ["main"], lambda: True)
    ('main', 'base')
    """
    waiting, compiled = list(names), []
    while waiting and is_waiting():
        name = waiting.pop(0)
        if name in compiled or templates.loader is None:
            continue
        try:
            source, _, _ = templates.loader.get_source(templates, name)
            named = meta.find_referenced_templates(templates.parse(source))
            templates.get_template(name)
        except TemplateError:
            continue  # the host says so where it needs it
        compiled.append(name)
        waiting += [other for other in named if other is not None]
    return tuple(compiled)
