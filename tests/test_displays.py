"""Displayed formulas are found with the comments that speak of them."""

from __future__ import annotations

import pytest

from nabla.displays import find_displays, find_ids_comments
from nabla.document import Document
from nabla.references import find_references


def displays(text: str) -> list[tuple[str, str]]:
    found = find_displays(Document("x.md", text))
    return [(f"{at.place.line}:{at.place.column}", at.tex) for at in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$$a = b$$", [("1:1", "a = b")]),
        ("Text\n\n$$\na\n= b\n$$\n", [("3:1", "a\n= b")]),
        ("- item\n\n    $$\n    a\n    $$", [("3:5", "a")]),
        ("> $$\n> a\n> $$", [("1:3", "a")]),
        ("$$\na\n+ b\n- c\n> d\n$$", [("1:1", "a\n+ b\n- c\n> d")]),
        ("> - $$\n>   a\n>   + b\n>   $$", [("1:5", "a\n    + b")]),
        ("$$a$$ and $$b$$", [("1:1", "a"), ("1:11", "b")]),
        ("a stray $$ here\n\n$$b$$", [("3:1", "b")]),
        ("$$\na `b` <!-- c -->\n$$", None),
        ("`$$a$$` and \\$$a\\$$", []),
        ("```\n$$a$$\n```", []),
        ("<!-- $$a$$ -->", []),
        ("---\ntitle: $$a$$\n---\n", []),
        ("$a$ costs $5", []),
        ("$$ no end", []),
    ],
)
def test_find_displays_finds_them_in_running_text(text, expected):
    if expected is not None:
        assert displays(text) == expected
    else:
        assert len(displays(text)) == 1


@pytest.mark.parametrize(
    ("text", "guards", "is_definition"),
    [
        ("<!-- guard: eq-a eq-b -->\n$$a$$", ("eq-a", "eq-b"), False),
        ("<!-- guard: eq-a, eq-b -->\n\n$$a$$", ("eq-a", "eq-b"), False),
        (
            "<!-- guard: eq-a --> <!-- ids: P1 -->\n<!-- guard: eq-b --> $$a$$",
            ("eq-a", "eq-b"),
            False,
        ),
        ("<!-- definition -->\n$$a$$", (), True),
        ("- item\n\n    <!-- guard: eq-a -->\n    $$a$$", ("eq-a",), False),
        ("> <!-- guard: eq-a -->\n> $$a$$", ("eq-a",), False),
        ("<!-- guard: eq-a -->\nText between.\n\n$$a$$", (), False),
        ("<!-- guard: eq-a -->\n$$b$$\n$$a$$", (), False),
        ("<!-- guard: eq-a -->\n```text\n```\n$$a$$", (), False),
        ("<!-- guard: eq-a --> `code` $$a$$", (), False),
        ("<!-- gaurd: eq-a -->\n$$a$$", (), False),
        ("$$a$$\n<!-- guard: eq-a -->", (), False),
        ("`<!-- guard: eq-a -->`\n$$a$$", (), False),
        ("<!-- a definition -->\n$$a$$", (), False),
    ],
)
def test_a_display_is_guarded_by_the_comments_right_before_it(text, guards, is_definition):
    display = find_displays(Document("x.md", text))[-1]
    assert (display.guards, display.is_definition) == (guards, is_definition)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{dy}{dx}",
        r"\frac{d}{dx} f(x)",
        r"\frac{d f(x)}{d x}",
        r"\dfrac{\mathrm{d} y}{\mathrm{d} x}",
        r"\tfrac{d^2 y}{d x^2}",
        r"\frac{ \partial f }{ \partial \mathbf{x} }",
        r"\frac{d \mathbf{y}}{d \mathbf{x}}",
        r"\partial_x f",
        r"\nabla f",
        r"J_{f}(x)",
        r"\mathbf{J}_f",
        r"dy/dx = 3",
        r"\mathrm{d}y / \mathrm{d}x",
    ],
)
def test_a_derivative_is_recognised(tex):
    (display,) = find_displays(Document("x.md", f"$${tex}$$"))
    assert display.has_derivative


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b}",
        r"\frac{d}{2}",
        r"\frac{d_1}{d_2}",
        r"\sum_i x_i",
        "a d / b",
        r"\nablax",
        "J",
        "AJ_1",
    ],
)
def test_what_is_no_derivative_is_not_taken_for_one(tex):
    (display,) = find_displays(Document("x.md", f"$${tex}$$"))
    assert not display.has_derivative


def test_find_ids_comments_gives_each_id_its_place():
    page = Document(
        "x.md", "a\n\n<!-- ids: P4.3-add-dx P4.3-add-dz -->\n<!--\nids: P5\n-->\n`<!-- ids: P6 -->`"
    )
    assert [(str(place), id_) for place, id_ in find_ids_comments(page)] == [
        ("x.md:3:11", "P4.3-add-dx"),
        ("x.md:3:23", "P4.3-add-dz"),
        ("x.md:5:6", "P5"),
    ]


def test_a_page_of_displays_keeps_its_references():
    assert [at.id for at in find_references(Document("x.md", "$$a$$ by @eq-a"))] == ["eq-a"]
