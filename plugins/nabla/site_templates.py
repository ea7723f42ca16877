"""A theme's templates, compiled once for many builds, and while there is nothing else to do."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache, TemplateError, meta

from nabla.installed import installed_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2 import Environment
    from jinja2.bccache import Bucket

_SYNTAX = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix"),
    *("trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"),
    *("optimized", "autoescape", "sandboxed", "is_async"),
)


class TemplateCode(FileSystemBytecodeCache):
    """Keeps what templates are compiled to, as Python keeps byte code.

    It lies where Jinja puts it, in a folder that no one else can read or write: it is run, and
    what a store of results holds never is.
    """

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the code of a template for an environment that reads it in just this way."""
        return super().get_bucket(environment, f"{_reading(environment)} {name}", filename, source)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep code if there is room for it."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_code(templates: Environment) -> None:
    """Let templates be compiled only once, where no one has chosen otherwise and it can be done.

    >>> from jinja2 import DictLoader, Environment
    >>> pages = Environment(loader=DictLoader({"main": "<p>"}))
    >>> keep_code(pages)
    >>> pages.get_template("main").render()
    '<p>'
    """
    if templates.bytecode_cache is None:
        try:
            templates.bytecode_cache = TemplateCode()
        except (OSError, RuntimeError):
            return  # there is no folder that is only ours


def _reading(environment: Environment) -> str:
    """Say all that decides, beside a template, about its code: some filters are applied to it."""
    applied = (*environment.filters.items(), *environment.tests.items())
    functions = [
        f"{name}={getattr(f, '__module__', '')}.{getattr(f, '__qualname__', repr(f))}"
        for name, f in sorted(applied, key=lambda item: item[0])
    ]
    syntax = [repr(getattr(environment, name)) for name in _SYNTAX]
    versions = [str(installed_version(name)) for name in ("jinja2", "mkdocs")]
    return " ".join([*sorted(environment.extensions), *syntax, *functions, *versions])


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
