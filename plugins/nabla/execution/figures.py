"""Keep the one figure that a snippet leaves, as SVG that is the same on every machine.

Letters are drawn as paths. As text they would be smaller and could be selected, but a formula in a
label is set glyph by glyph from the widths of matplotlib's own font, and falls apart in the
reader's; the alternative text says in words what the picture shows.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from nabla.execution.figure_colours import follow_page
from nabla.execution.output import OutcomeError
from nabla.execution.printed import LimitReached

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SAVING: dict[Any, Any] = {  # the stub lists every key
    "svg.hashsalt": "nabla",
    "svg.fonttype": "path",
    "savefig.transparent": True,
    "savefig.bbox": None,
}
_COLOURS = ("#1f5fa8", "#b4460f", "#0b7458", "#86468a", "#5a6068", "#dddcd6")
_STYLE: dict[Any, Any] = {
    "figure.max_open_warning": 0,
    "figure.facecolor": "none",
    "figure.figsize": (6.4, 3.2),
    "figure.subplot.left": 0.11,
    "figure.subplot.right": 0.97,
    "figure.subplot.bottom": 0.17,
    "figure.subplot.top": 0.92,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": "medium",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "text.color": "#22262b",
    "axes.labelcolor": "#22262b",
    "axes.edgecolor": "#5a6068",
    "xtick.color": "#5a6068",
    "ytick.color": "#5a6068",
    "grid.color": "#dddcd6",
    "axes.prop_cycle": f"cycler('color', {list(_COLOURS)})",
}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


class FigureError(OutcomeError):
    """A snippet that leaves no figure, or more than one."""


class _BoundedText(io.StringIO):
    """Text in memory, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit

    def write(self, text: str, /) -> int:
        self._room -= len(text)
        if self._room < 0:
            message = (
                "figure of more bytes than the page may keep; draw fewer points or pass "
                "rasterized=True to what draws them"
            )
            raise LimitReached(message)
        return super().write(text)


def reset_style() -> None:
    """Give matplotlib the same settings everywhere, whatever this machine's settings file says."""
    import matplotlib as mpl

    mpl.rcdefaults()
    mpl.rcParams.update(_STYLE | _SAVING)


def load() -> None:
    """Load matplotlib, with the settings of this package."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    plt.show = _show_nothing
    reset_style()


def warm() -> None:
    """Load matplotlib and draw once: the first figure of a process costs a second's third more."""
    load()
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1], label="$x^2$")
    axes.legend()
    to_svg(figure, 1_000_000)
    plt.close("all")


def take_figure(value: object, limit: int) -> str:
    """Return the one open figure as SVG text.

    Parameters
    ----------
    value
        Of the snippet's last expression: a figure made without pyplot may be given so.

    Raises
    ------
    FigureError
        None is open, or several are.
    """
    from matplotlib import pyplot as plt
    from matplotlib.figure import Figure

    numbers = plt.get_fignums()
    if not numbers and isinstance(value, Figure):
        return to_svg(value, limit)
    if not numbers:
        message = "the snippet leaves no figure; draw one with pyplot and do not plt.close it"
        raise FigureError(message)
    if len(numbers) > 1:
        message = (
            f"the snippet leaves {len(numbers)} figures open; leave one (plt.close the others, or "
            "draw them side by side with plt.subplots)"
        )
        raise FigureError(message)
    return to_svg(plt.figure(numbers[0]), limit)


def close_figures() -> None:
    """Forget all open figures, as a notebook does after each cell."""
    import sys

    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def to_svg(figure: Figure, limit: int) -> str:
    """Return a figure as SVG text of at most `limit` bytes, without prolog, dates and versions."""
    text = _BoundedText(limit)
    import matplotlib as mpl

    with mpl.rc_context(_SAVING):
        figure.savefig(text, format="svg", metadata=_NO_METADATA)
    svg = text.getvalue()
    return follow_page(svg[svg.index("<svg") :])


def _show_nothing(*_: object, **__: object) -> None:
    """Stand in for ``plt.show``: the page shows the figure."""
