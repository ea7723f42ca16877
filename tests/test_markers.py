"""Words that stand for blocks."""

import pytest

from nabla.rendering.markers import marker, replace_markers


def shown(index, part):
    return f"<b>{index}{part}</b>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>nablamark3block</p>", "<b>3block</b>"),
        ("<li>nablamark12output</li>", "<li><b>12output</b></li>"),
        (
            "<p>Value nablamark0value, nablamark1ref.</p>",
            "<p>Value <b>0value</b>, <b>1ref</b>.</p>",
        ),
        ("<p>\nnablamark3block\n</p>", "<b>3block</b>"),
        ("<p>no mark: nablamark</p>", "<p>no mark: nablamark</p>"),
    ],
)
def test_a_marker_is_replaced_and_a_paragraph_around_it_alone_goes(html, expected):
    assert replace_markers(html, shown) == expected


def test_a_marker_is_one_word_that_no_markdown_changes():
    assert marker(7, "block").isalnum()
