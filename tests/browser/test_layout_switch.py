"""The switch between numerator and denominator layout."""

from hands import laid_out

SUM = "paper/04-4-vector-sum/"
SHOWN = ".nabla-formula:not(details *) .nabla-math:visible"


def shown_tex(page):
    return page.locator(SHOWN).first.get_attribute("data-tex")


def choose(page, layout):
    page.locator(f".nabla-switch [value={layout}]").check(force=True)


def test_formulas_shapes_and_prose_follow_at_once(opened):
    with opened(SUM) as page:
        numerator = shown_tex(page)
        shapes = page.locator(".nabla-grid td:nth-child(4)").first
        assert shapes.inner_text() == "1×n"
        choose(page, "denominator")
        assert shown_tex(page) != numerator
        assert shapes.inner_text() == "n×1"
        choose(page, "numerator")
        assert shown_tex(page) == numerator


def test_the_choice_is_remembered_after_a_reload_and_on_other_pages(opened, site):
    with opened(SUM) as page:
        choose(page, "denominator")
        for address in (SUM, "paper/05-neuron-activation/", ""):
            page.goto(site.url + address)
            laid_out(page)
            assert page.locator(".nabla-switch [value=denominator]").is_checked()
            assert page.locator(".nabla-layout--denominator:visible").count()
            assert not page.locator(".nabla-layout--numerator:visible").count()


def test_the_choice_is_applied_before_anything_is_drawn(opened, site):
    with opened(SUM) as page:
        choose(page, "denominator")
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => { window.early = "
            "document.documentElement.dataset.nablaLayout })"
        )
        page.goto(site.url + SUM)
        assert page.evaluate("window.early") == "denominator"
        head = (site.folder / SUM / "index.html").read_text().partition("</head>")[0]
        assert "nabla.layout" in head


def test_the_switch_works_by_keyboard_and_says_what_it_did(opened):
    with opened(SUM) as page:
        page.locator(".nabla-switch [value=numerator]").focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.documentElement.dataset.nablaLayout") == "denominator"
        assert "column" in page.locator(".nabla-switch [role=status]").text_content()
        box = page.locator(".nabla-switch__choice").nth(1)
        assert box.evaluate("box => getComputedStyle(box).outlineStyle") == "solid"


def test_the_switch_outlasts_instant_navigation(opened):
    with opened(SUM) as page:
        page.wait_for_load_state("networkidle")  # instant navigation needs the list of pages
        page.evaluate("window.stayed = true")
        choose(page, "denominator")
        page.locator(".md-nav__link", has_text="5 Neuron activation").first.click()
        page.wait_for_url("**/05-neuron-activation/")
        page.locator("h1", has_text="Neuron").wait_for()
        laid_out(page)
        assert page.evaluate("window.stayed")
        assert not page.locator(".nabla-layout--numerator:visible").count()
        choose(page, "numerator")
        assert page.locator(".nabla-layout--numerator:visible").count()


def test_another_window_follows(opened, site):
    with opened(SUM) as page:
        other = page.context.new_page()
        other.goto(site.url)
        choose(other, "denominator")
        page.wait_for_function("document.documentElement.dataset.nablaLayout === 'denominator'")


def test_without_a_script_the_numerator_is_shown_and_no_switch(opened):
    with opened(SUM, java_script_enabled=False) as page:
        assert page.locator(".nabla-layout--numerator:visible").count()
        assert not page.locator(".nabla-layout--denominator:visible").count()
        assert not page.locator(".nabla-switch:visible").count()
