"""The command: change each claim, one sign, factor, transpose or name at a time, and check it."""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import click

from mutation.page import ChangedPage, change_page
from mutation.score import FAILED, Score, try_pages
from mutation.trial import FATES, Fate
from nabla.document import read_document
from nabla.errors import PageError
from nabla.gather import display_path, markdown_files


@click.command()
@click.option(
    "--only",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A page or a folder.",
)
@click.option("--sample", type=int, help="Try that many changes, drawn from all.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the sample.")
@click.option("--jobs", type=int, default=2, show_default=True, help="Pages at a time.")
@click.option("--list", "listed", multiple=True, type=click.Choice(FATES), help="Show these too.")
def main(
    only: tuple[Path, ...], sample: int | None, seed: int, jobs: int, listed: tuple[Fate, ...]
) -> None:
    """Change every claim of docs and demand that each false one is refused; 1 if one is not."""
    start = time.perf_counter()
    files = markdown_files(only or (Path("docs"),))
    try:
        pages = [change_page(read_document(file, display_path(file))) for file in files]
    except PageError as error:
        raise click.ClickException(f"{error.place}: {error.message}") from None
    chosen = [page for page in sampled(pages, sample, seed) if page.fences]
    total = Score(())
    for page, score in try_pages(chosen, jobs):
        total = Score((*total.tried, *score.tried))
        click.echo(f"{page.path}: {score}")
        for item in score.of(*FAILED, *listed):
            click.echo(str(item))
    click.echo(f"in all {total}; {time.perf_counter() - start:.0f} s")
    sys.exit(1 if total.failures else 0)


def sampled(pages: list[ChangedPage], sample: int | None, seed: int) -> list[ChangedPage]:
    """Keep some of all changes, drawn at random."""
    if sample is None:
        return pages
    places = [
        (page.path, fence.step, index)
        for page in pages
        for fence in page.fences
        for index in range(len(fence.changes))
    ]
    kept = set(random.Random(seed).sample(places, min(sample, len(places))))
    return [_with(page, kept) for page in pages]


def _with(page: ChangedPage, kept: set[tuple[str, int, int]]) -> ChangedPage:
    fences = (
        replace(
            fence,
            changes=tuple(
                change
                for index, change in enumerate(fence.changes)
                if (page.path, fence.step, index) in kept
            ),
        )
        for fence in page.fences
    )
    return replace(page, fences=tuple(fence for fence in fences if fence.changes))


if __name__ == "__main__":
    main()
