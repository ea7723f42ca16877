"""The command ``nabla``."""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nabla.cluster import Cluster, ClusterError, open_cluster
from nabla.corrections import Correction, corrected, find_corrections, split_by_consent
from nabla.coverage import find_coverage
from nabla.document import Document
from nabla.errors import PageError
from nabla.gather import (
    ids_elsewhere,
    markdown_files,
    read_documents,
    settings_for,
    with_problems,
)
from nabla.progress import wait_for
from nabla.rendering.console import github_text, report_text
from nabla.rendering.doctest_module import doctest_file, doctest_module
from nabla.rendering.evidence import evidence_json
from nabla.rendering.junit import junit_xml
from nabla.rendering.statement_text import statement_text
from nabla.report import make_report, start_report
from nabla.site_options import find_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from nabla.page_report import Report
    from nabla.site_options import Site

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": report_text,
    "json": evidence_json,
    "junit": junit_xml,
    "github": github_text,
}
PATHS = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
SEED = click.option("--seed", type=int, default=0, help="Draw other points.")


@click.group()
@click.version_option(package_name="mkdocs-nabla", prog_name="nabla")
def main() -> None:
    """Check the mathematics of Markdown pages."""


def _site(start: Path) -> Site | None:
    try:
        return find_site(start.absolute() if start.is_dir() else start.absolute().parent)
    except PageError as error:
        raise click.UsageError(str(error)) from None


def _paths(paths: tuple[Path, ...]) -> tuple[tuple[Path, ...], Site | None]:
    site = _site(paths[0] if paths else Path())
    chosen = paths or ((site.docs,) if site else (Path(),))
    files = markdown_files(chosen)
    if not files:
        raise click.UsageError(f"no Markdown file in {', '.join(map(str, chosen))}")
    return files, site


def report_on(
    paths: tuple[Path, ...],
    *,
    jobs: int | None = None,
    run: bool = True,
    told: bool = False,
    seed: int = 0,
) -> Report:
    """Make the report of the files that a command line names."""
    files, site = _paths(paths)
    documents, folders, unreadable = read_documents(files)
    settings = settings_for(site, folders, jobs=jobs, run=run)
    settings = replace(settings, elsewhere=ids_elsewhere(site, files), seed=seed)
    with _cluster(site if run else None) as cluster:  # whoever wrote the page may have named it
        executor = None if cluster is None else cluster.executor
        pending = start_report(documents, replace(settings, executor=executor))
        try:
            report = wait_for(pending, told=told)
        finally:
            pending.running.close()
    return with_problems(report, {problem.place.path: (problem,) for problem in unreadable})


def _cluster(site: Site | None) -> AbstractContextManager[Cluster | None]:
    try:
        return (open_cluster(site.options) if site else None) or nullcontext()
    except ClusterError as error:
        raise click.UsageError(str(error)) from None


@main.command()
@PATHS
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True
)
@click.option("--jobs", type=click.IntRange(min=1), help="Pages that run at a time.")
@click.option(
    "--no-run", is_flag=True, help="Verify claims without running any Python of the pages."
)
@SEED
def check(paths: tuple[Path, ...], form: str, jobs: int | None, no_run: bool, seed: int) -> None:  # noqa: FBT001 - click's way
    """Verify Markdown files: 0 all holds, 1 something does not, 2 wrong use."""
    report = report_on(paths, jobs=jobs, run=not no_run, told=True, seed=seed)
    click.echo(FORMATS[form](report), nl=False)
    sys.exit(1 if report.problems else 0)


class _Negatable(click.Command):
    """A command whose argument may begin with a minus, as a statement does: ``-x = ...``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        statements = [text for text in args if re.match(r"-[^-].*=", text, re.DOTALL)]
        others = [text for text in args if text not in statements]
        return super().parse_args(ctx, [*others, "--", *statements] if statements else args)


@main.command(cls=_Negatable)
@click.argument("statement")
@click.option("--let", "declarations", multiple=True, help='A declaration: "w, x in R^n".')
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@SEED
def verify(statement: str, declarations: tuple[str, ...], form: str, seed: int) -> None:
    """Verify one statement."""
    if not statement.strip():
        raise click.UsageError("the statement is empty; write one such as 'd(x**2)/d(x) = 2 * x'")
    lines = [f"let {' '.join(text.split()).removeprefix('let ')}" for text in declarations]
    source = "\n".join([*lines, statement])
    marks = "`" * (source.count("`") + 3)  # so that nothing in the source closes the fence
    page = Document("statement", f"{marks}formula\n{source}\n{marks}\n")
    report = make_report([page], replace(settings_for(None, {}), store=None, seed=seed))
    part = report.pages[0].fences[0]
    if form == "json":
        click.echo(evidence_json(report), nl=False)
    else:
        click.echo(statement_text(report, len(lines)), err=part.status == "failed")
    sys.exit(0 if part.status == "verified" else 2 if part.status == "failed" else 1)


@main.command()
@PATHS
@click.option(
    "--ids",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with an id a line: those that no page treats (<!-- ids: ... -->) are listed too.",
)
def coverage(paths: tuple[Path, ...], ids: Path | None) -> None:
    """List displayed derivatives that no claim guards; 1 if there are any."""
    files, _site = _paths(paths)
    documents, _folders, unreadable = read_documents(files)
    items = _item_lines(ids) if ids else ()
    found = find_coverage(documents, items)
    for problem in unreadable:
        click.echo(str(problem))
    for display in found.unguarded:
        click.echo(f"{display.place}: a displayed derivative that nothing guards: {display.tex}")
    for item in found.untreated:
        click.echo(f"no page treats {item}")
    held = found.set_from_claims + found.guarded
    click.echo(
        f"{held} of {held + len(found.unguarded)} displayed derivatives are guarded "
        f"({found.percent:.0f} %), {found.set_from_claims} of them set from claims; "
        f"{len(items) - len(found.untreated)} of {len(items)} listed ids are treated"
    )
    sys.exit(1 if found.unguarded or found.untreated or unreadable else 0)


def _item_lines(file: Path) -> tuple[str, ...]:
    lines = (
        line.partition("#")[0].split() for line in file.read_text(encoding="utf-8").splitlines()
    )
    return tuple(word for words in lines for word in words)


@main.command()
@PATHS
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder."
)
def doctests(paths: tuple[Path, ...], out: Path) -> None:
    """Write each claim as a doctest in plain NumPy, one file a page."""
    report = report_on(paths)
    out.mkdir(parents=True, exist_ok=True)
    modules = {page.document.path: doctest_module(page) for page in report.pages}
    for path, module in modules.items():
        if module.text:
            (out / doctest_file(path)).write_text(module.text, encoding="utf-8")
    written = sum(module.written for module in modules.values())
    left_out = sum(module.left_out for module in modules.values())
    click.echo(f"{written} claims written to {out}; {left_out} cannot be told in plain NumPy")
    sys.exit(1 if report.problems else 0)


@main.command()
@PATHS
@click.option("--accept", is_flag=True, help="Write changed values too.")
def fix(paths: tuple[Path, ...], accept: bool) -> None:  # noqa: FBT001 - click's way
    """Rewrite outdated doctest output; 1 if a changed value waits for --accept."""
    waiting = 0
    files, _site = _paths(paths)
    for file, page in zip(files, report_on(files).pages, strict=True):
        made, refused = split_by_consent(find_corrections(page), accept=accept)
        for item in (*made, *refused):
            click.echo(str(item))
        if made:
            _rewrite(file, made)
        waiting += len(refused)
        for part in page.fences:
            if (
                part.fence.kind == "pycon"
                and part.status == "skipped"
                and not part.fence.options.skip
            ):
                click.echo(f"{part.fence.place}: not run: {part.message}", err=True)
    if waiting:
        click.echo(f"{waiting} changed values left as they are; --accept writes them")
    sys.exit(1 if waiting else 0)


def _rewrite(file: Path, corrections: tuple[Correction, ...]) -> None:
    file = file.resolve()  # a link stays one
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(corrected(file.read_bytes().decode("utf-8"), corrections).encode("utf-8"))
    shutil.copymode(file, new)
    new.replace(file)


@main.command()
@click.option("--clear", is_flag=True, help="Remove every stored result.")
def store(clear: bool) -> None:  # noqa: FBT001 - click's way
    """Show where results are kept and how large the store is, or clear it."""
    site = _site(Path())
    kept = settings_for(site, {}).store
    if kept is None:
        raise click.UsageError("no store: there is no mkdocs.yml here, or it says store: false")
    if clear:
        click.echo(f"{kept.clear()} results removed from {kept.path}")
    else:
        click.echo(
            f"{kept.path}: {kept.size() / 1e6:.1f} MB of at most {kept.max_bytes / 1e6:.0f} MB"
        )


if __name__ == "__main__":
    main()
