"""What a site serves beside its pages."""

import json
import re
from pathlib import Path

import pytest
from py_mini_racer import MiniRacer

from nabla.errors import PageError
from nabla.rendering.script_text import blank_out
from nabla.rendering.site_assets import (
    ASSETS,
    FOLDER,
    PACKAGE_ELEMENTS,
    element_styles,
    site_assets,
)

EXPLORERS = Path(__file__).parents[1] / "docs" / "explorers"
SCRIPTS = [file for folder in (ASSETS, EXPLORERS) for file in sorted(folder.rglob("*.mjs"))]


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    (folder / "parts").mkdir(parents=True)
    (folder / "parts" / "plot.mjs").write_text(
        'import { half } from "./half.mjs";\n'
        'customElements.define("my-plot", class extends HTMLElement {});'
    )
    (folder / "parts" / "half.mjs").write_text("export const half = 0.5;")
    (folder / "parts" / "plot.css").write_text("my-plot { display: block }")
    (folder / "parts" / "half.css").write_text(".half { width: 50% }")
    return folder


def test_site_assets_join_the_package_s_own_scripts_and_styles(docs):
    texts = site_assets(docs, {}, font=True).texts
    assert "startLayout();" in texts[f"{FOLDER}/nabla.js"]
    assert not any(
        line.startswith(("import ", "export ")) for line in texts[f"{FOLDER}/nabla.js"].split("\n")
    )
    assert "@font-face" in texts[f"{FOLDER}/nabla.css"]


def test_site_assets_without_a_font_ask_for_none(docs):
    assert "@font-face" not in site_assets(docs, {}, font=False).texts[f"{FOLDER}/nabla.css"]


def test_site_assets_serve_an_element_under_a_name_that_changes_with_it(docs):
    first = site_assets(docs, {"my-plot": "parts/plot.mjs"}, font=False)
    (docs / "parts" / "half.mjs").write_text("export const half = 1 / 2;")
    second = site_assets(docs, {"my-plot": "parts/plot.mjs"}, font=False)
    assert first.elements["my-plot"].scripts != second.elements["my-plot"].scripts
    assert first.elements["my-plot"].style == second.elements["my-plot"].style
    served = first.texts[f"{FOLDER}/{first.elements['my-plot'].style}"]
    assert ".half" in served
    assert "my-plot {" in served
    (script,) = first.elements["my-plot"].scripts
    assert script in first.texts[f"{FOLDER}/nabla.js"]


def test_what_two_elements_import_is_served_once_and_comes_first(docs):
    (docs / "parts" / "bar.mjs").write_text(
        'import { half } from "./half.mjs";\ncustomElements.define("my-bar", class {}, half);'
    )
    both = {"my-plot": "parts/plot.mjs", "my-bar": "parts/bar.mjs"}
    made = site_assets(docs, both, font=False)
    scripts = [made.elements[name].scripts for name in both]
    assert scripts[0][0] == scripts[1][0]
    texts = [[made.texts[f"{FOLDER}/{address}"] for address in each] for each in scripts]
    assert "const half=0.5;" in texts[0][0]
    assert "const half=0.5;" not in texts[0][1] + texts[1][1]


def test_the_evaluator_is_served_once_and_says_what_its_modules_say():
    made = site_assets(ASSETS, {}, font=False)
    (shared, exercise), (same, trial) = (made.elements[n].scripts for n in PACKAGE_ELEMENTS)
    assert shared == same
    for alone in (exercise, trial):
        assert "function parseExpression" not in made.texts[f"{FOLDER}/{alone}"]
    engine = MiniRacer()
    engine.eval(made.texts[f"{FOLDER}/{shared}"])
    block = 'nablaModules["evaluator/block.mjs"].parseScope(["let x, y in R^n"])'
    read = f'nablaModules["evaluator/claim.mjs"].readExpression("x.T @ y", {block}).shape'
    assert engine.eval(f"JSON.stringify({read})") == "[1,1]"


def test_every_script_is_served_without_comments_and_can_be_read():
    scripts = [
        text
        for address, text in site_assets(ASSETS, {}, font=False).texts.items()
        if address.endswith(".js")
    ]
    engine = MiniRacer()
    for script in scripts:
        assert not re.search(r"^\s*(//|/\*)", script, re.M)
        engine.eval(f"new Function({json.dumps(script)})")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_no_quotation_mark_of_a_script_is_left_outside_its_literals(script):
    assert not re.search("[`'\"]", blank_out(script.read_text(encoding="utf-8")))


def test_element_styles_are_those_of_the_elements_on_the_page(docs):
    elements = site_assets(docs, {"my-plot": "parts/plot.mjs"}, font=False).elements
    assert element_styles('<my-plot a="1"></my-plot>', elements) == (elements["my-plot"].style,)
    assert element_styles("<my-plotter></my-plotter>", elements) == ()


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ({"plot": "parts/plot.mjs"}, "'plot' is no name of an element"),
        ({"my-plot": "parts/plott.mjs"}, "the module parts/plott.mjs of <my-plot> is not in docs/"),
    ],
)
def test_site_assets_refuse_an_element_that_cannot_be(docs, elements, said):
    with pytest.raises(PageError, match=r"mkdocs\.yml:1:1: ") as raised:
        site_assets(docs, elements, font=False)
    assert said in str(raised.value)
