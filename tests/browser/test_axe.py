"""What axe finds on each page: nothing, in either palette, on a desk and on a telephone."""

import pytest
from hands import laid_out

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="NOT RUN: no axe")
DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# No rule speaks of what is inside a formula or a drawing, and there are thousands of elements;
# the contrast of drawings is measured in test_drawings.py.
EMPTY = """
  for (const each of document.querySelectorAll("math")) each.innerHTML = "<mtext>x</mtext>";
  for (const each of document.querySelectorAll("svg")) each.replaceChildren();
"""


def violations(page):
    laid_out(page)
    page.evaluate(EMPTY)
    return axe.Axe().run(page, options=RULES).response["violations"]


def test_axe_finds_nothing_on_any_page(opened, site):
    found = []
    with opened(color_scheme="light", viewport=DESK, reduced_motion="reduce") as page:
        for address in site.pages:
            page.goto(site.url + address)
            found += [_line(f"{address} light", rule) for rule in violations(page)]
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            page.set_viewport_size(TELEPHONE)
            page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
            found += [_line(f"{address} dark, telephone", rule) for rule in violations(page)]
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.set_viewport_size(DESK)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_listings_that_have_been_seen(opened):
    with opened("paper/05-neuron-activation/") as page:
        listings = page.locator(".highlight:visible").all()
        for listing in listings:
            listing.scroll_into_view_if_needed()
            listing.locator(".md-code__button").first.wait_for()
        assert len(listings) > 3
        said = violations(page)
        assert not [_line("listings", rule) for rule in said]


def test_axe_finds_nothing_in_what_opens(opened):
    with opened("paper/04-4-vector-sum/") as page:
        for mark in page.locator(".nabla-formula > details.nabla-evidence >> visible=true").all():
            mark.locator("summary").first.click()
        page.locator(".nabla-table details.nabla-evidence summary").first.click()
        said = violations(page)
        assert not [_line("open panels", rule) for rule in said]


def test_axe_would_find_something(opened):
    with opened() as page:
        page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"data:,\">'")
        said = violations(page)
        assert "image-alt" in {rule["id"] for rule in said}


def _line(address, rule):
    nodes = "; ".join(str(node["target"]) for node in rule["nodes"][:3])
    return f"{address}: {rule['id']}, {len(rule['nodes'])} times: {rule['help']} ({nodes})"
