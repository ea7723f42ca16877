"""A small site with everything interactive, built once, served, and opened in a real Chromium."""

from __future__ import annotations

import importlib.util
import os
import shutil
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --default-tile-width=4096 --default-tile-height=4096"
).split()

# The browser is an extra of its own; without it these tests cannot even be read.
if importlib.util.find_spec("playwright") is None:
    collect_ignore_glob = ["test_*.py"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        pass


@contextmanager
def served(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def small_site(tmp_path_factory):
    """The address of tests/sites/hands-on with the book's explorers and style."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    source = tmp_path_factory.mktemp("hands-on")
    shutil.copytree(ROOT / "tests" / "sites" / "hands-on", source, dirs_exist_ok=True)
    for folder in ("explorers", "stylesheets"):
        shutil.copytree(ROOT / "docs" / folder, source / "docs" / folder)
    with served(source / "site") as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        config = load_config(str(source / "mkdocs.yml"), site_dir=str(source / "site"))
        config.site_url = address  # or instant navigation loads whole pages
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
        yield address


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    own = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=own, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, small_site):
    """Open a page of the small site; what the browser complains about fails the test."""
    contexts, complaints = [], []

    def opened(path="", *, width=1000, scheme="light", **options):
        view = {"width": width, "height": 900}
        context = chromium.new_context(viewport=view, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(small_site + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
