"""References are found in running text only, and no two fences share an id."""

from __future__ import annotations

import pytest

from nabla.document import Document
from nabla.fences import find_fences
from nabla.references import duplicate_ids, find_references


def ids(text: str) -> list[str]:
    return [reference.id for reference in find_references(Document("x.md", text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By @eq-hadamard we see", ["eq-hadamard"]),
        ("(@eq-a, @fig-b; @tbl-c: @exr-d).", ["eq-a", "fig-b", "tbl-c", "exr-d"]),
        ("See @eq-a.b:c_d-1.", ["eq-a.b:c_d-1"]),
        ("@eq-a... and @eq-b: and @eq-c), @eq-d- and *@eq-e*", [f"eq-{c}" for c in "abcde"]),
        ("_@eq-a_ and **@eq-b** and [@eq-c] and [see @eq-d](x.md)", [f"eq-{c}" for c in "abcd"]),
        ("# Heading @eq-a\n\n> quote @eq-b\n\n- item @eq-c", ["eq-a", "eq-b", "eq-c"]),
        ("@fig-a/@fig-b", ["fig-a", "fig-b"]),
        ("<span>@eq-a</span> and a <y and @eq-b >", ["eq-a", "eq-b"]),
        ("Wrapped\n    @eq-a", ["eq-a"]),
        ("[text](a(b)c) @eq-a", ["eq-a"]),
    ],
)
def test_find_references_finds_them_in_running_text(text, expected):
    assert ids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "`@eq-a`",
        "`` ` @eq-a ``",
        "`two\n@eq-a lines`",
        "```\n@eq-a\n```",
        "<!-- @eq-a -->",
        "<!--\n\n@eq-a\n\n-->",
        "---\ntitle: '@eq-a'\n---\n",
        "text\n\n    @eq-a",
        "[text](https://host/@eq-a)",
        "[text](</a b/@eq-a>)",
        "![alt](a.svg#(@eq-a))",
        "[text]: https://host/@eq-a",
        "<https://host/@eq-a>",
        "https://host/@eq-a",
        "<a href='@eq-a'>x</a>",
        "<code>@eq-a</code>",
        "<code><b>@eq-a</b> @eq-b</code>",
        "<pre>\n@eq-a\n\n@eq-b\n</pre>",
        "me@eq-host.com",
        "9@eq-a ä@eq-a",
        "\\@eq-a",
        "@eq- and @eqa and @sec-a and @Eq-a and @eq-.",
    ],
)
def test_find_references_finds_none_elsewhere(text):
    assert ids(text) == []


def test_a_reference_knows_its_place_and_offsets():
    text = "one\n\ntwo @eq-a."
    (reference,) = find_references(Document("x.md", text))
    assert str(reference.place) == "x.md:3:5"
    assert text[reference.start : reference.end] == "@eq-a"


def page(path: str, *ids: str) -> tuple:
    text = "".join(f"```formula\n#| id: {id_}\nlet x in R\n```\n" for id_ in ids)
    return find_fences(Document(path, text))


def test_duplicate_ids_names_both_places_across_pages():
    errors = duplicate_ids([*page("a.md", "eq-a", "eq-b"), *page("b.md", "eq-c", "eq-b")])
    assert [str(error) for error in errors] == [
        "b.md:6:4: id 'eq-b' is taken already at a.md:6:4; choose another"
    ]


def test_duplicate_ids_counts_figures_and_tables_as_ids():
    figure = "```python\n#| alt: A\n#| caption: B\n#| figure: fig-a\n```\n"
    table = "```python\n#| caption: B\n#| table: tbl-a\n```\n"
    fences = find_fences(Document("a.md", figure + figure + table + table))
    assert [str(error) for error in duplicate_ids(fences)] == [
        "a.md:9:4: id 'fig-a' is taken already at a.md:4:4; choose another",
        "a.md:17:4: id 'tbl-a' is taken already at a.md:13:4; choose another",
    ]


def test_duplicate_ids_accepts_different_ids_and_fences_without_one():
    fences = find_fences(Document("b.md", "```formula\nlet x in R\n```\n\n```python\n```\n"))
    assert duplicate_ids([*page("a.md", "eq-a", "eq-b"), *fences]) == ()
