"""Hands on a page: reading the numbers of an explorer, moving it, answering an exercise."""

import re

TAGS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


def explorer(page, name):
    found = page.locator(f"{name}-explorer")
    found.scroll_into_view_if_needed()  # its script is fetched when the reader comes near
    found.locator("[data-reset]").wait_for()
    drawn(page)
    return found


def text_of(locator):
    return re.sub(r"\s+", " ", locator.inner_text()).replace("\N{MINUS SIGN}", "-")


def slide(found, name, value):
    found.locator(f"input[name={name}]").evaluate(
        "(input, value) => { input.value = value;"
        " input.dispatchEvent(new Event('input', { bubbles: true }));"
        " input.dispatchEvent(new Event('change', { bubbles: true })); }",
        str(value),
    )
    drawn(found.page)


def digits(found, part):
    """The numbers of a part, in order."""
    text = found.locator(part).evaluate(
        """element => {
          const copy = element.cloneNode(true);
          for (const end of copy.querySelectorAll("mn, td, th, dd")) end.after(" ");
          return copy.textContent;
        }"""
    )
    text = text.replace("\N{MINUS SIGN}", "-")
    return re.findall(r"-?\d+\.\d+", text)


USUAL = 25.0
"""Milliseconds that ARITHMETIC takes in a browser on one core of a usual desk computer."""
ARITHMETIC = """() => {
  const times = [];
  for (let round = 0; round < 7; round += 1) {
    const start = performance.now();
    let sum = 0;
    for (let k = 0; k < 2e6; k += 1) sum += Math.sin(k) * Math.sqrt(k);
    times.push(performance.now() - start + 0 * sum);
  }
  return Math.min(...times);
}"""


def slowness(page):
    """How many times slower than a usual one this machine is now; at least 1."""
    return max(1.0, page.evaluate(ARITHMETIC) / USUAL)


def drag(page, handle, across, up):
    handle.scroll_into_view_if_needed()
    box = handle.locator("circle").first.bounding_box()
    assert box["width"] >= 44
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across / 2, y - up / 2)
    page.mouse.move(x + across, y - up)
    page.mouse.up()
    drawn(page)


def exercise(page, name="exr-residual"):
    found = page.locator(f"section#{name}")
    found.scroll_into_view_if_needed()  # as above
    found.locator("nabla-exercise button").first.wait_for()
    return found


def answer(found, text, *, line=0):
    found.locator("input").nth(line).fill(text)
    found.get_by_role("button", name="Check").click()
    return said(found, line=line)


def said(found, *, line=0):
    return found.locator("nabla-exercise [role=status]").nth(line).inner_text()


def visible(found, selector):
    return found.locator(f"{selector}:visible").count()


def laid_out(page):
    """Wait until every part of the page is laid out: it has all its text, and nothing moves."""
    waits = ".nabla-part:not(.nabla-part--laid-out), .nabla-row--waits"
    page.wait_for_function(f"!document.querySelector('{waits}')")
    drawn(page)


def drawn(page):
    """Wait until what was asked of the page is drawn, however slow the machine: two frames."""
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
        " setTimeout(done))))"
    )
