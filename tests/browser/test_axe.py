"""What axe finds on each page: nothing, in either palette, on a desk and on a telephone."""

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: no axe")
DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# No rule speaks of what is inside a formula, and there are thousands of elements; their colour
# is that of the text around them.
WITHOUT_FORMULAS = {"exclude": [["math"]]}


@pytest.mark.parametrize(("palette", "size"), [("light", DESK), ("dark", TELEPHONE)])
def test_axe_finds_nothing_on_any_page(opened, site, palette, size):
    found = []
    with opened(color_scheme=palette, viewport=size, reduced_motion="reduce") as page:
        for address in site.pages:
            page.goto(site.url + address)
            said = (
                axe.Axe().run(page, context=WITHOUT_FORMULAS, options=RULES).response["violations"]
            )
            found += [_line(address, rule) for rule in said]
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_what_opens(opened):
    with opened("paper/04-4-vector-sum/") as page:
        for mark in page.locator(".nabla-formula > details.nabla-evidence").all():
            mark.locator("summary").first.click()
        page.locator(".nabla-table details.nabla-evidence summary").first.click()
        said = axe.Axe().run(page, context=WITHOUT_FORMULAS, options=RULES).response["violations"]
        assert not [_line("open panels", rule) for rule in said]


def test_axe_would_find_something(opened):
    with opened() as page:
        page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"data:,\">'")
        said = axe.Axe().run(page, context=WITHOUT_FORMULAS, options=RULES).response["violations"]
        assert "image-alt" in {rule["id"] for rule in said}


def _line(address, rule):
    nodes = "; ".join(str(node["target"]) for node in rule["nodes"][:3])
    return f"{address}: {rule['id']}, {len(rule['nodes'])} times: {rule['help']} ({nodes})"
