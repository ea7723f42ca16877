"""The mark beside a formula, the evidence that it opens, and what can be copied from it."""

import pytest

SUM = "paper/04-4-vector-sum/"
MARK = ".nabla-formula > details.nabla-evidence"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def pasted(page):
    return page.evaluate("navigator.clipboard.readText()")


def first_mark(page):
    mark = page.locator(MARK).first
    mark.scroll_into_view_if_needed()
    return mark


def test_the_mark_opens_by_mouse(opened):
    with opened(SUM) as page:
        mark = first_mark(page)
        mark.locator("summary").first.click()
        panel = mark.locator(".nabla-evidence__panel")
        assert panel.is_visible()
        for said in ("claim", "verified", "measured by", "mistakes refused", "nabla verify"):
            assert said in panel.inner_text()


def test_the_mark_opens_by_touch(opened):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with opened(SUM, **phone) as page:
        mark = first_mark(page)
        mark.locator("summary").first.tap()
        panel = mark.locator(".nabla-evidence__panel")
        assert panel.is_visible()
        assert panel.bounding_box()["width"] <= 390
        size = mark.locator("summary").first.bounding_box()
        assert min(size["width"], size["height"]) >= 24


def test_the_mark_opens_and_closes_by_keyboard(opened):
    with opened(SUM) as page:
        mark = first_mark(page)
        mark.locator("summary").first.focus()
        page.keyboard.press("Enter")
        assert mark.get_attribute("open") is not None
        mark.locator("[data-copies=tex]").wait_for()  # the menu is made when `toggle` is heard
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.copies") == "tex"
        page.keyboard.press("Escape")
        assert mark.get_attribute("open") is None
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_mark_opens_without_a_script(opened):
    with opened(SUM, java_script_enabled=False) as page:
        mark = first_mark(page)
        mark.locator("summary").first.click()
        assert mark.locator(".nabla-evidence__panel").is_visible()


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
def test_tex_and_numpy_are_copied_in_the_chosen_layout(opened, layout):
    with opened(SUM, **CLIPBOARD) as page:
        page.locator(f".nabla-switch [value={layout}]").check(force=True)
        mark = first_mark(page)
        formula = mark.locator("xpath=..")
        mark.locator("summary").first.click()
        mark.locator("[data-copies=tex]").click()
        mark.locator("[data-copies=tex]", has_text="Copied").wait_for()
        shown = formula.locator(".nabla-math:visible").first.get_attribute("data-tex")
        assert pasted(page) == shown
        mark.locator("[data-copies=numpy]").click()
        mark.locator("[data-copies=numpy]", has_text="Copied").wait_for()
        written = mark.locator("[data-nabla-written=numpy]")
        own = [code.text_content() for code in written.all() if layout in _layout_of(code, layout)]
        assert pasted(page) == "\n".join(own)


def _layout_of(code, default):
    names = code.get_attribute("class") or ""
    return names if "nabla-layout" in names else default


def test_a_link_and_a_command_are_copied(opened, site):
    with opened(SUM, **CLIPBOARD) as page:
        mark = first_mark(page)
        mark.locator("summary").first.click()
        mark.locator("[data-copies=link]").click()
        mark.locator("[data-copies=link]", has_text="Copied").wait_for()
        assert pasted(page).startswith(f"{site.url}{SUM}#eq-")
        mark.locator("[data-copies=command]").click()
        mark.locator("[data-copies=command]", has_text="Copied").wait_for()
        assert pasted(page).startswith('nabla verify "')


def test_in_a_table_one_panel_is_open_at_a_time_and_as_wide_as_the_table(opened):
    with opened(SUM) as page:
        marks = page.locator(".nabla-table details.nabla-evidence")
        marks.nth(0).locator("summary").first.click()
        panel = marks.nth(0).locator(".nabla-evidence__panel")
        assert panel.bounding_box()["width"] > 500
        page.keyboard.press("Escape")
        marks.nth(1).locator("summary").first.click()
        marks.nth(0).evaluate("mark => mark.open = true")
        page.wait_for_function(
            "document.querySelectorAll('.nabla-table details[open]').length === 1"
        )
        page.locator("h1").click()
        assert not page.locator(".nabla-table details.nabla-evidence[open]").count()


def test_a_selection_with_formulas_is_copied_as_tex(opened):
    with opened(SUM, **CLIPBOARD) as page:
        page.evaluate(
            """() => {
              const range = document.createRange();
              const paragraph = document.querySelector(".md-content p:has(.nabla-math)");
              range.selectNodeContents(paragraph);
              getSelection().removeAllRanges();
              getSelection().addRange(range);
            }"""
        )
        page.keyboard.press("Control+c")
        math = page.locator(".md-content p:has(.nabla-math)").first.locator(".nabla-math").first
        assert f"${math.get_attribute('data-tex')}$" in pasted(page)


def test_a_selection_across_a_display_takes_the_chosen_layout_alone(opened):
    with opened(SUM, **CLIPBOARD) as page:
        page.evaluate(
            "getSelection().selectAllChildren(document.querySelector('.md-content article'))"
        )
        page.keyboard.press("Control+c")
        text = pasted(page)
        assert "$$\n" in text
        first = page.locator(".nabla-layout--denominator .nabla-math").first
        assert first.get_attribute("data-tex") not in text


def test_a_selection_without_formulas_is_the_browser_s_own(opened):
    with opened(SUM, **CLIPBOARD) as page:
        page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
        page.keyboard.press("Control+c")
        assert "Vector sum" in pasted(page)
