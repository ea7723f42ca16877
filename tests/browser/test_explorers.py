"""The three explorers in a real browser: digits, sliders, handles, keyboard, address, layout."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from hands import TAGS, digits, drag, drawn, explorer, slide, slowness, text_of

# The first numbers, one by one


def test_the_linear_map_shows_its_first_numbers(open_page):
    found = explorer(open_page("linear-map/"), "linear-map")
    assert digits(found, "[data-out=combination]") == [
        "1.75", "1.10", "0.80", "1.10", "-0.70", "1.20", "1.16", "2.72",
    ]  # fmt: skip
    said = text_of(found.locator("[data-out=determinant]"))
    assert "1.88" in said
    assert "orientation preserved" in said
    assert "points mainly right, the second mainly up" in said


def test_the_curved_map_shows_its_jacobian_and_the_gap_over_the_square(open_page):
    found = explorer(open_page("linear-map/"), "linear-map")
    found.get_by_role("button", name="A curved map").click()
    drawn(found.page)
    assert digits(found, "[data-out=jacobian]") == ["-0.700", "1.200", "0.362", "-1.400"]
    ratios = []
    for zoom in (1, 2, 3):
        slide(found, "zoom", zoom)
        ratios.append(float(digits(found, "[data-out=gap]")[-1]))
    assert max(ratios) - min(ratios) < 0.05


def test_backpropagation_shows_its_first_numbers_step_by_step(open_page):
    found = explorer(open_page("backprop/"), "backprop")
    assert digits(found, "[data-out=numbers]") == ["0.934", "0.350", "0.171", "0.141"]
    values = found.locator("[data-value]").all_text_contents()
    assert [value.replace("\N{MINUS SIGN}", "-") for value in values] == [
        "0.900", "-1.100", "1.480", "-0.690", "0.815", "0.334", "0.934", "0.171",
    ]  # fmt: skip
    assert digits(found, "[data-out=said]") == ["0.151", "0.222", "0.25", "0.05"]
    assert digits(found, "[data-out=collapsed]") == ["0.071", "-0.121"]
    steps = [
        (["0.584", "1.000", "0.584"], ["1×1", "1×1", "1×1"]),
        (["1.250", "-0.700", "0.584", "0.730", "-0.409"], ["1×2", "1×1", "1×2"]),
        (["0.151", "0.000", "0.000", "0.222", "0.730", "-0.409", "0.110", "-0.091"],
         ["2×2", "1×2", "1×2"]),
        (["1.100", "-0.400", "0.550", "0.850", "0.110", "-0.091", "0.071", "-0.121"],
         ["2×2", "1×2", "1×2"]),
    ]  # fmt: skip
    for k, (numbers, shapes) in enumerate(steps, 1):
        found.locator(f"button[data-step='{k}']").click()
        drawn(found.page)
        assert digits(found, "[data-out=step] tbody") == numbers
        cells = found.locator("[data-out=step] tbody tr td:last-child").all_text_contents()
        assert cells == shapes
        hidden = found.locator("[data-gradient]", has_text="←").count()
        assert hidden == {1: 6, 2: 4, 3: 2, 4: 0}[k]


def test_softmax_shows_its_first_numbers(open_page):
    found = explorer(open_page("softmax/"), "softmax")
    assert digits(found, "[data-out=numbers]") == ["2.968", "0.051", "0.883"]
    assert "predicted otter" in text_of(found.locator("[data-out=numbers]"))
    assert digits(found, "[data-out=jacobian] tbody") == [
        "0.061", "-0.048", "-0.013", "0.000",
        "-0.048", "0.049", "-0.001", "0.000",
        "-0.013", "-0.001", "0.014", "0.000",
    ]  # fmt: skip
    columns = [found.locator(f"[data-cell={name}]").all_text_contents() for name in "pyg"]
    assert columns[0] == ["0.935", "0.051", "0.014"]
    assert columns[1] == ["0", "1", "0"]
    assert [text.replace("\N{MINUS SIGN}", "-") for text in columns[2]] == [
        "0.935",
        "-0.949",
        "0.014",
    ]
    assert digits(found, "[data-out=step]") == ["1.465", "0.449", "-1.814", "1.353"]


@pytest.mark.parametrize("name", ["linear-map", "backprop", "softmax"])
def test_nothing_is_ever_a_negative_zero(open_page, name):
    found = explorer(open_page(f"{name}/"), name)
    sliders = found.locator("input[type=range]")
    for k in range(sliders.count()):
        key = sliders.nth(k).get_attribute("name")
        slide(found, key, 0.05 if key == "rate" else 0)
        assert not re.search(r"-0\.0+(?!\d)", text_of(found))


# By hand, by keyboard


def test_a_slider_moves_by_the_keyboard_and_the_numbers_follow(open_page):
    found = explorer(open_page("linear-map/"), "linear-map")
    found.locator("input[name=x1]").focus()
    found.page.keyboard.press("ArrowRight")
    drawn(found.page)
    assert digits(found, "[data-out=combination]")[0] == "1.80"
    assert found.locator("input[name=x1]").get_attribute("aria-valuetext") == "1.80"


@pytest.mark.parametrize(("handle", "names"), [("x", ["x1", "x2"]), ("we1", ["w11", "w21"])])
def test_a_handle_is_dragged_and_its_sliders_follow(open_page, handle, names):
    page = open_page("linear-map/")
    found = explorer(page, "linear-map")
    before = [float(found.locator(f"input[name={name}]").input_value()) for name in names]
    drag(page, found.locator(f"[data-handle={handle}]"), 30, 20)
    after = [float(found.locator(f"input[name={name}]").input_value()) for name in names]
    assert after[0] > before[0]
    assert after[1] > before[1]
    assert all(abs(value / 0.05 - round(value / 0.05)) < 1e-6 for value in after)


def test_a_collapsed_plane_is_said_to_be_one(open_page):
    found = explorer(open_page("linear-map/"), "linear-map")
    for name, value in {"w11": 1, "w12": 2, "w21": 0.5, "w22": 1}.items():
        slide(found, name, value)
    assert "every area becomes zero" in text_of(found.locator("[data-out=determinant]"))
    slide(found, "w22", 0.5)
    assert "orientation reversed" in text_of(found.locator("[data-out=determinant]"))


def test_one_step_lowers_the_loss_to_what_was_announced(open_page):
    found = explorer(open_page("softmax/"), "softmax")
    found.get_by_role("button", name="Take one step").click()
    drawn(found.page)
    assert digits(found, "[data-out=numbers]")[0] == "1.353"
    found.get_by_role("button", name="falcon").click()
    drawn(found.page)
    assert found.locator(".explorer-target th").inner_text().startswith("falcon")


def test_every_parameter_of_the_network_can_be_changed(open_page):
    found = explorer(open_page("backprop/"), "backprop")
    found.locator("summary").click()
    sliders = found.locator("details input[type=range]")
    assert sliders.count() == 9
    for k in range(9):
        before = found.locator("[data-out=parameters]").text_content()
        key = sliders.nth(k).get_attribute("name")
        slide(found, key, 0.5)
        assert found.locator("[data-out=parameters]").text_content() != before


def test_a_change_is_told_to_a_screen_reader_once_the_reader_rests(open_page):
    found = explorer(open_page("softmax/"), "softmax")
    found.page.wait_for_timeout(600)
    assert found.locator("[role=status]").inner_text() == ""
    slide(found, "z2", 2)
    found.locator("[role=status]", has_text="loss").wait_for(state="attached")


# Around them


def test_a_view_is_in_the_address_and_comes_back_with_it(open_page):
    page = open_page("softmax/")
    found = explorer(page, "softmax")
    assert "?" not in page.url
    slide(found, "z1", 1)
    page.wait_for_url(lambda url: "softmax=1_-0.5_-1.8_1_1" in url)
    numbers = digits(found, "[data-out=numbers]")
    page.reload()
    assert digits(explorer(page, "softmax"), "[data-out=numbers]") == numbers
    page.get_by_role("button", name="Start again").click()
    page.wait_for_url(lambda url: "?" not in url)


@pytest.mark.parametrize(
    "given", ["softmax=1_2", "softmax=x_y_z_a_b", "softmax=99_0_0_0_0", "softmax=____"]
)
def test_an_address_that_means_nothing_shows_the_first_view(open_page, given):
    found = explorer(open_page(f"softmax/?{given}"), "softmax")
    assert digits(found, "[data-out=numbers]")[-1] in {"0.883", "0.770"}


def test_the_layout_of_the_reader_turns_rows_into_columns(open_page):
    page = open_page("backprop/")
    found = explorer(page, "backprop")
    found.locator("button[data-step='2']").click()
    page.evaluate(
        "document.documentElement.dataset.nablaLayout = 'denominator';"
        "const detail = { layout: 'denominator' };"
        "document.dispatchEvent(new CustomEvent('nabla:layout', { detail }))"
    )
    drawn(page)
    cells = found.locator("[data-out=step] tbody tr td:last-child").all_text_contents()
    assert cells == ["2×1", "1×1", "2×1"]


def test_an_explorer_comes_to_life_after_instant_navigation_and_again(open_page):
    page = open_page("")
    page.wait_for_load_state("networkidle")  # instant navigation needs the list of pages
    page.evaluate("window.stays = true")
    for name in ("linear-map", "softmax", "linear-map"):
        page.evaluate(
            "name => [...document.querySelectorAll('a')]"
            ".find(a => a.pathname === `/${name}/`).click()",
            name,
        )
        page.locator(f"{name}-explorer [data-reset]").wait_for()
    assert page.evaluate("window.stays"), "the page was loaded as a whole"
    slide(explorer(page, "linear-map"), "x1", 1)
    assert digits(explorer(page, "linear-map"), "[data-out=combination]")[0] == "1.00"


def test_without_scripts_the_text_stands(open_page):
    page = open_page("softmax/", java_script_enabled=False)
    assert page.get_by_text("One step of size 1 against the gradient").is_visible()
    page = open_page("linear-map/", java_script_enabled=False)
    assert page.locator("linear-map-explorer svg").is_visible()


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("name", ["linear-map", "backprop", "softmax"])
def test_nothing_is_wider_than_the_page(open_page, name, width):
    page = open_page(f"{name}/", width=width)
    explorer(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["linear-map", "backprop", "softmax"])
def test_axe_finds_nothing(open_page, name, scheme):
    page = open_page(f"{name}/", scheme=scheme)
    explorer(page, name)
    result = Axe().run(page, f"{name}-explorer", options=TAGS)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize(
    ("name", "slider"),
    [("linear-map", "x1"), ("linear-map", "w11"), ("backprop", "x1"), ("softmax", "z1")],
)
def test_a_change_takes_less_than_a_frame_of_a_machine_that_is_four_times_slower(
    open_page, name, slider
):
    page = open_page(f"{name}/")
    explorer(page, name)
    session = page.context.new_cdp_session(page)
    # The time of the thread itself in the explorer, the browser's style and its layout: neither
    # other work on the machine nor painting without a graphics card counts.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    changes, rounds = 15, 4

    def spent():
        metrics = session.send("Performance.getMetrics")["metrics"]
        counted = {"ScriptDuration", "RecalcStyleDuration", "LayoutDuration"}
        return sum(item["value"] for item in metrics if item["name"] in counted)

    run = """async ([name, slider, changes]) => {
      const input = document.querySelector(`${name}-explorer [name=${slider}]`);
      for (let k = 0; k < changes; k += 1) {
        input.value = (k % 20) / 10;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
    }"""
    costs = []
    for _ in range(rounds):
        before = spent()
        page.evaluate(run, [name, slider, changes])
        costs.append(4 * 1000 * (spent() - before) / changes)
    assert min(costs) < 16 * slowness(page), costs
