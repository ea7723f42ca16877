"""A real browser before the book, built once: what the tests of this folder share."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from served import Served

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--default-tile-width=4096", "--default-tile-height=4096"),  # or tall braces are cut
)
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def find_chromium():
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="package")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="NOT RUN: no playwright")
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("NOT RUN: no Chromium on PATH; ./scripts/test says how to get one")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """The book, built from this repository and served."""
    folder = tmp_path_factory.mktemp("book") / "site"
    folder.mkdir()
    with Served(folder) as served:
        environment = {**os.environ, "SITE_URL": served.url, "NO_MKDOCS_2_WARNING": "1"}
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(folder)]
        built = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert built.returncode == 0, f"the book cannot be built:\n{built.stderr[-3000:]}"
        yield served


@pytest.fixture
def opened(browser, site):
    """Open a page of the book; afterwards nothing may have gone wrong in it."""

    @contextmanager
    def open_page(address="", **options):
        settings = {"viewport": {"width": 1280, "height": 900}, **options}
        world = browser.new_context(**settings)
        page = world.new_page()
        wrong = []
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: _is_elsewhere(request, site) and wrong.append(request.url))
        page.goto(address if ":" in address else site.url + address)
        try:
            yield page
            assert not wrong
        finally:
            world.close()

    return open_page


def _is_elsewhere(request, site):
    return not request.url.startswith((site.url, "file:", "data:", "blob:"))
