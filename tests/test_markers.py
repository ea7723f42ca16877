import pytest

from nabla.rendering.markers import marker, replace_markers


def shown(index, part):
    return f"[{index} {part}]"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>nablamark3output</p>", "[3 output]"),
        ("<p>\n nablamark3output\n</p>", "[3 output]"),
        ("<p>see nablamark0ref</p>", "<p>see [0 ref]</p>"),
        ("<p>nablamark0ref nablamark1ref</p>", "<p>[0 ref] [1 ref]</p>"),
        ("<li>nablamark12value.</li>", "<li>[12 value].</li>"),
        ("<p>nablamark0open</p><p>nablamark0close</p>", "[0 open][0 close]"),
        ("nablamark", "nablamark"),
        ("<p>nablamark</p>", "<p>nablamark</p>"),
        ("", ""),
    ],
)
def test_replace_markers_takes_the_paragraph_of_a_marker_that_stands_alone(html, expected):
    assert replace_markers(html, shown) == expected


def test_what_is_put_in_is_not_searched_for_markers():
    html = f"<p>{marker(0, 'output')}</p><p>{marker(1, 'output')}</p>"
    assert replace_markers(html, lambda i, _: f"<p>{marker(7, 'end')}</p>{i}").count(
        "nablamark7end"
    )
    assert replace_markers(html, lambda *_: "<p>") == "<p><p>"
