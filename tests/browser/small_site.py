"""A small site with everything interactive; the whole book is not needed to try an explorer."""

import shutil
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from served import Served

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="package")
def small_site(tmp_path_factory):
    """The address of tests/sites/hands-on with the book's explorers and style."""
    source = tmp_path_factory.mktemp("hands-on")
    shutil.copytree(ROOT / "tests" / "sites" / "hands-on", source, dirs_exist_ok=True)
    for folder in ("explorers", "stylesheets"):
        shutil.copytree(ROOT / "docs" / folder, source / "docs" / folder)
    (source / "site").mkdir()
    with Served(source / "site") as served:
        config = load_config(str(source / "mkdocs.yml"), site_dir=str(source / "site"))
        config.site_url = served.url  # or instant navigation loads whole pages
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
        yield served.url


@pytest.fixture
def open_page(browser, small_site):
    """Open a page of the small site; what the browser complains about fails the test."""
    contexts, complaints = [], []

    def opened(path="", *, width=1000, scheme="light", **options):
        view = {"width": width, "height": 900}
        context = browser.new_context(viewport=view, color_scheme=scheme, **options)
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
