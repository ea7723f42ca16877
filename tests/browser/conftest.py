"""A real browser before the book, which is built once for all tests of this folder."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from chromium import launch
from hands import laid_out
from served import Served
from small_site import open_page, small_site  # noqa: F401 - fixtures of the interactive parts

ROOT = Path(__file__).parents[2]
# The browser is an extra of its own; without it these tests cannot even be read.
HAS_PLAYWRIGHT = importlib.util.find_spec("playwright") is not None
if not HAS_PLAYWRIGHT:
    collect_ignore_glob = ["test_*.py"]


def pytest_terminal_summary(terminalreporter):
    if not HAS_PLAYWRIGHT:
        said = "NOT RUN: the browser tests; ./scripts/test installs what they need"
        terminalreporter.write_line(said, yellow=True)


@pytest.fixture(scope="package")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = launch(playwright)
        if launched is None:
            give_up("NOT RUN: no Chromium; ./scripts/test says how to get one")
        yield launched
        launched.close()


def give_up(said):
    """Leave the tests out, with a word; where a browser is required they fail."""
    if os.environ.get("NABLA_BROWSER") == "required":
        pytest.fail(said)
    pytest.skip(said)


def build_site(folder, served):
    environment = {**os.environ, "SITE_URL": served.url, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(served.folder)]
    built = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, f"the site cannot be built:\n{built.stderr[-3000:]}"


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """The book, built from this repository."""
    with Served(tmp_path_factory.mktemp("book")) as served:
        build_site(ROOT, served)
        yield served


@contextmanager
def opened_page(browser, site, address, options):
    """Open a page and let it be laid out; afterwards nothing may have gone wrong in it."""
    world = browser.new_context(**options)
    page = world.new_page()
    wrong = []
    page.on("console", lambda said: is_error(said, page) and wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: is_elsewhere(request, site) and wrong.append(request.url))
    page.goto(address if ":" in address else site.url + address.lstrip("/"))
    if options.get("java_script_enabled", True):
        laid_out(page)
    try:
        yield page
        assert not wrong
    finally:
        world.close()


def is_error(said, page):
    """Tell whether a console's message means something; from a disk no font can be preloaded."""
    preload = page.url.startswith("file:") and re.search("mathematics.woff2|ERR_FAILED", said.text)
    return said.type == "error" and not preload


def is_elsewhere(request, site):
    return not request.url.startswith((site.url, "file:", "data:", "blob:"))


@pytest.fixture
def opened(browser, site):
    """Open a page of the book, as a context."""

    def open_one(address="", **options):
        size = {"width": 1280, "height": 900}
        return opened_page(browser, site, address, {"viewport": size, **options})

    return open_one
