"""Fences in random nestings of containers: each is set where it stands, or told."""

import random

import markdown
import pytest

from nabla.document import Document
from nabla.fences import find_fences
from nabla.rendering.markers import find_markers_in_code, replace_markers
from nabla.rendering.page_markdown import mark_page

EXTENSIONS = [
    "admonition",
    "def_list",
    "footnotes",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
SETTINGS = {"pymdownx.tabbed": {"alternate_style": True}}
OPENERS = {
    "list": "- item",
    "number": "1. item",
    "admonition": "!!! note",
    "details": '??? note "More"',
    "tab": '=== "Tab"',
    "definition": ":   term",
    "quote": "> text",
}
ITEMS = {"list", "number"}
CLAIM = ["let x in R", "d(x**2)/d(x) = 2 * x"]


def nested(kinds, choice, *, is_loose=False):
    """Return a page with a formula in containers, indented by four columns or loosely.

    A list item then has two columns or more; Python-Markdown knows nothing less than four for the
    other containers.
    """
    marks = choice.choice(("```", "~~~", "````"))
    block = [f"{marks}formula", *CLAIM, marks]
    for kind in reversed(kinds):
        gap = choice.choice(([""], [])) if is_loose else [""]
        widths = ("    ", "\t", "  ", "   ") if kind in ITEMS else ("    ", "\t")
        indent = choice.choice(widths) if is_loose else "    "
        if kind == "quote":
            block = [OPENERS[kind], *(">" for _ in gap), *(f"> {line}".rstrip() for line in block)]
        else:
            block = [OPENERS[kind], *gap, *(f"{indent}{line}".rstrip() for line in block)]
            block = ["Word", *block] if kind == "definition" else block
    return "\n".join(["Before.", "", *block, "", "After.", ""])


def random_kinds(choice):
    return [choice.choice(list(OPENERS)) for _ in range(choice.randint(0, 3))]


def has_definition_in_item(kinds):
    """Python-Markdown takes any second block of a definition in a list item for code."""
    items = [number for number, kind in enumerate(kinds) if kind in ITEMS]
    return any("definition" in kinds[number + 1 :] for number in items)


def set_by_host(text):
    """Return how many blocks are set, and which are taken for code."""
    page = Document("x.md", text)
    marked = mark_page(page, page.text, find_fences(page)).markdown
    html = markdown.markdown(marked, extensions=EXTENSIONS, extension_configs=SETTINGS)
    return replace_markers(html, lambda _index, _part: "<set>"), find_markers_in_code(html)


@pytest.mark.parametrize("seed", range(200))
def test_a_block_is_set_in_any_nesting_that_is_indented_by_four(seed):
    choice = random.Random(seed)
    kinds = random_kinds(choice)
    html, in_code = set_by_host(nested(kinds, choice))
    assert html.count("<set>") == 1
    assert not in_code or has_definition_in_item(kinds)


@pytest.mark.parametrize("seed", range(200))
def test_a_block_is_set_or_told_or_a_fence_for_nobody_in_any_nesting(seed):
    choice = random.Random(seed)
    text = nested(random_kinds(choice), choice, is_loose=True)
    html, in_code = set_by_host(text)
    if find_fences(Document("x.md", text)):
        assert html.count("<set>") == 1, text
        assert "<p><set>" not in html or in_code, f"{text}\n{html}"
    else:
        assert 'class="highlight"' not in html, f"{text}\n{html}"


def test_a_block_that_the_host_takes_for_code_is_told():
    text = (
        "1. item\n\n   !!! note\n\n       ```formula\n       let x in R\n       x = x\n       ```\n"
    )
    assert set_by_host(text)[1] == (0,)
    assert set_by_host(text.replace("   ", "    ").replace("     !!!", "    !!!"))[1] == ()
