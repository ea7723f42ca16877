"""What hands on cost: the bytes of the scripts, and the time that a drag takes."""

import re

import pytest
from hands import explorer, slowness

EXPLORERS = "explorers/"


# An element has its script fetched when the reader comes near.
READ_THROUGH = """async () => {
  const held = [...document.querySelectorAll("*")].filter(
    e => e.localName.endsWith("-explorer") || e.localName === "nabla-exercise");
  for (const element of held) {
    element.scrollIntoView();
    for (let k = 0; k < 2; k += 1) await new Promise(requestAnimationFrame);
  }
}"""


def scripts_of(page):
    return page.evaluate(
        "[...document.scripts].map(s => s.src).filter(s => s.includes('/assets/nabla/'))"
    )


def test_all_own_scripts_of_every_page_stay_below_40_kilobytes_and_come_only_where_used(
    opened, site
):
    costs = {}
    with opened() as page:
        for address in site.pages:
            page.goto(site.url + address)
            page.evaluate(READ_THROUGH)
            page.wait_for_load_state("networkidle")
            sources = scripts_of(page)
            paths = [source.removeprefix(site.url) for source in sources]
            costs[address] = sum(len(site.content(path)[0]) for path in paths)
            holds = page.evaluate(
                "[...document.querySelectorAll('*')].map(e => e.localName)"
                ".filter(n => n.endsWith('-explorer') || n === 'nabla-exercise')"
            )
            loaded = {
                re.search(r"elements/([\w-]+)\.", path)[1] for path in paths if "elem" in path
            }
            assert loaded == set(holds), address
    assert max(costs.values()) <= 40_000, costs


def spent(session):
    """Seconds of the page's own thread so far; other work on this machine does not count."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    counted = {"ScriptDuration", "RecalcStyleDuration", "LayoutDuration"}
    return sum(item["value"] for item in metrics if item["name"] in counted)


@pytest.mark.parametrize("handle", ["x", "we1"])
def test_a_drag_is_answered_within_a_frame_of_a_machine_four_times_slower(opened, handle):
    with opened(EXPLORERS) as page:
        tip = explorer(page, "linear-map").locator(f"[data-handle={handle}]")
        tip.scroll_into_view_if_needed()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        costs, moves = [], 12
        for side in (-1, 1) * 4:
            box = tip.locator("circle").first.bounding_box()
            x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            page.mouse.move(x, y)
            page.mouse.down()
            before = spent(session)
            for k in range(moves):  # each by more than the step of the values
                page.mouse.move(x + 5 * side * k, y)
                page.evaluate("new Promise(requestAnimationFrame)")
            costs.append(4 * 1000 * (spent(session) - before) / moves)
            page.mouse.up()
        # A machine with other work is only ever slower.
        assert min(costs) < 16 * slowness(page), costs
