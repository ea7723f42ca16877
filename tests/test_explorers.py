"""The mathematics of the three explorers: every number that they show with their first values."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from javascript import EXPLORERS, ROOT, Module

numbers = Module(EXPLORERS / "numbers.mjs")
linear = Module(EXPLORERS / "linear-map.mjs")
network = Module(EXPLORERS / "backprop.mjs")
classes = Module(EXPLORERS / "softmax.mjs")


def shown(value, places=3):
    if isinstance(value, list):
        return [shown(item, places) for item in value]
    return numbers.call("decimals", value, places).replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize("value", [0, -0.0, -7e-17, -0.0004, 0.0004])
def test_what_rounds_to_zero_is_written_without_a_sign(value):
    assert numbers.call("decimals", value, 3) == "0.000"


def test_numbers_have_a_true_minus_sign():
    assert numbers.call("bracketed", [0.0713, -0.1215], 3) == "[0.071, \N{MINUS SIGN}0.121]"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.50"), (-1.234, "−1.23"), (0.0123, "0.0123"), (1.23e-6, "1.2·10⁻⁶"), (0, "0")],
)
def test_small_numbers_are_written_as_powers_of_ten(value, text):
    assert numbers.call("short", value) == text


# What a reader without scripts is told

PAGES = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "tests" / "sites" / "hands-on").rglob("*.md")]


def static_texts(name):
    """The text inside an explorer on each page that holds one."""
    inside = re.compile(rf"^<{name}-explorer>(.*?)^</{name}-explorer>", re.DOTALL | re.MULTILINE)
    found = [match[1] for page in PAGES for match in inside.finditer(page.read_text("utf-8"))]
    assert found
    return [re.sub(r"<svg.*?</svg>|<[^>]*>", " ", text, flags=re.DOTALL) for text in found]


def numbers_in(text):
    return re.findall(r"-?\d+\.\d+", text.replace("\N{MINUS SIGN}", "-"))


def flat(*values):
    for value in values:
        yield from flat(*value) if isinstance(value, list) else [value]


def test_the_static_text_of_the_linear_map_says_its_first_numbers():
    first = linear.value("DEFAULTS")
    W, x = first["W"], first["x"]
    told = [*flat(W, x, linear.call("apply", W, x)), linear.call("determinant", W)]
    for text in static_texts("linear-map"):
        assert set(numbers_in(text)) == set(shown(told, 2))


def test_the_static_text_of_the_network_says_its_first_numbers():
    first, there, back = network_numbers()
    told = [*flat(first["x"], first["y"], there["z"], there["a"], there["slopes"])]
    told += [there["output"], there["loss"], back["length"]]
    told += flat([[step["local"], step["outgoing"]] for step in network.call("steps", first)])
    for text in static_texts("backprop"):
        assert set(numbers_in(text)) == set(shown(told)) - {"0.000"}


def test_the_static_text_of_softmax_says_its_first_numbers():
    first = classes.value("DEFAULTS")
    z, target = first["z"], first["target"]
    after = classes.call("descended", z, target, 1)
    losses = [classes.call("crossEntropy", logits, target) for logits in (z, after)]
    values = [classes.call(name, z) for name in ("jacobian", "softmax")]
    slope = classes.call("gradient", z, target)
    told = {*shown([*flat(values, slope), *losses, 0]), *shown(z, 2)}
    for text in static_texts("softmax"):
        assert set(numbers_in(text)) == told


# The linear map


def test_the_linear_map_begins_with_the_printed_numbers():
    first = linear.value("DEFAULTS")
    assert first == {"W": [[1.1, -0.7], [0.8, 1.2]], "x": [1.75, 1.1]}
    assert shown(linear.call("apply", first["W"], first["x"]), 2) == ["1.16", "2.72"]
    assert shown(linear.call("determinant", first["W"]), 2) == "1.88"
    assert linear.call("orientation", first["W"]) == "preserved"
    assert linear.call("heading", linear.call("column", first["W"], 0)) == "right"
    assert linear.call("heading", linear.call("column", first["W"], 1)) == "up"


def test_the_image_is_the_combination_of_the_columns():
    first = linear.value("DEFAULTS")
    columns = [np.array(linear.call("column", first["W"], j)) for j in (0, 1)]
    parts = [x * column for x, column in zip(first["x"], columns, strict=True)]
    np.testing.assert_allclose(parts, [[1.925, 1.4], [-0.77, 1.32]], atol=1e-15)
    np.testing.assert_allclose(sum(parts), linear.call("apply", first["W"], first["x"]))


@pytest.mark.parametrize(
    ("W", "said"),
    [
        ([[0, 1], [1, 0]], "reversed"),
        ([[0.3, 0.1], [0.6, 0.2]], "collapsed"),
        ([[1.1, 0.55], [0.7, 0.35]], "collapsed"),
        ([[0.05, 0], [0, 0.05]], "preserved"),
    ],
)
def test_orientation_is_read_from_the_determinant(W, said):
    assert linear.call("orientation", W) == said


@pytest.mark.parametrize(
    ("vector", "said"),
    [([0, 0], "nowhere"), ([-1, 0.5], "left"), ([0.2, -1], "down"), ([1, 1], "right")],
)
def test_a_vector_heads_for_the_axis_that_is_closest(vector, said):
    assert linear.call("heading", vector) == said


def test_the_curved_map_has_the_printed_jacobian():
    point = linear.value("POINT")
    assert point == [1.2, -0.7]
    J = linear.call("jacobian", point)
    assert shown(J) == [["-0.700", "1.200"], ["0.362", "-1.400"]]
    np.testing.assert_allclose(J, [[-0.7, 1.2], [0.362358, -1.4]], atol=5e-7)
    h = 1e-6
    for j, step in enumerate(np.eye(2) * h):
        above, below = (linear.call("curved", list(point + s)) for s in (step, -step))
        slope = (np.array(above) - below) / (2 * h)
        np.testing.assert_allclose(slope, np.array(J)[:, j], atol=1e-9)


def test_the_gap_shrinks_with_the_square_of_the_window():
    point = linear.value("POINT")
    sizes = [1e-1, 1e-2, 1e-3]
    over_square = [linear.call("gap", point, h) / h**2 for h in sizes]
    assert abs(over_square[1] / over_square[0] - 1) < 0.05
    assert abs(over_square[2] / over_square[1] - 1) < 0.005
    assert linear.call("gap", point, 0) == 0


# Backpropagation


def network_numbers():
    first = network.value("DEFAULTS")
    there = network.call("forward", first)
    return first, there, network.call("backward", first, there)


def test_the_network_begins_with_the_printed_numbers():
    first, there, back = network_numbers()
    assert shown(first["x"]) == ["0.900", "-1.100"]
    assert shown(there["z"]) == ["1.480", "-0.690"]
    assert shown(there["a"]) == ["0.815", "0.334"]
    assert shown(there["output"]) == "0.934"
    assert shown(first["y"]) == "0.350"
    assert shown(there["loss"]) == "0.171"
    assert shown(there["slopes"]) == ["0.151", "0.222"]
    assert shown(back["x"]) == ["0.071", "-0.121"]
    assert shown(back["length"]) == "0.141"  # of the unrounded gradient; the rounded gives 0.140


def test_the_network_has_the_inventory_s_six_digits():
    _first, there, back = network_numbers()
    assert shown(there["output"], 6) == "0.934393"
    assert shown(there["loss"], 6) == "0.170757"
    assert shown(there["slopes"], 6) == ["0.151044", "0.222455"]
    assert shown(back["output"], 6) == "0.584393"
    assert shown(back["a"], 6) == ["0.730491", "-0.409075"]
    assert shown(back["z"], 6) == ["0.110336", "-0.091001"]
    assert shown(back["x"], 6) == ["0.071320", "-0.121485"]
    assert shown(back["length"], 6) == "0.140873"


def test_the_four_steps_hand_on_what_came_in_times_the_local_map():
    first = network.value("DEFAULTS")
    steps = network.call("steps", first)
    assert [(step["from"], step["to"]) for step in steps] == [
        ("L", "ŷ"), ("ŷ", "a"), ("a", "z"), ("z", "x"),
    ]  # fmt: skip
    assert [np.shape(step["local"]) for step in steps] == [(1, 1), (1, 2), (2, 2), (2, 2)]
    assert steps[0]["incoming"] == [1]
    for step in steps:
        product = np.array(step["incoming"]) @ np.array(step["local"])
        np.testing.assert_allclose(product, step["outgoing"], rtol=1e-14)
    for before, after in pairwise(steps):
        assert before["outgoing"] == after["incoming"]


def test_the_gradients_by_the_parameters_are_the_printed_ones():
    found = network.call("parameterGradients", network.value("DEFAULTS"))
    assert shown(found["W1"], 6) == [["0.099303", "-0.121370"], ["-0.081901", "0.100101"]]
    assert shown(found["b1"], 6) == ["0.110336", "-0.091001"]
    assert shown(found["w2"], 6) == ["0.476030", "0.195206"]
    assert shown(found["b2"], 6) == "0.584393"


def test_every_gradient_of_the_network_agrees_with_differences_of_the_loss():
    first = network.value("DEFAULTS")
    found = network.call("parameterGradients", first)
    found["x"] = network_numbers()[2]["x"]
    for name, gradient in found.items():
        value, h = np.array(first[name], dtype=float), 1e-6
        for index in np.ndindex(value.shape):
            step = np.zeros(value.shape)
            step[index] = h
            losses = [
                network.call("forward", {**first, name: (value + s).tolist()})["loss"]
                for s in (step, -step)
            ]
            assert (losses[0] - losses[1]) / (2 * h) == pytest.approx(
                np.array(gradient)[index], abs=1e-9
            )


def test_the_second_input_has_the_stronger_pull():
    assert network.call("stronger", network_numbers()[2]) == 1
    assert network.call("stronger", {"x": [-2, 1]}) == 0


# Softmax and cross-entropy


def test_softmax_begins_with_the_printed_numbers():
    first = classes.value("DEFAULTS")
    z, target = first["z"], first["target"]
    assert (z, target) == ([2.4, -0.5, -1.8], 1)
    names = classes.value("CLASSES")
    assert names[target] == "lynx"
    assert names[classes.call("predicted", z)] == "otter"
    p = classes.call("softmax", z)
    assert shown(p, 6) == ["0.934563", "0.051423", "0.014014"]
    assert shown(p[target]) == "0.051"
    assert shown(classes.call("crossEntropy", z, target)) == "2.968"
    assert shown(classes.call("crossEntropy", z, target), 6) == "2.967676"
    assert shown(classes.call("margin", z)) == "0.883"
    slope = classes.call("gradient", z, target)
    assert shown(slope, 6) == ["0.934563", "-0.948577", "0.014014"]


def test_the_softmax_jacobian_is_the_printed_one():
    J = classes.call("jacobian", classes.value("DEFAULTS")["z"])
    assert shown(J) == [
        ["0.061", "-0.048", "-0.013"],
        ["-0.048", "0.049", "-0.001"],
        ["-0.013", "-0.001", "0.014"],
    ]
    assert shown(J, 6) == [
        ["0.061155", "-0.048058", "-0.013097"],
        ["-0.048058", "0.048778", "-0.000721"],
        ["-0.013097", "-0.000721", "0.013818"],
    ]
    assert shown([sum(row) for row in J]) == ["0.000", "0.000", "0.000"]


def test_one_step_down_the_gradient_gives_the_printed_loss():
    z = classes.call("descended", [2.4, -0.5, -1.8], 1, 1)
    assert shown(z, 6) == ["1.465437", "0.448577", "-1.814014"]
    assert shown(classes.call("softmax", z), 6) == ["0.714603", "0.258493", "0.026904"]
    assert shown(classes.call("crossEntropy", z, 1), 6) == "1.352888"


def test_the_listing_s_logits_give_the_listing_s_numbers():
    z = [2.0, -0.5, 0.2]
    assert shown(classes.call("softmax", z), 6) == ["0.801678", "0.065806", "0.132516"]
    assert shown(classes.call("gradient", z, 0), 6) == ["-0.198322", "0.065806", "0.132516"]
    assert shown(classes.call("crossEntropy", z, 0), 6) == "0.221048"


def test_softmax_survives_logits_that_overflow_the_exponential():
    assert classes.call("softmax", [800, 0, 0]) == [1, 0, 0]
    assert classes.call("crossEntropy", [800, 0, 0], 0) == 0
    assert classes.call("crossEntropy", [800, 0, 0], 1) == 800
    assert shown(classes.call("jacobian", [800, 0, 0])) == [["0.000"] * 3] * 3


def test_the_softmax_gradient_agrees_with_differences_of_the_loss():
    z, h = np.array([2.4, -0.5, -1.8]), 1e-6
    slope = classes.call("gradient", z.tolist(), 1)
    for i, step in enumerate(np.eye(3) * h):
        above, below = (classes.call("crossEntropy", (z + s).tolist(), 1) for s in (step, -step))
        assert (above - below) / (2 * h) == pytest.approx(slope[i], abs=1e-9)
