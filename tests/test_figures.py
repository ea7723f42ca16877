import re
import subprocess
import sys

import pytest

from nabla.execution.task import Limits, Snippet, Task
from nabla.execution.workers import run_task
from nabla.rendering.figure_svg import page_svg

DRAW = "import matplotlib.pyplot as plt\nplt.plot([0, 1, 4])\n"


def draw(source, **fields):
    (output,) = run_task(Task("x.md", "/", (Snippet(source, 3, 1, "figure"),), **fields))
    return output


def test_the_one_figure_left_open_is_kept_as_svg():
    output = draw(DRAW)
    assert output.figure.startswith("<svg")
    assert output.figure.rstrip().endswith("</svg>")
    assert output.value is None


def test_show_does_no_harm():
    output = draw(DRAW + "plt.show()")
    assert output.status == "ran"
    assert output.figure == draw(DRAW).figure


def test_a_figure_holds_no_date_version_or_font_of_the_reader():
    svg = draw(DRAW + "plt.title('$x^2$')").figure
    assert not re.search(r"<metadata|dc:date|Matplotlib v|<text|font-family", svg)


def test_a_figure_has_no_background():
    assert "fill: #ffffff" not in draw(DRAW).figure


def test_the_same_snippet_gives_the_same_bytes():
    source = (
        DRAW + "import numpy as np\nplt.scatter(*np.random.rand(2, 9), label='$x$')\nplt.legend()"
    )
    assert draw(source).figure == draw(source).figure
    assert draw(source, seed=1).figure != draw(source, seed=2).figure


def test_a_figure_made_without_pyplot_may_be_the_value():
    source = "from matplotlib.figure import Figure\nf = Figure()\nf.add_subplot().plot([1, 2])\nf"
    assert draw(source).figure.startswith("<svg")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1", "the snippet leaves no figure"),
        (DRAW + "plt.close()", "the snippet leaves no figure"),
        (DRAW + "plt.figure()", "the snippet leaves 2 figures open"),
    ],
)
def test_none_or_several_figures_are_refused_with_advice(source, message):
    output = draw(source)
    assert output.status == "failed"
    assert message in output.failure.message
    assert "plt" in output.failure.message


def test_a_figure_of_one_snippet_does_not_reach_the_next():
    steps = (Snippet(DRAW, 3, 1), Snippet(DRAW, 9, 1, "figure"), Snippet(DRAW, 19, 1, "figure"))
    outputs = run_task(Task("x.md", "/", steps))
    assert [output.status for output in outputs] == ["ran"] * 3
    assert outputs[1].figure == outputs[2].figure


def test_a_figure_that_is_too_large_is_refused_with_its_limit():
    source = DRAW + "import numpy as np\nplt.scatter(*np.random.rand(2, 10_000))"
    output = draw(source, limits=Limits(figure_bytes=100_000))
    assert output.failure.cause == "limit"
    assert "rasterized" in output.failure.message


def test_style_settings_do_not_leak_to_the_next_page():
    assert draw(DRAW).figure == draw(DRAW).figure
    changed = draw("import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 9\n" + DRAW)
    assert "stroke-width: 9" in changed.figure
    assert "stroke-width: 9" not in draw(DRAW).figure


def test_the_building_process_never_loads_matplotlib():
    source = (
        "import sys\n"
        "from nabla.execution.schedule import start_tasks\n"
        "from nabla.execution.task import Snippet, Task\n"
        f"task = Task('x.md', '/', (Snippet({DRAW!r}, 3, 1, 'figure'),))\n"
        "with start_tasks([task], jobs=1) as running:\n"
        "    print(running.results()[0][0].status, 'matplotlib' in sys.modules)\n"
    )
    command = [sys.executable, "-c", f"import sys; sys.path = {sys.path!r}\n{source}"]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "ran False\n"


def test_a_figure_follows_the_colours_of_its_page_and_its_ids_can_be_made_its_own():
    svg = draw(DRAW).figure
    assert "var(--nabla-accent-1, #1f5fa8)" in svg
    identities = re.findall(r'(?:\bid="|href="#|url\(#)([\w-]*)', svg)
    assert identities
    assert all(identity.startswith("nabla-figure-") for identity in identities)
    assert "nabla-figure-" not in page_svg(svg, "fig-x")
