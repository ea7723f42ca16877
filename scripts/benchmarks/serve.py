"""Times how long a saved change takes to be in the page of `mkdocs serve`, on the book itself.

A copy of the book is served; a line of prose is added to a chapter, then a line to one of its
snippets, and the page is asked for until it shows the change. Once with `--dirty`, as
`scripts/serve` does, and once with whole builds.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from nabla.document import read_document
from nabla.fences import find_fences

ROOT = Path(__file__).parents[2]
COPIED = ("docs", "theme", "mkdocs.yml", ".cache")
START_SECONDS = 600
SAVE_SECONDS = 120


class Served:
    """`mkdocs serve` on a copy of the book."""

    def __init__(self, folder, *options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = folder / "log"
        command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", self.address]
        command += options
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                stdout=log,
                stderr=log,
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def seconds_until(self, path, text, limit):
        """Return how long it takes from now until a page shows a text."""
        start = time.perf_counter()
        while time.perf_counter() - start < limit:
            if self.process.poll() is not None:
                sys.exit(f"the server ended\n{self.log.read_text()}")
            if text in self.page(path):
                return time.perf_counter() - start
            time.sleep(0.02)
        sys.exit(f"{path} does not show {text!r} after {limit} seconds\n{self.log.read_text()}")

    def page(self, path):
        """Return a page as it is now, empty while there is none."""
        try:
            with urlopen(f"http://{self.address}/{path}", timeout=SAVE_SECONDS) as answer:
                return answer.read().decode()
        except (URLError, ConnectionError, TimeoutError):
            return ""


def copy_of_book(folder):
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder)
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("  - plugins/nabla\n", ""))
    return folder


def add_prose(page, word):
    page.write_text(page.read_text() + f"\n{word}\n")


def add_to_snippet(page, word):
    """Add a line to the first snippet of a page that is run."""
    fences = find_fences(read_document(page, str(page)))
    snippet = next(f for f in fences if f.kind == "python" and f.options.asks_to_run)
    lines = page.read_text().split("\n")
    lines.insert(snippet.body_line - 1, f"{snippet.indent}{word} = 1")
    page.write_text("\n".join(lines))


def measure(folder, chapter, runs, *options):
    folder.mkdir()
    page = copy_of_book(folder) / "docs" / chapter
    address = chapter.removesuffix(".md") + "/"
    found = {"prose": [], "snippet": []}
    print("mkdocs serve", *options)
    with Served(folder, *options) as served:
        print(f"first build {served.seconds_until('', '</html>', START_SECONDS):6.2f} s")
        for run in range(runs):
            for what, change in (("prose", add_prose), ("snippet", add_to_snippet)):
                word = f"saved{what}{run}"
                change(page, word)
                found[what].append(served.seconds_until(address, word, SAVE_SECONDS))
    for what, seconds in found.items():
        print(f"{what:11} {statistics.median(seconds):6.2f} s from saving to the new page")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapter", default="paper/04-2-element-wise-operators.md")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for mode, options in (("dirty", ["--dirty"]), ("whole", [])):
            measure(Path(name, mode), chosen.chapter, chosen.runs, *options)


if __name__ == "__main__":
    main()
