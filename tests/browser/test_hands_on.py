"""Explorers and exercises where the reader meets them: in the pages of the book."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from hands import TAGS, answer, digits, drag, drawn, exercise, explorer, laid_out, slide, text_of

EXPLORERS, JACOBIAN, CHAIN = "explorers/", "paper/04-1-jacobian/", "paper/04-5-3-vector-chain-rule/"
PLACES = {
    "linear-map": (EXPLORERS, JACOBIAN),
    "backprop": (EXPLORERS, CHAIN),
    "softmax": (EXPLORERS,),
}
PLACED = [(name, address) for name, places in PLACES.items() for address in places]
FIRST = {
    "linear-map": {
        "w11": "1.1",
        "w12": "-0.7",
        "w21": "0.8",
        "w22": "1.2",
        "x1": "1.75",
        "x2": "1.1",
        "p1": "1.2",
        "p2": "-0.7",
        "zoom": "0",
    },
    "backprop": {
        "x1": "0.9",
        "x2": "-1.1",
        "y": "0.35",
        "b1": "0.05",
        "b2": "-0.25",
        "c": "0.15",
        "W11": "1.1",
        "W12": "-0.4",
        "W21": "0.55",
        "W22": "0.85",
        "w1": "1.25",
        "w2": "-0.7",
    },
    "softmax": {"z1": "2.4", "z2": "-0.5", "z3": "-1.8", "rate": "1"},
}
SHOWN = {
    "linear-map": {
        "combination": ["1.75", "1.10", "0.80", "1.10", "-0.70", "1.20", "1.16", "2.72"],
        "determinant": ["1.88", "1.88"],
    },
    "backprop": {
        "numbers": ["0.934", "0.350", "0.171", "0.141"],
        "step": ["0.584", "1.000", "0.584"],
        "collapsed": ["0.071", "-0.121"],
        "said": ["0.151", "0.222", "0.25", "0.05"],
        "parameters": [
            *("0.099", "-0.121", "-0.082", "0.100", "0.110", "-0.091", "0.476", "0.195", "0.584"),
        ],
    },
    "softmax": {
        "numbers": ["2.968", "0.051", "0.883"],
        "jacobian": [
            *("0.061", "-0.048", "-0.013", "0.000"),
            *("-0.048", "0.049", "-0.001", "0.000"),
            *("-0.013", "-0.001", "0.014", "0.000"),
        ],
        "step": ["1.465", "0.449", "-1.814", "1.353"],
    },
}
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def choose(page, layout):
    page.locator(f".nabla-switch [value={layout}]").check(force=True)


@pytest.mark.parametrize(("name", "address"), PLACED)
def test_an_explorer_begins_with_the_inventory_s_numbers_to_the_digit(opened, name, address):
    with opened(address) as page:
        found = explorer(page, name)
        sliders = found.locator("input[type=range]").all()
        given = {s.get_attribute("name"): s.input_value() for s in sliders}
        assert given == FIRST[name]
        assert {s.get_attribute("step") for s in sliders} == {"0.05"}
        for part, numbers in SHOWN[name].items():
            assert digits(found, f"[data-out={part}]") == numbers, part
        assert not re.search(r"-0\.0+(?!\d)", text_of(found))


def test_the_words_beside_the_numbers_are_the_inventory_s(opened):
    with opened(EXPLORERS) as page:
        linear = text_of(explorer(page, "linear-map").locator("[data-out=determinant]"))
        assert "orientation preserved" in linear
        assert "first column points mainly right, the second mainly up" in linear
        pull = text_of(explorer(page, "backprop").locator("[data-out=said]"))
        assert "neither unit is saturated" in pull
        assert re.search(r"The loss answers more to \S+ ?2", pull)
        found = explorer(page, "softmax")
        assert "predicted otter" in text_of(found.locator("[data-out=numbers]"))
        cells = [found.locator(f"[data-cell={cell}]").all_text_contents() for cell in "pyg"]
        assert cells[0] == ["0.935", "0.051", "0.014"]
        assert cells[1] == ["0", "1", "0"]
        assert cells[2] == ["0.935", "\N{MINUS SIGN}0.949", "0.014"]
        target = found.locator("[data-target][aria-pressed=true]")
        assert target.inner_text() == "lynx"


def test_every_way_to_move_an_explorer_moves_it(opened):
    with opened(JACOBIAN) as page:
        found = explorer(page, "linear-map")
        drag(page, found.locator("[data-handle=x]"), 30, 20)
        dragged = digits(found, "[data-out=combination]")
        assert dragged[0] != "1.75"
        found.locator("input[name=x1]").focus()
        page.keyboard.press("Home")
        drawn(page)
        assert digits(found, "[data-out=combination]")[0] == "-2.50"
        found.get_by_role("button", name="Start again").click()
        drawn(page)
        assert digits(found, "[data-out=combination]")[0] == "1.75"


@pytest.mark.parametrize("handle", ["x", "we1", "we2"])
def test_a_finger_moves_a_handle_and_does_not_scroll_the_page(opened, handle):
    with opened(JACOBIAN, **TELEPHONE) as page:
        found = explorer(page, "linear-map")
        tip = found.locator(f"[data-handle={handle}]")
        tip.evaluate("tip => tip.scrollIntoView({ block: 'center' })")
        box = tip.locator("circle").first.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        before, top = digits(found, "[data-out=combination]"), page.evaluate("scrollY")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        finger = page.context.new_cdp_session(page)
        for kind, move in [("touchStart", 0), *(("touchMove", 10 * k) for k in range(1, 5))]:
            points = [{"x": x - move, "y": y + move}]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        drawn(page)
        assert digits(found, "[data-out=combination]") != before
        assert page.evaluate("scrollY") == top


def test_handles_keep_44_pixels_at_every_width(opened):
    with opened(EXPLORERS) as page:
        found = explorer(page, "linear-map")
        for width in (320, 390, 480, 545, 600, 700, 800, 1000, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            drawn(page)
            box = found.locator("[data-handle=x] circle").first.bounding_box()
            assert box["width"] >= 44, width
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_explorer_follows_the_layout_switch(opened):
    with opened(CHAIN) as page:
        found = explorer(page, "backprop")
        found.locator("button[data-step='4']").click()
        drawn(page)
        local = ["1.100", "-0.400", "0.550", "0.850"]
        assert digits(found, "[data-out=step] tbody tr:first-child") == local
        choose(page, "denominator")
        drawn(page)
        turned = ["1.100", "0.550", "-0.400", "0.850"]
        assert digits(found, "[data-out=step] tbody tr:first-child") == turned
        shapes = found.locator("[data-out=step] tbody td:last-child").all_text_contents()
        assert shapes == ["2×2", "2×1", "2×1"]


def test_hands_on_survives_going_there_and_back(opened):
    with opened(JACOBIAN) as page:
        page.wait_for_load_state("networkidle")
        page.evaluate("window.stayed = true")
        page.locator(".md-footer__link--next").click()
        page.locator("h1", has_text="4.2").wait_for()
        laid_out(page)
        words = answer(exercise(page, "exr-elementwise-square"), "2 * w")
        assert "belong on the diagonal" in words
        page.go_back()
        page.locator("h1", has_text="4.1").wait_for()
        laid_out(page)
        found = explorer(page, "linear-map")
        slide(found, "x1", 1)
        assert digits(found, "[data-out=combination]")[0] == "1.00"
        assert answer(exercise(page, "exr-double"), "2 * I(n)") == "Right."
        assert page.evaluate("window.stayed")


@pytest.mark.parametrize("address", [EXPLORERS, JACOBIAN])
def test_nothing_moves_by_itself_for_a_reader_who_wants_less_motion(opened, address):
    with opened(address, reduced_motion="reduce") as page:
        found = explorer(page, "linear-map")
        slide(found, "x1", 1)
        moving = "document.getAnimations().filter(a => a.effect?.target?.closest('%s')).length"
        assert page.evaluate(moving % "linear-map-explorer, .nabla-exercise") == 0


def test_without_scripts_each_explorer_is_a_question_a_picture_and_its_numbers(opened):
    for name, address in PLACED:
        with opened(address, java_script_enabled=False) as page:
            found = page.locator(f"{name}-explorer")
            assert found.locator(".explorer-question").is_visible()
            assert found.locator("svg[role=img]").is_visible()
            assert re.search(r"\d\.\d\d", found.inner_text())
            assert found.locator("input, button").count() == 0


@pytest.mark.parametrize(("scheme", "size"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_before_and_after_hands_were_on(opened, scheme, size):
    with opened(EXPLORERS, color_scheme=scheme, viewport={"width": size, "height": 900}) as page:
        for name in PLACES:
            explorer(page, name)
        page.locator("linear-map-explorer [data-mode='1']").click()
        page.locator("backprop-explorer summary").click()
        page.locator("backprop-explorer [data-step='4']").click()
        page.locator("softmax-explorer [data-descend]").click()
        drawn(page)
        every = ", ".join(f"{name}-explorer" for name in PLACES)
        result = Axe().run(page, {"include": [every]}, options=TAGS)
        assert result.violations_count == 0, result.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
