"""Times whole builds against plain mkdocs-material, as ratios within one run.

A site of PAGES pages with FIGURES figures each is generated in a temporary folder and built:
without nabla (the floor: the same prose and code, nothing executed), cold, unchanged, with prose
edited, with one snippet edited, and cold with one job and with two. The kinds of builds take turns,
so that a busy machine is busy for all of them.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

WORDS = (
    "the derivative of a map is the linear map that fits it best near a point and so it has a shape"
)
FIGURE = """```python
#| figure: fig-{page}-{number}
#| alt: A curve.
#| caption: A curve through {number}.
import numpy as np
import matplotlib.pyplot as plt

t = np.linspace(0, {number} + {page}, 200)
plt.plot(t, np.sin(t) * {number})
assert t.size == 200
```
"""
CLAIM = """```formula
#| id: eq-{page}
let w, x in R^n
d(w * x)/d(w) = diag(x)
```
"""


def page_text(page, figures, *, executed):
    prose = "\n\n".join(" ".join([WORDS] * 6) + "." for _ in range(5))
    blocks = [FIGURE.format(page=page, number=number) for number in range(1, figures + 1)]
    text = f"# Page {page}\n\n{prose}\n\n{CLAIM.format(page=page)}\n" + "\n".join(blocks)
    return text if executed else text.replace("#| ", "# ")


def make_site(folder, pages, figures, *, executed, jobs=0):
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for page in range(1, pages + 1):
        (docs / f"p{page}.md").write_text(page_text(page, figures, executed=executed))
    plugin = f"  - nabla:\n      jobs: {jobs}\n" if executed else ""
    (folder / "mkdocs.yml").write_text(
        "site_name: bench\nsite_url: https://example.org/\n"
        "theme:\n  name: material\n  font: false\n"
        f"plugins:\n  - search\n{plugin}markdown_extensions:\n  - pymdownx.superfences\n"
        "  - pymdownx.highlight\n"
    )
    return folder


FLOOR = 1.3  # seconds of plain mkdocs-material, 40 x 5, on the machine on which the bars were set


@dataclass(frozen=True)
class Cost:
    """What one build took: seconds by the clock and of the processors, and megabytes at most."""

    wall: float
    processor: float
    megabytes: float


def environment(folder):
    """Return the builds' environment: byte code is kept, as it is of installed packages."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_MKDOCS_2_WARNING": "1", "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def build(site):
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=site, env=environment(site.parent))
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the build of {site.name} failed")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def edit(site, old, new):
    page = site / "docs" / "p1.md"
    page.write_text(page.read_text().replace(old, new, 1))


def cold(site):
    shutil.rmtree(site / ".cache", ignore_errors=True)
    return build(site)


def serial_figures(figures):
    """Seconds to draw all figures in one process that has matplotlib loaded."""
    source = (
        "import time, io, numpy as np, matplotlib; matplotlib.use('svg')\n"
        "import matplotlib.pyplot as plt\n"
        "def draw(k):\n"
        "    t = np.linspace(0, k, 200); plt.plot(t, np.sin(t))\n"
        "    plt.savefig(io.StringIO(), format='svg'); plt.close('all')\n"
        "draw(1)\n"
        "start = time.perf_counter()\n"
        f"for k in range({figures}): draw(k + 1)\n"
        "print(time.perf_counter() - start)\n"
    )
    command = [sys.executable, "-c", source]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def kinds_of_builds(folder, pages, figures):
    """Return what is measured, by its name."""
    plain = make_site(folder / "plain", pages, figures, executed=False)
    site = make_site(folder / "nabla", pages, figures, executed=True)
    single = make_site(folder / "single", pages, figures, executed=True, jobs=1)
    count = iter(range(1_000_000))

    def prose():
        edit(site, "the derivative", f"the derivative {next(count)}")
        return build(site)

    def snippet():
        edit(site, "t = np", f"a{next(count)} = 1\nt = np")
        return build(site)

    return {
        "floor": lambda: build(plain),
        "cold": lambda: cold(site),
        "unchanged": lambda: build(site),
        "prose edited": prose,
        "one snippet edited": snippet,
        "cold, one job": lambda: cold(single),
    }


def median_cost(costs):
    columns = (
        [getattr(cost, name) for cost in costs] for name in ("wall", "processor", "megabytes")
    )
    return Cost(*map(statistics.median, columns))


def turns(names, run):
    """Return the order of one run: none always comes after the same other, longer one.

    A processor that has just drawn for half a minute is slower: in one fixed order, the floor
    came out slower than a build that does all the floor does, and more.
    """
    first = run % len(names)
    order = names[first:] + names[:first]
    return order[::-1] if run % 2 else order


def measure(folder, pages, figures, runs):
    kinds = kinds_of_builds(folder, pages, figures)
    for name in ("floor", "cold"):
        kinds[name]()  # byte code is written once
    costs = {name: [] for name in kinds}
    for run in range(runs):
        for name in turns(list(kinds), run):
            costs[name].append(kinds[name]())
    serial = statistics.median(serial_figures(pages * figures) for _ in range(min(runs, 3)))
    medians = {name: median_cost(found) for name, found in costs.items()}
    print(
        f"{pages} pages x {figures} figures, medians of {runs} runs on {os.cpu_count()} processors"
    )
    print(f"{'':22}{'wall':>9}{'x floor':>9}{'own cpu':>9}{'x floor':>9}{'peak MB':>9}")
    report(medians, serial)
    if (pages, figures) == (40, 5):
        report_bars(medians, serial)
    return medians


def report(medians, serial):
    floor = medians["floor"]
    for name, cost in medians.items():
        ratios = cost.wall / floor.wall, cost.processor / floor.processor
        print(
            f"{name:22}{cost.wall:8.2f}s{ratios[0]:9.2f}{cost.processor:8.2f}s{ratios[1]:9.2f}"
            f"{cost.megabytes:9.0f}"
        )
    print(f"serial figure time    {serial:8.2f}s")
    print(f"two jobs to one       {medians['cold'].wall / medians['cold, one job'].wall:9.2f}")


def report_bars(medians, serial):
    """Compare with the bars; what they allow in seconds is also scaled to this machine's speed."""
    floor = medians["floor"].wall
    allowed = {
        "unchanged": (1.15 * floor, 0.0),
        "prose edited": (1.15 * floor, 0.0),
        "one snippet edited": (floor, 0.5),
        "cold": (floor + 0.65 * serial, 0.7),
    }
    slower = floor / FLOOR
    print(f"the floor takes {slower:.2f} x the {FLOOR} s for which the bars were set")
    for name, (most, seconds) in allowed.items():
        bars = [("as set", most + seconds)]
        bars += [("at this speed", most + seconds * slower)] if seconds else []
        for kind, bar in bars:
            said = "within" if medians[name].wall <= bar else "OVER  "
            print(f"bar: {name:19} {medians[name].wall:6.2f} s {said} {bar:6.2f} s, {kind}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--figures", type=int, default=5)
    parser.add_argument("--runs", type=int, default=6)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), chosen.pages, chosen.figures, chosen.runs)


if __name__ == "__main__":
    main()
