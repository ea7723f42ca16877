"""References, search, navigation, print, palettes, and reading without a server or a script."""

import re

import pytest
from hands import exercise, laid_out

SUM = "paper/04-4-vector-sum/"
NEURON = "paper/05-neuron-activation/"
REFERENCE = "paper/08-reference/"
# Instant navigation writes addresses out in full.
ELSEWHERE = f"a.nabla-ref:not([href^='#'], [href^='./#'], [href*='{NEURON}#'])"
HERE = f"a.nabla-ref:is([href^='#'], [href^='./#'], [href*='{SUM}#'])"


def test_all_of_a_page_is_laid_out_soon_after_it_is_there(opened):
    """Every page is opened so in these tests; before that only what is near has its text."""
    with opened(REFERENCE) as page:
        laid_out(page)
        assert all(part.inner_text() for part in page.locator(".nabla-part").all())
        assert page.locator(".nabla-index tr").last.inner_text()


def test_without_a_script_all_of_a_page_is_laid_out_at_once(opened):
    with opened(REFERENCE, java_script_enabled=False) as page:
        assert all(part.inner_text() for part in page.locator(".nabla-part").all())


@pytest.mark.parametrize(("address", "kind"), [(NEURON, ELSEWHERE), (SUM, HERE)])
def test_a_reference_shows_what_it_leads_to_while_the_pointer_is_on_it(opened, address, kind):
    with opened(address) as page:
        link = page.locator(f".md-content {kind}").first
        link.scroll_into_view_if_needed()
        link.hover()
        preview = page.locator(".nabla-preview")
        preview.wait_for()
        assert preview.locator("math").count()
        box = preview.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
        page.mouse.move(2, 450)
        preview.wait_for(state="detached")


def test_a_reference_shows_what_it_leads_to_on_focus_and_escape_closes_it(opened):
    with opened(NEURON) as page:
        link = page.locator(f".md-content {ELSEWHERE}").first
        link.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        page.locator(".nabla-preview").wait_for()
        assert link.get_attribute("aria-describedby") == "nabla-preview"
        page.keyboard.press("Escape")
        assert not page.locator(".nabla-preview").count()


def test_a_reference_leads_to_its_target_on_another_page(opened):
    with opened(NEURON) as page:
        link = page.locator(f".md-content {ELSEWHERE}").first
        target = link.get_attribute("href").partition("#")[2]
        link.click()
        page.wait_for_url(f"**/*#{target}")
        place = page.locator(f"#{target}")
        place.wait_for()
        laid_out(page)  # the parts above too, which must not move it
        assert 0 <= place.bounding_box()["y"] <= 300
        assert page.url.endswith(f"#{target}")


@pytest.mark.parametrize(
    ("words", "found"),
    [("hadamard", "Element-wise"), ("softmax jacobian", "oftmax"), ("dot product", "ot product")],
)
def test_the_search_finds_formulas_by_name_and_words(opened, words, found):
    with opened() as page:
        page.locator("[data-md-component=search-query]").click()
        page.keyboard.type(words)
        page.locator(".md-search-result__link", has_text=found).first.wait_for()


def test_the_search_index_waits_until_it_is_wanted(opened, site):
    site.sent.clear()
    with opened(SUM) as page:
        page.wait_for_load_state("networkidle")
        assert not any("search_index" in path for path, _ in site.sent)
        page.keyboard.press("/")
        page.keyboard.type("gradient")
        page.locator(".md-search-result__link").first.wait_for()
        assert any("search_index" in path for path, _ in site.sent)


def test_instant_navigation_goes_there_and_back(opened):
    with opened(SUM) as page:
        page.wait_for_load_state("networkidle")  # instant navigation needs the list of pages
        page.evaluate("window.stayed = true")
        page.locator(".md-footer__link--next").click()
        page.locator("h1", has_text="4.5").wait_for()
        laid_out(page)
        mark = page.locator("details.nabla-evidence").first
        mark.locator("summary").first.click()
        mark.locator("[data-copies=tex]").wait_for()
        page.go_back()
        page.locator("h1", has_text="4.4").wait_for()
        laid_out(page)
        mark = page.locator(".nabla-formula > details.nabla-evidence").first
        mark.locator("summary").first.click()
        mark.locator("[data-copies=tex]").wait_for()
        assert page.evaluate("window.stayed")


def test_a_listing_gets_its_button_when_it_is_seen(opened):
    """One that is not seen is not measured, and what surrounds it need not be laid out."""
    with opened(NEURON) as page:
        listing = page.locator(".highlight:visible").last
        button = listing.locator(".md-code__button")
        assert not button.count()
        listing.scroll_into_view_if_needed()
        button.first.wait_for()


def test_everything_can_be_reached_by_keyboard(opened):
    with opened(SUM) as page:
        reached = set()
        for _ in range(120):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    "['.nabla-switch', '.nabla-evidence', '.md-search', '.nabla-number']"
                    ".find(name => document.activeElement.closest(name))"
                )
            )
        assert {".nabla-switch", ".nabla-evidence", ".md-search", ".nabla-number"} <= reached


def test_a_focused_control_is_seen(opened):
    with opened(SUM) as page:
        for selector in (".md-content p a", ".nabla-number", ".nabla-evidence > summary"):
            page.locator(f"{selector} >> visible=true").first.focus()
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Tab")
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(style) != "none", selector


def test_the_figures_follow_the_palette(opened):
    ink = "getComputedStyle(document.querySelector('figure svg')).color"
    with opened(SUM, color_scheme="light") as page:
        light = page.evaluate(ink)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
        assert page.evaluate(ink) != light


def test_a_chosen_palette_is_kept(opened, site):
    with opened(SUM, color_scheme="light") as page:
        for chosen in ("light", "dark"):
            page.locator("[data-md-component=palette] label:visible").click()
            page.locator(f"body[data-md-color-media*={chosen}]").wait_for()
        page.locator("body[data-md-color-scheme=slate]").wait_for()
        page.goto(site.url + NEURON)
        page.locator("body[data-md-color-scheme=slate]").wait_for()


def pages_of(page):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_the_cheat_sheet_prints_on_two_sides_of_one_sheet(opened):
    with opened("cheat-sheet/") as page:
        assert pages_of(page) == 2
        page.locator(".nabla-switch [value=denominator]").check(force=True)
        assert pages_of(page) == 2


def test_a_chapter_prints_without_what_is_for_the_screen(opened):
    with opened(SUM) as page:
        assert pages_of(page) <= 8
        page.emulate_media(media="print")
        for gone in (
            ".md-header",
            ".md-sidebar",
            ".md-footer",
            ".nabla-evidence__panel",
            ".nabla-source",
        ):
            assert not page.locator(f"{gone} >> visible=true").count(), gone
        assert page.locator("article math").first.is_visible()


def test_a_page_can_be_read_from_a_disk(opened, site):
    file = (site.folder / NEURON / "index.html").as_uri()
    with opened(file) as page:
        fonts = "document.fonts.ready.then(fonts => [...fonts].map(font => font.status))"
        assert page.evaluate(fonts) == ["loaded"]
        page.locator(".nabla-switch [value=denominator]").check(force=True)
        assert not page.locator(".nabla-layout--numerator:visible").count()
        link = page.locator(f".md-content {ELSEWHERE}").first
        link.hover()
        page.locator(".nabla-preview math").first.wait_for()
        exercise(page, "exr-dot-squared")


def test_a_page_can_be_read_without_a_script(opened):
    with opened(SUM, java_script_enabled=False) as page:
        assert page.locator("article math").first.is_visible()
        page.locator(".md-nav__link", has_text="5 Neuron activation").first.click()
        assert "neuron" in page.locator("h1").inner_text().lower()


def test_no_page_is_wider_than_a_telephone(opened, site):
    with opened(viewport={"width": 360, "height": 800}) as page:
        wide = []
        for address in site.pages:
            page.goto(site.url + address)
            laid_out(page)
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                wide.append(address)
        assert not wide


def test_gradient_tables_of_short_formulas_fit_a_narrow_telephone(opened):
    with opened(NEURON, viewport={"width": 350, "height": 700}) as page:
        table = page.locator("figure.nabla-tabular .nabla-table").first
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth")


def test_a_wrong_address_is_answered_with_a_page_of_the_book(site):
    text = (site.folder / "404.html").read_text()
    assert "There is no page here" in text
    assert "nabla-switch" in text


def test_every_page_says_what_it_is_and_where(site):
    for address in site.pages:
        text = (site.folder / address.lstrip("/") / "index.html").read_text()
        assert re.search(r'<meta name="description" content="[^"]{20,}', text), address
        assert f'<link rel="canonical" href="{site.url}{address.lstrip("/")}"' in text, address
        assert '<html lang="en"' in text, address


def test_motion_stops_for_those_who_ask(opened):
    with opened(SUM, reduced_motion="reduce") as page:
        duration = "getComputedStyle(document.querySelector('.md-nav__link')).transitionDuration"
        assert float(page.evaluate(duration).rstrip("s")) < 0.001
