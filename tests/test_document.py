"""A document's lines and places are those of the file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabla.document import Document, read_document
from nabla.errors import PageError


@given(st.text(alphabet="ab\n\r\u2028", max_size=30))
def test_each_character_has_the_place_an_editor_shows(text):
    page = Document("x.md", text)
    for offset, character in enumerate(text):
        place = page.place(offset)
        assert place.line == text.count("\n", 0, offset) + 1
        if character not in "\r\n":
            assert page.lines[place.line - 1][place.column - 1] == character


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("---\ntitle: A\n---\ntext", 3),
        ("---\ntitle: A\n...\ntext", 3),
        ("---  \ntitle: A\n--- \n", 3),
        ("---\n---\n", 0),
        ("---\n\nA rule above, and one below.\n\n---\n", 0),
        ("---\n- a list\n---\n", 0),
        ("---\na: [\n---\n", 0),
        ("---\ntitle: A\n---", 0),
        ("text\n---\na\n---", 0),
        ("---\ntitle: A", 0),
        ("----\na\n----", 0),
        ("", 0),
    ],
)
def test_front_matter_is_what_stands_between_rules_at_the_start(text, lines):
    assert Document("x.md", text).front_matter_lines == lines


def test_read_document_takes_a_byte_order_mark_and_carriage_returns_off(tmp_path):
    file = tmp_path / "x.md"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert read_document(file, "docs/x.md") == Document("docs/x.md", "one\ntwo\n")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"one\ntw\xff", "x.md:2:3: not UTF-8 text; save the page as UTF-8"),
        (b"one\n\x00", "x.md:2:1: a NUL byte in the page; remove it"),
        (
            b"\r\ntwo\rthree",
            "x.md:2:4: a lone carriage return; save the page with Unix or Windows line ends",
        ),
    ],
)
def test_read_document_refuses_what_is_no_text(tmp_path, raw, message):
    file = tmp_path / "x.md"
    file.write_bytes(raw)
    with pytest.raises(PageError) as caught:
        read_document(file, "x.md")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: a: b\n---\n", "x.md:2:9: front matter that is no YAML: mapping values"),
        ("---\ntitle: A\nlist: [1, 2\n---\n", "x.md:4:1: front matter that is no YAML"),
        ("---\ntitle: 'A\n---\ntext\n", "x.md:3:1: front matter that is no YAML"),
        ("---\ntitle: 2026-13-45\n---\n", "x.md:2:1: front matter that is no YAML: month"),
    ],
)
def test_front_matter_that_is_no_yaml_is_told_at_its_place(tmp_path, text, said):
    file = tmp_path / "x.md"
    file.write_text(text)
    with pytest.raises(PageError, match=re.escape(said)):
        read_document(file, "x.md")


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\n", "---\nA word: and: more\n---\n", "---\n\n[a: b\n---\n"]
)
def test_front_matter_that_holds_and_text_between_rules_are_read(tmp_path, text):
    file = tmp_path / "x.md"
    file.write_text(text)
    assert read_document(file, "x.md").text == text
