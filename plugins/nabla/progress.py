"""How far the pages of a run are, for whoever waits for them."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from nabla.rendering.console import page_line

if TYPE_CHECKING:
    from nabla.page_report import Report
    from nabla.report import Pending

_SECONDS = 0.05


def wait_for(pending: Pending, *, told: bool = True) -> Report:
    """Wait for pages: with a bar where a terminal watches, otherwise with a line a page.

    Parameters
    ----------
    told
        False: without those lines.
    """
    watched = sys.stderr.isatty()
    if watched:
        _show_bar(pending)
    report = pending.report()
    if told and not watched:
        for page in report.pages:
            click.echo(page_line(page), err=True)
    return report


def _show_bar(pending: Pending) -> None:
    count, done = len(pending.plans), pending.running.done()
    if done == count:
        return
    with click.progressbar(length=count, label="pages", file=sys.stderr) as bar:
        bar.update(done)
        while done < count:
            time.sleep(_SECONDS)
            now = pending.running.done()
            bar.update(now - done)
            done = now
