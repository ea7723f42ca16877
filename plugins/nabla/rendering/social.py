"""The picture that stands for a site where its address is shared.

Drawing needs matplotlib, which is never imported where a site is built. So this is also a program:
``python -m nabla.rendering.social`` reads the words as JSON and writes a PNG.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import textwrap
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT = 1200, 630
INK, SOFT, PAPER, BLUE, COPPER = "#24272c", "#5b6067", "#fdfcfa", "#1c558f", "#a3431a"
FORMULA = (
    r"$\frac{\partial}{\partial\mathbf{x}}\,\|\mathbf{A}\mathbf{x}-\mathbf{b}\|^2"
    r"=2\,(\mathbf{A}\mathbf{x}-\mathbf{b})^{\top}\mathbf{A}$"
)
SECONDS = 60


@dataclass(frozen=True)
class Sharing:
    """What the picture says."""

    name: str
    description: str
    formula: str = FORMULA

    @property
    def digest(self) -> str:
        """A name for what is drawn, by which it is kept."""
        drawn = json.dumps([asdict(self), WIDTH, HEIGHT, PAPER, BLUE, COPPER])
        return hashlib.sha256(drawn.encode()).hexdigest()[:16]


def sharing_png(sharing: Sharing, cache: Path | None) -> bytes | None:
    """Return the picture, drawn in a process of its own; `None` where matplotlib cannot.

    Parameters
    ----------
    cache
        A folder in which it is kept.
    """
    kept = None if cache is None else cache / f"sharing-{sharing.digest}.png"
    if kept is not None and kept.is_file():
        return kept.read_bytes()
    command = [sys.executable, "-m", "nabla.rendering.social"]
    words = json.dumps(asdict(sharing)).encode()
    try:
        done = subprocess.run(
            command, input=words, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = kept.with_suffix(".new")
        new.write_bytes(done.stdout)
        new.replace(kept)
    return done.stdout


def draw(sharing: Sharing) -> bytes:
    """Draw the picture."""
    import io

    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, facecolor=PAPER)
    _mark(figure)
    words = "\n".join(textwrap.wrap(sharing.description, 62)[:3])
    figure.text(0.075, 0.60, sharing.name, size=44, weight="bold", color=INK, family="serif")
    figure.text(0.075, 0.54, words, size=20, color=SOFT, va="top", linespacing=1.45)
    figure.text(0.075, 0.16, sharing.formula, size=30, color=INK, math_fontfamily="stix")
    figure.text(0.925, 0.16, "verified", size=22, color="#1c6b46", ha="right")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()


def _mark(figure: Any) -> None:  # noqa: ANN401 - matplotlib is imported in its own process alone
    axes = figure.add_axes((0.07, 0.74, 0.07, 0.16))
    axes.set(xlim=(0, 32), ylim=(30, 0), aspect="equal")
    axes.axis("off")
    axes.plot([3.5, 28.5, 16, 3.5], [5, 5, 28, 5], color=BLUE, lw=5, solid_joinstyle="round")
    axes.plot([12, 15.2, 20.6], [12.2, 15.6, 9.2], color=COPPER, lw=5, solid_capstyle="round")


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(Sharing(**json.load(sys.stdin))))
