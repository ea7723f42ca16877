"""What a site serves beside its pages."""

import pytest

from nabla.errors import PageError
from nabla.rendering.site_assets import FOLDER, element_styles, site_assets


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
    assert first.elements["my-plot"].script != second.elements["my-plot"].script
    assert first.elements["my-plot"].style == second.elements["my-plot"].style
    served = first.texts[f"{FOLDER}/{first.elements['my-plot'].style}"]
    assert ".half" in served
    assert "my-plot {" in served
    assert first.elements["my-plot"].script in first.texts[f"{FOLDER}/nabla.js"]


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
