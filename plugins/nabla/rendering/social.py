"""The picture that stands for a site where its address is shared.

Drawing needs matplotlib, which is never imported where a site is built. So this is also a program:
``python -m nabla.rendering.social`` reads the words as JSON and writes a PNG.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.execution.store import Store
    from nabla.page_report import Report

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT = 0.075, 0.925
INK, SOFT, PAPER, BLUE, COPPER, GREEN = (
    *("#24272c", "#5b6067", "#fdfcfa"),
    *("#1c558f", "#a3431a", "#1c6b46"),
)
LINE = 62
SECONDS = 60
OFFERED = 8
"""How many formulas are offered: matplotlib sets less TeX than a page does."""
SMALLEST = 20
"""A formula that fits only in a smaller type, in points, is passed over."""

_NORM = re.compile(r"\\[lr]Vert(?![A-Za-z])")


@dataclass(frozen=True)
class Sharing:
    """What the picture says.

    Attributes
    ----------
    formulas
        TeX of verified formulas; the first one that can be drawn is shown.
    """

    name: str
    description: str
    formulas: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A name for what is drawn, by which it is kept."""
        drawn = json.dumps([asdict(self), WIDTH, HEIGHT, PAPER, BLUE, COPPER, "2"])
        return hashlib.sha256(drawn.encode()).hexdigest()[:16]


class PictureUnavailableError(Exception):
    """The picture cannot be drawn here."""


def offered_formulas(report: Report) -> tuple[str, ...]:
    """Return the first formulas of a site that its build has verified, as TeX."""
    found = [
        part.shown.display.numerator
        for page in report.pages
        for part in page.fences
        if part.fence.kind == "formula" and part.status == "verified" and part.shown
        if part.shown.display.numerator and not part.fence.options.expect
    ]
    return tuple(found[:OFFERED])


def sharing_png(sharing: Sharing, store: Store | None) -> bytes:
    """Return the picture, drawn in a process of its own.

    Parameters
    ----------
    store
        Where it is kept.

    Raises
    ------
    PictureUnavailableError
        It cannot be drawn here; the reason is the process's last word.
    """
    name = f"sharing-{sharing.digest}.png"
    kept = None if store is None else store.get_plain(name)
    if isinstance(kept, bytes):
        return kept
    png = _drawn_elsewhere(sharing)
    if store is not None:
        store.put_plain(name, png)
    return png


def _drawn_elsewhere(sharing: Sharing) -> bytes:
    command = [sys.executable, "-m", "nabla.rendering.social"]
    words = json.dumps(asdict(sharing)).encode()
    try:
        done = subprocess.run(
            command, input=words, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PictureUnavailableError(str(error)) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PictureUnavailableError(said or f"its process ended with {done.returncode}")
    return done.stdout


def draw(sharing: Sharing) -> bytes:
    """Draw the picture."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PAPER)
    FigureCanvasAgg(figure)
    _mark(figure)
    name = figure.text(LEFT, 0.60, sharing.name, size=54, color=INK, weight="bold")
    name.set_fontfamily("STIXGeneral")  # comes with matplotlib
    _fitting(figure, name)
    words = "\n".join(_even_lines(sharing.description)[:3])
    figure.text(LEFT, 0.54, words, size=20, color=SOFT, va="top", linespacing=1.45)
    _formula(figure, sharing.formulas)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()


def _even_lines(text: str) -> list[str]:
    """Break a text so that its last line is not a lonely word."""
    lines = textwrap.wrap(text, LINE)
    for width in range(LINE, 20, -1):
        narrower = textwrap.wrap(text, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _formula(figure: Any, formulas: Sequence[str]) -> None:  # noqa: ANN401 - matplotlib is imported in its own process alone
    for tex in formulas:
        said = _NORM.sub(r"\\Vert", tex).replace(r"\frac", r"\dfrac")
        text = figure.text(LEFT, 0.16, f"${said}$", size=36, color=INK, math_fontfamily="stix")
        try:
            fits = _fitting(figure, text, RIGHT - 0.13) >= SMALLEST
        except ValueError:  # TeX that matplotlib does not know
            fits = False
        if fits:
            figure.text(RIGHT, 0.16, "verified", size=22, color=GREEN, ha="right")
            return
        text.remove()


def _fitting(figure: Any, text: Any, right: float = RIGHT) -> float:  # noqa: ANN401 - as above
    """Make a text small enough to end before a place; return its size in points."""
    width: float = text.get_window_extent(figure.canvas.get_renderer()).width
    size: float = text.get_fontsize() * min(1.0, (right - LEFT) * WIDTH / width)
    text.set_fontsize(size)
    return size


def _mark(figure: Any) -> None:  # noqa: ANN401 - as above
    axes = figure.add_axes((0.07, 0.74, 0.07, 0.16))
    axes.set(xlim=(0, 32), ylim=(30, 0), aspect="equal")
    axes.axis("off")
    axes.fill([3.5, 28.5, 16], [5, 5, 28], ec=BLUE, fill=False, lw=5, joinstyle="round")
    axes.plot([12, 15.2, 20.6], [12.2, 15.6, 9.2], color=COPPER, lw=5, solid_capstyle="round")


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Sharing(**json.load(sys.stdin))))
