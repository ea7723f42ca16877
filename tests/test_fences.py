"""Fences and inline values are found where Markdown lets them stand, and nowhere else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nabla.displays import find_displays, find_ids_comments
from nabla.document import Document, read_document
from nabla.fence_kinds import LANGUAGES, SPECIAL, meant_kind
from nabla.fences import find_fences, find_inline_values
from nabla.late_options import late_options
from nabla.references import find_references

HERE = Path(__file__).parent
PAGES = sorted((HERE / "pages" / "fences").glob("*.md"))
REFUTED = sorted((HERE / "refuted" / "fences").glob("*.md"))
EXPECTED = re.compile(r"^<!-- (\d+:\d+.*|nothing) -->$", re.MULTILINE)

FRAGMENTS = (
    *("```", "````", "~~~", "python", "formula", "exercise", "{.python}", "\n", "\n", "\n\n"),
    *("    ", "  ", "\t", " ", "- ", "12. ", "> ", ">", "* * *", "!!! note", '=== "A"', ":   "),
    *("[^1]: ", "<!--", "-->", "<!-- guard: eq-a -->", "<!-- ids: P1 -->", "<pre>", "</pre>"),
    *("`", "``", "`{python} x`", "\\", "# ", "---", "$$", "\\frac{dy}{dx}", "@eq-a.", "a@eq-b"),
    *("#| id: eq-a", "#| ", "#|", "run: true", "caption: |", '"\\U99999999"', "[", "{", "&a", "*a"),
    *(
        "](",
        ")",
        "<a href='",
        "'>",
        "<code>",
        "text",
        "ß",
        "\r",
        "\u2028",
        "\x00",
        "\x07",
        "\ufeff",
    ),
)
pieces = st.lists(st.sampled_from(FRAGMENTS), max_size=60).map("".join)
texts = pieces | st.text(max_size=200)


def found_in(page: Document) -> list[str]:
    return [
        f"{fence.place.line}:{fence.place.column}-{fence.end_line} {fence.kind} "
        f"{json.dumps(fence.body)}"
        for fence in find_fences(page)
    ]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_find_fences_finds_what_the_page_says(file):
    page = read_document(file, file.name)
    expected = [found for found in EXPECTED.findall(page.text) if found != "nothing"]
    assert EXPECTED.search(page.text)
    assert found_in(page) == expected
    assert [fence.error for fence in find_fences(page)] == [None] * len(expected)


@pytest.mark.parametrize("file", REFUTED, ids=lambda file: file.stem)
def test_find_fences_says_what_is_wrong(file):
    page = read_document(file, "x.md")
    errors = [str(fence.error) for fence in find_fences(page) if fence.error]
    assert errors == [f"x.md:{expected}" for expected in EXPECTED.findall(page.text)]


@pytest.mark.parametrize(
    ("kind", "lines", "late"),
    [
        ("python", ["a = 1", "#| run: true"], {1: "run"}),
        ("python", ["", "#| run: true"], {1: "run"}),
        ("python", ["a = 1", "#| note: not an option"], {}),
        ("python", ["a = 1", "  #| run: true"], {}),
        ("python", ["  #| run: true", "a = 1"], {0: "run"}),
        ("formula", ["", "  #| id: eq-a", "x = y"], {1: "id"}),
        ("python", ["page = '''", "#| run: true", "'''"], {}),
        ("python", ["page = '''", "#| run: true", "'''", "#| run: true"], {3: "run"}),
        ("python", ["page = '''", "#| run: true"], {}),
        ("python", ["if x:", "    y", "#| run: true"], {2: "run"}),
        ("pycon", [">>> print(page)", "#| run: true"], {}),
        ("pycon", [">>> a = 1", "", "#| skip: no"], {2: "skip"}),
        ("formula", ["let x in R", "#| id: eq-a"], {1: "id"}),
        ("other", ["a", "#| id: eq-a"], {}),
    ],
)
def test_an_option_is_late_unless_it_stands_in_a_string_or_in_output(kind, lines, late):
    assert late_options(kind, lines) == late


def test_a_malformed_fence_has_the_default_options_and_keeps_its_body():
    text = "```python\n#| run: true\n#| rum: 1\nx = 1\n```\n"
    (fence,) = find_fences(Document("x.md", text))
    assert fence.error is not None
    assert not fence.options.has_any
    assert (fence.body, fence.body_line) == ("x = 1\n", 4)


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        ("```python\n```", ""),
        ("- a\n\n    ```python\n    ```", "    "),
        ("- ```python\n  ```", "  "),
        ("> ```python\n> ```", "> "),
        ("> - ```python\n>   ```", ">   "),
    ],
)
def test_indent_is_what_stands_before_each_line(text, indent):
    (fence,) = find_fences(Document("x.md", text))
    assert fence.indent == indent


def test_body_line_counts_the_option_lines():
    (fence,) = find_fences(Document("x.md", "\n```formula\n#| id: eq-a\n#| name: A\nx = x\n```"))
    assert (fence.place.line, fence.body_line, fence.end_line) == (2, 5, 6)
    assert fence.options.id == "eq-a"


def test_carriage_returns_are_no_part_of_a_fence():
    (fence,) = find_fences(Document("x.md", "```python\r\nx = 1\r\n```\r\n"))
    assert (fence.info, fence.body, fence.error) == ("python", "x = 1\n", None)


@pytest.mark.parametrize("word", sorted(LANGUAGES | {"text", "java", "typescript", "{python}", ""}))
def test_the_name_of_a_language_is_not_called_misspelt(word):
    assert meant_kind(word) is None


@pytest.mark.parametrize("kind", SPECIAL)
def test_a_swapped_or_missing_letter_is_called_misspelt(kind):
    for at in range(1, len(kind) - 1):
        assert meant_kind(kind[:at] + kind[at + 1] + kind[at] + kind[at + 2 :]) in {kind, None}
        assert meant_kind(kind[:at] + kind[at + 1 :]) == kind
    assert meant_kind(kind) is None
    assert meant_kind(kind.upper()) == kind


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The loss is `{python} f(x)`.", ["1:13-28 f(x)"]),
        ("> a\n> `{python}  a ` and `{python} b`", ["2:3-17 a", "2:22-34 b"]),
        ("- a\n\n    `{python} a`", ["3:5-17 a"]),
        ("| a | b |\n|---|---|\n| `{python} a` | 1 |", ["3:3-15 a"]),
        ('!!! note "The value `{python} a`"', ["1:21-33 a"]),
        ('=== "`{python} a`"\n\n    text', ["1:6-18 a"]),
        ("# `{python} a`", ["1:3-15 a"]),
        ("Wrapped\n    `{python} a`", ["2:5-17 a"]),
        ("`` `{python} a` ``", []),
        ("`` {python} a ``", []),
        ("`{python}` and ` {python} a` and `{pythona} b` and `{python}a`", []),
        ("\\`{python} a`", []),
        ("```\n`{python} a`\n```", []),
        ("<!-- `{python} a` -->", []),
        ("text\n\n    `{python} a`", []),
        ("---\ntitle: 'A `{python} a`'\n---\n", []),
        ("<script>\n`{python} a`\n</script>", []),
        ("`a\n\n`{python} b`", ["3:1-13 b"]),
        ("`code` `{python} b` `code`", ["1:8-20 b"]),
    ],
)
def test_inline_values_are_found_in_running_text_only(text, places):
    found = find_inline_values(Document("x.md", text))
    assert [
        f"{value.place.line}:{value.place.column}-{value.end_column} {value.source}"
        for value in found
    ] == places


@settings(max_examples=400, deadline=None)
@given(texts)
def test_no_text_makes_a_reader_raise_and_fences_never_overlap(text):
    page = Document("x.md", text)
    last = page.front_matter_lines
    for fence in find_fences(page):
        assert last < fence.place.line <= fence.end_line <= len(page.lines)
        assert page.lines[fence.place.line - 1][fence.place.column - 1] in "`~"
        assert fence.body == "" or fence.body.endswith("\n")
        assert fence.body_line + fence.body.count("\n") in {fence.end_line, fence.end_line + 1}
        last = fence.end_line
    for value in find_inline_values(page):
        line = page.lines[value.place.line - 1]
        assert line[value.place.column - 1 : value.end_column - 1].endswith(f"{value.source}`") or (
            line[value.place.column - 1 : value.end_column - 1]
            .rstrip("` \t")
            .endswith(value.source)
        )
    for reference in find_references(page):
        assert text[reference.start : reference.end] == f"@{reference.id}"
    find_displays(page)
    find_ids_comments(page)


@pytest.mark.parametrize("mark", ["```", "~~~"])
def test_a_fence_at_the_margin_is_read_as_one_in_a_quote_is(mark):
    lines = [
        f"{mark}python",
        "a = 1",
        "",
        "    b",
        "\tc",
        "  `d`",
        f" {mark[:2]}",
        f"  {mark}",
        "x",
    ]
    text = "".join(f"{line}\n" for line in lines)
    quoted = "".join(f"> {line}\n" for line in lines)
    (fence,), (other,) = (find_fences(Document("x.md", t)) for t in (text, quoted))
    assert (fence.body, fence.end_line) == (other.body, other.end_line)
    assert fence.body.endswith(f" {mark[:2]}\n")
