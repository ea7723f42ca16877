"""What a search finds in a site, and that nothing else notices."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SITES = Path(__file__).parent / "sites"
NAMED = ("Element-wise product", "Sums", "The entries of")


def build(folder, plugins):
    site = shutil.copytree(SITES / "minimal", folder)
    config = site / "mkdocs.yml"
    text = config.read_text().replace("name: mkdocs\n  highlightjs: false", "name: material")
    config.write_text(text.replace("  - nabla\n", plugins))
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    subprocess.run(command, cwd=site, check=True, env=environment)
    return site / "site"


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    return build(tmp_path_factory.mktemp("searched") / "site", "  - search\n  - nabla\n")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return build(tmp_path_factory.mktemp("plain") / "site", "  - nabla\n")


@pytest.fixture(scope="module")
def texts(searched):
    index = json.loads((searched / "search" / "search_index.json").read_text())
    return " ".join(entry["text"] for entry in index["docs"])


@pytest.mark.parametrize("words", [*NAMED, "Above, the third entry is", "plt.bar(range(3), w * x)"])
def test_search_finds_names_captions_prose_and_code(texts, words):
    assert words in texts


def test_search_finds_the_letters_of_a_formula(texts):
    assert "diag(x)" in re.sub(r"<[^>]*>|\s|\u2061", "", texts)


@pytest.mark.parametrize("words", ["Richardson", "nabla verify", "check it yourself"])
def test_search_does_not_find_the_evidence(texts, words):
    assert words not in texts


def article(site):
    page = (site / "index.html").read_text()
    return page[page.index("<article") : page.index("</article>")]


def test_a_page_is_the_same_whether_it_is_searched_or_not(searched, plain):
    assert article(searched) == article(plain)
    assert "<path" in article(searched)
    assert "<!--nabla" not in article(searched)
