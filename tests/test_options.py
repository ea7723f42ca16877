"""Options are one YAML mapping, checked against the schema of their kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nabla.errors import PageError, Place
from nabla.fence_kinds import SPECIAL
from nabla.options import Options, parse_options

START = Place("x.md", 5, 3)


def parse(kind: str, text: str) -> Options:
    return parse_options(kind, [f"#| {line}".rstrip() for line in text.split("\n")], START)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("python", "run: true", Options(run=True)),
        ("python", "run: false", Options()),
        ("pycon", "skip: needs the network", Options(skip="needs the network")),
        (
            "python",
            "figure: fig-a.b:c_1\nalt: A line\ncaption: The line $x$\nguards: [eq-a, tbl-b]",
            Options(
                figure="fig-a.b:c_1", alt="A line", caption="The line $x$", guards=("eq-a", "tbl-b")
            ),
        ),
        (
            "python",
            "table: tbl-a\ncaption: A\nguards:\n  - eq-a",
            Options(table="tbl-a", caption="A", guards=("eq-a",)),
        ),
        ("python", "run: true\nguards: eq-a", None),
        ("python", "expect: numpy.linalg.LinAlgError", Options(expect="numpy.linalg.LinAlgError")),
        ("python", "timeout: 2.5", Options(timeout=2.5)),
        ("formula", "id: eq-a\nname: A: B", None),
        ("formula", "id: eq-a\nname: 'A: B'", Options(id="eq-a", name="A: B")),
        (
            "formula",
            "caption: |\n  two lines,\n\n  one empty\nseed: -7",
            Options(caption="two lines,\n\none empty", seed=-7),
        ),
        ("formula", "caption: >\n  folded\n  text", Options(caption="folded text")),
        ("formula", r"latex: \nabla f = \theta", Options(latex=r"\nabla f = \theta")),
        ("formula", r"latex: '\nabla f'", Options(latex=r"\nabla f")),
        ("formula", r'name: "Euler\u2019s"', Options(name="Euler’s")),
        ("formula", r'latex: "\\nabla f"', Options(latex=r"\nabla f")),
        (
            "formula",
            "rtol: 1e-5\nbecause: cancellation",
            Options(rtol=1e-5, because="cancellation"),
        ),
        ("formula", "rtol: 0.0001\nbecause: a", Options(rtol=1e-4, because="a")),
        ("formula", "expect: refuted\nshow: none", Options(expect="refuted", show="none")),
        ("formula", "tangent: yes", Options(tangent=True)),
        ("formula", "undecided: a kink at 0", Options(undecided="a kink at 0")),
        ("gradients", "id: tbl-a", Options(id="tbl-a")),
        ("gradients", "id: eq-a", Options(id="eq-a")),
        ("exercise", "id: exr-a\nhint: one", Options(id="exr-a", hints=("one",))),
        (
            "exercise",
            "id: exr-a\nhint: one\nhints: [two, three]",
            Options(id="exr-a", hints=("one", "two", "three")),
        ),
        ("formula", "# only a comment", Options()),
        ("formula", "seed: 7  # a comment", Options(seed=7)),
    ],
)
def test_parse_options_reads_what_the_author_wrote(kind, text, expected):
    if expected is None:
        with pytest.raises(PageError):
            parse(kind, text)
    else:
        assert parse(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("python", "rnu: true", "5:6: unknown option 'rnu'; did you mean 'run'?"),
        ("python", "run: true\nRun: true", "6:6: unknown option 'Run'; did you mean 'run'?"),
        ("python", "seed: 1", "5:6: option 'seed' is for formula, gradients and exercise"),
        ("python", "run: maybe", "5:6: option 'run': expected true or false, got 'maybe'"),
        ("python", "run:", "5:6: option 'run': expected true or false"),
        ("python", "run: true\nrun: false", "6:6: option 'run' stands twice, first in line 5"),
        ("python", "timeout: -1", "5:6: option 'timeout': expected a positive number of seconds"),
        ("python", "timeout: .inf", "5:6: option 'timeout': expected a positive number"),
        ("python", "timeout: 1:30", "5:6: option 'timeout': expected a positive number"),
        ("python", "show: all", "5:6: option 'show': expected source or output or both or none"),
        ("python", "expect: 3", "5:6: option 'expect': expected the name of an exception"),
        ("python", "skip: true", "5:6: option 'skip': expected a text, got 'true'; put it in quot"),
        ("python", "run: true\ntable: tbl-a\ncaption: A", "6:6: 'table' excludes 'run'; a fence"),
        ("python", "figure: fig-a\nrun: false", "6:6: 'run' excludes 'figure'"),
        ("python", "figure: fig-a\ncaption: A", "5:6: a figure needs 'alt'"),
        ("python", "alt: A\nfigure: fig-a", "6:6: a figure needs 'caption'"),
        ("python", "table: tbl-a", "5:6: a table needs 'caption'"),
        ("python", "table: tbl-a\ncaption: A\nalt: B", "7:6: 'alt' belongs to a 'figure'"),
        ("python", "run: true\ncaption: A", "6:6: 'caption' belongs to a 'figure' or 'table'"),
        (
            "python",
            "figure: plot\nalt: A\ncaption: B",
            "5:6: option 'figure': expected an id that ",
        ),
        ("python", "figure: tbl-a\nalt: A\ncaption: B", "5:6: option 'figure': expected an id"),
        ("python", "run: true\nguards: []", "6:6: option 'guards': expected a list of ids"),
        ("python", "run: true\nguards: [eq-a, 3]", "6:6: option 'guards': expected an id"),
        ("python", "run: true\nguards: {eq-a: 1}", "6:6: option 'guards': expected an id"),
        ("formula", "run: true", "5:6: option 'run' is for python and pycon fences, not formula"),
        ("pycon", "figure: fig-a", "5:6: option 'figure' is for python fences, not pycon"),
        ("pycon", "table: tbl-a", "5:6: option 'table' is for python fences, not pycon"),
        ("pycon", "alt: A line", "5:6: option 'alt' is for python fences, not pycon"),
        ("pycon", "caption: A", "5:6: option 'caption' is for python, formula, gradients and"),
        ("formula", "id: tbl-a", "5:6: option 'id': expected an id that begins with eq- and goes"),
        ("formula", "id: eq-a b", "5:6: option 'id': expected an id"),
        ("formula", "id: eq-a.", "5:6: option 'id': expected an id that ends in a letter or dig"),
        ("gradients", "id: exr-a", "5:6: option 'id': expected an id that begins with tbl- or eq-"),
        ("exercise", "id: eq-a", "5:6: option 'id': expected an id that begins with exr-"),
        ("exercise", "hint: a", "5:3: an exercise needs an id"),
        ("exercise", "id: exr-a\nhints: []", "6:6: option 'hints': expected a list that is not"),
        ("exercise", "id: exr-a\nhints: [a, [b]]", "6:6: option 'hints': expected a text"),
        ("formula", "seed: 1.5", "5:6: option 'seed': expected an integer, got '1.5'"),
        ("formula", "seed: 0x10", "5:6: option 'seed': expected an integer"),
        ("formula", "seed: '7'", "5:6: option 'seed': expected an integer, got '7'"),
        ("python", "run: 'true'", "5:6: option 'run': expected true or false, got 'true'"),
        ("python", "timeout: '2'", "5:6: option 'timeout': expected a positive number of seconds"),
        ("python", "RUN: true", "5:6: unknown option 'RUN'; did you mean 'run'?"),
        ("formula", "hintz: a", "5:6: unknown option 'hintz'; did you mean 'hint'? That is for"),
        ("formula", "rtol: 1e-5", "5:6: a looser tolerance needs 'because'"),
        ("formula", "because: a", "5:6: 'because' is the reason of an 'rtol'"),
        ("formula", "because: a\nrtol: 1e-3", "6:6: option 'rtol': expected a number above 0 and"),
        ("formula", "because: a\nrtol: 0", "6:6: option 'rtol': expected a number above 0 and"),
        ("formula", "because: a\nrtol: .nan", "6:6: option 'rtol': expected a number above 0 and"),
        ("formula", "because: a\nrtol: -1e-5", "6:6: option 'rtol': expected a number above 0"),
        ("formula", "expect: verified", "5:6: option 'expect': expected refuted, got 'verified'"),
        ("formula", "show: source", "5:6: option 'show': expected both or formula or none"),
        ("formula", "name: 2018-01-01", "5:6: option 'name': expected a text, got '2018-01-01'"),
        ("formula", "name: ' '", "5:6: option 'name': expected a text"),
        ("formula", "name: [a]", "5:6: option 'name': expected a text"),
        ("formula", "name: !!python/name:os.system a", "5:6: option 'name': expected a text"),
        ("formula", r'latex: "\nabla f"', r"5:6: option 'latex': in double quotes YAML takes \n"),
        ("formula", r'name: "a \a"', r"5:6: option 'name': the character '\x07' cannot be shown"),
        ("formula", r'name: "\ud800"', r"5:6: option 'name': the character '\ud800' cannot be"),
        ("formula", "[a]: b", "5:6: expected a word as the name of an option"),
        ("formula", "? [a]\n: b", "5:8: expected a word as the name of an option"),
        ("formula", "- a", "5:6: expected options of the form 'key: value'"),
        ("formula", "id: eq-a\n\tname: b", "6:6: YAML: found character '\\t'"),
        ("formula", "id: eq-a\nname: b: c", "6:13: YAML: mapping values are not allowed here"),
        ("formula", "name: *a", "5:12: YAML: found undefined alias"),
        ("formula", "name: a\n---\nname: b", "6:6: YAML: but found another document"),
        ("formula", "name: a\x07", "5:13: YAML: special characters are not allowed; remove"),
        ("formula", 'name: "\\U99999999"', "5:6: YAML: an escape that names no character"),
        ("formula", "name: " + "[" * 3000, "5:6: options nested too deeply"),
        ("formula", "caption: 'a\u2028b'\nnmae: c", "6:6: unknown option 'nmae'; did you mean"),
        ("formula", "<<: {id: eq-a}", "5:6: unknown option '<<'"),
    ],
)
def test_parse_options_says_what_is_wrong_and_where(kind, text, message):
    with pytest.raises(PageError) as caught:
        parse(kind, text)
    assert str(caught.value).startswith(f"x.md:{message}")


def test_a_missing_id_is_said_at_the_fence_when_there_are_no_options():
    with pytest.raises(PageError, match=r"x\.md:5:3: an exercise needs an id"):
        parse_options("exercise", [], START)


def test_columns_may_differ_from_line_to_line():
    with pytest.raises(PageError) as caught:
        parse_options("python", ["#| show: both", "#| rnu: 1"], START, columns=[3, 1])
    assert caught.value.place == Place("x.md", 6, 4)


def test_options_remember_the_places_of_their_keys():
    options = parse("formula", "id: eq-a\nseed: 3")
    assert options.has_any
    assert options.place_of("seed") == Place("x.md", 6, 6)
    assert options.place_of("name") is None
    assert options.label == "eq-a"
    assert not Options().has_any
    assert Options().label is None


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("run: true", True),
        ("run: false", False),
        ("show: none", True),
        ("expect: ValueError", True),
        ("table: tbl-a\ncaption: A", True),
        ("run: true\nskip: too slow", False),
    ],
)
def test_a_snippet_runs_when_an_option_asks_for_it(text, runs):
    assert parse("python", text).asks_to_run is runs
    assert not Options().asks_to_run


KEYS = ("id", "run", "figure", "caption", "hints", "rtol", "because", "guards", "x", "?", "- ", "")
VALUES = (
    "a",
    "eq-a",
    "true",
    "|",
    "[",
    "]",
    "{",
    '"',
    "'",
    "&a",
    "*a",
    "!!x",
    "1e-5",
    "%",
    "\\",
    "#",
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SPECIAL),
    st.lists(
        st.builds(
            "{}{}: {}{}".format,
            st.sampled_from(["", " ", "  "]),
            st.sampled_from(KEYS),
            st.sampled_from(VALUES),
            st.sampled_from(VALUES) | st.text(max_size=5),
        ),
        max_size=6,
    ),
)
def test_no_options_raise_anything_but_a_page_error(kind, lines):
    for place in places_of_errors(kind, [f"#| {line}" for line in lines]):
        assert START.line <= place.line <= START.line + max(0, len(lines) - 1)
        assert place.column >= START.column


def places_of_errors(kind: str, lines: list[str]) -> list[Place]:
    try:
        parse_options(kind, lines, START)
    except PageError as error:
        return [error.place]
    return []
